"""
A price without a reason that is further from the reference than the tolerance is always found; one with a reason never.

The kernel is held to the rule written out plainly, one row after the other,
and the finding to what a party may know.
"""

from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from partnerkit.conflicts import comparable, detect
from partnerkit.conflicts.comparable import WHOLLY, compare
from partnerkit.conflicts.effective_price import effective_unit_price
from partnerkit.conflicts.rules.uniform_pricing import uniform_pricing
from partnerkit.facts import Network, Partner
from partnerkit.facts.terms import Justification, PriceTerm, QuantityBreak, RebateStep
from partnerkit.values import Money

NOW = datetime(2026, 3, 1, tzinfo=UTC)
RULE = uniform_pricing()

rows = st.lists(
    st.tuples(
        st.integers(0, 3), st.integers(90, 130), st.sampled_from([0, 0, 0, WHOLLY, 3, 12]), st.integers(0, 4)
    ),
    max_size=30,
)
tolerances = st.sampled_from([(0, 1), (1, 100), (1, 20), (37, 1_000)])


def plainly(rows, tolerance, *, weighted):
    """The rule as one would tell it: nothing is fast, everything is exact."""
    part = Fraction(*tolerance)
    found = []
    for number in {group for group, *_ in rows}:
        members = [
            (price, why, weight if weighted else 1) for group, price, why, weight in rows if group == number
        ]
        judges = [each for each in members if each[1] == 0] or [each for each in members if each[1] > 0]
        if not judges:
            continue
        judges.sort(key=lambda each: each[:2])
        if not any(weight for *_, weight in judges):
            judges = [(price, why, 1) for price, why, _ in judges]
        whole = sum(weight for *_, weight in judges)
        sums = accumulate(weight for *_, weight in judges)
        price, why, _ = next(each for each, so_far in zip(judges, sums, strict=True) if 2 * so_far >= whole)
        found += [
            place
            for place, (group, own, reason, _) in enumerate(rows)
            if group == number and reason >= 0 and abs(own - price) > part * price + reason + why
        ]
    return sorted(found)


def columns(rows, kind=np.int64):
    group, price, explained, weight = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    return group, price.astype(kind), explained.astype(kind), weight


@given(rows, tolerances)
def test_the_kernel_does_what_the_rule_says(rows, tolerance):
    group, price, explained, _ = columns(rows)

    found = compare(group, price, explained=explained, tolerance=tolerance).off

    assert found.tolist() == plainly(rows, tolerance, weighted=False)


@given(rows, tolerances)
def test_so_it_does_with_weights(rows, tolerance):
    group, price, explained, weight = columns(rows)

    found = compare(group, price, explained=explained, weight=weight, tolerance=tolerance).off

    assert found.tolist() == plainly(rows, tolerance, weighted=True)


@given(rows, tolerances)
def test_and_with_numbers_of_any_size(rows, tolerance):
    far = 10**30
    group, price, explained, _ = columns(rows, object)
    wide = compare(
        group, price * far, explained=np.where(explained > 0, explained * far, explained), tolerance=tolerance
    )

    assert wide.off.tolist() == plainly(rows, tolerance, weighted=False)


@pytest.mark.parametrize(
    "broken",
    [
        lambda rows, asked, reference, allowance: asked,
        lambda rows, asked, reference, allowance: np.flatnonzero(abs(rows.price - reference[rows.group]) > 1),
        lambda rows, asked, reference, allowance: np.zeros(0, dtype=np.int64),
    ],
    ids=["whole groups", "no tolerance, no reasons", "nobody"],
)
def test_a_kernel_that_does_otherwise_is_caught(broken, monkeypatch):
    rows = [(0, 100, 0, 1), (0, 100, 0, 1), (0, 100, 0, 1), (0, 103, 0, 1), (0, 112, 12, 1), (0, 113, 0, 1)]
    group, price, explained, _ = columns(rows)
    expected = plainly(rows, (1, 20), weighted=False)
    assert compare(group, price, explained=explained, tolerance=(1, 20)).off.tolist() == expected

    monkeypatch.setattr(comparable, "_off", broken)

    assert compare(group, price, explained=explained, tolerance=(1, 20)).off.tolist() != expected


shares = st.sampled_from([Decimal(0), Decimal("0.10"), Decimal("0.12"), Decimal("0.105")])
reasons = st.sampled_from(
    [(), (), (Justification(code="volume"),), (Justification(code="volume", explains=Decimal("0.05")),),
     (Justification(code="friendship"),)]
)  # fmt: skip
partners = [
    Partner(id=f"P-{n}", tier="gold" if n < 4 else "silver", form="resells" if n != 5 else "genuine-agent")
    for n in range(6)
]


