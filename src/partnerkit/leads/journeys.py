"""
Which contacts led up to which deals?

A journey is what happened with one customer until a deal was won or lost: the
contacts of marketing, partners and direct sales, in their order. Many of them
are kept as flat arrays, the contacts of all journeys one after another, so
that every way of sharing credit is a few passes over them.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from partnerkit.leads.whole_columns import WHOLE_COLUMN, whole_column
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, Overflowed, raise_faults, shown
from partnerkit.values.minor import to_minor
from partnerkit.values.money import Money
from partnerkit.values.reasons import Finding

__all__ = ["Journeys"]

#: Sums of wins and of amounts stay exact below this.
_EXACT = 2**62


def __dir__() -> list[str]:
    return __all__


_names = fields.Check(
    lambda value: (
        isinstance(value, tuple)
        and all(isinstance(each, str) for each in value)
        and len(set(value)) == len(value)
    ),
    "use a list of different names",
)


@final
@frozen(kw_only=True, eq=False)
class Journeys:
    """
    Journeys as flat arrays: whose contacts came in which order, and what came of it.

    A row stands for one journey or for several that went alike: `wins` of them
    ended in a deal, `losses` did not. A row without contacts is allowed: what
    was won there is nobody's credit.

    >>> journeys = Journeys.of([["fair", "partner"], ["web"]], wins=[2, 1], losses=[5, 0])
    >>> journeys.parties, journeys.touches.tolist(), journeys.offsets.tolist()
    (('fair', 'partner', 'web'), [0, 1, 2], [0, 2, 3])
    """

    #: Who can be credited: channels, or "marketing", "partner" and "direct"; sorted.
    parties: tuple[str, ...] = field(converter=fields.as_tuple, validator=fields.each(fields.identifier))

    #: Places in `parties`, journey after journey, the earliest contact first; shape (t,).
    touches: NDArray[np.int64] = field(converter=whole_column, validator=WHOLE_COLUMN, repr=False)

    #: Where each journey starts in `touches`, and the end of the last; shape (n + 1,).
    offsets: NDArray[np.int64] = field(converter=whole_column, validator=WHOLE_COLUMN, repr=False)

    #: How many of the journeys of each row were won and how many were not; shape (n,).
    wins: NDArray[np.int64] = field(converter=whole_column, validator=WHOLE_COLUMN, repr=False)
    losses: NDArray[np.int64] = field(converter=whole_column, validator=WHOLE_COLUMN, repr=False)

    #: What the wins of each row are worth together, in minor units of `currency`; None where that is not known.
    amounts: NDArray[np.int64] | None = field(
        default=None, converter=whole_column, validator=fields.optional(WHOLE_COLUMN), repr=False
    )
    currency: str | None = field(
        default=None, validator=fields.optional(fields.code("[A-Z]{3}", "use a code of ISO 4217"))
    )

    #: Seconds from each contact to the end of its journey; None where only the order is known.
    ages: NDArray[np.int64] | None = field(
        default=None, converter=whole_column, validator=fields.optional(WHOLE_COLUMN), repr=False
    )

    #: What each row is called, such as the id of its lead, each once; empty if rows have no names.
    names: tuple[str, ...] = field(default=(), converter=fields.as_tuple, validator=_names, repr=False)

    #: What was left out on the way here, and why.
    findings: tuple[Finding, ...] = field(
        default=(), converter=fields.as_tuple, validator=fields.each(fields.instance(Finding, "findings"))
    )

    def __attrs_post_init__(self) -> None:
        rows = len(self.wins)
        raise_faults(_wrong_shapes(self, rows))
        raise_faults(_wrong_values(self))
        total = int(self.wins.astype(object).sum()) if rows else 0
        worth = int(self.amounts.astype(object).sum()) if self.amounts is not None and rows else 0
        if max(total, worth) >= _EXACT:
            raise Overflowed(path="wins" if total >= _EXACT else "amounts", limit="2^62 in all")

    @classmethod
    def of(
        cls,
        paths: Iterable[Sequence[str]],
        *,
        wins: Sequence[int] | NDArray[np.int64],
        losses: Sequence[int] | NDArray[np.int64] | None = None,
        values: Sequence[Money] | None = None,
    ) -> "Journeys":
        """
        Return the journeys of *paths*: the names of those whose contacts they were, the earliest first.

        *wins* and *losses* count the journeys that went so; *values* are what
        the wins of each path brought in together.
        """
        given = list(paths)
        # A text is a row of letters, and no path of theirs.
        remedy = "use a row of names for each path, as ['fair', 'visit']; cut a text first"
        raise_faults(
            InvalidValue(path=f"paths[{place}]", value=shown(path), remedy=remedy)
            for place, path in enumerate(given)
            if isinstance(path, str)
        )
        counts: dict[str, Any] = {"wins": wins, "losses": losses, "values": values}
        raise_faults(
            InvalidValue(
                path=name, value=f"{np.size(each)} values", remedy=f"use {len(given)}, one for each path"
            )
            for name, each in counts.items()
            if each is not None and np.size(each) != len(given)
        )
        listed = [tuple(path) for path in given]
        raise_faults(
            InvalidValue(path=f"paths[{place}]", value=shown(path), remedy="use names of channels")
            for place, path in enumerate(listed)
            if not all(map(fields.identifier.accepts, path))
        )
        parties = tuple(sorted({name for path in listed for name in path}))
        place_of = {name: place for place, name in enumerate(parties)}
        lengths = np.array([len(path) for path in listed], dtype=np.int64)
        amounts, currency = (None, None) if values is None else to_minor(values)
        return cls(
            parties=parties,
            touches=np.array([place_of[name] for path in listed for name in path], dtype=np.int64),
            offsets=np.concatenate(([0], np.cumsum(lengths))),
            wins=wins,
            losses=np.zeros(len(listed), dtype=np.int64) if losses is None else losses,
            amounts=amounts,
            currency=currency,
        )

    def __len__(self) -> int:
        return len(self.wins)

    @cached_property
    def lengths(self) -> NDArray[np.int64]:
        """How many contacts each row has."""
        return np.diff(self.offsets)

    @cached_property
    def rows(self) -> NDArray[np.int64]:
        """The row of each contact."""
        return np.repeat(np.arange(len(self)), self.lengths)

    @property
    def won(self) -> int:
        """How many deals were won in all."""
        return int(self.wins.sum())

    @property
    def value(self) -> Money | None:
        """What they are worth in all; None where that is not known."""
        if self.amounts is None or self.currency is None:
            return None
        return Money.from_minor(int(self.amounts.sum()), self.currency)


def _wrong_shapes(given: Journeys, rows: int) -> list[InvalidValue]:
    """Find columns that do not fit each other."""
    expected = {
        "offsets": (len(given.offsets), rows + 1),
        "losses": (len(given.losses), rows),
        "amounts": (rows if given.amounts is None else len(given.amounts), rows),
        "ages": (len(given.touches) if given.ages is None else len(given.ages), len(given.touches)),
        "names": (len(given.names) or rows, rows),
    }
    faults = [
        InvalidValue(path=name, value=f"{found} values", remedy=f"use {wanted}")
        for name, (found, wanted) in expected.items()
        if found != wanted
    ]
    if (given.amounts is None) != (given.currency is None):
        faults.append(
            InvalidValue(
                path="currency", value=shown(given.currency), remedy="use amounts and a currency, or neither"
            )
        )
    return faults


def _wrong_values(given: Journeys) -> list[InvalidValue]:
    """Find numbers that cannot be meant."""
    ends = given.offsets
    faults = []
    if ends[0] != 0 or ends[-1] != len(given.touches) or (np.diff(ends) < 0).any():
        remedy = f"let them rise from 0 to {len(given.touches)}"
        faults.append(InvalidValue(path="offsets", value=shown(ends.tolist()[:20]), remedy=remedy))
    columns = {
        "touches": (given.touches, len(given.parties) - 1),
        "wins": (given.wins, _EXACT),
        "losses": (given.losses, _EXACT),
        "amounts": (given.amounts, _EXACT),
        "ages": (given.ages, _EXACT),
    }
    for name, (column, most) in columns.items():
        if column is not None and column.size and (column.min() < 0 or column.max() > most):
            at = int(np.argmax((column < 0) | (column > most)))
            remedy = f"use whole numbers from 0 to {most}"
            if name == "ages" and column[at] < 0:
                remedy = "leave out what happened after the end of its journey"
            faults.append(InvalidValue(path=f"{name}[{at}]", value=shown(int(column[at])), remedy=remedy))
    if given.amounts is not None and ((given.amounts > 0) & (given.wins == 0)).any():
        at = int(np.argmax((given.amounts > 0) & (given.wins == 0)))
        faults.append(
            InvalidValue(
                path=f"amounts[{at}]",
                value=shown(int(given.amounts[at])),
                remedy="use 0 where nothing was won",
            )
        )
    return faults
