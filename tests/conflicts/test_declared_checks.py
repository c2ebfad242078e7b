"""Contradictions, and rules that can never find anything."""

import pytest
from attrs import evolve

from partnerkit.conflicts import Condition, DeclaredRule, check_rules
from partnerkit.interop import say
from partnerkit.values import Money
from partnerkit.values.errors import InvalidValue

RULE = DeclaredRule(code="r", severity="low", facts="DealRegistration", same=["account"])


def asked(*conditions):
    return evolve(
        RULE,
        where=[Condition(name=name, operator=operator, value=value) for name, operator, value in conditions],
    )


FIVE, SIX, KRONOR = Money.of("5", "EUR"), Money.of("6", "EUR"), Money.of("6", "SEK")


@pytest.mark.parametrize(
    ("conditions", "wrong"),
    [
        ([("product", "equals", "x"), ("product", "equals", "y")], True),
        ([("product", "equals", "x"), ("product", "differs-from", "x")], True),
        ([("product", "equals", "x"), ("product", "differs-from", "y")], False),
        ([("product", "one-of", ["x", "y"]), ("product", "none-of", ["x", "y", "z"])], True),
        ([("product", "one-of", ["x", "y"]), ("product", "none-of", ["x"])], False),
        ([("product", "one-of", ["x"]), ("product", "one-of", ["y"])], True),
        ([("product", "unknown", None), ("product", "differs-from", "x")], True),
        ([("product", "known", None), ("product", "unknown", None)], True),
        ([("value", "at-least", SIX), ("value", "at-most", FIVE)], True),
        ([("value", "at-least", FIVE), ("value", "at-most", SIX)], False),
        ([("value", "at-least", FIVE), ("value", "at-most", KRONOR)], True),
        ([("value", "at-most", FIVE), ("value", "equals", SIX)], True),
    ],
)
def test_conditions_that_no_fact_can_meet_are_told(conditions, wrong):
    for order in (conditions, conditions[::-1]):
        assert [each.code for each in check_rules([asked(*order)])] == ["contradictory-rule"] * wrong


@pytest.mark.parametrize(
    "conditions",
    [
        [("status", "one-of", ["approved", "extended"]), ("status", "differs-from", "approved"), ("status", "differs-from", "extended")],
        [("product", "one-of", pair) for pair in (["x", "y"], ["y", "z"], ["z", "x"])],
        [("extensions", "at-least", 2), ("extensions", "at-most", 2), ("extensions", "none-of", [2])],
        [("value", "at-least", FIVE), ("value", "at-most", FIVE), ("value", "differs-from", FIVE)],
        [("public_tender", "none-of", [True, False])],
        [("public_tender", "differs-from", True), ("public_tender", "differs-from", False)],
    ],
)  # fmt: skip
def test_conditions_that_go_together_two_by_two_and_not_all_are_told(conditions):
    assert [each.code for each in check_rules([asked(*conditions)])] == ["contradictory-rule"]
    assert check_rules([asked(*conditions[:-1])]) == ()


def test_all_the_words_a_field_may_hold_are_known():
    clauses = ["recommended", "maximum", "minimum", "fixed"]
    rule = DeclaredRule(
        code="r", severity="low", facts="PriceTerm", same=["product"],
        where=[Condition(name="resale", operator="none-of", value=clauses)],
    )  # fmt: skip

    assert [each.code for each in check_rules([rule])] == ["contradictory-rule"]
    assert (
        check_rules([evolve(rule, where=[Condition(name="resale", operator="none-of", value=clauses[1:])])])
        == ()
    )


@pytest.mark.parametrize(
    "rule",
    [
        asked(("account", "unknown", None)),
        asked(("partner", "one-of", ["P-4"])),
        evolve(asked(("partner", "one-of", ["P-4", "P-5", "P-6"]), ("partner", "differs-from", "P-6")), least=3),
        asked(("partner", "equals", "P-4")),
        evolve(RULE, same=["partner"]),
        DeclaredRule(
            code="r", severity="low", facts="PriceTerm", same=["product"], compare="payment_days",
            where=[Condition(name="payment_days", operator="equals", value=30)],
        ),
        DeclaredRule(
            code="r", severity="low", facts="PriceTerm", same=["product"],
            where=[Condition(name="break_form", operator="equals", value="spiral")],
        ),
    ],
)  # fmt: skip
def test_a_rule_that_can_never_find_anything_is_told(rule):
    assert [each.code for each in check_rules([rule])] == ["unreachable-rule"]


@pytest.mark.parametrize(
    ("operator", "value", "wrong"),
    [
        ("equals", "free", True),
        ("one-of", ["free", "loose"], True),
        ("one-of", ["free", "fixed"], False),
        ("none-of", ["free"], False),
    ],
)
def test_a_word_that_a_field_never_holds_reaches_nobody(operator, value, wrong):
    where = [Condition(name="resale", operator=operator, value=value)]
    rule = DeclaredRule(code="r", severity="low", facts="PriceTerm", same=["product"], where=where)

    assert [(each.code, each.reason.facts["because"]) for each in check_rules([rule])] == (
        [("unreachable-rule", "no-such-value")] if wrong else []
    )


def test_a_rule_that_needs_more_parties_than_it_admits_reaches_nobody():
    rule = evolve(RULE, where=[Condition(name="partner", operator="one-of", value=["P-1", "P-2"])], least=3)
    (finding,) = check_rules([rule])

    assert (finding.code, finding.reason.facts["because"]) == ("unreachable-rule", "too-few-parties")


def test_two_rules_that_call_the_same_differently_grave_are_told():
    (finding,) = check_rules([RULE, evolve(RULE, code="other", severity="high")])

    assert (finding.code, finding.subjects) == ("rules-disagree", ("r", "other"))
    assert say(finding, locale="de").endswith("verschieden: gering und hoch.")


def test_sound_rules_pass():
    assert check_rules([RULE, evolve(RULE, code="other", same=["opportunity"])]) == ()


def test_a_code_is_used_once():
    with pytest.raises(InvalidValue, match=r"rules\[1\].code"):
        check_rules([RULE, RULE])


def test_what_is_no_declared_rule_is_refused():
    with pytest.raises(InvalidValue, match=r"rules\[0\]"):
        check_rules(["r"])


def test_two_rules_disagree_in_whatever_order_they_name_the_fields():
    one = evolve(RULE, same=["account", "opportunity"])
    (finding,) = check_rules(
        [one, evolve(one, code="other", severity="high", same=["opportunity", "account"])]
    )

    assert finding.code == "rules-disagree"


@pytest.mark.parametrize(
    "where",
    [
        [("at-least", 3), ("one-of", [1, 2])],
        [("one-of", [3, 4]), ("at-most", 2)],
    ],
)
def test_choices_out_of_bounds_contradict_them(where):
    conditions = [Condition(name="extensions", operator=operator, value=value) for operator, value in where]

    assert [each.code for each in check_rules([evolve(RULE, where=conditions)])] == ["contradictory-rule"]
    fits = [
        Condition(name="extensions", operator=operator, value=value)
        for operator, value in (("at-least", 2), ("one-of", [1, 2]))
    ]
    assert check_rules([evolve(RULE, where=fits)]) == ()