terms = st.fixed_dictionaries(
    {
        "list_price": st.sampled_from(["100", "100", "104"]).map(lambda price: Money.of(price, "EUR")),
        "discount": shares,
        "breaks": st.sampled_from([(), (QuantityBreak(quantity=10, discount=Decimal("0.2")),)]),
        "rebates": st.sampled_from(
            [(), (RebateStep(turnover=Money.of("50", "EUR"), share=Decimal("0.02")),)]
        ),
        "justifications": reasons,
    }
)
# Putting a strategy together takes longer than drawing from it: made once.
price_terms = st.tuples(*(st.dictionaries(st.sampled_from("xy"), terms) for _ in partners)).map(
    lambda drawn: [
        PriceTerm(id=f"T-{place}-{product}", partner=partner.id, product=product, **term)
        for place, (partner, sold) in enumerate(zip(partners, drawn, strict=True))
        for product, term in sold.items()
    ]
)


def found(terms, people=partners, rule=RULE):
    return detect(Network.of(people, terms), [rule], as_of=NOW)


@given(price_terms, st.randoms(use_true_random=False))
def test_order_changes_nothing_and_asking_twice_neither(terms, random):
    mixed = list(terms)
    random.shuffle(mixed)

    assert found(mixed) == found(terms) == found(terms)


@given(price_terms)
def test_what_is_wholly_explained_is_never_found(terms):
    explained = [evolve(term, justifications=[Justification(code="function")]) for term in terms]

    assert found(explained) == ()


@given(price_terms)
def test_who_has_a_whole_reason_is_no_party(terms):
    excused = {
        (term.partner, term.product)
        for term in terms
        if term.justifications[:1] == (Justification(code="volume"),)
    }

    for conflict in found(terms):
        assert excused.isdisjoint((party, conflict.reason.facts["product"]) for party in conflict.parties)


@given(price_terms, st.integers(0, 3))
def test_one_that_pays_much_more_without_a_reason_is_always_found(terms, unlucky):
    """Whoever else deviates: nobody of the same tier can be the reference but one of the others."""
    plain = [evolve(term, justifications=()) for term in terms if term.product == "x"]
    group = [term for term in plain if term.partner in {"P-0", "P-1", "P-2", "P-3"}]
    dear = [
        evolve(term, list_price=Money.of("300", "EUR")) for term in group if term.partner == f"P-{unlucky}"
    ]
    rest = [term for term in group if term.partner != f"P-{unlucky}"]
    if len(rest) > 1 and dear:
        assert any(f"P-{unlucky}" in conflict.parties for conflict in found([*rest, *dear]))


@given(price_terms)
def test_an_agent_who_bears_no_risk_is_never_compared(terms):
    assert all("P-5" not in conflict.parties for conflict in found(terms))


@given(price_terms, st.sampled_from(["P-0", "P-1", "P-4"]))
def test_what_a_party_sees_depends_on_its_own_terms_alone(terms, viewer):
    """Wherever it is a party, it sees its own terms and nothing else: others may change theirs as they like."""
    own = {term.id: (term.product, effective_unit_price(term)) for term in terms if term.partner == viewer}
    for conflict in found(terms):
        view = conflict.view(viewer)
        if view is not None:
            for reason in view.evidence:
                product, price = own[reason.facts["term"]]
                assert reason.facts == {
                    "partner": viewer, "product": product, "term": reason.facts["term"],
                    "price": Money.of(str(Decimal(price.numerator) / Decimal(price.denominator)), "EUR", scale=4),
                }  # fmt: skip


@given(price_terms)
def test_others_by_another_name_look_the_same(terms):
    def renamed(fact):
        if isinstance(fact, Partner):
            return fact if fact.id == "P-0" else evolve(fact, id=f"Q{fact.id}")
        return fact if fact.partner == "P-0" else evolve(fact, partner=f"Q{fact.partner}", id=f"Q{fact.id}")

    views = [conflict.view("P-0") for conflict in found(terms)]
    others = [conflict.view("P-0") for conflict in found(map(renamed, terms), map(renamed, partners))]

    assert [each for each in views if each] == [each for each in others if each]


@given(price_terms, st.decimals("0.05", "20", places=4))
def test_a_stated_rate_changes_no_finding_where_all_is_of_one_currency(terms, rate):
    converted = uniform_pricing(currency="SEK", rates={"EUR": rate})

    # The currency belongs to the group, so the ids differ; who is off does not.
    assert [each.parties for each in found(terms, rule=converted)] == [each.parties for each in found(terms)]
