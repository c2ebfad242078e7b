from decimal import Decimal

import pytest
from attrs import evolve
from registrations import NOW, deal, find

from partnerkit.conflicts import detect, detect_changes
from partnerkit.conflicts.cooperation import Cooperation
from partnerkit.conflicts.rules.cooperation_rules import RULE, cooperation_rules
from partnerkit.facts import Account, Network, ServiceCase
from partnerkit.interop import say
from partnerkit.interop.wording import catalogue
from partnerkit.values import Period
from partnerkit.values.errors import InvalidValue

SHARES = {"P-1": Decimal("0.8"), "P-2": Decimal("0.2")}
AGREED = Cooperation(
    id="C-1", kind="sale-and-installation", account="A-1", registrations=["D-1"], seller="P-1", shares=SHARES
)
KINDS = {
    "joint-deal": evolve(AGREED, kind="joint-deal", seller=None),
    "referral": evolve(AGREED, kind="referral"),
    "sale-and-installation": AGREED,
    "service": evolve(AGREED, kind="service"),
}


def codes(declared, *facts):
    found = find(cooperation_rules(declared=declared), *facts)
    assert {each.code for conflict in found for each in (conflict.reason, *conflict.proposals)} <= {
        *catalogue("sv")
    }
    return [conflict.reason.code for conflict in found]


@pytest.mark.parametrize(
    ("kind", "of_seller", "of_other"),
    [
        ("joint-deal", "registered-past-cooperation", "registered-past-cooperation"),
        ("referral", "sold-past-referrer", "referrer-registered"),
        ("sale-and-installation", "sold-past-installer", "installer-registered"),
        ("service", None, None),
    ],
)
def test_each_kind_of_cooperation_asks_its_own_question(kind, of_seller, of_other):
    agreed = KINDS[kind]

    assert codes([agreed], deal(1, "P-1")) == codes([agreed], deal(1, "P-2")) == []
    assert codes([agreed], deal(2, "P-1")) == [each for each in [of_seller] if each]
    assert codes([agreed], deal(2, "P-2")) == [each for each in [of_other] if each]
    assert codes([agreed], deal(2, "P-3")) == []
    assert codes([agreed], deal(2, "P-1", account="A-2")) == []
    assert codes([agreed], deal(2, "P-1", status="rejected")) == []


def test_both_sides_of_a_cooperation_are_parties_and_asked_first():
    (conflict,) = find(cooperation_rules(declared=[KINDS["referral"]]), deal(2, "P-2"))

    assert conflict.parties == ("P-1", "P-2")
    assert [each.code for each in conflict.proposals] == [
        "ask-about-cooperation", "leave-to-seller", "add-to-cooperation",
    ]  # fmt: skip
    assert conflict.view("P-1").evidence == ()
    assert say(conflict, names={"P-2": "Nord IT"}) == (
        "Nord IT referred the customer to P-1 under C-1, and registered D-2 there itself."
    )


def test_a_cooperation_that_is_over_binds_nobody():
    assert codes([evolve(AGREED, valid=Period.year(2025))], deal(2, "P-1")) == []


def test_a_registration_it_names_belongs_to_one_of_its_partners():
    assert codes([AGREED], deal(1, "P-3")) == ["registered-outside-cooperation"]


def test_service_for_anothers_customer_is_declared():
    case = ServiceCase(id="S-1", partner="P-2", sold_by="P-1", account="A-1", opened_at=NOW)

    (conflict,) = find(RULE, case)
    assert (conflict.reason.code, conflict.parties) == ("served-for-another", ("P-1", "P-2"))
    assert codes([KINDS["service"]], case) == []
    assert codes([evolve(KINDS["service"], seller="P-2")], case) == ["served-for-another"]
    assert codes([KINDS["referral"]], case) == ["served-for-another"]
    assert codes([], evolve(case, sold_by="P-2")) == []


def test_a_cooperation_binds_at_every_account_of_its_customer():
    same = {"A-1": "A-0", "A-2": "A-0"}
    rule = cooperation_rules(declared=[KINDS["referral"], evolve(KINDS["service"], id="C-2")], customers=same)
    case = ServiceCase(id="S-1", partner="P-2", sold_by="P-1", account="A-2", opened_at=NOW)

    found = find(rule, deal(2, "P-2", account="A-2"), deal(3, "P-2", account="A-3"), case)
    assert [each.reason.code for each in found] == ["referrer-registered"]
    assert [each.reason.facts["registration"] for each in found] == ["D-2"]


@pytest.mark.parametrize("words", [{"customer": "WERFT Kiel"}, {"domain": "werft.example"}])
def test_a_registration_in_words_is_past_the_cooperation_too(words):
    rule = cooperation_rules(declared=[KINDS["referral"]])
    firm = Account(id="A-1", name="Werft Kiel GmbH", domains=["werft.example"])
    before = Network.of(deal(2, "P-2", account=None, **words))
    after = before.with_facts(firm)

    assert [each.reason.code for each in detect(after, [rule], as_of=NOW)] == ["referrer-registered"]
    assert detect_changes(before, after, [rule], as_of=NOW).new == detect(after, [rule], as_of=NOW)
    # Two firms are called so, and nobody knows which is meant.
    other = evolve(firm, id="A-2")
    assert detect(after.with_facts(other), [rule], as_of=NOW) == ()


def test_an_id_declared_twice_is_refused():
    with pytest.raises(InvalidValue, match="declared: 'C-1'"):
        cooperation_rules(declared=[AGREED, AGREED])
