"""
A declared rule finds exactly what its declaration says, read slowly by somebody else.

It comes back from a document as it was, and a bad one is refused with everything that is wrong with it.
"""

import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby

import pytest
from attrs import evolve
from hypothesis import assume, event, given
from hypothesis import strategies as st

from partnerkit.conflicts import Condition, DeclaredRule, Saying, check_rules, compiled, detect
from partnerkit.conflicts.declared import fields_of, model_of
from partnerkit.facts import Account, Network, Product, Territory
from partnerkit.interop import dumps, loads
from partnerkit.testing.dealings import AS_OF
from partnerkit.testing.rule_laws import check_rule_laws
from partnerkit.values import Money, Period
from partnerkit.values.errors import InvalidInput, InvalidValue


def days_before(*days):
    return [AS_OF - timedelta(days=each) for each in days]


#: Few values for each field, so that facts are alike, and amounts and times that lie on the edges of the rules drawn below.
PARTNERS, PRODUCTS = ["P-1", "P-2", "P-3"], [None, "m", "m-1"]
AMOUNTS = [Money.of("100", "EUR"), Money.of("150", "EUR"), Money.of("200", "EUR"), Money.of("200", "SEK")]
DRAWN = {
    "DealRegistration": {
        "partner": PARTNERS,
        "account": [None, "A-1", "A-2"],
        "product": PRODUCTS,
        "value": [None, *AMOUNTS],
        "submitted_at": days_before(0, 1, 29, 30, 31, -1),
        "public_tender": [None, True, False],
    },
    "PriceTerm": {
        "partner": PARTNERS,
        "product": ["m", "m-1"],
        "list_price": AMOUNTS,
        "discount": [Decimal(0), Decimal("0.1"), Decimal("0.15"), Decimal("0.2")],
        "registration": [None, "D-1"],
        "resale": [None, "recommended", "fixed"],
    },
    "Lead": {
        "named_partner": [None, *PARTNERS],
        "customer": [None, "A-1", "A-2"],
        "territory": [None, "x", "y"],
        "received_at": [None, *days_before(0, 1, 29, 30, 31, -1)],
    },
    "Grant": {"partner": PARTNERS, "territory": ["x", "y"], "exclusive": [True, False]},
}


def made(facts, number, values):
    """Make one fact; what no rule here speaks of keeps it apart from the others."""
    alone = Period.of(date(2026, 1, 1) + timedelta(days=number), date(2026, 1, 2) + timedelta(days=number))
    rest = {
        "DealRegistration": {"id": f"D-{number}", "customer": "Werft", "status": "submitted"},
        "PriceTerm": {"id": f"T-{number}", "valid": alone},
        "Lead": {"id": f"L-{number}"},
        "Grant": {"period": alone},
    }
    return model_of(facts)(**rest[facts], **values)


def dense(facts):
    """Networks full of facts of one kind that differ in few ways."""
    row = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in DRAWN[facts].items()})
    return st.lists(row, min_size=5, max_size=12).map(
        lambda rows: Network.of(
            *(Account(id=each) for each in ("A-1", "A-2")),
            *(Product(id="m"), Product(id="m-1", parent="m"), Territory(id="x"), Territory(id="y")),
            [made(facts, number, values) for number, values in enumerate(rows)],
        )
    )


@st.composite
def conditions(draw, facts, names):
    name = draw(st.sampled_from(names))
    operators = ["equals", "differs-from", "one-of", "none-of", "known", "unknown"]
    ordered = fields_of(facts)[name] not in {"text", "truth"}
    operator = draw(st.sampled_from(operators + ["at-least", "at-most"] * 2 * ordered))
    one = st.sampled_from([each for each in DRAWN[facts][name] if each is not None])
    if operator in {"known", "unknown"}:
        value = None
    elif operator in {"one-of", "none-of"}:
        value = tuple(draw(st.lists(one, min_size=1, max_size=2)))
    else:
        value = draw(one)
    return Condition(name=name, operator=operator, value=value)


@st.composite
def rules(draw):
    facts = draw(st.sampled_from(sorted(DRAWN)))
    kinds, names = fields_of(facts), list(DRAWN[facts])

    def of(*wanted):
        return [name for name in names if kinds[name] in wanted]

    compare = draw(st.sampled_from([None, *of("number", "money")]))
    since = draw(st.sampled_from([None, *of("moment", "day")]))
    return DeclaredRule(
        code="drawn",
        severity=draw(st.sampled_from(["info", "low", "medium", "high"])),
        facts=facts,
        party=draw(st.sampled_from([names[0], names[0], *of("text")])),
        same=draw(st.lists(st.sampled_from(of("text", "truth")), min_size=1, max_size=2, unique=True)),
        where=draw(
            st.lists(conditions(facts, names), max_size=1) | st.lists(conditions(facts, names), max_size=2)
        ),
        least=draw(st.sampled_from([1, 1, 2, 2, 3])),
        least_facts=draw(st.sampled_from([1, 1, 2, 3])),
        compare=compare,
        tolerance=draw(st.sampled_from([Decimal(0), Decimal("0.5"), Decimal(1)])),
        since=since,
        days=None if since is None else draw(st.sampled_from([1, 30, 31])),
        words=draw(
            st.sampled_from([(), (Saying(language="sv", title="Egen", finding="{partners}: {group}."),)])
        ),
    )


def meets(fact, condition):
    """Read one condition aloud."""
    found = getattr(fact, condition.name)
    if condition.operator == "unknown":
        return found is None
    if condition.operator == "known" or found is None:
        return found is not None
    wanted = condition.value
    if condition.operator in {"one-of", "none-of"}:
        return any(found == each for each in wanted) == (condition.operator == "one-of")
    if condition.operator in {"equals", "differs-from"}:
        return (found == wanted) == (condition.operator == "equals")
    if isinstance(found, Money):
        if found.currency != wanted.currency:
            return False
        found, wanted = found.amount, wanted.amount
    return found >= wanted if condition.operator == "at-least" else found <= wanted


