"""
What does a review hold?

Readings, each beside what it was at the last review; findings; what is stale;
and what to do next and why. All of it is plain data: words and pages are made of
it elsewhere.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Literal, TypeAlias, final

from attrs import field, frozen

from partnerkit.review.deadlines import Due
from partnerkit.review.points import OpenPoint
from partnerkit.values.errors import NotFound
from partnerkit.values.exact import exact_sum
from partnerkit.values.frames import Library, to_frame
from partnerkit.values.markup import small_table
from partnerkit.values.money import Money
from partnerkit.values.reasons import Finding, Reason
from partnerkit.values.rows import Rows

__all__ = [
    "AREAS",
    "READINGS",
    "Area",
    "AreaReview",
    "Line",
    "NextStep",
    "Reading",
    "Review",
    "Scope",
    "State",
    "hidden_area",
]

#: In the order in which they are read.
Area: TypeAlias = Literal[
    "goals", "leads", "conflicts", "scores", "service", "warranty", "receivables", "surveys", "contacts"
]
AREAS: tuple[Area, ...] = (
    "goals",
    "leads",
    "conflicts",
    "scores",
    "service",
    "warranty",
    "receivables",
    "surveys",
    "contacts",
)

#: Whether somebody must act, should look, or need not; nothing is known; it is not the viewer's to see.
State: TypeAlias = Literal["act", "look", "good", "unknown", "hidden"]

Scope: TypeAlias = Literal["partner", "territory", "program"]

Better: TypeAlias = Literal["higher", "lower"]

#: What is read -> which way is good; None is neither. Its name in words is a term of the catalogues.
READINGS: Mapping[str, Better | None] = MappingProxyType(
    {
        "goals": None,
        "goals-reached": "higher",
        "goals-behind": "lower",
        "goal-target": None,
        "goal-actual": "higher",
        "goal-attainment": "higher",
        "goal-pace": "higher",
        "goal-forecast": "higher",
        "goal-chance": "higher",
        "leads-given": None,
        "leads-open": None,
        "leads-owed": None,
        "deals-registered": "higher",
        "deals-open": None,
        "conflicts": "lower",
        "conflicts-high": "lower",
        "score": "higher",
        "score-rank": "lower",
        "scored": "higher",
        "score-median": "higher",
        "cases-opened": None,
        "cases-open": "lower",
        "cases-late": "lower",
        "cases-hours": "lower",
        "claims-submitted": None,
        "claims-open": "lower",
        "claims-oldest": "lower",
        "claims-rejected": "lower",
        "claims-approved": None,
        "receivables": None,
        "receivables-overdue": "lower",
        "receivables-overdue-share": "lower",
        "credit-stopped": "lower",
        "survey-answers": "higher",
        "survey-problems": "lower",
        "survey-recommend": "higher",
        "contacts-held": None,
        "contacts-missed": "lower",
        "contact-days": "lower",
        "contacts-quiet": "lower",
    }
)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Reading:
    """
    One figure, and what it was at the last review.

    >>> Reading(code="cases-late", value=1, before=3).verdict
    'better'
    """

    #: One of `READINGS`.
    code: str

    #: None is unknown; amounts of several currencies are a tuple.
    value: Any
    before: Any = None

    @property
    def reason(self) -> Reason:
        """What it is and was, in one sentence."""
        return Reason("review-reading", {"reading": self.code, "value": self.value, "before": self.before})

    @property
    def change(self) -> Any:
        """By how much it changed; None where either is unknown or they cannot be told apart by a number."""
        kinds = {type(self.value), type(self.before)}
        if len(kinds) > 1 or not kinds <= {int, float, Decimal, Money}:
            return None
        if isinstance(self.value, Money) and self.value.currency != self.before.currency:
            return None
        if isinstance(self.value, Decimal):
            return exact_sum((self.value, self.before.copy_negate()))
        return self.value - self.before

    @property
    def verdict(self) -> Literal["better", "worse", "same"] | None:
        """Whether it got better; None where that cannot be said, or neither way is good."""
        change, better = self.change, READINGS[self.code]
        if change is None or better is None:
            return None
        size = change.amount if isinstance(change, Money) else change
        if not size:
            return "same"
        return "better" if (size > 0) == (better == "higher") else "worse"


@final
@frozen(kw_only=True)
class Line:
    """One thing of an area, such as a goal, with readings of its own."""

    id: str
    readings: tuple[Reading, ...]


@final
@frozen(kw_only=True)
class AreaReview:
    """How one area of a relationship stands."""

    area: Area
    state: State
    readings: tuple[Reading, ...] = ()

    #: Its single things, the most important first.
    lines: tuple[Line, ...] = ()
    findings: tuple[Finding, ...] = ()

    #: What can no longer be relied on, or is not known, and since when.
    stale: tuple[Reason, ...] = ()

    def __getitem__(self, code: str) -> Reading:
        for each in self.readings:
            if each.code == code:
                return each
        raise NotFound(path=f"review.{self.area}", key=code, known=tuple(each.code for each in self.readings))

    @property
    def changes(self) -> tuple[Reading, ...]:
        """The readings that are no longer what they were."""
        return tuple(each for each in self.readings if each.verdict in {"better", "worse"})

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """What is found, and what is stale."""
        return (*(each.reason for each in self.findings), *self.stale)


def hidden_area(area: Area) -> AreaReview:
    """
    Return an area that is not the viewer's to see.

    >>> hidden_area("goals").state
    'hidden'
    """
    return AreaReview(area=area, state="hidden", stale=(Reason("review-hidden", {"area": area}),))


@final
@frozen(kw_only=True)
class NextStep:
    """What to do next, and why; a person decides."""

    area: str
    action: Reason
    why: tuple[Reason, ...] = ()

    #: How pressing it is: 0 is late or grave, 1 is soon, 2 should be looked at, 3 is to be found out.
    rank: int
    until: date | None = None

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """What to do, and why."""
        return (self.action, *self.why)


@final
@frozen(kw_only=True)
class Review:
    """The relationship as a whole: one partner, a territory, or the program."""

    scope: Scope

    #: The partner or the territory; None is the program.
    subject: str | None
    partners: tuple[str, ...] = field(repr=False)

    #: For whose eyes it is; None is the vendor's.
    viewer: str | None = None

    #: From the last review to this one.
    since: datetime
    as_of: datetime
    areas: tuple[AreaReview, ...] = field(repr=False)
    due: Rows[Due] = field(repr=False)
    points: Rows[OpenPoint] = field(repr=False)

    #: The most pressing first.
    steps: Rows[NextStep] = field(repr=False)

    def __getitem__(self, area: str) -> AreaReview:
        for each in self.areas:
            if each.area == area:
                return each
        raise NotFound(path="review", key=area, known=AREAS)

    @property
    def changes(self) -> Sequence[tuple[Area, Reading]]:
        """What is no longer as it was at the last review: what got worse first."""
        found: list[tuple[Area, Reading]] = [
            (each.area, reading) for each in self.areas for reading in each.changes
        ]
        return tuple(sorted(found, key=lambda each: each[1].verdict != "worse"))

    @property
    def stale(self) -> tuple[Reason, ...]:
        """What can no longer be relied on, area by area."""
        return tuple(reason for each in self.areas for reason in each.stale)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """What to do next, and what is stale."""
        return (*(each.action for each in self.steps), *self.stale)

    def to_frame(self, kind: Library = "dict") -> Any:
        """Return one row per area: how it stands, and how much got better, got worse, was found and is stale."""

        def changed(area: AreaReview, verdict: str) -> int:
            return sum(each.verdict == verdict for each in area.changes)

        return to_frame(
            {
                "area": [each.area for each in self.areas],
                "state": [each.state for each in self.areas],
                "better": [changed(each, "better") for each in self.areas],
                "worse": [changed(each, "worse") for each in self.areas],
                "findings": [len(each.findings) for each in self.areas],
                "stale": [len(each.stale) for each in self.areas],
            },
            kind,
        )

    _repr_html_ = small_table
