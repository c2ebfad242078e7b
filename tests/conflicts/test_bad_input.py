"""What makes no sense is refused with the path to it, and the network stays as it was."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from importlib import import_module
from inspect import signature
from pkgutil import iter_modules

import pytest

from partnerkit import Money, Network, Partner
from partnerkit.conflicts import DeclaredRule, detect, detect_changes, prevent, rules
from partnerkit.conflicts.accounts import match_accounts
from partnerkit.conflicts.precedence import Precedence
from partnerkit.conflicts.pricing import one_currency
from partnerkit.conflicts.rules.channel_conflict import channel_conflict
from partnerkit.conflicts.rules.cooperation_rules import cooperation_rules
from partnerkit.conflicts.rules.deal_overlap import deal_overlap
from partnerkit.conflicts.rules.dual_distribution_wall import dual_distribution_wall
from partnerkit.conflicts.rules.lead_collision import lead_collision
from partnerkit.conflicts.rules.protected_lead_taken import protected_lead_taken
from partnerkit.conflicts.rules.registration_expiry import registration_expiry
from partnerkit.conflicts.rules.registration_hoarding import registration_hoarding
from partnerkit.conflicts.rules.uniform_pricing import uniform_pricing
from partnerkit.facts import Account, DealRegistration, PriceTerm
from partnerkit.interop import dumps, loads
from partnerkit.values import Period
from partnerkit.values.errors import IllegalTransition, InvalidInput, InvalidValue, NotFound

NOW = datetime(2026, 3, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def term(**change):
    usual = {"id": "T-1", "partner": "P-1", "product": "x", "list_price": Money.of("100", "EUR")}
    return PriceTerm(**{**usual, **change})


def approved(**change):
    usual = {
        "id": "D-1", "partner": "P-1", "account": "A-1", "status": "approved",
        "submitted_at": NOW - 3 * DAY, "reviewed_at": NOW - 2 * DAY, "approved_at": NOW - DAY,
        "expires_at": NOW + 90 * DAY,
    }  # fmt: skip
    return DealRegistration(**{**usual, **change})


@pytest.fixture
def network():
    return Network.of(
        [Partner(id=name, form="resells") for name in ("P-1", "P-2", "P-3")],
        [term(id=f"T-{place}", partner=f"P-{place}") for place in (1, 2, 3)],
        Account(id="A-1", name="Werft Kiel"),
        approved(),
    )


def refused(act, network=None):
    """Return the paths of what is refused; the network is afterwards what it was before."""
    before = None if network is None else (network, {kind: network.all(kind) for kind in network.kinds})
    with pytest.raises((InvalidInput, InvalidValue, NotFound, IllegalTransition)) as caught:
        act()
    if before is not None:
        assert {kind: network.all(kind) for kind in network.kinds} == before[1]
    error = caught.value
    return [fault.path for fault in error.faults] if isinstance(error, InvalidInput) else [error.path]


def test_purchases_in_two_currencies_want_to_be_told_which():
    terms = [term(), term(id="T-2", product="y", list_price=Money.of("100", "SEK"))]
    with pytest.raises(InvalidValue, match=r"^currency: None is not valid here; state the currency"):
        one_currency(Network.of(terms))


@pytest.mark.parametrize("days", [36_600, 36_601])
def test_a_rule_looks_back_a_hundred_years_at_most(days):
    if days > 36_600:
        with pytest.raises(InvalidValue, match="look_back"):
            deal_overlap(look_back=days * DAY)
    else:
        assert deal_overlap(look_back=days * DAY).code == "deal-overlap"


OPTIONS = [
    (make, name)
    for module in iter_modules(rules.__path__)
    if (make := getattr(import_module(f"{rules.__name__}.{module.name}"), module.name, None))
    for name in signature(make).parameters
]


@pytest.mark.parametrize(("make", "name"), OPTIONS)
@pytest.mark.parametrize("value", [object(), -3.5])
def test_a_rule_names_the_option_that_it_refuses(make, name, value):
    with pytest.raises((InvalidValue, InvalidInput)) as caught:
        make(**{name: value})

    faults = getattr(caught.value, "faults", [caught.value])
    assert {fault.path.partition("[")[0] for fault in faults} == {name}


def test_terms_of_one_partner_do_not_hold_at_once(network):
    dated = term(id="T-4", valid=Period.year(2026))
    (path,) = refused(lambda: network.with_facts(dated), network)

    assert path.startswith("price_terms['T-")
    assert path.endswith(".valid")


def test_a_price_is_not_negative():
    assert refused(lambda: term(list_price=Money.of("-1", "EUR"))) == ["list_price"]


def test_a_discount_is_at_most_all_of_it():
    assert refused(lambda: term(discount=Decimal("1.01"))) == ["discount"]


def test_a_currency_needs_a_rate(network):
    after = network.with_facts(term(id="T-2", partner="P-2", list_price=Money.of("1100", "SEK")))
    rule = uniform_pricing(currency="EUR", rates={"NOK": Decimal("0.09")})

    assert refused(lambda: detect(after, [rule], as_of=NOW), after) == ["rates['SEK']"]


def test_nothing_expires_before_it_is_approved():
    assert refused(lambda: approved(expires_at=NOW - 2 * DAY)) == ["expires_at"]


def test_nothing_is_approved_twice():
    with pytest.raises(IllegalTransition) as caught:
        approved().with_step("approve", at=NOW, expires_at=NOW + 30 * DAY)

    assert "approve" not in caught.value.allowed


@pytest.mark.parametrize(
    ("fact", "path"),
    [
        (term(id="T-9", partner="P-9"), "price_terms['T-9'].partner"),
        (approved(id="D-9", partner="P-9"), "deals['D-9'].partner"),
        (approved(id="D-9", account="A-9"), "deals['D-9'].account"),
    ],
)
def test_parties_are_known(network, fact, path):
    assert refused(lambda: network.with_facts(fact), network) == [path]


def test_a_rule_file_has_no_unknown_fields():
    document = json.loads(
        dumps(DeclaredRule(code="r", severity="low", facts="DealRegistration", same=["account"]))
    )
    document["value"]["script"] = "x"

    assert refused(lambda: loads(json.dumps(document).encode())) == ["$.value.script"]


def test_a_rule_file_names_no_field_that_the_facts_have_not():
    assert refused(
        lambda: DeclaredRule(code="r", severity="low", facts="DealRegistration", same=["mood"])
    ) == ["same[0]"]


def test_precedence_does_not_contradict_itself():
    circle = [("written-choice", "first-qualified"), ("first-qualified", "written-choice")]

    assert refused(lambda: Precedence.from_pairs(circle)) == ["pairs[1]"]


def test_what_is_in_order_is_not_refused(network):
    assert len(detect(network, rules.builtin(), as_of=NOW)) == 0


@pytest.mark.parametrize(
    ("rule", "wrong"),
    [
        (channel_conflict, {"look_back": 60}),
        (channel_conflict, {"customers": "A-1"}),
        (lead_collision, {"look_back": 30}),
        (lead_collision, {"direct_look_back": timedelta(-1)}),
        (lead_collision, {"given": "L-17"}),
        (protected_lead_taken, {"given": ["L-17"]}),
        (registration_expiry, {"notice": 14}),
        (cooperation_rules, {"declared": ["C-1"]}),
        (cooperation_rules, {"customers": "A-1"}),
        (registration_hoarding, {"caps": "gold"}),
        (dual_distribution_wall, {"showings": ["D-1"]}),
        (dual_distribution_wall, {"role": ["direct-sales"]}),
    ],
)
def test_a_parameter_of_a_rule_is_refused_before_anything_is_asked(rule, wrong):
    with pytest.raises(InvalidValue, match=next(iter(wrong))):
        rule(**wrong)


@pytest.mark.parametrize(
    ("act", "path"),
    [
        (lambda: detect([Partner(id="P-1")], [], as_of=NOW), "network"),
        (lambda: detect_changes(Network.of(), None, [], as_of=NOW), "after"),
        (lambda: prevent(None, [], [], as_of=NOW), "network"),
        (lambda: prevent(Network.of(), None, [], as_of=NOW), "facts"),
        (lambda: match_accounts(None), "accounts"),
        (lambda: uniform_pricing(accepted=5), "accepted"),
        (lambda: Precedence.from_pairs(None), "pairs"),
        (lambda: Precedence.from_pairs([3]), "pairs[0]"),
        (lambda: Precedence.from_pairs([(["first-qualified"], "written-choice")]), "pairs[0]"),
        (lambda: Precedence().rule("D-1"), "claims[0]"),
    ],
)
def test_what_is_of_another_kind_is_refused_by_its_name(act, path):
    with pytest.raises(InvalidValue) as caught:
        act()
    assert caught.value.path == path