def in_time(fact, rule):
    if rule.since is None:
        return True
    at = getattr(fact, rule.since)
    if at is None:
        return False
    days = (AS_OF - at) / timedelta(days=1) if isinstance(at, datetime) else (AS_OF.date() - at).days
    return 0 <= days < rule.days


def apart(facts, rule):
    """Compare every two."""
    if rule.compare is None:
        return True
    for one in facts:
        for other in facts:
            low, high = getattr(one, rule.compare), getattr(other, rule.compare)
            if low is None or high is None:
                continue
            if isinstance(low, Money):
                if low.currency != high.currency:
                    continue
                low, high = low.amount, high.amount
            if high > low * (1 + rule.tolerance):
                return True
    return False


def read_slowly(rule, network):
    """Find what the declaration says, group by group, without an index."""
    facts = [
        fact
        for fact in network
        if type(fact) is model_of(rule.facts)
        and getattr(fact, rule.party) is not None
        and all(getattr(fact, name) is not None for name in rule.same)
        and all(meets(fact, each) for each in rule.where)
        and in_time(fact, rule)
    ]

    def group(fact):
        return tuple(str(getattr(fact, name)) for name in rule.same)

    found = {}
    for own, members in groupby(sorted(facts, key=group), group):
        alike = list(members)
        parties = sorted({getattr(fact, rule.party) for fact in alike})
        if len(parties) >= rule.least and len(alike) >= rule.least_facts and apart(alike, rule):
            found[own] = (tuple(parties), len(alike))
    return found


several = rules().flatmap(
    lambda rule: st.tuples(st.just(rule), st.lists(dense(rule.facts), min_size=4, max_size=4))
)


@given(several)
def test_it_finds_what_a_slow_reader_of_the_declaration_finds(asked):
    rule, networks = asked
    for network in networks:
        conflicts = detect(network, [compiled(rule)], as_of=AS_OF)
        found = {each.group: (each.parties, len(each.evidence)) for each in conflicts}

        event(f"found {min(len(found), 2)}")
        assert found == read_slowly(rule, network)
        assert {each.severity for each in conflicts} <= {rule.severity}


@given(rules().flatmap(lambda rule: st.tuples(st.just(rule), dense(rule.facts), dense(rule.facts))))
def test_it_keeps_the_laws_of_every_rule(asked):
    rule, one, other = asked
    # Who names a partner in a rule makes it matter who it is.
    rule = evolve(rule, where=[each for each in rule.where if "partner" not in each.name])
    check_rule_laws(compiled(rule), [one, other], as_of=AS_OF)


@given(rule=rules(), data=st.data())
def test_what_is_told_to_be_contradictory_or_unreachable_finds_nothing(rule, data):
    # Most rules are neither: only for the others a network is drawn.
    assume(check_rules([rule]))
    network = data.draw(dense(rule.facts))

    assert read_slowly(rule, network) == {}
    assert detect(network, [compiled(rule)], as_of=AS_OF) == ()


@given(rules())
def test_it_comes_back_from_a_document_as_it_was(rule):
    again = loads(dumps(rule))

    assert again == rule
    assert dumps(again) == dumps(rule)


#: What may be wrong with a declaration, and the way to it; none of them hides another.
WRONG = {
    "code": ("Not A Code", "code"),
    "severity": ("grave", "severity"),
    "party": ("boss", "party"),
    "same": (("boss",), "same[0]"),
    "where": ((Condition(name="boss", operator="known"),), "where[0].name"),
    "compare": ("boss", "compare"),
    "days": (0, "days"),
    "least": (0, "least"),
    "least_facts": (-1, "least_facts"),
    "tolerance": (Decimal(2), "tolerance"),
    "words": ((Saying(language="en", title="x", finding="{partners.__class__}"),), "words[0].finding"),
}


def faults(act):
    with pytest.raises((InvalidValue, InvalidInput)) as caught:
        act()
    error = caught.value
    return {fault.path for fault in (error.faults if isinstance(error, InvalidInput) else [error])}


@given(rules(), st.sets(st.sampled_from(sorted(WRONG)), min_size=1))
def test_a_bad_declaration_is_refused_with_everything_that_is_wrong(rule, parts):
    bad = {part: WRONG[part][0] for part in parts}

    assert faults(lambda: evolve(rule, **bad)) == {WRONG[part][1] for part in parts}


@given(
    rules(), st.sets(st.sampled_from(["party", "same", "least", "words", "tolerance", "code"]), min_size=1)
)
def test_a_bad_document_is_refused_with_everything_that_is_wrong_and_the_way_to_it(rule, parts):
    document = json.loads(dumps(rule))
    for part in parts:
        value = WRONG[part][0]
        document["value"][part] = (
            [{"language": "en", "title": "x", "finding": "{partners.__class__}"}]
            if part == "words"
            else str(value)
            if isinstance(value, Decimal)
            else value
        )

    data = json.dumps(document).encode()
    assert faults(lambda: loads(data)) == {f"$.value.{WRONG[part][1]}" for part in parts}


@given(rules(), st.sampled_from(["eval", "regex", "pattern", "lambda", "__class__"]))
def test_nothing_that_could_be_run_is_taken(rule, name):
    with pytest.raises(InvalidValue, match="operator"):
        Condition(name="status", operator=name, value="x")
    with pytest.raises((InvalidValue, InvalidInput)):
        evolve(rule, party=name)
