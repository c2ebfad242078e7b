"""
A plan of visits: to whom, how many, what are they to bring, and what would one day more bring?

Estimates come in, as columns of any frame: what is still open with a partner,
and how it responds to a visit. The plan is as good as they are; what visits did
bring is measured afterwards, beside comparable partners who got none.
"""

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from typing import Any, final

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from partnerkit.engagement.asked_visits import Asked, Overload, read_visits, visit_hours, with_room
from partnerkit.engagement.coverage import Cases, Spread, spread, worth
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, NotFound, raise_faults, shown
from partnerkit.values.frames import FrameKind, Library, read_columns, to_frame, write_columns
from partnerkit.values.markup import small_table
from partnerkit.values.reasons import Reason

__all__ = ["Overload", "VisitPlan", "plan_visits"]

Floats = NDArray[np.float64]

_having = fields.Check(lambda value: fields.is_finite(value) and value >= 0, "use hours of 0 or more")


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, eq=False, repr=False, slots=False)
class VisitPlan(Mapping[Any, int]):
    """Partner -> how many visits."""

    key: str
    kind: FrameKind = field(factory=lambda: FrameKind("dict"))

    #: As it was asked for, and what of it is due as far as it fits.
    _given: Asked = field(alias="given")
    _asked: Asked = field(alias="asked")
    _spread: Spread = field(alias="spread")
    _overload: Overload = field(alias="overload")

    @property
    def partners(self) -> tuple[Any, ...]:
        """The partners, in the order in which they came."""
        return self._asked.partners

    @property
    def managers(self) -> tuple[Any, ...]:
        """The managers, in the order of the budget."""
        return self._asked.managers

    @property
    def budget(self) -> Floats:
        """Hours at hand, by manager."""
        return self._asked.budget

    @property
    def stretched(self) -> Floats:
        """By manager, to which part what is due was stretched; 1 is not at all."""
        return self._asked.stretched

    @property
    def _cases(self) -> Cases:
        return self._asked.cases

    @cached_property
    def _rows(self) -> Mapping[Any, int]:
        return {partner: row for row, partner in enumerate(self.partners)}

    def _row(self, partner: Any) -> int:
        if partner not in self._rows:
            raise NotFound.among(self.partners, path=self.key, key=partner)
        return self._rows[partner]

    def __getitem__(self, partner: Any) -> int:
        return int(self._spread.visits[self._row(partner)])

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self.partners)

    def __repr__(self) -> str:
        return f"<VisitPlan: {int(self._spread.visits.sum())} visits of {len(self)} partners, worth {self.worth:.6g}>"

    @cached_property
    def expected(self) -> Floats:
        """What the visits of each partner are to bring, less what they cost, in the unit of the gap."""
        return worth(self._cases, self._spread.visits)

    @cached_property
    def calls(self) -> NDArray[np.int64]:
        """How many due visits of each partner are calls instead, where the relation stands."""
        due = self._asked.calls + self._asked.first
        found: NDArray[np.int64] = np.clip(due - self._spread.visits, 0, self._asked.calls)
        return found

    @cached_property
    def worth(self) -> float:
        """What all of them are to bring."""
        return float(self.expected.sum())

    @cached_property
    def worth_between(self) -> tuple[float, float] | None:
        """What the same visits bring if all respond as little, or as much, as may be; None where that is not known."""
        if self._asked.responses is None:
            return None
        low, high = (
            float(worth(evolve(self._cases, response=each), self._spread.visits).sum())
            for each in self._asked.responses
        )
        return low, high

    @property
    def bound(self) -> float:
        """No plan within these hours brings more; the best one is between `worth` and this."""
        # An hour that is set aside for calls is worth no more than the price of one.
        return float((self._spread.bound + self._spread.price * self._asked.set_aside).sum())

    @property
    def price(self) -> Mapping[Any, float]:
        """
        Manager -> what one hour more would bring at most.

        Where it differs much between managers, their portfolios are out of balance.
        """
        return dict(zip(self.managers, self._spread.price.tolist(), strict=True))

    def _again(self, given: Asked) -> "VisitPlan":
        """Return the plan for something else that was asked, in the same way."""
        asked = with_room(given, self._overload)
        found = spread(asked.cases, asked.budget - asked.set_aside)
        return evolve(self, given=given, asked=asked, spread=found)

    def moved(self, partner: Any, to: Any, *, hours: float | None = None) -> "VisitPlan":
        """
        Return the plan if *partner* were another manager's, whose visits there take so many hours; None is as many as now.

        Raises
        ------
        NotFound, InvalidValue, InvalidInput
            For a partner or manager that is not in the plan, hours that are not above 0, and what is due where it no
            longer fits.
        """
        row = self._row(partner)
        if to not in self.managers:
            raise NotFound.among(self.managers, path="to", key=to)
        fields.check({"hours": (fields.optional(visit_hours), hours)})
        cases = self._given.cases
        managers, taking = cases.manager.copy(), cases.hours.copy()
        managers[row] = self.managers.index(to)
        taking[row] = taking[row] if hours is None else hours
        return self._again(evolve(self._given, cases=evolve(cases, manager=managers, hours=taking)))

    def value_of_hours(self, more: Mapping[Any, float]) -> float:
        """
        Return what so many hours more (manager -> hours) would bring: the difference of two plans, such as of one day.

        Hours below 0 are taken away; what is due must still fit.

        Raises
        ------
        InvalidInput
            For managers who are not in the plan, and hours that are no finite number.
        """
        raise_faults(_faults(more, self.managers))
        budget = self.budget + np.array([float(more.get(name, 0.0)) for name in self.managers])
        return self._again(evolve(self._given, budget=budget)).worth - self.worth

    def value_of_manager(self, hours: float, *, among: Collection[Any] | None = None) -> float:
        """
        Return what one more manager with so many hours would bring, beside what the others do already.

        The new one visits where it brings most among the partners of all, or of those
        managers that are named; to plan all anew could bring more still.

        Raises
        ------
        InvalidValue
            For hours that are no finite number of 0 or more.
        """
        fields.check({"hours": (_having, hours)})
        may = np.array([among is None or name in among for name in self.managers], dtype=bool)
        rows = np.flatnonzero(may[self._cases.manager])
        cases, taken = self._cases.only(rows), self._spread.visits[rows]
        none = np.zeros(len(rows), dtype=np.int64)
        rest = evolve(
            cases,
            manager=none,
            gap=cases.gap * np.exp(-cases.response * taken),
            least=none,
            most=cases.most - taken,
        )
        return float(worth(rest, spread(rest, np.array([float(hours)])).visits).sum())

    def explain(self, partner: Any) -> Reason:
        """Say why a partner gets so many visits: what the last one brings an hour, and what the next one would."""
        row, cases = self._row(partner), self._cases
        visits, calls = int(self._spread.visits[row]), int(self.calls[row])
        one = cases.only(np.array([row]))

        def step(count: int) -> float:
            gain = worth(one, np.array([count])) - worth(one, np.array([count - 1]))
            return round(float(gain[0] / one.hours[0]), 2)

        facts = {
            "partner": str(partner),
            "count": visits,
            "calls": calls,
            "last": step(visits) if visits else 0.0,
            "next": step(visits + 1),
            "price": round(float(self._spread.price[cases.manager[row]]), 2),
        }
        if calls:
            return Reason("visits-by-call", facts)
        if visits == 1 and self._asked.first[row]:
            return Reason("visits-first", facts)
        code = "visits-due" if visits and visits <= cases.least[row] else "visits-worth"
        return Reason(code if visits else "visits-not-worth", facts)

    def to_frame(self, kind: Library | None = None) -> Any:
        """Return a row for each partner, as the kind of frame that came in, or as *kind*."""
        columns = {
            self.key: np.array(self.partners, dtype=object),
            "manager": np.array(self.managers, dtype=object)[self._cases.manager],
            "visits": self._spread.visits,
            "calls": self.calls,
            "first": self._asked.first > 0,
            "hours_each": self._cases.hours,
            "expected": self.expected,
            "hours": self._spread.visits * self._cases.hours + self.calls * self._asked.call_hours,
        }
        return write_columns(columns, self.kind) if kind is None else to_frame(columns, kind)

    _repr_html_ = small_table

    def by_manager(self, kind: Library = "dict") -> Any:
        """Return a row for each manager: hours at hand and left, visits, what they bring, the price of an hour."""
        cases, count = self._cases, len(self.managers)
        # Time that was set aside for calls is left where the visit is made after all.
        not_called = (self._asked.calls - self.calls) * self._asked.call_hours
        columns = {
            "manager": np.array(self.managers, dtype=object),
            "budget": self.budget,
            "left": self._spread.left + cases.at_manager(not_called, count),
            "visits": cases.at_manager(self._spread.visits, count),
            "calls": cases.at_manager(self.calls, count),
            "expected": cases.at_manager(self.expected, count),
            "price": self._spread.price,
            "stretched": self.stretched,
        }
        return to_frame(columns, kind)


