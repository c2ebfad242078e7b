"""
Is this goal SMART, and which letter is missing?

Specific, measurable, assignable or attainable, relevant, time-bound: after
G. T. Doran, "There's a S.M.A.R.T. way to write management's goals and
objectives", Management Review 70, 1981; A is read as attainable, as most do
today, and who answers for a goal belongs to specific. Each letter is yes, no,
or not known, with the reason.

Attainable is not a matter of opinion: the growth the goal asks for is put
beside the growth of the own earlier periods and that of peers.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Literal, final

from attrs import frozen

from partnerkit.facts.goal import Goal, Measure, Target
from partnerkit.values import fields
from partnerkit.values.apportion import Weight
from partnerkit.values.distance import shares
from partnerkit.values.errors import (
    CurrencyMismatch,
    InvalidValue,
    PartnerkitError,
    UnitMismatch,
    raise_faults,
    shown,
)
from partnerkit.values.exact import rounded
from partnerkit.values.money import Money, Quantity, Ratio
from partnerkit.values.reasons import Reason

__all__ = ["Letter", "SmartCheck", "check_smart"]

#: Fewer comparisons tell nothing; and which part of them must have grown that much, at least.
_LEAST, _SOME = 3, Fraction(1, 10)

#: Where nearly all grew that much, the goal asks for nothing.
_NEARLY_ALL = Fraction(9, 10)


_SEVERAL = fields.instance(Collection, "a list")


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Letter:
    """One letter: yes, no, or None where too little is known."""

    letter: Literal["S", "M", "A", "R", "T"]
    holds: bool | None
    reasons: tuple[Reason, ...]


@final
@frozen(kw_only=True)
class SmartCheck:
    """The five letters of one goal."""

    goal: str
    letters: tuple[Letter, ...]

    def __getitem__(self, letter: str) -> Letter:
        for each in self.letters:
            if each.letter == letter:
                return each
        raise InvalidValue(path="letter", value=shown(letter), remedy="use S, M, A, R or T")

    @property
    def is_smart(self) -> bool | None:
        """Whether all letters hold; None if none fails and one is not known."""
        found = {each.holds for each in self.letters}
        return False if False in found else None if None in found else True

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The reasons of all letters, in their order."""
        return tuple(reason for each in self.letters for reason in each.reasons)


def check_smart(
    goal: Goal,
    *,
    as_of: date,
    measure: Measure | None = None,
    results: Collection[Target] = (),
    peers: Collection[tuple[Target, Target]] = (),
    priorities: Mapping[str, Weight] | None = None,
) -> SmartCheck:
    """
    Check *goal* letter by letter on the day *as_of*.

    Parameters
    ----------
    measure
        What the goal counts; without it nobody knows whether it can be measured.
    results
        What came out in the own comparable periods before, the oldest first.
    peers
        Of each peer what came out in the period before and in the one after.
    priorities
        Measure -> weight: what matters. Left out, a goal with a parent matters to that.

    Raises
    ------
    PartnerkitError
        For results in another currency or unit than the target.

    >>> from partnerkit.values import Period
    >>> goal = Goal(
    ...     id="de", parent="emea", owner="U-1", territory="de", measure="revenue", period=Period.year(2026),
    ...     target=Money.of("110", "EUR"),
    ... )
    >>> revenue = Measure(id="revenue", currency="EUR")
    >>> past = [Money.of(amount, "EUR") for amount in ("80", "90", "95", "100")]
    >>> checked = check_smart(goal, as_of=date(2026, 1, 1), measure=revenue, results=past)
    >>> checked.is_smart, checked["A"].reasons[0].facts["reached"], checked["A"].reasons[0].facts["count"]
    (True, 1, 3)
    """
    checks = {
        "goal": (fields.instance(Goal, "a Goal"), goal),
        "as_of": (fields.calendar_date, as_of),
        "measure": (fields.optional(fields.instance(Measure, "a Measure")), measure),
        "results": (_SEVERAL, results),
        "peers": (_SEVERAL, peers),
        "priorities": (
            fields.optional(fields.instance(Mapping, "a mapping of measure to weight")),
            priorities,
        ),
    }
    fields.check(checks)
    letters = (
        _specific(goal),
        _measurable(goal, measure),
        _attainable(goal, measure, tuple(results), tuple(peers)),
        _relevant(goal, priorities),
        _time_bound(goal, as_of),
    )
    return SmartCheck(goal=goal.id, letters=letters)


def _specific(goal: Goal) -> Letter:
    who = goal.owner or goal.partner
    where = goal.territory or goal.product or goal.partner
    missing = []
    if who is None:
        missing.append(Reason("smart-nobody", {"goal": goal.id}))
    if where is None:
        missing.append(Reason("smart-nowhere", {"goal": goal.id}))
    said = (Reason("smart-specific", {"measure": goal.measure, "owner": who, "territory": where}),)
    return Letter(letter="S", holds=not missing, reasons=tuple(missing) or said)


