"""
How alike are two accounts, and what speaks for it?

Kernels on columns: pairs of rows in, likeness and evidence out. The
likeness of the names leaves a doubt. What two accounts share divides the
doubt, what they differ in adds to it: the weights are stated here and
nowhere else.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias, final

from attrs import frozen

from partnerkit.conflicts.naming import plain_words
from partnerkit.facts.account import Account
from partnerkit.values.errors import MissingExtra
from partnerkit.values.exact import rounded
from partnerkit.values.money import Quantity
from partnerkit.values.reasons import Reason

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints: TypeAlias = NDArray[np.int64]
    Floats: TypeAlias = NDArray[np.float64]
    Truths: TypeAlias = NDArray[np.bool_]

__all__ = ["ANYBODYS", "SHARED_PLACE", "Likeness", "best_names", "likeness", "names_alike", "telling"]

#: By how much the doubt is multiplied where something is shared.
SHARED_TAX_NUMBER, SHARED_DOMAIN, SHARED_PLACE = 0.1, 0.25, 0.7

#: What is added to the doubt where both have one, and none in common.
OTHER_TAX_NUMBER, OTHER_COUNTRY, OTHER_PLACE = 0.12, 0.05, 0.07

#: A number or domain of more accounts than this is a stand-in, or a provider's, and tells nothing.
MOST_ACCOUNTS = 20

#: Domains under which anybody gets an address.
ANYBODYS = frozenset(
    (
        "aol.com", "freenet.de", "gmail.com", "gmx.de", "gmx.net", "googlemail.com", "hotmail.com", "icloud.com",
        "live.com", "mail.com", "me.com", "msn.com", "orange.fr", "outlook.com", "outlook.de", "proton.me",
        "t-online.de", "telia.com", "web.de", "wanadoo.fr", "yahoo.com", "yahoo.de", "yandex.ru",
    )
)  # fmt: skip


def __dir__() -> list[str]:
    return __all__


@final
@frozen(eq=False)
class Likeness:
    """Pairs of accounts by their rows, the most alike first."""

    left: "Ints"
    right: "Ints"
    value: "Floats"

    #: How alike the names alone are, from 0 to 1.
    names: "Floats"

    #: By name, whether it is so for each pair.
    flags: "Mapping[str, Truths]"

    def chosen(self, which: "Truths") -> "Likeness":
        """Return the pairs of which *which* is true."""
        return Likeness(
            self.left[which],
            self.right[which],
            self.value[which],
            self.names[which],
            {name: flags[which] for name, flags in self.flags.items()},
        )

    def evidence(self, place: int, one: str, other: str) -> tuple[Reason, ...]:
        """Return what the pair at *place* rests on."""
        share = Quantity.of(rounded(Fraction(float(self.names[place])) * 100, 1), "%")
        alike = Reason("names-alike", {"name": one, "second": other, "share": share})
        reasons = {
            "shares_tax_number": Reason("tax-number-shared"),
            "other_tax_number": Reason("tax-numbers-differ"),
            "shares_domain": Reason("domain-shared"),
            "shares_place": Reason("place-shared"),
            "other_place": Reason("places-differ"),
            "other_country": Reason("countries-differ"),
        }
        return (alike, *(reason for name, reason in reasons.items() if self.flags[name][place]))


def likeness(
    accounts: Sequence[Account],
    left: "Ints",
    right: "Ints",
    alike: "Floats",
    *,
    tax_numbers: "Ints",
    domains: "Ints",
) -> Likeness:
    """Weigh pairs of *accounts*, given by their places, whose names are *alike*; the last two as of `telling`."""
    import numpy as np

    everybody, row = np.unique(np.concatenate((left, right)), return_inverse=True)
    one, other = row[: len(left)], row[len(left) :]
    concerned = [accounts[row] for row in everybody.tolist()]

    shares_tax, other_tax = _compared(tax_numbers, left, right)
    shares_domain, _ = _compared(domains, left, right)
    held = [(row, at, each) for row, own in enumerate(concerned) for at, each in enumerate(own.addresses)]
    size = len(concerned), max((len(own.addresses) for own in concerned), default=0) or 1
    plain = _plain({each.city for _, _, each in held if each.city})
    cities = [(row, at, plain[each.city]) for row, at, each in held if each.city]
    codes = [(row, at, "".join(each.postal_code.split())) for row, at, each in held if each.postal_code]
    lands, _ = _table([(row, at, each.country) for row, at, each in held if each.country is not None], size)
    same_city, other_city = _compared(_table(cities, size)[0], one, other, within=lands)
    same_code, _ = _compared(_table(codes, size)[0], one, other, within=lands)
    _, other_country = _compared(lands, one, other)
    flags = {
        "shares_tax_number": shares_tax,
        "other_tax_number": other_tax,
        "shares_domain": shares_domain,
        "shares_place": same_city | same_code,
        "other_place": other_city & ~same_code,
        "other_country": other_country,
    }
    value = 1.0 - _doubt(1.0 - alike, flags)
    order = np.lexsort((right, left, -value))
    return Likeness(
        left[order],
        right[order],
        value[order],
        alike[order],
        {name: each[order] for name, each in flags.items()},
    )


def _doubt(doubt: "Floats", flags: "Mapping[str, Truths]") -> "Floats":
    """Return what is left of the doubt in the names; a shared tax number outweighs another place."""
    import numpy as np

    elsewhere = ~flags["shares_tax_number"]
    doubt = doubt + OTHER_TAX_NUMBER * flags["other_tax_number"]
    doubt = doubt + OTHER_PLACE * (flags["other_place"] & elsewhere)
    doubt = doubt + OTHER_COUNTRY * (flags["other_country"] & elsewhere)
    for name, part in (
        ("shares_tax_number", SHARED_TAX_NUMBER),
        ("shares_domain", SHARED_DOMAIN),
        ("shares_place", SHARED_PLACE),
    ):
        doubt = np.where(flags[name], doubt * part, doubt)
    return np.clip(doubt, 0.0, 1.0)


def names_alike(
    names: Sequence[str], by_word: Sequence[str], left: "Ints", right: "Ints", least: float = 0.0
) -> "Floats":
    """
    Return how alike the names are, as written or with their words in order; 0 below *least*.

    A name of nothing is like none, not even another of nothing.

    >>> import numpy as np
    >>> names_alike(["gtxpro", "gtxbasic", ""], ["gtxpro", "basicgtx", ""], np.array([0, 2]), np.array([0, 2])).tolist()
    [1.0, 0.0]
    """
    import numpy as np

    try:
        from rapidfuzz import fuzz, process
    except ImportError:
        raise MissingExtra(extra="matching", library="rapidfuzz") from None
    best = np.zeros(len(left))
    reordered = np.array([one != other for one, other in zip(names, by_word, strict=True)], dtype=bool)
    sorted_too = np.flatnonzero(reordered[left] | reordered[right])
    for spellings, where in ((names, np.arange(len(left))), (by_word, sorted_too)):
        if len(where):
            column = np.array(spellings, dtype=object)
            one, other = column[left[where]], column[right[where]]
            share = process.cpdist(one, other, scorer=fuzz.ratio, score_cutoff=100 * least, dtype=np.float64)
            best[where] = np.maximum(best[where], share / 100)
    named = np.array([bool(name) for name in names], dtype=bool)
    return np.where(named[left] & named[right], best, 0.0)


def best_names(owner: "Ints", left: "Ints", right: "Ints", alike: "Floats") -> "tuple[Ints, Ints, Floats]":
    """
    Return each pair of owners once, the lower first, with the likeness of their most alike names.

    >>> import numpy as np
    >>> best = best_names(np.array([0, 0, 1]), np.array([0, 1]), np.array([2, 2]), np.array([0.5, 0.9]))
    >>> [each.tolist() for each in best]
    [[0], [1], [0.9]]
    """
    import numpy as np

    one, other = owner[left], owner[right]
    code = np.minimum(one, other) * (int(owner.max(initial=0)) + 1) + np.maximum(one, other)
    order = np.lexsort((-alike, code))
    order = order[(np.diff(code[order], prepend=-1) > 0) & (one != other)[order]]
    return np.minimum(one, other)[order], np.maximum(one, other)[order], alike[order]


def telling(values: Iterable[Sequence[str]]) -> "Ints":
    """
    Return the codes of what each account has, -1 where there is none; what too many have is none.

    >>> telling([["werft.de"], ["werft.de", "gmail.com"]]).tolist()
    [[0, -1], [0, -1]]
    """
    import numpy as np

    codes, known = _codes(values)
    common: Truths = np.array(np.bincount(codes[codes >= 0], minlength=len(known)) > MOST_ACCOUNTS)
    common[[code for value, code in known.items() if value in ANYBODYS]] = True
    return np.where((codes >= 0) & ~common[codes], codes, -1) if len(common) else codes


def _codes(values: Iterable[Sequence[Hashable]]) -> "tuple[Ints, dict[Hashable, int]]":
    """Return a number for each value, in a row for each account as wide as the longest, and the numbers by value."""
    own = list(values)
    held = [(row, at, value) for row, each in enumerate(own) for at, value in enumerate(each)]
    return _table(held, (len(own), max(map(len, own), default=0) or 1))


def _table(
    held: Sequence[tuple[int, int, Hashable]], size: tuple[int, int]
) -> "tuple[Ints, dict[Hashable, int]]":
    """Return the same of values with their rows and columns."""
    import numpy as np

    numbers: dict[Hashable, int] = {}
    codes = np.full(size, -1, dtype=np.int64)
    if held:
        rows, columns, named = zip(*held, strict=True)
        codes[rows, columns] = [numbers.setdefault(value, len(numbers)) for value in named]
    return codes, numbers


def _plain(cities: Iterable[str]) -> Mapping[str, str]:
    """Return each city without case and accents, as names are compared."""
    known = list(cities)
    return {city: "".join(words) for city, words in zip(known, plain_words(known), strict=True)}


def _compared(
    codes: "Ints", left: "Ints", right: "Ints", *, within: "Ints | None" = None
) -> "tuple[Truths, Truths]":
    """
    Tell which pairs share a value, and which have values but share none.

    What is *within* something else, as a city in a country, is shared where that is the same, or one of the two is unknown.
    """
    import numpy as np

    shared = np.zeros(len(left), dtype=bool)
    for mine in range(codes.shape[1]):
        for other in range(codes.shape[1]):
            one, its = codes[left, mine], codes[right, other]
            same = (one >= 0) & (one == its)
            if within is not None:
                one, its = within[left, mine], within[right, other]
                same &= (one == its) | (one < 0) | (its < 0)
            shared |= same
    known: Truths = np.array((codes >= 0).any(1))
    return shared, known[left] & known[right] & ~shared
