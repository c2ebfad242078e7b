"""
May this partner learn of the person, and what must be deleted afterwards?

A blank is a no: a lead whose person permitted nothing is passed on to nobody.
Who no longer has a lead deletes what was told with it, and confirms that;
a duty that nobody confirmed stays on the list.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, TypeAlias, final

from attrs import field, frozen

from partnerkit.facts.consent import Consent
from partnerkit.facts.lead import Lead
from partnerkit.leads.changes import LeadReassigned
from partnerkit.leads.offers import Offer
from partnerkit.leads.rule import EligibilityRule, Occasion
from partnerkit.values import fields
from partnerkit.values.fields import as_utc
from partnerkit.values.reasons import Reason
from partnerkit.values.rows import Rows
from partnerkit.values.time import instant

__all__ = ["Deleted", "DeletionDuty", "deletion_duties", "may_be_passed_to"]

Cause: TypeAlias = Literal["declined", "expired", "withdrawn", "reassigned", "consent-withdrawn"]


def __dir__() -> list[str]:
    return __all__


def may_be_passed_to(purpose: str | None = None) -> EligibilityRule:
    """
    Return the rule that a partner may learn of the person behind a lead: only where the person permitted it.

    With *purpose* the permission must be for that. It stands beside the other
    rules, as in ``rules=(*RULES, may_be_passed_to("offer"))``.

    >>> may_be_passed_to("offer").code
    'may-not-be-passed-on'
    """

    def objection(consent: Consent | None, partner: str, occasion: Occasion) -> Mapping[str, object] | None:
        if consent is None:
            return {"because": "not-permitted"}
        if consent.allows_partner(partner, as_of=occasion.as_of, purpose=purpose):
            return None
        withdrawn = consent.withdrawn_at is not None and consent.withdrawn_at <= occasion.as_of
        return {"because": "withdrawn" if withdrawn else "not-permitted"}

    def of_lead(lead: Lead) -> Hashable:
        return lead.consent

    return EligibilityRule(
        "may-not-be-passed-on", of_lead=of_lead, of_partner=lambda partner: partner.id, objection=objection
    )


@final
@frozen(kw_only=True)
class Deleted:
    """A former holder confirmed that what was told of a lead is deleted."""

    lead: str = field(validator=fields.identifier)
    partner: str = field(validator=fields.identifier)
    at: datetime = field(converter=as_utc, validator=fields.aware)

    #: The person who confirmed it.
    by: str = field(validator=fields.identifier)


@final
@frozen(kw_only=True)
class DeletionDuty:
    """A former holder owes that what was told of a lead is deleted."""

    lead: str
    partner: str
    cause: Cause
    since: datetime
    due: datetime
    state: Literal["open", "overdue", "confirmed"]

    #: When it was confirmed, and by whom.
    confirmed: Deleted | None = None

    @property
    def reason(self) -> Reason:
        """What is owed, in one sentence."""
        facts = {"lead": self.lead, "partner": self.partner, "due": self.due}
        reasons = {
            "open": Reason("deletion-owed", facts),
            "overdue": Reason("deletion-overdue", facts),
            "confirmed": Reason("deletion-confirmed", facts),
        }
        return reasons[self.state]


def deletion_duties(
    offers: Iterable[Offer],
    *,
    as_of: datetime,
    within: timedelta = timedelta(days=30),
    moved: Mapping[str, Sequence[LeadReassigned]] | None = None,
    leads: Iterable[Lead] = (),
    confirmed: Iterable[Deleted] = (),
) -> Rows[DeletionDuty]:
    """
    Return who must delete what was told of which lead, by when, and what was confirmed.

    Parameters
    ----------
    offers
        All offers: who declined a lead, let it expire, or lost it, owes it; so
        does its holder if the person withdrew the consent of one of *leads*.
    moved
        Partner id -> moves by hand that took a lead away from him.
    confirmed
        A confirmation counts for a duty that arose before it. Whoever holds
        the lead again owes nothing.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    >>> offer = Offer(
    ...     id="L-1/1", lead="L-1", partner="P-4", offered_at=noon, due=noon, since=noon, status="declined",
    ... )
    >>> [each.state for each in deletion_duties([offer], as_of=noon + timedelta(days=31))]
    ['overdue']
    """
    moment = instant(as_of, path="as_of")
    fields.check({"within": (fields.ahead, within)})
    owed, holding = _owed(offers, moment, {each.id: each for each in leads})
    for partner, changes in (moved or {}).items():
        for change in changes:
            _later(owed, (change.lead, partner), "reassigned", change.at, moment)
            _held(holding, change.lead, change.partner, change.at, moment)
    told: dict[tuple[str, str], list[Deleted]] = {}
    for each in confirmed:
        told.setdefault((each.lead, each.partner), []).append(each)
    duties = []
    for (lead, partner), (cause, since) in sorted(owed.items()):
        holder, _ = holding.get(lead, (None, None))
        if holder == partner and cause != "consent-withdrawn":
            continue
        done = next((each for each in told.get((lead, partner), ()) if since <= each.at <= moment), None)
        due = since + within
        state: Any = "confirmed" if done else "overdue" if moment > due else "open"
        duties.append(
            DeletionDuty(
                lead=lead, partner=partner, cause=cause, since=since, due=due, state=state, confirmed=done
            )
        )
    return Rows(DeletionDuty, duties)


_Owed: TypeAlias = dict[tuple[str, str], tuple[Cause, datetime]]
_Holding: TypeAlias = dict[str, tuple[str, datetime]]


def _later(owed: _Owed, key: tuple[str, str], cause: Cause, at: datetime, moment: datetime) -> None:
    """Note a duty; of several of one lead and partner the last one counts."""
    if at <= moment and (key not in owed or owed[key][1] <= at):
        owed[key] = (cause, at)


def _held(holding: _Holding, lead: str, partner: str, at: datetime, moment: datetime) -> None:
    """Note who came to hold a lead; of several the last one holds it."""
    if at <= moment and (lead not in holding or holding[lead][1] <= at):
        holding[lead] = (partner, at)


def _owed(offers: Iterable[Offer], moment: datetime, leads: Mapping[str, Lead]) -> tuple[_Owed, _Holding]:
    owed: _Owed = {}
    holding: _Holding = {}
    causes: dict[str, Cause] = {"declined": "declined", "expired": "expired", "withdrawn": "withdrawn"}
    for offer in offers:
        key = (offer.lead, offer.partner)
        if offer.status in causes:
            _later(owed, key, causes[offer.status], offer.since, moment)
            continue
        if offer.status in ("accepted", "worked"):
            # What he was offered before a move took it away is his no more, whatever he did with it since.
            _held(holding, offer.lead, offer.partner, offer.offered_at, moment)
        lead = leads.get(offer.lead)
        consent = None if lead is None else lead.consent
        if consent is not None and consent.withdrawn_at is not None:
            _later(owed, key, "consent-withdrawn", max(consent.withdrawn_at, offer.offered_at), moment)
    return owed, holding
