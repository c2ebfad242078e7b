"""
The vendor's own sales force could see what partners had to tell the vendor.

Whoever sells direct must not see a partner's identified customers or future
prices, but for a stated purpose, record by record. A finding where a direct
seller handled a partner's registration, is its account manager, or was shown
a record without such a purpose.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Literal, TypeAlias, final

from attrs import field, frozen

from partnerkit.conflicts.conflict import ConflictRule, Draft, Words
from partnerkit.conflicts.deals import DESK
from partnerkit.facts.network import Network
from partnerkit.values import fields
from partnerkit.values.reasons import Reason

__all__ = ["RULE", "WORDS", "Showing", "dual_distribution_wall"]

Shown: TypeAlias = Literal["identified-customer", "future-price"]

#: For what direct sales may see one record of a partner.
PURPOSES = ("warranty", "after-sales", "own-account")


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Showing:
    """
    A view, finding or export that shows, or would show, somebody a record of a partner.

    >>> Showing(person="U-2", record="D-1", partner="P-4", about="identified-customer", purpose="warranty").purpose
    'warranty'
    """

    person: str = field(validator=fields.identifier)
    record: str = field(validator=fields.identifier)
    partner: str = field(validator=fields.identifier)
    about: Shown = field(validator=fields.choice("identified-customer", "future-price"))
    purpose: str | None = field(default=None, validator=fields.optional(fields.identifier))


def dual_distribution_wall(
    *, showings: Sequence[Showing] = (), purposes: Sequence[str] = PURPOSES, role: str = "direct-sales"
) -> ConflictRule:
    """
    Return the rule; *role* is what the host calls direct sellers, beside everybody with a direct engagement.

    >>> dual_distribution_wall(purposes=["warranty"]).severity
    'high'
    """
    shown, allowed = tuple(showings), frozenset(purposes)

    def find(network: Network, as_of: datetime) -> Iterator[Draft]:
        sellers = {each.person for each in network.direct if each.since <= as_of}
        sellers |= {person.id for person in network.people if role in (person.roles or ())}
        found = defaultdict[tuple[str, str], set[tuple[str, str]]](set)
        for deal in network.deals:
            if deal.stepped_by in sellers:
                found[str(deal.stepped_by), deal.partner].add(("registration-handled", deal.id))
        for partner in network.partners:
            if partner.account_owner in sellers:
                found[str(partner.account_owner), partner.id].add(("partner-looked-after", partner.id))
        for each in shown:
            if each.person in sellers and each.purpose not in allowed:
                found[each.person, each.partner].add((f"{each.about}-shown", each.record))
        for (seller, harmed), seen in sorted(found.items()):
            yield _breach(seller, harmed, sorted(seen))

    return ConflictRule(code="dual-distribution-wall", severity="high", find=find, words=WORDS)


def _breach(person: str, partner: str, seen: Sequence[tuple[str, str]]) -> Draft:
    facts = {"person": person, "partner": partner}
    return Draft(
        group=(person, partner),
        reason=Reason("wall-breached", {**facts, "count": len(seen)}),
        # Neither side learns more by the finding itself: what was seen is for the desk.
        own={person: [], DESK: []},
        goes_to=DESK,
        evidence=[
            Reason("seen-across-wall", {"way": way, "record": record, **facts}) for way, record in seen
        ],
        proposals=[Reason("hand-to-desk", {**facts, "role": DESK}), Reason("state-purpose", facts)],
    )


WORDS: Words = {
    "en": {
        "dual-distribution-wall": "Wall between partners and direct sales",
        "wall-breached": "{person} sells direct and can see what {partner} told the vendor ({count}).",
        "seen-across-wall": "{person} and {record} of {partner}: {way}.",
        "hand-to-desk": "Hand {partner} and its registrations to the neutral role {role}.",
        "state-purpose": "If {person} needs a record, state the purpose for that record.",
    },
    "de": {
        "dual-distribution-wall": "Trennung von Partnern und Direktvertrieb",
        "wall-breached": "{person} verkauft direkt und kann sehen, was {partner} dem Hersteller mitgeteilt hat ({count}).",
        "seen-across-wall": "{person} und {record} von {partner}: {way}.",
        "hand-to-desk": "{partner} samt Registrierungen der neutralen Stelle {role} übergeben.",
        "state-purpose": "Braucht {person} einen Datensatz, den Zweck für diesen Datensatz angeben.",
    },
    "sv": {
        "dual-distribution-wall": "Skiljevägg mellan partner och direktförsäljning",
        "wall-breached": "{person} säljer direkt och kan se vad {partner} har berättat för tillverkaren ({count}).",
        "seen-across-wall": "{person} och {record} från {partner}: {way}.",
        "hand-to-desk": "Lämna {partner} och dess registreringar till den neutrala rollen {role}.",
        "state-purpose": "Om {person} behöver en uppgift: ange ändamålet för just den.",
    },
}

RULE = dual_distribution_wall()