def _measurable(goal: Goal, measure: Measure | None) -> Letter:
    if measure is None:
        return Letter(
            letter="M", holds=None, reasons=(Reason("smart-measure-unknown", {"measure": goal.measure}),)
        )
    if measure.id != goal.measure:
        raise InvalidValue(path="measure", value=shown(measure.id), remedy=f"use the measure {goal.measure}")
    counted, found = measure.currency or measure.unit, _unit(goal.target)
    if counted is not None and found not in (counted, "ratio"):
        facts = {"measure": measure.id, "unit": counted, "found": found or "a plain number"}
        return Letter(letter="M", holds=False, reasons=(Reason("smart-other-unit", facts),))
    return Letter(
        letter="M",
        holds=True,
        reasons=(Reason("smart-measurable", {"measure": measure.id, "target": goal.target}),),
    )


def _unit(value: Target) -> str | None:
    if isinstance(value, Money):
        return value.currency
    if isinstance(value, Quantity):
        return value.unit
    return "ratio" if isinstance(value, Ratio) else None


def _number(value: Target, like: Target, path: str) -> Fraction | None:
    """Return *value* as a number, None for a ratio of nothing; it must count the same as the target."""
    if _unit(value) != _unit(like):
        raise _mismatch(path, like, value)
    if isinstance(value, Ratio):
        return value.exact
    if isinstance(value, Money | Quantity):
        return Fraction(value.amount)
    if not (type(value) is int or fields.is_decimal(value)):
        raise InvalidValue(path=path, value=shown(value), remedy="use an exact number, no float")
    return Fraction(value)


def _mismatch(path: str, like: Target, value: Target) -> PartnerkitError:
    if isinstance(like, Money) and isinstance(value, Money):
        return CurrencyMismatch(path=path, expected=like.currency, found=value.currency)
    return UnitMismatch(
        path=path, expected=_unit(like) or "plain numbers", found=_unit(value) or "plain numbers"
    )


def _attainable(
    goal: Goal,
    measure: Measure | None,
    results: Sequence[Target],
    peers: Sequence[tuple[Target, Target]],
) -> Letter:
    odd = [at for at, each in enumerate(peers) if not isinstance(each, tuple | list) or len(each) != 2]
    raise_faults(
        InvalidValue(path=f"peers[{at}]", value=shown(peers[at]), remedy="give two results: before and after")
        for at in odd
    )
    own = [_number(each, goal.target, f"results[{at}]") for at, each in enumerate(results)]
    pairs = [
        (_number(before, goal.target, f"peers[{at}][0]"), _number(after, goal.target, f"peers[{at}][1]"))
        for at, (before, after) in enumerate(peers)
    ]
    target = _number(goal.target, goal.target, "goal.target")
    if measure is not None and measure.target_range is not None:
        return Letter(letter="A", holds=None, reasons=(Reason("smart-range", {"goal": goal.id}),))
    asked = _growth(own[-1] if own else None, target)
    seen = [growth for pair in (*pairwise(own), *pairs) if (growth := _growth(*pair)) is not None]
    if asked is None or len(seen) < _LEAST:
        few = Reason("smart-nothing-to-compare", {"count": len(seen), "needed": _LEAST})
        return Letter(letter="A", holds=None, reasons=(few,))
    lower = measure is not None and measure.better == "lower"
    reached = sum(each <= asked if lower else each >= asked for each in seen)
    facts: dict[str, object] = {"growth": _percent(asked), "reached": reached, "count": len(seen)}
    if Fraction(reached, len(seen)) < _SOME:
        return Letter(letter="A", holds=False, reasons=(Reason("smart-out-of-reach", facts),))
    easy = Fraction(reached, len(seen)) >= _NEARLY_ALL
    return Letter(
        letter="A", holds=True, reasons=(Reason("smart-too-easy" if easy else "smart-attainable", facts),)
    )


def _growth(before: Fraction | None, after: Fraction | None) -> Fraction | None:
    """Return by how much it grew, in parts of what it was; None from nothing or less."""
    return None if before is None or after is None or before <= 0 else after / before - 1


def _percent(share: Fraction) -> Quantity:
    return Quantity.of(rounded(share * 100, 1), "%")


def _relevant(goal: Goal, priorities: Mapping[str, Weight] | None) -> Letter:
    if priorities is not None:
        weight = shares(priorities, path="priorities").get(goal.measure, Fraction(0))
        facts = {"measure": goal.measure, "weight": _percent(weight)}
        code = "smart-relevant" if weight else "smart-irrelevant"
        return Letter(letter="R", holds=bool(weight), reasons=(Reason(code, facts),))
    if goal.parent is not None:
        return Letter(letter="R", holds=True, reasons=(Reason("smart-part-of", {"parent": goal.parent}),))
    return Letter(letter="R", holds=None, reasons=(Reason("smart-relevance-unknown", {"goal": goal.id}),))


def _time_bound(goal: Goal, as_of: date) -> Letter:
    period = goal.period
    if period.is_open:
        return Letter(letter="T", holds=False, reasons=(Reason("smart-no-end", {"goal": goal.id}),))
    facts = {"end": period.last_day}
    over = period.end <= as_of
    return Letter(
        letter="T", holds=not over, reasons=(Reason("smart-over" if over else "smart-time-bound", facts),)
    )
