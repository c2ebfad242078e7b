"""
A plan of visits: for whom, how many, what are they to bring, and what would one day more?

Estimates come in, as columns of any frame: what is still open with a partner,
and how it responds to a visit. The plan is as good as they are; what visits did
bring is measured afterwards, beside comparable partners who got none.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Literal, final

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from partnerkit.engagement.coverage import Cases, Spread, spread, worth
from partnerkit.values.errors import InvalidValue, NotFound, raise_faults, shown
from partnerkit.values.frames import FrameKind, Library, read_columns, to_frame, write_columns
from partnerkit.values.markup import small_table
from partnerkit.values.reasons import Reason

__all__ = ["Overload", "VisitPlan", "plan_visits"]

Floats = NDArray[np.float64]

#: What to do where not even the visits that are due fit.
Overload = Literal["refuse", "stretch"]

_NUMBERS = ("gap", "response", "hours", "least", "most")


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, eq=False, repr=False, slots=False)
class VisitPlan(Mapping[Any, int]):
    """Partner -> how many visits."""

    key: str
    partners: tuple[Any, ...]
    managers: tuple[Any, ...]
    kind: FrameKind = field(factory=lambda: FrameKind("dict"))

    #: Hours at hand, by manager.
    budget: Floats
    _cases: Cases = field(alias="cases")
    _spread: Spread = field(alias="spread")

    #: By manager, to which part the visits that are due were stretched; 1 is not at all.
    stretched: Floats

    @cached_property
    def _rows(self) -> Mapping[Any, int]:
        return {partner: row for row, partner in enumerate(self.partners)}

    def __getitem__(self, partner: Any) -> int:
        if partner not in self._rows:
            raise NotFound(path=self.key, key=str(partner), known=tuple(map(str, self.partners[:12])))
        return int(self._spread.visits[self._rows[partner]])

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self.partners)

    def __repr__(self) -> str:
        return f"<VisitPlan: {int(self._spread.visits.sum())} visits of {len(self)} partners, worth {self.worth:.6g}>"

    @cached_property
    def expected(self) -> Floats:
        """What the visits of each partner are to bring, in the unit of the gap."""
        return worth(self._cases, self._spread.visits)

    @cached_property
    def worth(self) -> float:
        """What all of them are to bring."""
        return float(self.expected.sum())

    @property
    def bound(self) -> float:
        """No plan within these hours brings more; the best one is between `worth` and this."""
        return float(self._spread.bound.sum())

    @property
    def price(self) -> Mapping[Any, float]:
        """
        Manager -> what one hour more would bring at most.

        Where it differs much between managers, their portfolios are out of balance.
        """
        return dict(zip(self.managers, self._spread.price.tolist(), strict=True))

    def explain(self, partner: Any) -> Reason:
        """Say why a partner gets so many visits: what the last one brings an hour, and what the next one would."""
        visits, cases = self[partner], self._cases
        row = self._rows[partner]
        gap, response, hours = float(cases.gap[row]), float(cases.response[row]), float(cases.hours[row])
        step = gap * -np.expm1(-response) / hours
        facts = {
            "partner": str(partner),
            "count": visits,
            "last": round(float(step * np.exp(-response * (visits - 1))), 2) if visits else 0.0,
            "next": round(float(step * np.exp(-response * visits)), 2),
            "price": round(float(self._spread.price[cases.manager[row]]), 2),
        }
        code = "visits-due" if visits and visits <= cases.least[row] else "visits-worth"
        return Reason(code if visits else "visits-not-worth", facts)

    def to_frame(self, kind: Library | None = None) -> Any:
        """Return a row for each partner, as the kind of frame that came in, or as *kind*."""
        columns = {
            self.key: np.array(self.partners, dtype=object),
            "manager": np.array(self.managers, dtype=object)[self._cases.manager],
            "visits": self._spread.visits,
            "expected": self.expected,
            "hours": self._spread.visits * self._cases.hours,
        }
        return write_columns(columns, self.kind) if kind is None else to_frame(columns, kind)

    def _repr_html_(self) -> str:
        return small_table(self)

    def by_manager(self, kind: Library = "dict") -> Any:
        """Return a row for each manager: hours at hand and left, visits, what they bring, the price of an hour."""
        cases, count = self._cases, len(self.managers)
        columns = {
            "manager": np.array(self.managers, dtype=object),
            "budget": self.budget,
            "left": self._spread.left,
            "visits": cases.at_manager(self._spread.visits, count),
            "expected": cases.at_manager(self.expected, count),
            "price": self._spread.price,
            "stretched": self.stretched,
        }
        return to_frame(columns, kind)


def plan_visits(
    frame: object,
    *,
    budget: Mapping[Any, float],
    key: str = "partner",
    manager: str = "manager",
    overload: Overload = "refuse",
) -> VisitPlan:
    """
    Spread the hours of account managers over their partners so that visits bring most.

    Parameters
    ----------
    frame
        A row for each partner: `gap`, what is still open, in any one unit; `response`,
        above 0, the part of it that visits close (after v visits 1 - exp(-response * v));
        `hours` of one visit, with travel and preparation; `least` visits that are due in
        any case; and `most` that make sense. `least` may be missing (0), and `most` (12).
    budget
        Manager -> hours.
    overload
        Where the visits that are due do not fit: "refuse" names what is missing,
        "stretch" makes all of that manager rarer in the same proportion.

    Raises
    ------
    InvalidInput
        All faults at once, each with its column and partner: numbers that are
        missing, negative or not finite, a partner twice, a manager without hours, and
        with "refuse" every manager whose visits that are due do not fit, with the
        hours that would have to be added.

    >>> frame = {"partner": ["P-1", "P-2"], "manager": ["U-1", "U-1"], "gap": [900.0, 100.0], "response": [0.5, 0.5], "hours": [4, 4]}
    >>> dict(plan_visits(frame, budget={"U-1": 12}))
    {'P-1': 3, 'P-2': 0}
    """
    columns, kind = read_columns(frame)
    cases, partners, managers, hours = _read(columns, budget, key, manager)
    needed = cases.at_manager(cases.least * cases.hours, len(managers))
    short = np.flatnonzero(needed > hours)
    if len(short) and overload == "refuse":
        remedy = 'add {:.6g} hours, ask for fewer visits, or say overload="stretch"'
        raise_faults(
            InvalidValue(
                path=f"budget[{managers[at]!r}]",
                value=f"{hours[at]:.6g} hours",
                remedy=remedy.format(needed[at] - hours[at]),
            )
            for at in short.tolist()
        )
    stretched = np.ones(len(managers))
    stretched[short] = hours[short] / needed[short]
    if len(short):
        due = np.floor(cases.least * stretched[cases.manager] + 1e-9).astype(np.int64)
        cases = evolve(cases, least=due)
    return VisitPlan(
        key=key,
        partners=partners,
        managers=managers,
        kind=kind,
        budget=hours,
        cases=cases,
        spread=spread(cases, hours),
        stretched=stretched,
    )


def _read(
    columns: Mapping[str, Any], budget: Mapping[Any, float], key: str, manager: str
) -> tuple[Cases, tuple[Any, ...], tuple[Any, ...], Floats]:
    """Return the columns as numbers, with managers numbered in the order of the budget."""
    missing = [name for name in (key, manager, "gap", "response", "hours") if name not in columns]
    raise_faults(
        InvalidValue(
            path=f"frame.{name}", value="no such column", remedy="give it, one number for each partner"
        )
        for name in missing
    )
    partners = tuple(columns[key].tolist())
    given = {name: columns[name] for name in _NUMBERS if name in columns}
    given.setdefault("least", np.zeros(len(partners)))
    given.setdefault("most", np.full(len(partners), 12.0))
    raise_faults(
        (
            *_unknown(partners, columns[manager].tolist(), budget, (key, manager)),
            *(fault for name, column in given.items() for fault in _no_numbers(name, column)),
        )
    )
    managers = tuple(budget)
    numbers = {name: at for at, name in enumerate(managers)}
    cases = Cases(
        np.array([numbers[each] for each in columns[manager].tolist()], dtype=np.int64),
        given["gap"].astype(np.float64),
        given["response"].astype(np.float64),
        given["hours"].astype(np.float64),
        given["least"].astype(np.int64),
        np.maximum(given["most"], given["least"]).astype(np.int64),
    )
    return cases, partners, managers, np.array([float(hours) for hours in budget.values()])


def _unknown(
    partners: tuple[Any, ...], managers: list[Any], budget: Mapping[Any, float], names: tuple[str, str]
) -> Iterator[InvalidValue]:
    key, manager = names
    for name, hours in budget.items():
        if isinstance(hours, bool) or not isinstance(hours, int | float) or not 0 <= hours < float("inf"):
            yield InvalidValue(path=f"budget[{name!r}]", value=shown(hours), remedy="use hours of 0 or more")
    seen: set[Any] = set()
    for row, (partner, who) in enumerate(zip(partners, managers, strict=True)):
        if partner is None or partner in seen:
            remedy = "give each partner one row"
            yield InvalidValue(path=f"frame.{key}[{row}]", value=shown(partner), remedy=remedy)
        seen.add(partner)
        if who not in budget:
            remedy = "give the manager some hours, or leave the partner out"
            yield InvalidValue(path=f"frame.{manager}[{row}]", value=shown(who), remedy=remedy)


def _no_numbers(name: str, column: NDArray[Any]) -> Iterator[InvalidValue]:
    """Find the first five of the numbers that cannot be."""
    if column.dtype.kind not in "iuf":
        yield InvalidValue(path=f"frame.{name}", value=str(column.dtype), remedy="use numbers")
        return
    wrong = ~np.isfinite(column) | (column < 0)
    remedy = "use a finite number of 0 or more"
    if name in {"response", "hours"}:
        wrong, remedy = wrong | (column == 0), "use a finite number above 0"
    elif name in {"least", "most"}:
        wrong |= (column != np.round(column)) | (column > 10_000)
        remedy = "use a whole number of 0 to 10,000"
    for row in np.flatnonzero(wrong)[:5].tolist():
        yield InvalidValue(path=f"frame.{name}[{row}]", value=shown(column[row].item()), remedy=remedy)
