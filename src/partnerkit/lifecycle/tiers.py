"""
Which tier has each partner earned, and how far is it to the next one?

A tier is earned if all it asks was shown in the period, or the points it asks
for came together with every floor held. A higher tier takes effect on the day
after the period; a lower one is a proposal that a person decides, after the
grace of the program, and never where an unknown figure might have kept it: then
nothing is proposed. Whether one in between was earned, where that hangs on what
is unknown, is for the person to say. The day on which one asks makes no
difference: only what was shown does.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal, final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from partnerkit.facts.agreement import JointPlan
from partnerkit.facts.goal import Measure
from partnerkit.facts.partner import Partner
from partnerkit.facts.program import Incentive, Program, Requirement, Tier
from partnerkit.lifecycle.points import ANY, UNKNOWN, Asked, highest, met, points_of
from partnerkit.lifecycle.shown import Evidence, evidence
from partnerkit.lifecycle.windows import Shown
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, NotFound, raise_faults, shown
from partnerkit.values.exact import decimal_of
from partnerkit.values.frames import Library, to_frame
from partnerkit.values.markup import small_table
from partnerkit.values.money import Money
from partnerkit.values.months import months_after
from partnerkit.values.reasons import Reason
from partnerkit.values.rows import Rows
from partnerkit.values.time import Period

__all__ = [
    "Outcome",
    "Shortfall",
    "TierStanding",
    "TierStandings",
    "benefits",
    "qualify_tiers",
]

Outcome = Literal["promote", "keep", "demote", "unknown"]
_OUTCOMES: tuple[Outcome, ...] = ("promote", "keep", "demote", "unknown")


_PROGRAM = fields.instance(Program, "a Program")
_FIGURES = fields.Check(
    lambda value: (
        isinstance(value, Mapping)
        and all(map(fields.is_identifier, value))
        and all(isinstance(each, Mapping) for each in value.values())
    ),
    "use a mapping of measure to what each partner showed",
)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Shortfall:
    """One requirement of a tier that a partner does not meet, and what is missing of it."""

    requirement: Requirement

    #: What it showed; None is unknown.
    shown: Decimal | Money | None

    #: What it must show, and how much that is more, or less where less is better; None where nothing is known.
    needed: Decimal | Money | None
    missing: Decimal | Money | None


@final
@frozen(kw_only=True)
class TierStanding:
    """How one partner stands in its program."""

    partner: str

    #: The tier it holds, and the one it has earned; None is none.
    held: str | None
    earned: str | None
    outcome: Outcome

    #: The first day of the new tier, grace included; None where it keeps what it holds.
    effective: date | None

    #: The next tier above what it has earned, what it lacks of it, and the points it has of those asked for.
    next_tier: str | None
    shortfalls: tuple[Shortfall, ...]
    points: Decimal
    points_needed: Decimal
    reason: Reason


@final
@frozen(kw_only=True, eq=False, repr=False, slots=False)
class TierStandings(Mapping[str, TierStanding]):
    """Partner -> how it stands; columns that make objects when asked for them."""

    program: Program
    period: Period
    _partners: Sequence[Partner] = field(alias="partners")
    _evidence: Evidence = field(alias="evidence")

    #: By partner, the place of the tier it holds and of the one it has earned; -1 is none.
    held: NDArray[np.int64]
    earned: NDArray[np.int64]

    #: By partner, whether only what is unknown keeps it from the tier it holds.
    is_open: NDArray[np.bool_]

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {partner.id: place for place, partner in enumerate(self._partners)}

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._partners)

    def __repr__(self) -> str:
        return f"<TierStandings: {len(self)} partners in {self.program.id}>"

    @cached_property
    def _outcomes(self) -> NDArray[np.int64]:
        found = np.where(self.earned > self.held, 0, np.where(self.earned == self.held, 1, 2))
        return np.where((found == 2) & self.is_open, 3, found)

    @property
    def grace_over(self) -> date:
        """The first day on which a lower tier may take effect."""
        return months_after(self.period.end, self.program.grace_months)

    def with_outcome(self, outcome: Outcome) -> tuple[str, ...]:
        """Return the partners of whom that came out, in their order."""
        rows = np.flatnonzero(self._outcomes == _OUTCOMES.index(outcome)).tolist()
        return tuple(self._partners[row].id for row in rows)

    def __getitem__(self, partner: str) -> TierStanding:
        place = self._places.get(partner)
        if place is None:
            raise NotFound.among(self._places, path="standings", key=partner)
        outcome = _OUTCOMES[int(self._outcomes[place])]
        held, earned = (self._tier(int(tiers[place])) for tiers in (self.held, self.earned))
        following = self._tier(int(self.earned[place]) + 1)
        days = {"promote": self.period.end, "demote": self.grace_over}
        given = 0 if following is None else self._points(place, following)
        return TierStanding(
            partner=partner,
            held=None if held is None else held.name,
            earned=None if earned is None else earned.name,
            outcome=outcome,
            effective=days.get(outcome),
            next_tier=None if following is None else following.name,
            shortfalls=() if following is None else tuple(self._shortfalls(place, following)),
            points=decimal_of(given, 2),
            points_needed=Decimal(0) if following is None else following.points or Decimal(0),
            reason=self._reason(partner, outcome, held, earned),
        )

    def _tier(self, place: int) -> Tier | None:
        return self.program.tiers[place] if 0 <= place < len(self.program.tiers) else None

    def _points(self, place: int, tier: Tier) -> int:
        """Return the hundredths of points that a partner has for a tier; what is below a floor brings none."""
        columns = self._evidence.columns[:, place : place + 1]
        asked = self._evidence.tiers[self.program.tiers.index(tier)][0]
        return sum(max(0, int(points_of(each, columns[each.column])[0])) for each in asked)

    def _shortfalls(self, place: int, tier: Tier) -> Iterator[Shortfall]:
        asked = self._evidence.tiers[self.program.tiers.index(tier)][0]
        for requirement, each in zip(tier.requirements, asked, strict=True):
            column = self._evidence.columns[each.column, place : place + 1]
            if not met(each, column)[0]:
                yield self._shortfall(requirement, each, int(column[0]))

    def _shortfall(self, requirement: Requirement, asked: Asked, code: int) -> Shortfall:
        value = self._evidence.value
        bound = asked.least if code == UNKNOWN or code < asked.least else asked.most
        bound = asked.most if bound == UNKNOWN else bound
        # Of a plan there is one or none; what was cut off is missing, too.
        missing = None
        if code != UNKNOWN:
            missing = value(requirement.name, abs(bound - code) + (code & 1))
        return Shortfall(
            requirement=requirement,
            shown=value(requirement.name, code),
            needed=value(requirement.name, bound),
            missing=missing,
        )

    def _reason(self, partner: str, outcome: Outcome, held: Tier | None, earned: Tier | None) -> Reason:
        facts = {
            "partner": partner,
            "held": None if held is None else held.name,
            "tier": None if earned is None else earned.name,
        }
        match outcome:
            case "promote":
                return Reason("tier-earned", {**facts, "on": self.period.end})
            case "keep":
                return Reason("tier-kept" if held is not None else "tier-none", facts)
            case "demote":
                return Reason("tier-missed", {**facts, "on": self.grace_over})
            case "unknown":
                return Reason("tier-undecided", facts)

    def to_frame(self, kind: Library = "dict") -> Any:
        """Return a row for each partner."""
        names = np.array([*(tier.name for tier in self.program.tiers), None], dtype=object)
        days = np.array([self.period.end, None, self.grace_over, None], dtype=object)
        following = np.where(self.earned + 1 < len(self.program.tiers), self.earned + 1, -1)
        columns: dict[str, Any] = {
            "partner": [partner.id for partner in self._partners],
            "held": names[self.held],
            "earned": names[self.earned],
            "outcome": np.array(_OUTCOMES, dtype=object)[self._outcomes],
            "effective": days[self._outcomes],
            "next_tier": names[following],
        }
        return to_frame(columns, kind)

    _repr_html_ = small_table

    def distances(self, kind: Library = "dict") -> Any:
        """Return a row for each requirement of the next tier that a partner does not meet, with what is missing."""
        columns: dict[str, list[Any]] = {
            name: [] for name in ("partner", "tier", "requirement", "shown", "needed", "missing")
        }
        for place, partner in enumerate(self._partners):
            tier = self._tier(int(self.earned[place]) + 1)
            for each in () if tier is None else self._shortfalls(place, tier):
                row = (partner.id, None if tier is None else tier.name, each.requirement.name)
                amounts = (_bare(each.shown), _bare(each.needed), _bare(each.missing))
                for name, value in zip(columns, (*row, *amounts), strict=True):
                    columns[name].append(value)
        return to_frame(columns, kind)


def _bare(value: Decimal | Money | None) -> Decimal | None:
    return value.amount if isinstance(value, Money) else value


def benefits(program: Program, tier: str | None, on: date) -> Rows[Incentive]:
    """
    Return what a tier gives on a day.

    >>> from partnerkit.facts import Incentive
    >>> funds = Incentive(kind="funds", share=Decimal("0.02"))
    >>> program = Program(id="p", tiers=[Tier(name="gold", rank=1, incentives=[funds])])
    >>> benefits(program, "gold", date(2026, 1, 1)) == (funds,), benefits(program, None, date(2026, 1, 1))
    (True, ())
    """
    checks = {
        "program": (_PROGRAM, program),
        "tier": (fields.optional(fields.identifier), tier),
        "on": (fields.calendar_date, on),
    }
    fields.check(checks)
    found = None if tier is None else program.tier(tier)
    if found is None or not program.holds_on(on):
        return Rows(Incentive, ())
    given = [each for each in found.incentives if each.period is None or each.period.contains(on)]
    return Rows(Incentive, given)


def qualify_tiers(
    program: Program,
    partners: Sequence[Partner],
    figures: Mapping[str, Mapping[str, Shown]],
    *,
    period: Period,
    measures: Sequence[Measure] = (),
    joint_plans: Sequence[JointPlan] = (),
    viewer: str | None = None,
) -> TierStandings:
    """
    Return the tier that each partner has earned in *period*, and how far it is to the next one.

    Parameters
    ----------
    partners
        Those in the program, with the tier that each holds.
    figures
        Measure -> partner -> what it showed in the period, or Period -> value: then the months are cut that each
        requirement looks back on, and joined by the kind of the measure. None, or left out, is unknown, also for
        a part of the months; disputed figures are left out. Of a certification it is how many people
        hold it; without figures the partner's own certificates count that are valid on the last day.
    joint_plans
        One that both sides signed and that touches the period meets the requirement.
    viewer
        A partner: it sees itself alone.

    Raises
    ------
    InvalidInput
        All faults at once: requirements on measures of which nothing is said, mixed
        currencies, partners twice or with a tier that the program does not have.

    >>> gold = Tier(name="gold", rank=1, requirements=[Requirement(measure="revenue", least=Decimal(100_000))])
    >>> sold = {"revenue": {"P-4": Money.of("80000", "EUR")}}
    >>> found = qualify_tiers(Program(id="p", tiers=[gold]), [Partner(id="P-4")], sold, period=Period.year(2026))["P-4"]
    >>> found.earned, found.next_tier, found.shortfalls[0].missing
    (None, 'gold', Money.of('20000.00', 'EUR'))
    """
    checks = {
        "program": (_PROGRAM, program),
        "figures": (_FIGURES, figures),
        "period": (fields.instance(Period, "a Period"), period),
        "viewer": (fields.optional(fields.identifier), viewer),
    }
    fields.check(checks)
    measures = fields.listed("measures", measures, Measure)
    every = fields.listed("partners", partners, Partner)
    partners = tuple(partner for partner in every if viewer in {None, partner.id})
    raise_faults(_partner_faults(program, partners))
    places = {tier.name: place for place, tier in enumerate(program.tiers)}
    asked = evidence(program, partners, figures, period=period, measures=measures, joint_plans=joint_plans)
    held = np.array([-1 if partner.tier is None else places[partner.tier] for partner in partners], np.int64)
    return TierStandings(
        program=program,
        period=period,
        partners=partners,
        evidence=asked,
        held=held,
        earned=highest(asked.columns, asked.tiers),
        is_open=_is_open(asked, held),
    )


def _partner_faults(program: Program, partners: Sequence[Partner]) -> Iterator[InvalidValue]:
    names, seen = {tier.name for tier in program.tiers}, set()
    for place, partner in enumerate(partners):
        if partner.tier is not None and partner.tier not in names:
            remedy = f"use a tier of the program: {', '.join(sorted(names))}"
            yield InvalidValue(path=f"partners[{place}].tier", value=shown(partner.tier), remedy=remedy)
        if partner.id in seen:
            yield InvalidValue(
                path=f"partners[{place}].id", value=shown(partner.id), remedy="use each partner once"
            )
        seen.add(partner.id)


def _is_open(asked: Evidence, held: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell who might have earned the tier it holds, or a higher one, if what is unknown were known."""
    found = np.zeros(len(held), bool)
    rows = np.flatnonzero((asked.columns == UNKNOWN).any(0))
    if not len(rows):
        return found
    some = asked.columns[:, rows]
    # At its best, what is unknown meets whatever is asked: a requirement is left out where it is unknown.
    for place in np.unique(held[rows][held[rows] >= 0]).tolist():
        mine = held[rows] == place
        best = np.zeros(int(mine.sum()), bool)
        for requirements, needed in asked.tiers[place:]:
            best |= _at_best(some[:, mine], requirements, needed)
        found[rows[mine]] = best
    return found


def _at_best(columns: NDArray[np.int64], requirements: Sequence[Asked], needed: int) -> NDArray[np.bool_]:
    held = np.ones(columns.shape[1], bool)
    total = np.zeros(columns.shape[1], np.int64)
    for asked in requirements:
        column = columns[asked.column]
        best = asked.least if asked.least > UNKNOWN else min(asked.most, ANY - 1)
        column = np.where(column == UNKNOWN, best, column)
        if asked.points is None:
            held &= met(asked, column)
            continue
        points = points_of(asked, column)
        held &= points >= 0
        total += points
    return held & (total >= needed)
