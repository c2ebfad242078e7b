"""
A partner and the vendor's own sales force work on one deal.

Direct sales was there first if it was active within the look-back before the
registration; otherwise it came later. What that means depends on who may sell
to the account: the channel, direct sales, or both. Registration and direct
sales are seen together by the channel desk alone, which is the other party
here: neither side learns of it who the other is.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from partnerkit.conflicts.conflict import ConflictRule, Draft, Words
from partnerkit.conflicts.deals import (
    CUSTOMERS,
    DESK,
    WINDOW,
    by_first,
    claim_columns,
    customers_of,
    engagement_columns,
    engagement_facts,
    met,
    registration_held,
    related_products,
    stands,
)
from partnerkit.conflicts.parts import at_customers, customer_keys, in_part
from partnerkit.facts.account import Account
from partnerkit.facts.deal import DealRegistration, DirectEngagement
from partnerkit.facts.fact import Fact
from partnerkit.facts.network import Network
from partnerkit.values import fields
from partnerkit.values.reasons import Reason, Severity

__all__ = ["RULE", "WORDS", "channel_conflict"]


def __dir__() -> list[str]:
    return __all__


def channel_conflict(
    *, look_back: timedelta = timedelta(days=60), customers: Mapping[str, str] | None = None
) -> ConflictRule:
    """
    Return the rule; *customers* is account -> customer, as `match_accounts(...).customers()` gives it.

    >>> channel_conflict(look_back=timedelta(days=180)).code
    'channel-conflict'
    """
    fields.check({"look_back": (WINDOW, look_back), "customers": (CUSTOMERS, customers)})
    same = dict(customers or {})

    def find(network: Network, as_of: datetime) -> Iterator[Draft]:
        deals = [each for each in network.deals if stands(each, as_of=as_of)]
        direct = [each for each in network.direct if each.since <= as_of]
        if not direct:
            return
        codes: dict[str, int] = {}
        claims = claim_columns(deals, customers_of(network, deals, same), codes, look_back=timedelta())
        engaged = engagement_columns(
            direct, [same.get(each.account, each.account) for each in direct], codes, look_back=look_back
        )
        for row, others in by_first(met(claims, engaged, related_products(network.product_tree, codes))):
            yield _conflict(deals[row], [direct[each] for each in others], network.by(Account, "id"))

    def keys(network: Network, fact: Fact) -> Iterable[Hashable] | None:
        return customer_keys(network, fact, same)

    return ConflictRule(
        code="channel-conflict",
        severity="medium",
        find=in_part(find, at_customers(same)),
        keys=keys,
        words=WORDS,
    )


def _conflict(
    deal: DealRegistration, direct: list[DirectEngagement], accounts: Mapping[str, Sequence[Account]]
) -> Draft:
    account = direct[0].account if deal.account is None else deal.account
    concerned = dict.fromkeys((account, *(each.account for each in direct)))
    known = (accounts[each][-1].flag for each in concerned if each in accounts)
    # Of one customer under several accounts, the one registered may not say who may sell to it.
    flag = next((each for each in known if each != "unknown"), "unknown")
    first = deal.submitted_at is not None and any(each.since <= deal.submitted_at for each in direct)
    facts = {"registration": deal.id, "partner": deal.partner, "account": account, "flag": flag}
    severity: Severity = "high" if flag == "channel" else "low" if flag == "shared" else "medium"
    stop, keep = "withdraw-direct-sales", "leave-to-direct-sales"
    ranked = {"channel": (stop,), "direct": (keep,), "shared": ("agree-on-roles",)}.get(
        flag, (keep, "agree-on-roles") if first else (stop, "agree-on-roles")
    )
    return Draft(
        group=(deal.id,),
        severity=severity,
        reason=Reason("direct-was-first" if first else "direct-came-later", facts),
        own={deal.partner: [registration_held(deal)], DESK: []},
        goes_to=DESK,
        evidence=[engagement_facts(each) for each in direct],
        proposals=[Reason("bring-to-desk", {"role": DESK}), *(Reason(code, facts) for code in ranked)],
        stake=deal.value,
    )


WORDS: Words = {
    "en": {
        "channel-conflict": "Partner and direct sales on one deal",
        "direct-was-first": "Direct sales was active at {account} before {partner} registered {registration}; account flag: {flag}.",
        "direct-came-later": "Direct sales became active at {account} after {partner} registered {registration}; account flag: {flag}.",
        "direct-engaged": "{person} of direct sales is on {engagement} at {account}, from {at}, last known {until}.",
        "bring-to-desk": "Bring it to the neutral role {role}; neither side is shown the other's facts.",
        "withdraw-direct-sales": "Withdraw direct sales from {account} while {registration} stands.",
        "leave-to-direct-sales": "Reject {registration} with the reason that direct sales is active; say no more than that.",
        "agree-on-roles": "Agree on who does what at {account}, in writing.",
    },
    "de": {
        "channel-conflict": "Partner und Direktvertrieb an einem Projekt",
        "direct-was-first": "Der Direktvertrieb war bei {account} aktiv, bevor {partner} {registration} registriert hat; Kennzeichen des Kunden: {flag}.",
        "direct-came-later": "Der Direktvertrieb wurde bei {account} aktiv, nachdem {partner} {registration} registriert hatte; Kennzeichen des Kunden: {flag}.",
        "direct-engaged": "{person} vom Direktvertrieb arbeitet an {engagement} bei {account}, seit {at}, zuletzt bekannt {until}.",
        "bring-to-desk": "Der neutralen Stelle {role} vorlegen; keine Seite sieht die Angaben der anderen.",
        "withdraw-direct-sales": "Den Direktvertrieb bei {account} zurückziehen, solange {registration} gilt.",
        "leave-to-direct-sales": "{registration} ablehnen, weil der Direktvertrieb aktiv ist; mehr nicht mitteilen.",
        "agree-on-roles": "Schriftlich vereinbaren, wer bei {account} was übernimmt.",
    },
    "sv": {
        "channel-conflict": "Partner och direktförsäljning på samma affär",
        "direct-was-first": "Direktförsäljningen var aktiv hos {account} innan {partner} registrerade {registration}; kundens märkning: {flag}.",
        "direct-came-later": "Direktförsäljningen blev aktiv hos {account} efter att {partner} registrerat {registration}; kundens märkning: {flag}.",
        "direct-engaged": "{person} i direktförsäljningen arbetar med {engagement} hos {account}, sedan {at}, senast känt {until}.",
        "bring-to-desk": "Lämna ärendet till den neutrala rollen {role}; ingen sida får se den andras uppgifter.",
        "withdraw-direct-sales": "Dra tillbaka direktförsäljningen från {account} så länge {registration} gäller.",
        "leave-to-direct-sales": "Avslå {registration} eftersom direktförsäljningen är aktiv; säg inte mer än så.",
        "agree-on-roles": "Kom skriftligen överens om vem som gör vad hos {account}.",
    },
}

RULE = channel_conflict()
