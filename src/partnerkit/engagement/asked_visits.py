"""
What is asked of a plan of visits: columns as numbers, and what is due before anything else?

A new partner, or a new contact, is due one visit whatever it brings. Where the
relation stands, a due visit may be a call, which takes a part of the time; time
for it is set aside.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Literal, final

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from partnerkit.engagement.coverage import ROUNDING, Cases
from partnerkit.values.columns import require
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.fields import Check, is_finite

__all__ = ["Asked", "Overload", "read_visits", "visit_hours", "with_room"]

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

#: What to do where not even the visits that are due fit.
Overload = Literal["refuse", "stretch"]

_NUMBERS = ("gap", "response", "hours", "travel", "cost", "least", "most", "response_low", "response_high")
_MOST_VISITS = 12

visit_hours = Check(lambda value: is_finite(value) and value > 0, "use finite hours above 0")


def __dir__() -> list[str]:
    return __all__


@final
@frozen(eq=False, kw_only=True)
class Asked:
    """Partners and managers as they came in."""

    partners: tuple[Any, ...]
    managers: tuple[Any, ...]
    cases: Cases

    #: One visit of each that goes before all others.
    first: Whole

    #: Due visits that may be calls instead, and hours of such a call.
    calls: Whole
    call_hours: float

    #: Hours at hand, by manager.
    budget: Floats

    #: The ends of what the response may be, if they are known.
    responses: tuple[Floats, Floats] | None = None

    #: By manager, to which part what is due was stretched; 1 is not at all.
    stretched: Floats

    @property
    def set_aside(self) -> Floats:
        """Hours of all calls, by manager."""
        return self.cases.at_manager(self.calls * self.call_hours, len(self.managers))


def with_room(asked: Asked, overload: Overload) -> Asked:
    """
    Return what is due as far as it fits.

    First visits are never stretched. What else is due of a manager is made rarer in
    one proportion for all.

    Raises
    ------
    InvalidValue, InvalidInput
        Every manager whose due visits do not fit, with the hours that would have to be
        added; with "stretch", where not even the first visits do.
    """
    cases, count = asked.cases, len(asked.managers)
    first = cases.at_manager(asked.first * cases.hours, count)
    needed = cases.at_manager(cases.least * cases.hours, count) + asked.set_aside
    least = needed if overload == "refuse" else first
    remedy = 'add {:.6g} hours, ask for fewer visits, or say overload="stretch"'
    if overload == "stretch":
        remedy = "add {:.6g} hours, or give new partners to somebody else: first visits are not made rarer"
    raise_faults(
        InvalidValue(
            path=f"budget[{asked.managers[at]!r}]",
            value=f"{asked.budget[at]:.6g} hours",
            remedy=remedy.format(least[at] - asked.budget[at]),
        )
        for at in np.flatnonzero(least > asked.budget * (1 + ROUNDING)).tolist()
    )
    short = needed > asked.budget * (1 + ROUNDING)
    if not short.any():
        return asked
    part = np.ones(count)
    part[short] = (asked.budget - first)[short] / (needed - first)[short]
    by_row = part[cases.manager]
    rest = np.floor((cases.least - asked.first) * by_row + 1e-9).astype(np.int64)
    calls = np.floor(asked.calls * by_row + 1e-9).astype(np.int64)
    return evolve(asked, cases=evolve(cases, least=asked.first + rest), calls=calls, stretched=part)


def read_visits(
    columns: Mapping[str, Any],
    budget: Mapping[Any, float],
    *,
    key: str,
    manager: str,
    call_hours: float,
) -> Asked:
    """Return what is asked for as numbers, managers in the order of the budget; all faults are found at once."""
    require((key, manager, "gap", "response", "hours"), columns, "give it, one number for each partner")
    partners, managers = tuple(columns[key].tolist()), tuple(budget)
    given, flags = _with_defaults(columns, len(partners))
    raise_faults(
        (
            *_unknown(partners, columns[manager].tolist(), budget, (key, manager)),
            *(fault for name, column in given.items() for fault in _no_numbers(name, column)),
            *(fault for name, column in flags.items() for fault in _no_truths(name, column)),
            *_calls_fault(call_hours),
        )
    )
    numbers = {name: at for at, name in enumerate(managers)}
    first = flags["first"].astype(np.int64)
    least = np.maximum(given["least"].astype(np.int64), first)
    # Whoever is to be met first is met; else a due visit may be a call.
    calls = np.where(flags["digital"], least - first, 0)
    gap, response = given["gap"].astype(np.float64), given["response"].astype(np.float64)
    cases = Cases(
        np.array([numbers[each] for each in columns[manager].tolist()], dtype=np.int64),
        np.where(response > 0, gap, 0.0),
        np.where(response > 0, response, 1.0),
        given["hours"].astype(np.float64) + given.get("travel", 0.0),
        least - calls,
        np.maximum(given["most"], least).astype(np.int64),
        given["cost"].astype(np.float64) if "cost" in given else None,
    )
    ends = [given[name].astype(np.float64) for name in ("response_low", "response_high") if name in given]
    return Asked(
        partners=partners,
        managers=managers,
        cases=cases,
        first=first,
        calls=calls,
        call_hours=call_hours,
        budget=np.array([float(hours) for hours in budget.values()]),
        responses=(ends[0], ends[1]) if len(ends) == 2 else None,
        stretched=np.ones(len(managers)),
    )


def _with_defaults(columns: Mapping[str, Any], count: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the columns of numbers, and those of yes and no; nobody is due, first or to be called unless it is said."""
    given = {name: columns[name] for name in _NUMBERS if name in columns}
    given.setdefault("least", np.zeros(count))
    given.setdefault("most", np.full(count, float(_MOST_VISITS)))
    return given, {name: columns.get(name, np.zeros(count, dtype=bool)) for name in ("first", "digital")}


