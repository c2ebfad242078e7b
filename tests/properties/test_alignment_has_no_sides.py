"""
Alignment is symmetric, zero for equal priorities alone, and never outside 0 to 1.

Both sides read the same, and what each objective contributes adds up to the whole.
"""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from partnerkit.goals.alignment import align, alignment_findings, trend
from partnerkit.testing.nasty import any_of
from partnerkit.values.distance import divergence, shares, similarity

NAMES = st.sampled_from("abcdef")
WEIGHTS = st.one_of(
    st.integers(0, 10**6),
    st.integers(0, 10**6).map(lambda thousandths: Decimal(thousandths).scaleb(-3)),
    any_of(Fraction, numerator=range(971), denominator=range(1, 98)),
)
PRIORITIES = st.dictionaries(NAMES, WEIGHTS, min_size=1).filter(lambda each: any(each.values()))


@given(PRIORITIES, PRIORITIES)
def test_the_sides_may_be_exchanged(vendor, partner):
    there, back = align(vendor, partner), align(partner, vendor)

    assert there.divergence == back.divergence
    assert there.driver == back.driver
    assert [(each.name, each.vendor, each.partner) for each in there.objectives] == [
        (each.name, each.partner, each.vendor) for each in back.objectives
    ]
    assert there.view(viewer="vendor") == there.view(viewer="partner")


@given(PRIORITIES, PRIORITIES)
def test_it_is_zero_for_equal_priorities_and_for_no_others(vendor, partner):
    equal = {name: share for name, share in shares(vendor).items() if share} == {
        name: share for name, share in shares(partner).items() if share
    }

    assert (align(vendor, partner).divergence == 0) == equal
    assert align(vendor, vendor).divergence == 0


@given(PRIORITIES, PRIORITIES)
def test_it_lies_between_zero_and_one_and_its_parts_add_up(vendor, partner):
    found = align(vendor, partner)

    assert 0 <= found.divergence <= 1
    assert sum((each.contribution for each in found.objectives), Fraction(0)) == found.divergence
    assert similarity(vendor, partner) == 1 - found.divergence
    assert (
        sum((min(each.vendor, each.partner) for each in found.objectives), Fraction(0))
        == 1 - found.divergence
    )


@given(PRIORITIES, PRIORITIES, PRIORITIES)
def test_no_way_round_is_shorter(first, second, third):
    assert divergence(first, third) <= divergence(first, second) + divergence(second, third)


@given(PRIORITIES, PRIORITIES, st.integers(1, 1000))
def test_only_the_proportions_count(vendor, partner, factor):
    larger = {name: Fraction(weight) * factor for name, weight in vendor.items()}

    assert align(larger, partner) == align(vendor, partner)


@given(st.lists(st.tuples(PRIORITIES, PRIORITIES), min_size=1, max_size=4), st.booleans())
def test_what_is_found_does_not_depend_on_whose_priorities_are_whose(stated, signed):
    days = [date(2026, 1, 1) + timedelta(days=30 * at) for at in range(len(stated))]
    on = days[0] if signed else None

    there, back = (
        alignment_findings(trend(dict(zip(days, each, strict=True))), partner="P-4", signed_on=on)
        for each in (stated, [(partner, vendor) for vendor, partner in stated])
    )

    assert [(each.code, each.severity) for each in there] == [(each.code, each.severity) for each in back]
