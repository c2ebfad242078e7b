"""
The vendor's own sales force could see what partners had to tell the vendor.

Whoever sells direct must not see a partner's identified customers or future
prices, but for a stated purpose, record by record. A finding where a direct
seller handled a partner's registration, is its account manager, or was shown
a record without such a purpose. What was shown for one is no breach: the
seller may see that record, for that purpose, in its view of the finding.

In the EU what a supplier that sells direct learns from its buyers is exempt
only if it is needed for the distribution (Art. 2(5) of Regulation (EU)
2022/720). Future prices and identified customers mostly are not (Guidelines
2022/C 248/01, point 100); a wall is the remedy they suggest (point 103). Not
legal advice.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Literal, TypeAlias, final

from attrs import field, frozen

from partnerkit.conflicts.conflict import PURPOSES, Admission, ConflictRule, Draft, Purpose, Words
from partnerkit.conflicts.deals import DESK
from partnerkit.conflicts.parts import Part, in_part, under
from partnerkit.facts.deal import DealRegistration, DirectEngagement
from partnerkit.facts.fact import Fact
from partnerkit.facts.network import Network
from partnerkit.facts.partner import Partner
from partnerkit.facts.people import Person
from partnerkit.values import fields
from partnerkit.values.fields import as_tuple
from partnerkit.values.reasons import Reason

__all__ = ["RULE", "WORDS", "Showing", "dual_distribution_wall"]

Shown: TypeAlias = Literal["identified-customer", "future-price"]


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

    #: What it is needed for; None is not stated.
    purpose: Purpose | None = field(default=None, validator=fields.optional(fields.choice(*PURPOSES)))


#: There is no most: a host may show any number of records.
_showings = fields.Check(
    lambda value: isinstance(value, tuple) and all(isinstance(each, Showing) for each in value),
    "use a list of Showings",
)


def dual_distribution_wall(
    *, showings: Sequence[Showing] = (), purposes: Sequence[Purpose] = PURPOSES, role: str = "direct-sales"
) -> ConflictRule:
    """
    Return the rule; *role* is what the host calls direct sellers, beside everybody with a direct engagement.

    *purposes* are those that the program admits.

    >>> dual_distribution_wall(purposes=["warranty"]).severity
    'high'
    """
    fields.check(
        {
            "showings": (_showings, as_tuple(showings)),
            "purposes": (fields.each(fields.choice(*PURPOSES), unique=False), as_tuple(purposes)),
            "role": (fields.identifier, role),
        }
    )
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
        admitted = defaultdict[tuple[str, str], set[Showing]](set)
        for each in shown:
            if each.person in sellers and each.purpose in allowed:
                admitted[each.person, each.partner].add(each)
            elif each.person in sellers:
                found[each.person, each.partner].add((f"{each.about}-shown", each.record))
        for (seller, harmed), seen in sorted(found.items()):
            yield _breach(seller, harmed, sorted(seen), admitted[seller, harmed])

    told = {each.person for each in shown}

    def part(network: Network, only: Collection[str]) -> Part:
        return _part(network, only, told)

    return ConflictRule(
        code="dual-distribution-wall", severity="high", find=in_part(find, part), keys=_keys, words=WORDS
    )


def _keys(network: Network, fact: Fact) -> Iterable[str]:  # noqa: ARG001  # as every rule is asked
    """Return the person who may sell direct, or see what such a person must not."""
    match fact:
        case DirectEngagement():
            return (fact.person,)
        case Person():
            return (fact.id,)
        case DealRegistration(stepped_by=str() as person) | Partner(account_owner=str() as person):
            return (person,)
    return ()


def _part(network: Network, only: Collection[str], told: Collection[str]) -> Part:
    """Return what some persons saw; whether they sell direct is asked of those alone who saw anything."""
    handled = network.by(DealRegistration, "stepped_by")
    looked_after = network.by(Partner, "account_owner")
    saw = [each for each in only if each in handled or each in looked_after or each in told]
    return {
        DirectEngagement: under(network, DirectEngagement, "person", saw),
        Person: under(network, Person, "id", saw),
        DealRegistration: under(network, DealRegistration, "stepped_by", saw),
        Partner: under(network, Partner, "account_owner", saw),
    }


def _breach(person: str, partner: str, seen: Sequence[tuple[str, str]], admitted: Iterable[Showing]) -> Draft:
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
        admitted=_admissions(person, admitted),
        proposals=[Reason("hand-to-desk", {**facts, "role": DESK}), Reason("state-purpose", facts)],
    )


def _admissions(person: str, showings: Iterable[Showing]) -> tuple[Admission, ...]:
    """Return what the seller may see, each record for its own purpose, in an order that is always the same."""
    ordered = sorted(showings, key=lambda each: (each.record, each.purpose or "", each.about))
    return tuple(
        Admission(
            party=person,
            record=each.record,
            purpose=each.purpose,
            shows=Reason(
                "record-admitted", {"record": each.record, "about": each.about, "purpose": each.purpose}
            ),
        )
        for each in ordered
        if each.purpose is not None
    )


WORDS: Words = {
    "en": {
        "dual-distribution-wall": "Wall between partners and direct sales",
        "wall-breached": "{person} sells direct and can see what {partner} told the vendor ({count}).",
        "seen-across-wall": "{person} {way}: {record} of {partner}.",
        "record-admitted": "{record} may be looked at for this purpose: {purpose}.",
        "hand-to-desk": "Hand {partner} and its registrations to the neutral role {role}.",
        "state-purpose": "If {person} needs a record, state the purpose for that record.",
    },
    "de": {
        "dual-distribution-wall": "Trennung von Partnern und Direktvertrieb",
        "wall-breached": "{person} verkauft direkt und kann sehen, was {partner} dem Hersteller mitgeteilt hat ({count}).",
        "seen-across-wall": "{person} {way}: {record} von {partner}.",
        "record-admitted": "{record} darf zu diesem Zweck eingesehen werden: {purpose}.",
        "hand-to-desk": "{partner} samt Registrierungen der neutralen Stelle {role} übergeben.",
        "state-purpose": "Braucht {person} einen Datensatz, den Zweck für diesen Datensatz angeben.",
    },
    "sv": {
        "dual-distribution-wall": "Skiljevägg mellan partner och direktförsäljning",
        "wall-breached": "{person} säljer direkt och kan se vad {partner} har berättat för leverantören ({count}).",
        "seen-across-wall": "{person} {way}: {record} från {partner}.",
        "record-admitted": "{record} får läsas för detta ändamål: {purpose}.",
        "hand-to-desk": "Lämna {partner} och dess registreringar till den neutrala rollen {role}.",
        "state-purpose": "Om {person} behöver en uppgift: ange ändamålet för just den.",
    },
}

RULE = dual_distribution_wall()
