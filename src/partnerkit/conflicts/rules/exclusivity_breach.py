"""
Nobody goes after customers in what was granted to others alone, or is reserved to the vendor.

Only active sales count: the seller aimed at the customer, its territory or its
group (Art. 1 and Art. 4(b)(i) of Regulation (EU) 2022/720). Who was
asked, or was found on the web, breaches nothing; what is not known to be
active is not. Exclusive is what at most five hold; more are no exclusivity.
Who has left, though its grant is on record still, holds nothing; who is under
contract, suspended or under notice, does.
Members of a selective system are never found: they sell to end users freely.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TypeAlias, TypeVar

from partnerkit.conflicts.conflict import ConflictRule, Draft, Words
from partnerkit.conflicts.contracts import distribution_systems
from partnerkit.conflicts.holdings import below, dates, is_under_contract, line
from partnerkit.conflicts.parts import Part, about_below, under
from partnerkit.facts.account import Account
from partnerkit.facts.agreement import Agreement
from partnerkit.facts.fact import Fact
from partnerkit.facts.lead import Lead
from partnerkit.facts.marketing import Touch
from partnerkit.facts.network import Network
from partnerkit.facts.partner import Partner
from partnerkit.facts.product import Product
from partnerkit.facts.territory import Grant, Territory
from partnerkit.values.reasons import Reason

__all__ = ["MOST_HOLDERS", "RULE", "WORDS"]

#: Art. 4(b)(i): a territory or group may be granted exclusively to so many.
MOST_HOLDERS = 5

#: Where it is, in which customer group, about which product; None is unknown.
Place: TypeAlias = tuple[str, str | None, str | None]

F = TypeVar("F", bound=Fact)

#: A contact, the territory it was in, and who held what around it.
_Sale: TypeAlias = tuple[Touch, str, Mapping[str, Grant]]


def __dir__() -> list[str]:
    return __all__


def find(
    network: Network, as_of: datetime, *, only: Collection[tuple[str, str]] | None = None
) -> Iterator[Draft]:
    """
    Draft a finding for each seller and each exclusive or reserved territory it went into.

    *only* names territories, each with a seller.
    """
    wanted: defaultdict[str, set[str]] = defaultdict(set)
    for territory, seller in only or ():
        wanted[seller].add(territory)
    touches = network.touches if only is None else under(network, Touch, _by_seller, wanted)
    sales = [each for each in touches if _is_sale(each) and each.at <= as_of]
    if not sales:
        return
    part = network if only is None else network.narrowed(_sellers_part(network, wanted))
    systems = distribution_systems(part, as_of.date())
    entered: defaultdict[tuple[str, str], list[_Sale]] = defaultdict(list)
    for touch in sales:
        place = _place(network, touch)
        if touch.partner is None or place is None or systems.get(touch.partner) == "selective":
            continue
        seller = touch.partner
        within = None if only is None else wanted[seller]
        for territory, holders in _closed(network, place, touch, within):
            entered[territory, seller].append((touch, place[0], holders))
    for (territory, seller), found in sorted(entered.items(), key=lambda each: each[0]):
        yield _breached(territory, seller, found, is_system_known=systems.get(seller) is not None)


def _is_sale(touch: Touch) -> bool:
    return touch.approach == "active" and touch.role == "partner" and touch.partner is not None


def _by_seller(touch: Touch) -> tuple[str | None, ...]:
    return (touch.partner,) if _is_sale(touch) else ()


def _by_account(touch: Touch) -> tuple[str | None, ...]:
    return (touch.account,) if _is_sale(touch) else ()


def _by_lead(touch: Touch) -> tuple[str | None, ...]:
    return (touch.lead,) if _is_sale(touch) else ()


def keys(network: Network, fact: Fact) -> Iterable[tuple[str, str]]:
    """Return the territories where a fact can matter, each with the sellers who went there."""
    match fact:
        case Touch():
            return _entered(network, [fact] if _is_sale(fact) else [])
        case Agreement(partner=seller):
            return _entered(network, under(network, Touch, _by_seller, [seller]))
        case Partner(id=seller):
            granted = {each.territory for each in under(network, Grant, "partner", [seller])}
            held = {(each, str(sale.partner)) for each in granted for sale in _sales_below(network, each)}
            return held | _entered(network, under(network, Touch, _by_seller, [seller]))
        case Account():
            return _entered(network, _sales(network, [fact], under(network, Lead, "customer", [fact.id])))
        case Lead():
            return _entered(network, _sales(network, (), [fact]))
        case Grant(exclusive=True):
            sales = _sales_below(network, fact.territory)
            own = [each for each in sales if each.partner == fact.partner]
            # Its holder is at home, whatever part or whole of it others hold.
            return {(fact.territory, str(each.partner)) for each in sales} | _entered(network, own)
        case Territory():
            around = [each for each in line(network.territory_tree, fact.id) if each is not None]
            below_it = _sales_below(network, fact.id)
            return {(territory, str(each.partner)) for territory in around for each in below_it}
        case Product():
            return _entered(network, _sales(network, (), about_below(network, fact, Lead, "product")))
    return ()


def _entered(network: Network, sales: Iterable[Touch]) -> set[tuple[str, str]]:
    """Return all the territories that sales were in, each with the seller."""
    places = ((_place(network, each), str(each.partner)) for each in sales)
    return {
        (territory, seller)
        for place, seller in places
        if place is not None
        for territory in line(network.territory_tree, place[0])
        if territory is not None
    }


def _sales_below(network: Network, territory: str) -> list[Touch]:
    places = below(network.territory_tree, territory)
    accounts = under(network, Account, "territory", places)
    customers = under(network, Lead, "customer", [account.id for account in accounts])
    return _sales(network, accounts, [*customers, *under(network, Lead, "territory", places)])


def _sales(network: Network, accounts: Iterable[Account], leads: Iterable[Lead]) -> list[Touch]:
    """Return the active contacts with some accounts or leads."""
    at_accounts = under(network, Touch, _by_account, [each.id for each in accounts])
    return at_accounts + under(network, Touch, _by_lead, [each.id for each in leads])


def _sellers_part(network: Network, sellers: Collection[str]) -> Part:
    return {
        Partner: under(network, Partner, "id", sellers),
        Agreement: under(network, Agreement, "partner", sellers),
    }


def _place(network: Network, touch: Touch) -> Place | None:
    lead = _latest(network.by(Lead, "id"), touch.lead)
    account = _latest(network.by(Account, "id"), touch.account or (lead.customer if lead else None))
    territory = (lead.territory if lead else None) or (account.territory if account else None)
    if territory is None:
        return None
    return territory, account.segment if account else None, lead.product if lead else None


def _latest(known: Mapping[str, Sequence[F]], name: str | None) -> F | None:
    found = known.get(name) if name is not None else None
    return found[-1] if found else None


def _closed(
    network: Network, place: Place, sale: Touch, within: Collection[str] | None
) -> Iterator[tuple[str, Mapping[str, Grant]]]:
    """Find the territories around a place that were closed to a seller on that day, with those who hold them."""
    (territory, segment, product), day = place, sale.at.date()
    known, granted = network.by(Territory, "id"), network.by(Grant, "territory")
    products = {each for each in line(network.product_tree, product) if each is not None}
    around: list[tuple[str, Territory | None, Mapping[str, Grant]]] = []
    for each in line(network.territory_tree, territory):
        there = _latest(known, each)
        if each is None or (there is not None and there.segment not in {None, segment}):
            continue
        exclusive = {
            grant.partner: grant
            for grant in granted.get(each, ())
            if grant.exclusive
            and grant.holds_on(day)
            and (grant.products is None or products.intersection(grant.products))
        }
        around.append((each, there, exclusive))
    # What was granted to the seller, too, it was not promised alone to anybody: that is an overlap of grants.
    own = [at for at, (*_, granted_to) in enumerate(around) if sale.partner in granted_to]
    # A grant in a part of what is reserved opens it; one for the whole leaves the parts that are.
    for name, known_there, granted_to in around[: min(own, default=None)]:
        if (within is not None and name not in within) or _too_many(network, granted_to, sale.at):
            continue
        alone = {} if own else granted_to
        holders = {each: grant for each, grant in alone.items() if is_under_contract(network, each)}
        if holders or (known_there is not None and _is_reserved(known_there, products, day)):
            yield name, holders


def _too_many(network: Network, partners: Iterable[str], at: datetime) -> bool:
    """Tell whether more than may hold exclusively did when it was sold; who left only since then counts."""
    return sum(is_under_contract(network, each, at) for each in partners) > MOST_HOLDERS


def _is_reserved(territory: Territory, products: Collection[str], day: date) -> bool:
    about = territory.products
    return (
        territory.reserved
        and territory.holds_on(day)
        and (about is None or not set(about).isdisjoint(products))
    )


def _breached(territory: str, seller: str, sales: list[_Sale], *, is_system_known: bool) -> Draft:
    holders = {partner: grant for *_, held in sales for partner, grant in held.items()}
    facts = {"partner": seller, "territory": territory, "holders": tuple(sorted(holders)) or None}
    # The seller is told where it sold, never how far the grant of another reaches.
    sold = [
        Reason(
            "active-sale",
            {"partner": seller, "territory": place, "customer": touch.account or touch.lead, "at": touch.at},
        )
        for touch, place, _ in sorted(
            sales, key=lambda each: (each[0].at, each[0].account or "", each[0].lead or "")
        )
    ]
    own = {
        partner: [
            Reason(
                "exclusivity-held", {"partner": partner, "territory": grant.territory, **dates(grant.period)}
            )
        ]
        for partner, grant in holders.items()
    }
    return Draft(
        group=("exclusivity", territory, seller),
        # Under a selective system it would be none: that must be known first.
        severity=None if is_system_known else "low",
        reason=Reason("sold-into-exclusive" if holders else "sold-into-reserved", facts),
        own={**own, seller: sold},
        proposals=[Reason(code, facts) for code in ("hear-the-seller", "agree-on-active-sales")],
    )


WORDS: Words = {
    "en": {
        "exclusivity-breach": "Active sales into what is exclusive",
        "sold-into-exclusive": "{partner} approached customers in {territory}, which is granted exclusively to {holders}.",
        "sold-into-reserved": "{partner} approached customers in {territory}, which the vendor reserved to itself.",
        "active-sale": "{partner} approached {customer} in {territory} on {at}.",
        "exclusivity-held": {
            "open": "{partner} holds {territory} exclusively, from {since}, open-ended.",
            "other": "{partner} holds {territory} exclusively, first day {since}, last day {until}.",
        },
        "hear-the-seller": "Ask {partner} how it came to sell into {territory}: a customer who asked may be served.",
        "agree-on-active-sales": "Agree with {partner} not to approach customers in {territory}; passive sales stay free.",
    },
    "de": {
        "exclusivity-breach": "Aktiver Verkauf in exklusive Gebiete",
        "sold-into-exclusive": "{partner} hat Kunden in {territory} angesprochen; das Gebiet ist exklusiv vergeben an {holders}.",
        "sold-into-reserved": "{partner} hat Kunden in {territory} angesprochen; das Gebiet hat sich der Hersteller vorbehalten.",
        "active-sale": "{partner} hat {customer} in {territory} angesprochen ({at}).",
        "exclusivity-held": {
            "open": "{partner} hat {territory} exklusiv, ab {since}, unbefristet.",
            "other": "{partner} hat {territory} exklusiv, erster Tag {since}, letzter Tag {until}.",
        },
        "hear-the-seller": "{partner} fragen, wie es zum Verkauf nach {territory} kam: Wer anfragt, darf beliefert werden.",
        "agree-on-active-sales": "Mit {partner} vereinbaren, Kunden in {territory} nicht anzusprechen; passiver Verkauf bleibt frei.",
    },
    "sv": {
        "exclusivity-breach": "Aktiv försäljning till exklusiva distrikt",
        "sold-into-exclusive": "{partner} har kontaktat kunder i {territory}, som är exklusivt för {holders}.",
        "sold-into-reserved": "{partner} har kontaktat kunder i {territory}, som leverantören har förbehållit sig.",
        "active-sale": "{partner} kontaktade {customer} i {territory} ({at}).",
        "exclusivity-held": {
            "open": "{partner} har {territory} exklusivt, från och med {since}, tills vidare.",
            "other": "{partner} har {territory} exklusivt, första dag {since}, sista dag {until}.",
        },
        "hear-the-seller": "Fråga {partner} hur försäljningen till {territory} gick till: en kund som frågar får betjänas.",
        "agree-on-active-sales": "Kom överens med {partner} om att inte kontakta kunder i {territory}; passiv försäljning förblir fri.",
    },
}

RULE = ConflictRule(code="exclusivity-breach", severity="medium", find=find, keys=keys, words=WORDS)