def _unknown(
    partners: tuple[Any, ...], managers: list[Any], budget: Mapping[Any, float], names: tuple[str, str]
) -> Iterator[InvalidValue]:
    key, manager = names
    for name, hours in budget.items():
        if not is_finite(hours) or hours < 0:
            yield InvalidValue(path=f"budget[{name!r}]", value=shown(hours), remedy="use hours of 0 or more")
    seen: set[Any] = set()
    for row, (partner, who) in enumerate(zip(partners, managers, strict=True)):
        if partner is None or partner in seen:
            remedy = "give each partner one row"
            yield InvalidValue(path=f"frame[{key!r}][{row}]", value=shown(partner), remedy=remedy)
        seen.add(partner)
        if who not in budget:
            remedy = "give the manager some hours, or leave the partner out"
            yield InvalidValue(path=f"frame[{manager!r}][{row}]", value=shown(who), remedy=remedy)


def _no_numbers(name: str, column: NDArray[Any]) -> Iterator[InvalidValue]:
    """Find the first five of the numbers that cannot be."""
    if column.dtype.kind not in "iuf":
        odd = next((each for each in column.tolist() if not isinstance(each, int | float)), None)
        value, remedy = (
            (shown(odd), "use numbers") if len(column) else ("no rows", "give a row for each partner")
        )
        yield InvalidValue(path=f"frame[{name!r}]", value=value, remedy=remedy)
        return
    wrong = ~np.isfinite(column) | (column < 0)
    remedy = "use a finite number of 0 or more"
    if name == "hours":
        wrong, remedy = wrong | (column == 0), "use a finite number above 0"
    elif name in {"least", "most"}:
        wrong |= (column != np.round(column)) | (column > 10_000)
        remedy = "use a whole number of 0 to 10,000"
    for row in np.flatnonzero(wrong)[:5].tolist():
        yield InvalidValue(path=f"frame[{name!r}][{row}]", value=shown(column[row].item()), remedy=remedy)


def _no_truths(name: str, column: NDArray[Any]) -> Iterator[InvalidValue]:
    if column.dtype.kind != "b":
        yield InvalidValue(path=f"frame[{name!r}]", value=str(column.dtype), remedy="use True or False")


def _calls_fault(call_hours: float) -> Iterator[InvalidValue]:
    if not is_finite(call_hours) or not 0 <= call_hours <= 24:
        yield InvalidValue(path="call_hours", value=shown(call_hours), remedy="use hours of 0 to 24")
