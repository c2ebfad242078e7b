"""
Do vendor and partner want the same?

Each side says how much weight it gives to the objectives both know. The
divergence is the part of the weight that one side would have to move to want
what the other wants, from 0 to 1 (see `values.distance`). It has no sides: an
alignment with the sides exchanged is the same, and both may read all of it,
for each wrote down its own weights to be seen by the other.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal, final

from attrs import field, frozen

from partnerkit.values import fields
from partnerkit.values.apportion import Weight
from partnerkit.values.distance import differences, divergence, shares
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.exact import rounded
from partnerkit.values.money import Quantity
from partnerkit.values.reasons import Finding, Reason

__all__ = ["Alignment", "Objective", "Trend", "align", "alignment_findings", "trend"]

#: From here on a divergence is worth a talk: a quarter of the weight would have to move.
THRESHOLD = Decimal("0.25")

_LEAST = fields.Check(
    lambda value: isinstance(value, Decimal) and value.is_finite() and value >= 0,
    "use a finite Decimal of 0 or more, as 0.25",
)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Objective:
    """What one objective weighs on each side, in parts of the whole, and its part in the divergence."""

    name: str
    vendor: Fraction
    partner: Fraction

    #: The contributions of all objectives add up to the divergence.
    contribution: Fraction


@final
@frozen(kw_only=True)
class Alignment:
    """
    How far the priorities of vendor and partner are apart.

    >>> align({"revenue": 3, "training": 1}, {"revenue": 1, "training": 1}).divergence
    Fraction(1, 4)
    """

    #: 0 is the same priorities, 1 nothing in common.
    divergence: Fraction

    #: What drives it most comes first; equal ones by name.
    objectives: tuple[Objective, ...]

    #: How it is measured.
    measure: Literal["total-variation"] = "total-variation"

    @property
    def driver(self) -> str | None:
        """The objective that drives the divergence most; None if there is none."""
        first = self.objectives[0]
        return first.name if first.contribution else None

    @property
    def reason(self) -> Reason:
        """The alignment in one sentence, the same for both sides."""
        if not self.divergence:
            return Reason("priorities-equal")
        first = self.objectives[0]
        return Reason(
            "priorities-apart",
            {
                "divergence": _percent(self.divergence),
                "objective": first.name,
                "vendor_weight": _percent(first.vendor),
                "partner_weight": _percent(first.partner),
            },
        )

    def view(self, *, viewer: str) -> "Alignment":
        """Return what *viewer*, "vendor" or "partner", may see: all of it, the same for each."""
        fields.check({"viewer": (fields.choice("vendor", "partner"), viewer)})
        return self


def _percent(share: Fraction) -> Quantity:
    return Quantity.of(rounded(share * 100, 0), "%")


def align(vendor: Mapping[str, Weight], partner: Mapping[str, Weight]) -> Alignment:
    """
    Compare the priorities of *vendor* and *partner*: objective -> weight.

    Only the proportions of the weights matter. An objective that one side
    leaves out has no weight there.

    >>> found = align({"revenue": 60, "training": 40}, {"revenue": 60, "service": 40})
    >>> found.driver, [str(each.contribution) for each in found.objectives]
    ('service', ['1/5', '1/5', '0'])
    """
    weighed = fields.instance(Mapping, "a mapping of objective to weight")
    fields.check({"vendor": (weighed, vendor), "partner": (weighed, partner)})
    return _aligned(vendor, partner)


def _aligned(vendor: Mapping[str, Weight], partner: Mapping[str, Weight], *, under: str = "") -> Alignment:
    mine, theirs = shares(vendor, path=f"{under}vendor"), shares(partner, path=f"{under}partner")
    zero = Fraction(0)
    objectives = [
        Objective(
            name=name,
            vendor=mine.get(name, zero),
            partner=theirs.get(name, zero),
            contribution=abs(difference) / 2,
        )
        for name, difference in differences(mine, theirs).items()
    ]
    return Alignment(
        divergence=divergence(mine, theirs),
        objectives=tuple(sorted(objectives, key=lambda each: (-each.contribution, each.name))),
    )


@final
@frozen(kw_only=True)
class Trend:
    """How the divergence went over time, the oldest first."""

    days: tuple[date, ...]
    alignments: tuple[Alignment, ...] = field(repr=False)

    @property
    def divergences(self) -> tuple[Fraction, ...]:
        """The divergence on each of the days."""
        return tuple(each.divergence for each in self.alignments)

    @property
    def change(self) -> Fraction:
        """By how much it grew from the last day but one to the last; zero where there is one day only."""
        last = self.divergences[-2:]
        return last[-1] - last[0]

    @property
    def slope(self) -> Fraction | None:
        """By how much it grows a year, by least squares; None where there is one day only."""
        if len(self.days) < 2:
            return None
        times = [Fraction(day.toordinal()) for day in self.days]
        mean = sum(times, Fraction(0)) / len(times)
        away = [at - mean for at in times]
        joint = sum((at * each for at, each in zip(away, self.divergences, strict=True)), Fraction(0))
        return joint / sum((at**2 for at in away), Fraction(0)) * Fraction(1461, 4)


def trend(stated: Mapping[date, tuple[Mapping[str, Weight], Mapping[str, Weight]]]) -> Trend:
    """
    Compare priorities over time: the day they were stated -> (the vendor's, the partner's).

    >>> then = ({"revenue": 1, "service": 1}, {"revenue": 1, "service": 1})
    >>> now = ({"revenue": 3, "service": 1}, {"revenue": 1, "service": 1})
    >>> trend({date(2026, 1, 1): then, date(2026, 7, 1): now}).change
    Fraction(1, 4)
    """
    by_day = fields.instance(Mapping, "a mapping of the day to a pair: the vendor's, the partner's")
    fields.check({"stated": (by_day, stated)})
    if not stated:
        raise InvalidValue(path="stated", value=shown(stated), remedy="state priorities of one day at least")
    raise_faults(
        fault for day in stated if (fault := fields.calendar_date.fault(f"stated[{day}]", day)) is not None
    )
    raise_faults(
        InvalidValue(
            path=f"stated[{day}]", value=shown(both), remedy="use a pair: the vendor's, the partner's"
        )
        for day, both in stated.items()
        if not isinstance(both, Sequence)
        or len(both) != 2
        or not all(isinstance(each, Mapping) for each in both)
    )
    days = tuple(sorted(stated))
    return Trend(days=days, alignments=tuple(_aligned(*stated[day], under=f"stated[{day}].") for day in days))


def alignment_findings(
    course: Trend,
    *,
    partner: str,
    signed_on: date | None = None,
    threshold: Decimal = THRESHOLD,
) -> tuple[Finding, ...]:
    """
    Return what to talk about: priorities that are apart by *threshold* or more on the last day, or drift there.

    Before the contract is signed (*signed_on* None, or later than the last
    day) it asks to settle the priorities first; afterwards, to review the plan.

    >>> apart = ({"revenue": 1}, {"service": 1})
    >>> [found.code for found in alignment_findings(trend({date(2026, 1, 1): apart}), partner="P-4")]
    ['priorities-apart-before-contract']
    """
    checks = {
        "course": (fields.instance(Trend, "a Trend, as trend returns it"), course),
        "partner": (fields.identifier, partner),
        "signed_on": (fields.optional(fields.calendar_date), signed_on),
        "threshold": (_LEAST, threshold),
    }
    fields.check(checks)
    return tuple(_findings(course, partner, signed_on, threshold))


def _findings(course: Trend, partner: str, signed_on: date | None, threshold: Decimal) -> Iterator[Finding]:
    last, on = course.alignments[-1], course.days[-1]
    signed = signed_on is not None and signed_on <= on
    facts = {"partner": partner, **last.reason.facts, "threshold": _percent(Fraction(threshold)), "on": on}
    proposal = "review-joint-plan" if signed else "settle-priorities"
    proposals = (Reason(proposal, {"partner": partner, "objective": last.driver}),)
    if last.divergence and last.divergence >= threshold:
        code = "priorities-apart-in-contract" if signed else "priorities-apart-before-contract"
        severe = last.divergence >= 2 * Fraction(threshold)
        yield Finding(
            reason=Reason(code, facts),
            severity="high" if severe else "medium",
            subjects=(partner,),
            proposals=proposals,
        )
    elif last.divergence + max(course.change, Fraction(0)) >= threshold and course.change > 0:
        drift = {"partner": partner, "divergence": facts["divergence"], "growth": _percent(course.change)}
        yield Finding(
            reason=Reason("priorities-drifting", {**drift, "objective": last.driver, "on": on}),
            severity="low",
            subjects=(partner,),
            proposals=proposals,
        )