def _faults(more: Mapping[Any, float], managers: Collection[Any]) -> Iterator[InvalidValue]:
    for name, hours in more.items():
        if name not in managers:
            yield InvalidValue(
                path=f"more[{name!r}]", value=shown(hours), remedy="name a manager of the plan"
            )
        elif not fields.is_finite(hours):
            yield InvalidValue(
                path=f"more[{name!r}]", value=shown(hours), remedy="use a finite number of hours"
            )


def plan_visits(
    frame: object,
    *,
    budget: Mapping[Any, float],
    key: str = "partner",
    manager: str = "manager",
    overload: Overload = "refuse",
    call_hours: float = 0.5,
) -> VisitPlan:
    """
    Spread the hours of account managers over their partners so that visits bring most.

    Parameters
    ----------
    frame
        A row for each partner: `gap`, what is still open, in any one unit; `response`,
        the part of it that visits close (after v visits 1 - exp(-response * v)); and
        `hours` of one visit. May be missing: `travel`, hours on the way (else they are in
        `hours`); `cost` of one visit in the unit of the gap (0); `least` visits that are due
        in any case (0); `most` that make sense (12); `first`, whether somebody there is new
        and one visit goes before all others; `digital`, whether due visits may be calls
        because the relation stands (`relations_of` tells both); `response_low` and
        `response_high`, as `estimate_responses` finds them.
    budget
        Manager -> hours.
    overload
        Where the visits that are due do not fit: "refuse" names what is missing,
        "stretch" makes all of that manager rarer in the same proportion, but for first ones.
    call_hours
        Hours of a call in place of a visit.

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
    if overload not in {"refuse", "stretch"}:
        raise InvalidValue(path="overload", value=shown(overload), remedy='use "refuse" or "stretch"')
    given = read_visits(columns, budget, key=key, manager=manager, call_hours=call_hours)
    asked = with_room(given, overload)
    found = spread(asked.cases, asked.budget - asked.set_aside)
    return VisitPlan(key=key, kind=kind, given=given, asked=asked, spread=found, overload=overload)
