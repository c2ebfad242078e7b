"""
A partner holds more open registrations than it can work on.

Large capacities invite registering on suspicion, and with it rejections and
conflicts; so a program caps the open registrations, by tier. What the partner
converted and what it let expire stands beside it: a person judges.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime

from partnerkit.conflicts.conflict import ConflictRule, Draft, Words
from partnerkit.conflicts.deals import registration_held
from partnerkit.conflicts.parts import Part, in_part, under
from partnerkit.facts.deal import DealRegistration
from partnerkit.facts.fact import Fact
from partnerkit.facts.network import Network
from partnerkit.facts.partner import Partner
from partnerkit.values import fields
from partnerkit.values.errors import raise_faults
from partnerkit.values.reasons import Reason

__all__ = ["OPEN", "RULE", "WORDS", "registration_hoarding"]

#: What counts as open.
OPEN = frozenset(("submitted", "under-review", "approved", "extended"))

_cap = fields.whole_number(least=1, most=1_000_000)


def __dir__() -> list[str]:
    return __all__


def registration_hoarding(*, caps: Mapping[str, int] | None = None, default: int = 25) -> ConflictRule:
    """
    Return the rule; *caps* is tier -> most open registrations, *default* for every other tier.

    >>> registration_hoarding(caps={"gold": 50}).code
    'registration-hoarding'
    """
    fields.check({"caps": (fields.optional(fields.instance(Mapping, "a mapping of tier to a cap")), caps)})
    known = dict(caps or {})
    given = {"default": default, **{f"caps[{tier!r}]": cap for tier, cap in known.items()}}
    raise_faults(fault for path, cap in given.items() if (fault := _cap.fault(path, cap)) is not None)

    least = min((default, *known.values()))

    def part(network: Network, only: Collection[str]) -> Part:
        may_be_open = network.by(DealRegistration, _holder_of_open)
        many = [partner for partner in only if len(may_be_open.get(partner, ())) > least]
        return {
            DealRegistration: under(network, DealRegistration, "partner", many),
            Partner: under(network, Partner, "id", many),
        }

    def find(network: Network, as_of: datetime) -> Iterator[Draft]:
        tiers = {partner.id: partner.tier for partner in network.partners}
        by_partner = defaultdict[str, list[DealRegistration]](list)
        for deal in network.deals:
            by_partner[deal.partner].append(deal)
        for partner, deals in sorted(by_partner.items()):
            held = [
                deal
                for deal in deals
                if deal.status in OPEN and (deal.expires_at is None or as_of < deal.expires_at)
            ]
            cap = known.get(tiers.get(partner) or "", default)
            if len(held) > cap:
                yield _draft(partner, deals, held, cap)

    return ConflictRule(
        code="registration-hoarding", severity="low", find=in_part(find, part), keys=_keys, words=WORDS
    )


def _keys(network: Network, fact: Fact) -> Iterable[str]:  # noqa: ARG001  # as every rule is asked
    """Return whose registrations a fact can make too many."""
    match fact:
        case DealRegistration():
            return (fact.partner,)
        case Partner():
            return (fact.id,)
    return ()


def _holder_of_open(deal: DealRegistration) -> tuple[str, ...]:
    return (deal.partner,) if deal.status in OPEN else ()


def _draft(partner: str, deals: list[DealRegistration], held: list[DealRegistration], cap: int) -> Draft:
    ended = Counter(deal.status for deal in deals)
    facts = {"partner": partner, "count": len(held), "limit": cap}
    outcome = Reason(
        "registrations-ended",
        {"partner": partner, "converted": ended["converted"], "expired": ended["expired"]},
    )
    return Draft(
        group=(partner,),
        reason=Reason("too-many-registrations", facts),
        own={partner: [outcome, *map(registration_held, held)]},
        proposals=[Reason("choose-registrations", facts), Reason("raise-cap", facts)],
    )


WORDS: Words = {
    "en": {
        "registration-hoarding": "Too many open registrations",
        "too-many-registrations": "{partner} holds {count} open registrations; the cap is {limit}.",
        "registrations-ended": "{partner} converted {converted} registrations and let {expired} expire.",
        "choose-registrations": "Ask {partner} which {limit} registrations it works on, and to withdraw the others.",
        "raise-cap": "If {partner} works on all {count}, raise its cap and say why.",
    },
    "de": {
        "registration-hoarding": "Zu viele offene Registrierungen",
        "too-many-registrations": "{partner} hat {count} offene Registrierungen; die Grenze liegt bei {limit}.",
        "registrations-ended": "{partner} hat {converted} Registrierungen zum Abschluss gebracht und {expired} ablaufen lassen.",
        "choose-registrations": "{partner} fragen, an welchen {limit} Registrierungen gearbeitet wird, und die übrigen zurückziehen lassen.",
        "raise-cap": "Falls {partner} an allen {count} arbeitet: die Grenze anheben und begründen.",
    },
    "sv": {
        "registration-hoarding": "För många öppna registreringar",
        "too-many-registrations": "{partner} har {count} öppna registreringar; taket är {limit}.",
        "registrations-ended": "{partner} har fört {converted} registreringar till affär och låtit {expired} löpa ut.",
        "choose-registrations": "Fråga {partner} vilka {limit} registreringar som bearbetas och be om att få de övriga återkallade.",
        "raise-cap": "Om {partner} arbetar med alla {count}: höj taket och ange varför.",
    },
}

RULE = registration_hoarding()
