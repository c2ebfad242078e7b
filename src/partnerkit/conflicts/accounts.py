"""
Are these two the same customer?

One firm is written in many ways. Names are compared without legal form, case
and accents; a tax number, a domain or a place both have lessens the doubt
that is left, one in which they differ adds to it. The answer is graded, and
says what it rests on: a person merges, or a host does from a likeness it
trusts.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal, SupportsIndex, TypeAlias, final, overload

from attrs import field, frozen

from partnerkit.conflicts.blocking import candidates, sharing
from partnerkit.conflicts.joins import components
from partnerkit.conflicts.likeness import SHARED_PLACE, Likeness, best_names, likeness, names_alike, telling
from partnerkit.conflicts.naming import plain_words
from partnerkit.facts.account import Account
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.frames import Library, to_frame
from partnerkit.values.markup import small_table
from partnerkit.values.reasons import Reason

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints: TypeAlias = NDArray[np.int64]

__all__ = ["Grade", "Match", "Matches", "compare_accounts", "match_accounts"]

Grade: TypeAlias = Literal["same", "probable", "possible", "different"]

#: What the field's tools show to a person, and what they merge.
SHOW, MERGE = 0.80, 0.95

_likeness = fields.number(least=0.0, most=1.0)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Match:
    """Two accounts, how likely they are one customer, and why."""

    #: Ids, in order.
    accounts: tuple[str, str]

    #: From 0 to 1: one minus the doubt that is left.
    likeness: float
    grade: Grade

    #: The names first, then what they share and in what they differ.
    evidence: tuple[Reason, ...]

    @property
    def reason(self) -> Reason:
        """The grade as a code, with the two ids."""
        one, other = self.accounts
        facts = {"account": one, "other": other}
        match self.grade:
            case "same":
                return Reason("same-customer", facts)
            case "probable":
                return Reason("probably-same-customer", facts)
            case "possible":
                return Reason("possibly-same-customer", facts)
            case _:
                return Reason("different-customer", facts)


@final
@frozen(eq=False, repr=False)
class Matches(Sequence[Match]):
    """
    The pairs of accounts that may be one customer, the most alike first.

    A sequence whose members are made when they are asked for.
    """

    _accounts: tuple[Account, ...]
    _likeness: Likeness
    show: float = field(default=SHOW)
    merge: float = field(default=MERGE)

    @overload
    def __getitem__(self, place: SupportsIndex) -> Match: ...
    @overload
    def __getitem__(self, place: slice) -> "tuple[Match, ...]": ...
    def __getitem__(self, place: SupportsIndex | slice) -> "Match | tuple[Match, ...]":
        if isinstance(place, slice):
            return tuple(self._match(each) for each in range(*place.indices(len(self))))
        return self._match(range(len(self))[place])

    def __len__(self) -> int:
        return len(self._likeness.value)

    def __repr__(self) -> str:
        grades = self._grades
        counts = {grade: grades.count(grade) for grade in ("same", "probable", "possible")}
        said = ", ".join(f"{count} {grade}" for grade, count in counts.items() if count)
        return f"<Matches: {said or 'none'}>"

    def _match(self, place: int) -> Match:
        found = self._likeness
        one, other = (self._accounts[int(rows[place])] for rows in (found.left, found.right))
        return Match(
            accounts=(one.id, other.id),
            likeness=float(found.value[place]),
            grade=self._grade(float(found.value[place])),
            evidence=found.evidence(place, one.name, other.name),
        )

    def _grade(self, value: float) -> Grade:
        if value >= self.merge:
            return "same"
        if value >= (self.show + self.merge) / 2:
            return "probable"
        return "possible" if value >= self.show else "different"

    @property
    def _grades(self) -> list[Grade]:
        return [self._grade(value) for value in self._likeness.value.tolist()]

    def customers(self) -> Mapping[str, str]:
        """
        Return, for every account, the first id of the customer it belongs to.

        Accounts are one customer where a chain of matches graded "same" joins
        them. Nothing is merged on less.
        """
        found = self._likeness
        sure = found.value >= self.merge
        first = components(len(self._accounts), found.left[sure], found.right[sure])
        ids = [account.id for account in self._accounts]
        return {name: ids[row] for name, row in zip(ids, first.tolist(), strict=True)}

    def to_frame(self, kind: Library = "dict") -> Any:
        """
        Return a frame of *kind* with a row for each pair, in their order.

        Columns: `account` and `other` (ids), `likeness`, `grade`, `names` (how
        alike the names alone are) and, each true or false, what the two share
        or in what they differ.
        """
        found = self._likeness
        ids = [account.id for account in self._accounts]
        columns: dict[str, Sequence[object]] = {
            "account": [ids[row] for row in found.left.tolist()],
            "other": [ids[row] for row in found.right.tolist()],
            "likeness": found.value.tolist(),
            "grade": self._grades,
            "names": found.names.tolist(),
            **{name: flags.tolist() for name, flags in found.flags.items()},
        }
        return to_frame(columns, kind)

    _repr_html_ = small_table


def match_accounts(accounts: Iterable[Account], *, show: float = SHOW, merge: float = MERGE) -> Matches:
    """
    Find the accounts that may be one customer, without comparing everybody with everybody.

    Parameters
    ----------
    accounts
        In any order; each id once.
    show, merge
        From which likeness a pair is shown, and from which it is graded "same".
        Between the two, the upper half is graded "probable", the lower "possible".

    Raises
    ------
    MissingExtra
        Without rapidfuzz, which the extra ``matching`` brings.
    InvalidValue
        For thresholds out of order, an id used twice, and what is no account.

    >>> firms = [Account(id="A-1", name="GTX Pro Inc."), Account(id="A-2", name="GTXPro"), Account(id="A-3", name="Werft")]
    >>> (match,) = match_accounts(firms)
    >>> match.accounts, match.grade
    (('A-1', 'A-2'), 'same')
    """
    import numpy as np

    known = _checked(accounts, show, merge)
    owner, names, by_word, stands_for = _spellings(known)
    # Less alike than this, names are not shown even in one place.
    least = max(1.0 - (1.0 - show) / SHARED_PLACE, 0.0)
    left, right = candidates(names, by_word, least=least)
    alike = names_alike(names, by_word, left, right, least)
    near = alike >= least
    # Whoever shares a number or a domain is weighed, whatever the names are.
    numbers = telling(each.tax_numbers for each in known)
    domains = telling(each.domains for each in known)
    one, other = sharing(names, [_held(stands_for, codes) for codes in (numbers, domains)])
    left, right = np.concatenate((left[near], one)), np.concatenate((right[near], other))
    alike = np.concatenate((alike[near], names_alike(names, by_word, one, other)))
    found = likeness(known, *best_names(owner, left, right, alike), tax_numbers=numbers, domains=domains)
    return Matches(known, found.chosen(found.value >= show), show, merge)


def compare_accounts(one: Account, other: Account, *, show: float = SHOW, merge: float = MERGE) -> Match:
    """
    Tell whether two accounts are one customer, whatever the answer is.

    >>> match = compare_accounts(
    ...     Account(id="A-1", name="Müller Werft AB", tax_numbers=["SE556012579001"]),
    ...     Account(id="A-2", name="Muellerwerft", tax_numbers=["SE556012579001"]),
    ... )
    >>> match.grade, [reason.code for reason in match.evidence]
    ('same', ['names-alike', 'tax-number-shared'])
    """
    import numpy as np

    known = _checked((one, other), show, merge)
    owner, names, by_word, _ = _spellings(known)
    left, right = np.meshgrid(np.flatnonzero(owner == 0), np.flatnonzero(owner == 1))
    alike = names_alike(names, by_word, left.ravel(), right.ravel())
    numbers = telling(each.tax_numbers for each in known)
    domains = telling(each.domains for each in known)
    found = likeness(
        known, *best_names(owner, left.ravel(), right.ravel(), alike), tax_numbers=numbers, domains=domains
    )
    return Matches(known, found, show, merge)[0]


def _checked(accounts: Iterable[Account], show: float, merge: float) -> tuple[Account, ...]:
    raise_faults(
        fault
        for path, value in (("show", show), ("merge", merge))
        if (fault := _likeness.fault(path, value)) is not None
    )
    if show > merge:
        raise InvalidValue(path="show", value=shown(show), remedy=f"use at most merge, {merge}")
    known = tuple(sorted(fields.listed("accounts", accounts, Account), key=lambda account: account.id))
    raise_faults(
        InvalidValue(path="accounts", value=shown(each.id), remedy="use each id once")
        for before, each in pairwise(known)
        if before.id == each.id
    )
    return known


def _spellings(accounts: Sequence[Account]) -> "tuple[Ints, list[str], list[str], Ints]":
    """
    Return a row for every name of every account: whose it is, without blanks, and with its words in order.

    The rows stand in the order of the names, and so do the texts in memory: what is compared lies close.
    Last comes, for every account, the row that stands for it.
    """
    import numpy as np

    owner = np.array(
        [row for row, account in enumerate(accounts) for _ in range(1 + len(account.other_names))],
        dtype=np.int64,
    )
    words = plain_words(name for account in accounts for name in (account.name, *account.other_names))
    names = ["".join(each) for each in words]
    order = np.array(sorted(range(len(names)), key=names.__getitem__), dtype=np.int64)
    row = np.empty_like(order)
    row[order] = np.arange(len(order))
    by_word = ["".join(sorted(each) if len(each) > 1 else each) for each in words]
    stands_for = row[np.flatnonzero(np.diff(owner, prepend=-1))]
    return owner[order], _laid_out(names, order), _laid_out(by_word, order), stands_for


def _laid_out(texts: Sequence[str], order: "Ints") -> list[str]:
    """Return *texts* in another order, made anew one after the other."""
    return "\n".join(map(texts.__getitem__, order.tolist())).split("\n") if texts else []


def _held(stands_for: "Ints", codes: "Ints") -> "tuple[Ints, Ints]":
    """Return the rows that have something, each with what it has; one name of an account stands for all."""
    import numpy as np

    account, column = np.nonzero(codes >= 0)
    return stands_for[account], codes[account, column]
