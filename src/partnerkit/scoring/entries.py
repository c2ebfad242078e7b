"""
Who entered which figure, from where, and what became of it?

A figure is entered by the partner, and corrected or withdrawn by a later entry
that says why: nothing is overwritten. Whoever doubts a figure asks first; the
partner answers, and then it is confirmed, corrected, or contradicted.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, final, get_args

from attrs import evolve, field, frozen

from partnerkit.scoring.scorecard import HUGE
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.fields import as_tuple
from partnerkit.values.machine import Machine, Transition
from partnerkit.values.reasons import Reason
from partnerkit.values.time import Period

__all__ = ["OFFICE", "PARTNER", "QUERY_COURSE", "Entry", "Query", "QueryStep", "enter"]

#: The roles of a query: the neutral office that runs the comparison, and the partner whose figure it is.
OFFICE = "neutral-office"
PARTNER = "partner"

#: What becomes of a doubt.
QUERY_COURSE = Machine(
    name="figure-query",
    start="open",
    transitions=(
        Transition("open", "answer", "answered", by=(PARTNER,), reason_required=True),
        Transition("answered", "confirm", "confirmed", by=(OFFICE,)),
        Transition("answered", "correct", "corrected", by=(PARTNER,), reason_required=True),
        Transition("answered", "contradict", "contradicted", by=(OFFICE,), reason_required=True),
    ),
)

Source = Literal["typed", "bookkeeping", "import", "estimate"]

_number = fields.optional(fields.number(least=-HUGE, most=HUGE))
_period = fields.instance(Period, "a Period")


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Entry:
    """
    A figure as somebody entered it, with where it comes from.

    >>> noon = datetime.fromisoformat("2026-04-08T12:00Z")
    >>> march = Period.month(2026, 3)
    >>> Entry(partner="P-4", kpi="revenue", period=march, value=910_000, at=noon, by="U-7", source="bookkeeping").value
    910000
    """

    partner: str = field(validator=fields.identifier)
    kpi: str = field(validator=fields.identifier)
    period: Period = field(validator=_period)

    #: None withdraws it. Kept out of the `repr`, and so out of logs.
    value: float | None = field(validator=_number, repr=False)

    at: datetime = field(converter=fields.as_utc, validator=fields.aware)

    #: The person who entered it.
    by: str = field(validator=fields.identifier)
    source: Source = field(default="typed", validator=fields.choice(*get_args(Source)))

    #: Why it was corrected or withdrawn.
    reason: str = field(default="", validator=fields.text)

    @property
    def place(self) -> tuple[str, str, Period]:
        """Whose figure it is, of which KPI and period."""
        return self.partner, self.kpi, self.period


def enter(entries: Sequence[Entry], entry: Entry) -> tuple[Entry, ...]:
    """
    Return *entries* with one more; of one figure the last entry counts, and all of them are its trace.

    >>> noon = datetime.fromisoformat("2026-04-08T12:00Z")
    >>> first = Entry(partner="P-4", kpi="revenue", period=Period.month(2026, 3), value=910, at=noon, by="U-7")
    >>> [each.value for each in enter([first], evolve(first, value=901, reason="A slip of the pen."))]
    [910, 901]

    Raises
    ------
    InvalidValue, InvalidInput
        For a correction or withdrawal that does not say why, one before the last
        entry of the figure, and a withdrawal of what was never entered.
    """
    entries, (entry,) = fields.listed("entries", entries, Entry), fields.listed("entry", (entry,), Entry)
    before = [each for each in entries if each.place == entry.place]
    faults = []
    if before and not entry.reason.strip():
        remedy = "say why the figure is corrected or withdrawn"
        faults.append(InvalidValue(path="reason", value=shown(entry.reason), remedy=remedy))
    if before and entry.at < before[-1].at:
        remedy = f"use a time not before the last entry of this figure, {before[-1].at.isoformat()}"
        faults.append(InvalidValue(path="at", value=shown(entry.at.isoformat()), remedy=remedy))
    if not before and entry.value is None:
        remedy = "enter a figure first; what is not entered is unknown"
        faults.append(InvalidValue(path="value", value="nothing", remedy=remedy))
    raise_faults(faults)
    return (*entries, entry)


@final
@frozen(kw_only=True)
class QueryStep:
    """What somebody did about a doubt, and when."""

    event: str = field(validator=fields.choice(*QUERY_COURSE.events))
    by: str = field(validator=fields.choice(OFFICE, PARTNER))
    at: datetime = field(converter=fields.as_utc, validator=fields.aware)
    reason: str = field(default="", validator=fields.text)


@final
@frozen(kw_only=True)
class Query:
    """
    A question to a partner about a figure of his; until it is settled the figure counts as he entered it.

    >>> noon = datetime.fromisoformat("2026-04-08T12:00Z")
    >>> query = Query(partner="P-4", kpi="stock", period=Period.month(2026, 3), doubt=Reason("figure-repeated"), at=noon)
    >>> query.with_step("answer", by=PARTNER, at=noon, reason="Nothing moved in March.").status
    'answered'
    """

    partner: str = field(validator=fields.identifier)
    kpi: str = field(validator=fields.identifier)
    period: Period = field(validator=_period)

    #: What is asked about; never anything of another partner.
    doubt: Reason = field(validator=fields.instance(Reason, "a Reason"), repr=False)
    at: datetime = field(converter=fields.as_utc, validator=fields.aware)
    steps: tuple[QueryStep, ...] = field(
        default=(),
        converter=as_tuple,
        validator=fields.each(fields.instance(QueryStep, "QuerySteps"), unique=False),
    )

    def __attrs_post_init__(self) -> None:
        roles = [each.by for each in self.steps]
        raise_faults(QUERY_COURSE.faults(self.steps, since=self.at, by=roles))

    @property
    def place(self) -> tuple[str, str, Period]:
        """Whose figure it is about, of which KPI and period."""
        return self.partner, self.kpi, self.period

    @property
    def status(self) -> str:
        """How far it is: open, answered, confirmed, corrected, or contradicted."""
        return QUERY_COURSE.replay([each.event for each in self.steps])

    def with_step(self, event: str, *, by: str, at: datetime, reason: str = "") -> "Query":
        """
        Return it with one more step, taken by the role *by*.

        Raises
        ------
        IllegalTransition
            For a step that does not lead on from where it stands, or is not for this role to take.
        InvalidValue
            For a step before the last, or without the reason it needs.
        """
        QUERY_COURSE.step(self.status, event, by=by, reason=reason)
        return evolve(self, steps=(*self.steps, QueryStep(event=event, by=by, at=at, reason=reason)))
