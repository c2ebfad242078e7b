"""
One customer's wish came in by several paths and is worked on by several.

Open leads of one customer for one product within the look-back, given to
different partners or not given yet; and an open lead on a deal that a partner
has protected. The customer should hear from one.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from partnerkit.conflicts.conflict import ConflictRule, Draft, Words
from partnerkit.conflicts.deals import DESK
from partnerkit.facts.lead import Lead
from partnerkit.facts.network import Network
from partnerkit.values.reasons import Reason

__all__ = ["RULE", "WORDS", "lead_collision"]


def __dir__() -> list[str]:
    return __all__


def lead_collision(
    *,
    given: Mapping[str, str] | None = None,
    look_back: timedelta = timedelta(days=30),
    customers: Mapping[str, str] | None = None,
) -> ConflictRule:
    """
    Return the rule; *given* is lead -> partner, as `allocate(...).assignments`.

    >>> lead_collision(given={"L-17": "P-4"}).code
    'lead-collision'
    """
    holders, same = dict(given or {}), customers or {}

    def find(network: Network, as_of: datetime) -> Iterator[Draft]:
        by_wish = defaultdict[tuple[str, str | None], list[Lead]](list)
        for lead in network.leads:
            if lead.customer is not None and lead.status == "open" and _is_there(lead, as_of):
                by_wish[same.get(lead.customer, lead.customer), lead.product].append(lead)
        for _, leads in sorted(by_wish.items(), key=lambda wish: (wish[0][0], wish[0][1] or "")):
            for run in _runs(leads, look_back):
                partners = [holders.get(lead.id) for lead in run]
                if len(run) > 1 and (None in partners or len(set(partners)) > 1):
                    yield _collision(run, holders)

    return ConflictRule(code="lead-collision", severity="medium", find=find, words=WORDS)


def _is_there(lead: Lead, as_of: datetime) -> bool:
    return lead.received_at is not None and lead.received_at <= as_of


def _runs(leads: Sequence[Lead], look_back: timedelta) -> Iterator[list[Lead]]:
    """Split leads where more than the look-back lies between two."""
    run: list[Lead] = []
    for lead in sorted(leads, key=lambda lead: (lead.received_at, lead.id)):
        if run and lead.received_at - run[-1].received_at > look_back:  # type: ignore[operator]  # all were received
            yield run
            run = []
        run.append(lead)
    yield run


def _collision(leads: Sequence[Lead], holders: Mapping[str, str]) -> Draft:
    ids = tuple(sorted(lead.id for lead in leads))
    own = defaultdict[str, list[Reason]](list)
    for lead in leads:
        holder = holders.get(lead.id)
        if holder is None:
            own.setdefault(DESK, [])
        else:
            own[holder].append(Reason("lead-held", {"lead": lead.id, "partner": holder}))
    facts = {"leads": ids, "count": len(ids)}
    return Draft(
        group=ids,
        severity="low" if len(own) == 1 else None,
        reason=Reason("leads-collide", facts),
        own=own,
        proposals=[Reason("join-leads", facts), Reason("name-one-contact", facts)],
    )


WORDS: Words = {
    "en": {
        "lead-collision": "One wish, several leads",
        "leads-collide": "{count} open leads seem to be one wish of one customer: {leads}.",
        "join-leads": "Ask whether {leads} are one wish, and join them if so.",
        "name-one-contact": "Let the customer choose one partner for {leads}.",
    },
    "de": {
        "lead-collision": "Ein Wunsch, mehrere Leads",
        "leads-collide": "{count} offene Leads scheinen derselbe Wunsch eines Kunden zu sein: {leads}.",
        "join-leads": "Klären, ob {leads} ein und derselbe Wunsch sind, und sie dann zusammenführen.",
        "name-one-contact": "Den Kunden für {leads} einen Partner wählen lassen.",
    },
    "sv": {
        "lead-collision": "Ett önskemål, flera leads",
        "leads-collide": "{count} öppna leads verkar vara samma önskemål från en kund: {leads}.",
        "join-leads": "Ta reda på om {leads} är samma önskemål och slå i så fall ihop dem.",
        "name-one-contact": "Låt kunden välja en partner för {leads}.",
    },
}

RULE = lead_collision()
