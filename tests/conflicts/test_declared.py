"""Rules in plain data: what they find, what is refused, and how they leave the house and come back."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from partnerkit.conflicts import Condition, DeclaredRule, Saying, compiled, detect
from partnerkit.conflicts.declared import OPERATORS, fields_of
from partnerkit.facts import DealRegistration, Grant, Lead, Network, PriceTerm
from partnerkit.interop import dumps, loads, say
from partnerkit.testing.rule_laws import check_rule_laws
from partnerkit.values import Money, Period
from partnerkit.values.errors import InvalidInput, InvalidValue

NOW = datetime(2026, 3, 1, tzinfo=UTC)

TWICE = DeclaredRule(
    code="asked-twice",
    severity="medium",
    facts="DealRegistration",
    same=["account"],
    where=[Condition(name="status", operator="one-of", value=["submitted", "approved"])],
    since="submitted_at",
    days=60,
    words=[Saying(language="en", title="Asked twice", finding="{partners} ({count}) are at {group}.")],
)
PRICES = DeclaredRule(
    code="far-apart",
    severity="low",
    facts="PriceTerm",
    same=["product"],
    compare="list_price",
    tolerance=Decimal("0.1"),
)


def deal(name, partner, *, account="A-1", days=5, status="submitted"):
    ended = {"ended_at": NOW} if status == "withdrawn" else {}
    return DealRegistration(
        id=name,
        partner=partner,
        account=account,
        customer="c",
        status=status,
        submitted_at=NOW - timedelta(days=days),
        **ended,
    )


def term(partner, amount, currency="EUR"):
    return PriceTerm(id=f"T-{partner}", partner=partner, product="x", list_price=Money.of(amount, currency))


def found(rule, *facts):
    return [each.parties for each in detect(Network.of(facts), [compiled(rule)], as_of=NOW)]


@pytest.mark.parametrize(
    ("other", "parties"),
    [
        (deal("D-2", "P-5"), [("P-4", "P-5")]),
        (deal("D-2", "P-4"), []),
        (deal("D-2", "P-5", account="A-2"), []),
        (deal("D-2", "P-5", account=None), []),
        (deal("D-2", "P-5", days=59), [("P-4", "P-5")]),
        (deal("D-2", "P-5", days=60), []),
        (deal("D-2", "P-5", days=0), [("P-4", "P-5")]),
        (deal("D-2", "P-5", days=-1), []),
        (deal("D-2", "P-5", status="withdrawn"), []),
    ],
)
def test_it_finds_what_was_declared_and_nothing_else(other, parties):
    assert found(TWICE, deal("D-1", "P-4"), other) == parties


@pytest.mark.parametrize(
    ("other", "parties"),
    [
        (term("P-5", "110.00"), []),
        (term("P-5", "110.01"), [("P-4", "P-5")]),
        (term("P-5", "200", "SEK"), []),
    ],
)
def test_amounts_are_compared_exactly_and_in_one_currency(other, parties):
    assert found(PRICES, term("P-4", "100"), other) == parties


@pytest.mark.parametrize(
    ("operator", "value", "holds"),
    [
        ("equals", "x", True), ("equals", "y", False), ("differs-from", "y", True), ("one-of", ["x", "y"], True),
        ("none-of", ["x"], False), ("known", None, True), ("unknown", None, False),
    ],
)  # fmt: skip
def test_every_operator_says_what_it_is_called(operator, value, holds):
    rule = DeclaredRule(
        code="r", severity="info", facts="PriceTerm", same=["product"], least=1,
        where=[Condition(name="product", operator=operator, value=value)],
    )  # fmt: skip

    assert (found(rule, term("P-4", "1")) != []) == holds


@pytest.mark.parametrize("operator", ["equals", "differs-from", "one-of", "none-of"])
def test_what_is_not_known_is_neither_alike_nor_different(operator):
    rule = DeclaredRule(
        code="r", severity="info", facts="PriceTerm", same=["product"], least=1,
        where=[Condition(name="unit", operator=operator, value=["x"] if operator.endswith("-of") else "x")],
    )  # fmt: skip

    assert found(rule, term("P-4", "1")) == []


@pytest.mark.parametrize(
    ("operator", "amount", "holds"), [("at-least", "5", True), ("at-most", "4.99", False)]
)
def test_amounts_have_a_least_and_a_most(operator, amount, holds):
    rule = DeclaredRule(
        code="r", severity="info", facts="PriceTerm", same=["product"], least=1,
        where=[Condition(name="list_price", operator=operator, value=Money.of(amount, "EUR"))],
    )  # fmt: skip

    assert (found(rule, term("P-4", "5")) != []) == holds
    assert found(rule, term("P-4", "5", "SEK")) == []


def test_it_counts_facts_of_one_party_too():
    many = DeclaredRule(
        code="many", severity="info", facts="DealRegistration", same=["partner"], least=1, least_facts=3
    )

    assert found(many, *(deal(f"D-{n}", "P-4") for n in range(3)), deal("D-9", "P-5")) == [("P-4",)]


def test_facts_are_alike_in_truth_values_too():
    rule = DeclaredRule(code="r", severity="info", facts="Grant", same=["exclusive", "territory"])
    grants = [
        Grant(partner=name, territory="de", exclusive=True, period=Period.year(2026)) for name in ("a", "b")
    ]

    assert found(rule, *grants) == [("a", "b")]
    check_rule_laws(compiled(rule), [Network.of(grants[0]), Network.of(grants)], as_of=NOW)


def test_a_party_is_not_told_of_the_person_that_its_lead_has_in_common_with_others():
    rule = DeclaredRule(code="r", severity="info", facts="Lead", party="named_partner", same=["contact"])
    leads = [Lead(id=f"L-{name}", named_partner=name, contact="U-9") for name in ("P-4", "P-5")]
    (conflict,) = detect(Network.of(*leads), [compiled(rule)], as_of=NOW)

    assert "U-9" in repr(conflict.reason)
    assert "U-9" not in repr(conflict.view("P-4"))


def test_it_says_what_the_host_wrote():
    (conflict,) = detect(Network.of(deal("D-1", "P-4"), deal("D-2", "P-5")), [compiled(TWICE)], as_of=NOW)

    assert say(conflict, words=compiled(TWICE).words) == "P-4 and P-5 (2) are at A-1."


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"party": "boss"}, "party"),
        ({"same": ["list"]}, "same[0]"),
        ({"where": [Condition(name="mood", operator="known")]}, "where[0].name"),
        ({"where": [Condition(name="status", operator="equals", value=7)]}, "where[0].value"),
        ({"where": [Condition(name="status", operator="one-of", value="x")]}, "where[0].value"),
        ({"where": [Condition(name="status", operator="at-least", value="x")]}, "where[0].value"),
        ({"where": [Condition(name="status", operator="known", value="x")]}, "where[0].value"),
        ({"compare": "status"}, "compare"),
        ({"since": "status", "days": 3}, "since"),
        ({"since": "submitted_at"}, "days"),
        ({"words": [Saying(language="en", title="x", finding="{partners.__class__}")]}, "words[0].finding"),
        ({"facts": "Network"}, "facts"),
    ],
)
def test_what_is_not_on_the_list_is_refused_with_the_way_to_it(change, path):
    with pytest.raises((InvalidValue, InvalidInput)) as caught:
        DeclaredRule(
            **{"code": "r", "severity": "low", "facts": "DealRegistration", "same": ["account"], **change}
        )

    faults = caught.value.faults if isinstance(caught.value, InvalidInput) else [caught.value]
    assert path in [fault.path for fault in faults]


def test_what_may_stand_there_is_told_and_nothing_else():
    with pytest.raises(InvalidValue) as caught:
        DeclaredRule(code="r", severity="low", facts="Grant", same=["territory"], compare="mood", least=1)
    assert caught.value.path == "compare"
    with pytest.raises(InvalidValue) as other:
        DeclaredRule(code="r", severity="low", facts="Grant", party="mood", same=["territory"], least=1)
    assert "partner" in other.value.remedy
    assert "exclusive" not in other.value.remedy


def test_one_value_of_another_kind_makes_a_list_wrong():
    wrong = Condition(name="status", operator="one-of", value=["approved", 7])
    with pytest.raises(InvalidValue, match="use a text"):
        DeclaredRule(code="r", severity="low", facts="DealRegistration", same=["account"], where=[wrong])


def test_what_is_wrong_as_a_whole_is_not_looked_at_in_part():
    with pytest.raises(InvalidValue) as caught:
        DeclaredRule(code="r", severity="low", facts="DealRegistration", same=["mood", 7])

    assert caught.value.path == "same"


def test_no_field_is_offered_that_the_host_did_not_name_plainly():
    assert not {"attributes", "external_ids", "consent"} & set(fields_of("DealRegistration"))
    assert fields_of("DealRegistration")["value"] == "money"
    assert len(OPERATORS) == 8


@pytest.mark.parametrize("rule", [TWICE, PRICES])
def test_it_comes_back_from_a_document_as_it_was(rule):
    assert loads(dumps(rule)) == rule


def test_an_unknown_field_in_a_document_is_told_with_its_path():
    document = json.loads(dumps(TWICE))
    document["value"]["where"][0]["pattern"] = ".*"
    with pytest.raises(InvalidInput) as caught:
        loads(json.dumps(document).encode())

    assert [fault.path for fault in caught.value.faults] == ["$.value.where[0].pattern"]


def test_what_is_left_out_of_a_rule_is_the_least_it_can_ask_for():
    assert (TWICE.least, TWICE.least_facts, TWICE.tolerance) == (2, 1, 0)


def test_the_operators_are_those_that_documents_hold():
    assert set(OPERATORS) == {
        "equals",
        "differs-from",
        "one-of",
        "none-of",
        "at-least",
        "at-most",
        "known",
        "unknown",
    }


def test_a_rule_may_look_back_from_a_day_as_from_a_moment():
    for facts, kind in (("DealRegistration", "moment"), ("WarrantyClaim", "day")):
        first = next(name for name, found in fields_of(facts).items() if found == kind)
        DeclaredRule(code="late", severity="low", facts=facts, same=["product"], since=first, days=30)


@pytest.mark.parametrize(
    ("name", "value"), [("discount", Decimal("NaN")), ("submitted_at", datetime(2026, 3, 1))]
)
def test_what_no_fact_can_be_compared_with_is_refused(name, value):
    with pytest.raises(InvalidValue, match=r"where\[0\].value"):
        DeclaredRule(
            code="x", severity="low", facts="DealRegistration", same=["account"],
            where=[Condition(name=name, operator="at-least", value=value)],
        )  # fmt: skip
