"""
What have marketing, sales and partners agreed on, and who owes whom an answer?

A target-customer profile counts once all three have agreed to it, and from its
day on; older versions stay. Whoever is close to the customer brings back ideas
and feedback, from joint visits too: each is owed an answer in a stated time.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, TypeAlias, final, get_args

from attrs import evolve, field, frozen

from partnerkit.facts import checks
from partnerkit.leads.clocks import Clock, ServiceLevel
from partnerkit.leads.stages import Criterion, Prospect, unmet
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.fields import as_tuple, as_utc, in_order
from partnerkit.values.reasons import Reason
from partnerkit.values.rows import Rows
from partnerkit.values.time import Period

__all__ = ["SIDES", "Consenting", "FieldInput", "TargetProfile", "clocks_of", "profile_at"]

#: Who must agree to a profile.
Party: TypeAlias = Literal["marketing", "sales", "partner"]
SIDES: tuple[Party, ...] = get_args(Party)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Consenting:
    """One side agreed to a profile."""

    side: Party = field(validator=fields.choice(*SIDES))

    #: The person, and for a partner the firm.
    by: str = field(validator=fields.identifier)
    on: date = field(validator=fields.calendar_date)


@final
@frozen(kw_only=True)
class TargetProfile:
    """
    Which customers marketing, sales and partners want to win: one version of it.

    >>> profile = TargetProfile(version="2026-1", valid=Period.year(2026), criteria=[
    ...     Criterion("wants-a-firewall", "fit", holds=lambda known: known.lead.product == "firewall"),
    ... ])
    >>> for side in SIDES:
    ...     profile = profile.agreed_by(side, by="anna", on=date(2025, 12, 1))
    >>> profile.is_agreed
    True
    """

    version: str = field(validator=fields.identifier)

    #: The days on which it holds.
    valid: Period = field(validator=checks.period)
    criteria: tuple[Criterion, ...] = field(
        converter=as_tuple, validator=fields.each(fields.instance(Criterion, "criteria"), least=1)
    )

    #: Who agreed so far.
    agreed: tuple[Consenting, ...] = field(
        default=(), converter=as_tuple, validator=fields.each(fields.instance(Consenting, "who agreed"))
    )

    @property
    def is_agreed(self) -> bool:
        """Whether all three sides agreed."""
        return {each.side for each in self.agreed} == set(SIDES)

    @property
    def missing(self) -> tuple[Party, ...]:
        """Which sides have not agreed yet."""
        sides = {each.side for each in self.agreed}
        return tuple(side for side in SIDES if side not in sides)

    def agreed_by(self, side: Party, *, by: str, on: date) -> "TargetProfile":
        """Return the profile with one more who agreed; a new wording needs a new version."""
        return evolve(self, agreed=(*self.agreed, Consenting(side=side, by=by, on=on)))

    def misses(self, known: Prospect) -> tuple[Reason, ...]:
        """Return in what a lead differs from the profile, or what is not known of it; nothing if it fits."""
        return unmet(self.criteria, known)


def profile_at(profiles: Sequence[TargetProfile], day: date) -> TargetProfile | None:
    """
    Return the profile that holds on *day*: of those all sides had agreed to by then, the one that began last.

    Raises
    ------
    InvalidValue, InvalidInput
        For two profiles of one version, or two that were agreed on and begin on the same day.

    >>> wanted = [Criterion("has-budget", "fit", holds=lambda known: known.lead.value is not None)]
    >>> profile = TargetProfile(version="2026-1", valid=Period.year(2026), criteria=wanted)
    >>> profile_at([profile], date(2026, 3, 2)) is None
    True
    >>> for side in SIDES:
    ...     profile = profile.agreed_by(side, by="anna", on=date(2025, 12, 1))
    >>> profile_at([profile], date(2026, 3, 2)).version
    '2026-1'
    """
    versions = [each.version for each in profiles]
    raise_faults(
        InvalidValue(path=f"profiles[{place}].version", value=shown(version), remedy="give each its own")
        for place, version in enumerate(versions)
        if version in versions[:place]
    )
    holding = [
        each
        for each in profiles
        if each.valid.contains(day) and {one.side for one in each.agreed if one.on <= day} == set(SIDES)
    ]
    starts = [each.valid.start for each in holding]
    if len(set(starts)) < len(starts):
        twice = next(start for start in starts if starts.count(start) > 1)
        raise InvalidValue(path="profiles", value=shown(str(twice)), remedy="let one profile begin on a day")
    return max(holding, key=lambda each: each.valid.start, default=None)


@final
@frozen(kw_only=True)
class FieldInput:
    """
    What came back from the field, and the answer that is owed to whoever brought it.

    >>> monday = datetime.fromisoformat("2026-03-02T09:00Z")
    >>> idea = FieldInput(id="F-1", kind="idea", by="P-4", text="Offer it with training.", at=monday, owed_by="product")
    >>> idea.is_answered
    False
    """

    id: str = field(validator=fields.identifier)

    #: An idea, feedback on a product or campaign, or the notes of a joint visit to a customer.
    kind: Literal["idea", "feedback", "joint-visit"] = field(
        validator=fields.choice("idea", "feedback", "joint-visit")
    )

    #: Who brought it: a partner or a person.
    by: str = field(validator=fields.identifier)
    text: str = field(validator=fields.text)
    at: datetime = field(converter=as_utc, validator=fields.aware)

    #: Who went along to a joint visit, of whichever side.
    with_whom: tuple[str, ...] = field(
        default=(), converter=as_tuple, validator=fields.each(fields.identifier)
    )

    #: The account or campaign it is about.
    about: str | None = field(default=None, validator=fields.optional(fields.identifier))

    #: The team that owes an answer.
    owed_by: str = field(validator=fields.identifier)
    answer: str | None = field(default=None, validator=fields.optional(fields.text))
    answered_at: datetime | None = field(
        default=None, converter=as_utc, validator=fields.optional(fields.aware)
    )

    def __attrs_post_init__(self) -> None:
        faults = list(in_order(self, "at", "answered_at"))
        if (self.answer is None) != (self.answered_at is None):
            missing = "answer" if self.answer is None else "answered_at"
            faults.append(
                InvalidValue(path=missing, value="None", remedy="say what was answered and when, or neither")
            )
        if self.kind == "joint-visit" and not self.with_whom:
            faults.append(InvalidValue(path="with_whom", value="nobody", remedy="say who went along"))
        raise_faults(faults)

    @property
    def is_answered(self) -> bool:
        """Whether whoever brought it got an answer."""
        return self.answer is not None

    def answered(self, answer: str, *, at: datetime) -> "FieldInput":
        """Return it with its answer; a no is one, too."""
        return evolve(self, answer=answer, answered_at=at)


def clocks_of(
    inputs: Sequence[FieldInput], level: ServiceLevel, *, calendar: str | None = None
) -> Rows[Clock]:
    """
    Return a clock for each answer that is or was owed, for `watch`.

    >>> from datetime import timedelta
    >>> monday = datetime.fromisoformat("2026-03-02T09:00Z")
    >>> idea = FieldInput(id="F-1", kind="idea", by="P-4", text="Offer it with training.", at=monday, owed_by="product")
    >>> owed = ServiceLevel(name="answer", owed_by="vendor", within=timedelta(hours=40))
    >>> [(each.subject, each.owner, each.is_open) for each in clocks_of([idea], owed)]
    [('F-1', 'product', True)]
    """
    found = []
    for each in inputs:
        clock = Clock(
            subject=each.id, level=level.name, owner=each.owed_by, calendar=calendar, started_at=each.at
        )
        found.append(clock if each.answered_at is None else clock.stop(at=each.answered_at))
    return Rows(Clock, found)
