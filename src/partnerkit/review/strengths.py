"""
Who sells well and finds few customers, and how much more may he be given for a while?

A strength is a reason to give, within bounds: the raise of one partner is
capped, has an end and a day on which it is looked at again, and nobody else may
fall below a floor of what he is owed today. So what is built on a strength
cannot starve the others, and does not last unlooked-at.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import final

import numpy as np
from attrs import field, frozen

from partnerkit.facts.fact import as_facts
from partnerkit.leads.weights import Weight, exact_weight, is_weight
from partnerkit.review.diagnoses import Diagnoses
from partnerkit.review.support import CLEAR
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.reasons import Facts, Reason
from partnerkit.values.time import Period

__all__ = ["Raise", "WeightChange", "propose_weights"]

#: What a partner must do clearly well, and what must be missing.
_STRENGTH, _LACKS = "low-conversion", ("too-few-leads", "little-own-marketing")

_share = fields.Check(
    lambda value: is_weight(value) and not isinstance(value, float) and value <= 1,
    "use an exact share above 0 up to 1, as Fraction(9, 10)",
)
_start = fields.Check(
    lambda value: fields.calendar_date.accepts(value) and value.year < date.max.year - 1,
    "use a date without a time, not at the end of the calendar",
)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Raise:
    """One partner's weight, before and after, and why."""

    partner: str
    before: Fraction
    after: Fraction
    reason: Reason


@final
@frozen(kw_only=True)
class WeightChange:
    """
    Weights that hold for a stated time, for a policy such as `FairShare`; proposed, until a person decides.

    >>> change = WeightChange(before={"P-4": Fraction(1)}, period=Period.quarter(2026, 3), review_on=date(2026, 8, 15))
    >>> change.weights(date(2026, 8, 1))
    {'P-4': Fraction(1, 1)}
    """

    #: Partner -> its weight without the change.
    before: Facts = field(converter=as_facts, validator=fields.instance(Facts, "a mapping of weights"))
    raises: tuple[Raise, ...] = ()

    #: From when to when it holds, and when it is looked at.
    period: Period = field(validator=fields.instance(Period, "a Period, as Period.quarter(2026, 3)"))
    review_on: date = field(validator=fields.calendar_date)

    #: What part of what it is owed of any lead everybody else keeps at least.
    floor: Fraction = Fraction(1)

    def __attrs_post_init__(self) -> None:
        if not self.period.contains(self.review_on):
            remedy = f"use a day within {self.period}"
            raise InvalidValue(path="review_on", value=shown(str(self.review_on)), remedy=remedy)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Whom it raises and why, until when it holds, and that a person decides."""
        if not self.raises:
            return (Reason("no-weight-raised"),)
        until = Reason("weights-until", {"until": self.period.last_day, "review": self.review_on})
        return (*(each.reason for each in self.raises), until, Reason("person-decides"))

    def weights(self, day: date) -> dict[str, Fraction]:
        """Return the weight of every partner on *day*: within the period the raised ones, else as before."""
        found = {partner: Fraction(self.before[partner]) for partner in self.before}  # type: ignore[call-overload]
        if self.period.contains(day):
            found |= {each.partner: each.after for each in self.raises}
        return found


def propose_weights(
    diagnoses: Diagnoses,
    weights: Mapping[str, Weight],
    *,
    start: date,
    days: int = 90,
    review_after: int = 45,
    cap: Fraction = Fraction(1, 4),
    floor: Fraction = Fraction(4, 5),
) -> WeightChange:
    """
    Propose more leads for those who sell well and find few customers.

    A partner qualifies that converts clearly better than expected, and has too few leads or markets little. Its
    weight is raised by *cap*, or by as much less as it takes that everybody who is not raised keeps at least *floor* of
    what he is owed now, of every lead and whoever else could take it. The host feeds `weights(day)` into its policy;
    after the last day they are again as they were.

    Parameters
    ----------
    weights
        Partner id -> what it weighs today; of everybody in the pool, since the floor is theirs.

    Raises
    ------
    InvalidValue, InvalidInput
        For weights that cannot be, partners diagnosed without a weight, and bounds outside their range.

    >>> from partnerkit.review import Evidence, diagnose
    >>> seen = [
    ...     Evidence(
    ...         partner="P-4", cause=cause, speaks=speaks, strength="clear", source="exchange", on=date(2026, 6, 3), reason=Reason("seen")
    ...     )
    ...     for cause, speaks in (("low-conversion", "against"), ("little-own-marketing", "for"))
    ... ]
    >>> found = diagnose(["P-4"], as_of=date(2026, 6, 30), evidence=seen)
    >>> change = propose_weights(found, {"P-4": 2, "P-5": 2}, start=date(2026, 7, 1))
    >>> change.raises[0].after, change.review_on, change.period.last_day
    (Fraction(5, 2), datetime.date(2026, 8, 15), datetime.date(2026, 9, 28))
    """
    raise_faults(
        _faults(diagnoses, weights, start=start, days=days, review_after=review_after, cap=cap, floor=floor)
    )
    exact = {partner: exact_weight(weight, "weights") for partner, weight in weights.items()}
    # Whose weight is raised by r has at most 1 + r times the weight before in any company, so others keep 1 / (1 + r).
    most = min(Fraction(cap), 1 / Fraction(floor) - 1)
    raised = _qualified(diagnoses) if most else ()
    return WeightChange(
        before=Facts(exact),
        raises=tuple(_raised(partner, exact[partner], most) for partner in raised),
        period=Period.of(start, start + timedelta(days=days)),
        review_on=start + timedelta(days=review_after),
        floor=Fraction(floor),
    )


def _raised(partner: str, before: Fraction, by: Fraction) -> Raise:
    after = before * (1 + by)
    facts = {"partner": partner, "before": before, "after": after}
    return Raise(partner=partner, before=before, after=after, reason=Reason("weight-raised", facts))


def _qualified(diagnoses: Diagnoses) -> tuple[str, ...]:
    """Return who sells clearly better than expected, and lacks customers."""
    known = {each.code for each in diagnoses.causes}
    if _STRENGTH not in known:
        return ()
    lacks = np.zeros(len(diagnoses), dtype=np.bool_)
    for code in _LACKS:
        if code in known:
            lacks |= diagnoses.points(code) > 0
    rows = np.flatnonzero(lacks & (diagnoses.points(_STRENGTH) <= -CLEAR))
    return tuple(diagnoses.partners[row] for row in rows.tolist())


def _faults(
    diagnoses: Diagnoses,
    weights: Mapping[str, Weight],
    *,
    start: object,
    days: object,
    review_after: object,
    cap: object,
    floor: object,
) -> Iterator[InvalidValue]:
    checks = {
        "start": (_start, start),
        "days": (fields.whole_number(least=1, most=366), days),
        "review_after": (fields.whole_number(least=1, most=365), review_after),
        "cap": (_share, cap),
        "floor": (_share, floor),
    }
    found = tuple(fields.faults(checks))
    yield from found
    for partner, weight in weights.items():
        if not is_weight(weight):
            remedy = "use a finite number above zero"
            yield InvalidValue(path=f"weights[{partner!r}]", value=shown(weight), remedy=remedy)
    if not found and isinstance(days, int) and isinstance(review_after, int) and review_after >= days:
        remedy = f"use less than the {days} days it holds"
        yield InvalidValue(path="review_after", value=shown(review_after), remedy=remedy)
    for partner in _qualified(diagnoses):
        if partner not in weights:
            remedy = "state what every partner weighs that may be raised"
            yield InvalidValue(path=f"weights[{partner!r}]", value="None", remedy=remedy)
