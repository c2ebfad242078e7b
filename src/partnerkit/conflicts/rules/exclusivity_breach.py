"""
Nobody goes after customers in what was granted to others alone, or is reserved to the vendor.

Only active sales count: the seller aimed at the customer, its territory or its
group (Art. 1 and Art. 4(b)(i) of Regulation (EU) 2022/720). Who was
asked, or was found on the web, breaches nothing; what is not known to be
active is not. Exclusive is what at most five hold; more are no exclusivity.
Members of a selective system are never found: they sell to end users freely.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TypeAlias

from partnerkit.conflicts.conflict import ConflictRule, Draft, Words
from partnerkit.conflicts.contracts import distribution_systems
from partnerkit.conflicts.holdings import below, dates, line
from partnerkit.conflicts.parts import Part, about_below, grants_around, in_part, under
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

#: A contact, the territory it was in, and who held what around it.
_Sale: TypeAlias = tuple[Touch, str, Mapping[str, Grant]]


def __dir__() -> list[str]:
    return __all__


def find(network: Network, as_of: datetime) -> Iterator[Draft]:
    """Draft a finding for each seller and each exclusive or reserved territory it went into."""
    active = [
        each
        for each in network.touches
        if each.approach == "active" and each.role == "partner" and each.partner and each.at <= as_of
    ]
    if not active:
        return
    systems = distribution_systems(network, as_of.date())
    accounts = {each.id: each for each in network.accounts}
    leads = {each.id: each for each in network.leads}
    granted: defaultdict[str, list[Grant]] = defaultdict(list)
    for grant in network.grants:
        if grant.exclusive:
            granted[grant.territory].append(grant)
    entered: defaultdict[tuple[str, str], list[_Sale]] = defaultdict(list)
    for touch in active:
        seller, place = str(touch.partner), _place(touch, accounts, leads)
        if place is None or systems.get(seller) == "selective":
            continue
        for territory, holders in _closed(network, granted, place, touch.at.date()):
            if seller not in holders and len(holders) <= MOST_HOLDERS:
                entered[territory, seller].append((touch, place[0], holders))
    for (territory, seller), touches in sorted(entered.items(), key=lambda each: each[0]):
        yield _breached(territory, seller, touches, is_system_known=systems.get(seller) is not None)


def keys(network: Network, fact: Fact) -> Iterable[str]:
    """Return the sellers to whom a fact can matter: of whom it is, or who went where it is about."""
    match fact:
        case Touch(partner=str() as partner) | Agreement(partner=str() as partner):
            return (partner,)
        case Partner():
            return (fact.id,)
        case Account():
            return _sellers(network, [fact], under(network, Lead, "customer", [fact.id]))
        case Lead():
            return _sellers(network, (), [fact])
        case Grant(exclusive=True):
            return _sellers_below(network, below(network.territory_tree, fact.territory))
        case Territory():
            return _sellers_below(network, below(network.territory_tree, fact.id))
        case Product():
            return _sellers(network, (), about_below(network, fact, Lead, "product"))
    return ()


def _sellers_below(network: Network, places: Sequence[str]) -> set[str]:
    accounts = under(network, Account, "territory", places)
    customers = under(network, Lead, "customer", [account.id for account in accounts])
    return _sellers(network, accounts, [*customers, *under(network, Lead, "territory", places)])


def _sellers(network: Network, accounts: Iterable[Account], leads: Iterable[Lead]) -> set[str]:
    """Return the partners who were in touch with some accounts or leads."""
    touches = under(network, Touch, "account", [each.id for each in accounts])
    touches += under(network, Touch, "lead", [each.id for each in leads])
    return {touch.partner for touch in touches if touch.partner is not None}


def _part(network: Network, only: Collection[str]) -> Part:
    """Return the contacts of some sellers, and what stands around them."""
    touches = under(network, Touch, "partner", only)
    leads = under(network, Lead, "id", {each.lead for each in touches})
    customers = {*(each.account for each in touches), *(each.customer for each in leads)}
    accounts = under(network, Account, "id", customers)
    places = [*(each.territory for each in leads), *(each.territory for each in accounts)]
    return {
        Touch: touches,
        Lead: leads,
        Account: accounts,
        Grant: grants_around(network, places),
        Partner: under(network, Partner, "id", only),
        Agreement: under(network, Agreement, "partner", only),
    }


def _place(touch: Touch, accounts: Mapping[str, Account], leads: Mapping[str, Lead]) -> Place | None:
    lead = leads.get(touch.lead or "")
    account = accounts.get(touch.account or (lead.customer if lead is not None else None) or "")
    territory = (lead.territory if lead is not None else None) or (account.territory if account else None)
    if territory is None:
        return None
    return territory, account.segment if account else None, lead.product if lead is not None else None


def _closed(
    network: Network, granted: Mapping[str, list[Grant]], place: Place, day: date
) -> Iterator[tuple[str, Mapping[str, Grant]]]:
    """Find the territories around a place that were exclusive or reserved on that day, with their holders."""
    territory, segment, product = place
    known = network.by(Territory, "id")
    products = {each for each in line(network.product_tree, product) if each is not None}
    for each in line(network.territory_tree, territory):
        there = known[each][-1] if each in known else None
        if each is None or (there is not None and there.segment not in {None, segment}):
            continue
        holders = {
            grant.partner: grant
            for grant in granted.get(each, ())
            if grant.holds_on(day) and (grant.products is None or products.intersection(grant.products))
        }
        if holders or (there is not None and _is_reserved(there, products, day)):
            yield each, holders


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
        own=dict(sorted({**own, seller: sold}.items())),
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

RULE = ConflictRule(
    code="exclusivity-breach", severity="medium", find=in_part(find, _part), keys=keys, words=WORDS
)
