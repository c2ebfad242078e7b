"""A gap, taken apart along the chain from leads to revenue."""

from decimal import Decimal

import numpy as np
import pytest
from witnesses import TODAY

from partnerkit.review import decompose
from partnerkit.values.errors import InvalidInput, InvalidValue

CHAIN = ["leads", "won", "revenue"]


def frame(**columns):
    return {"partner": [f"P-{place}" for place in range(len(columns["leads"]))], **columns}


def apart(now, **more):
    return decompose(now, more.pop("levels", CHAIN), key="partner", as_of=TODAY, **more)


def test_against_the_own_past_the_parts_add_up():
    past = frame(leads=[10, 20], won=[5, 4], revenue=[5_000, 8_000])
    gaps = apart(frame(leads=[8, 25], won=[2, 8], revenue=[2_600, 8_000]), against=past)

    for name in gaps:
        assert sum(part.effect for part in gaps[name].parts) == pytest.approx(gaps[name].difference)
    assert [part.cause for part in gaps["P-0"].parts] == ["too-few-leads", "low-conversion", "small-deals"]
    assert [part.actual for part in gaps["P-0"].parts] == [8, 0.25, 1_300]


def test_money_as_decimals_is_welcome():
    past = frame(leads=[10], won=[5], revenue=[Decimal("5000.00")])
    gap = apart(frame(leads=[10], won=[5], revenue=[Decimal("4000.00")]), against=past)["P-0"]

    assert gap.difference == -1_000
    assert [part.effect for part in gap.parts] == pytest.approx([0, 0, -1_000])


def test_levels_may_be_sums_and_each_column_gets_its_own_part():
    names = {"partner": ["P-0"], "won": [5], "revenue": [500]}
    now = names | {"leads_given": [2], "own_leads": [8]}
    past = names | {"leads_given": [6], "own_leads": [4]}
    gap = apart(now, levels=[("leads_given", "own_leads"), "won", "revenue"], against=past)["P-0"]
    parts = {part.column: part for part in gap.parts}

    # As many leads as before, but other ones: what one took, the other gave.
    assert parts["leads_given"].effect == pytest.approx(-200)
    assert parts["own_leads"].effect == pytest.approx(200)
    assert parts["leads_given"].share == pytest.approx(-0.4)


def test_against_peers_the_median_of_each_ratio_is_expected():
    gaps = apart(frame(leads=[10, 10, 10, 10, 4], won=[5, 5, 5, 5, 2], revenue=[50, 50, 50, 50, 20]))

    assert gaps["P-4"].expected == 50
    assert [round(part.effect) for part in gaps["P-4"].parts] == [-30, 0, 0]
    assert gaps.against == "peers"


def test_groups_too_small_to_compare_are_said_to_be():
    gaps = apart(frame(leads=[10, 4], won=[5, 2], revenue=[50, 20]))

    assert gaps["P-0"] is None
    assert {each.code for each in gaps.unknown.values()} == {"gap-few-peers"}


def test_what_does_not_exist_explains_nothing():
    past = frame(leads=[10], won=[5], revenue=[500])
    gap = apart(frame(leads=[10], won=[0], revenue=[0]), against=past)["P-0"]

    # Nobody knows the price of no sale: all of it is the conversion's.
    assert [part.effect for part in gap.parts] == pytest.approx([0, -500, 0])
    assert gap.parts[2].actual is None


def test_what_did_not_exist_before_explains_nothing():
    past = frame(leads=[10], won=[0], revenue=[0])
    gap = apart(frame(leads=[10], won=[5], revenue=[500]), against=past)["P-0"]

    assert [part.effect for part in gap.parts] == pytest.approx([0, 500, 0])
    assert gap.parts[2].expected is None


def test_nothing_in_both_times_is_no_difference():
    nothing = frame(leads=[0], won=[0], revenue=[0])
    gap = apart(nothing, against=nothing)["P-0"]

    assert (gap.difference, [part.share for part in gap.parts]) == (0, [None, None, None])


@pytest.mark.parametrize(
    ("now", "past", "code"),
    [
        (
            {"leads": [None], "won": [1], "revenue": [1]},
            {"leads": [1], "won": [1], "revenue": [1]},
            "gap-figures-missing",
        ),
        (
            {"leads": [0], "won": [1], "revenue": [1]},
            {"leads": [1], "won": [1], "revenue": [1]},
            "gap-broken-chain",
        ),
        (
            {"leads": [1], "won": [1], "revenue": [1]},
            {"leads": [None], "won": [1], "revenue": [1]},
            "gap-nothing-to-compare",
        ),
    ],
)
def test_what_cannot_be_told_has_its_reason(now, past, code):
    gaps = apart(frame(**now), against=frame(**past))

    assert gaps["P-0"] is None
    assert gaps.unknown["P-0"].code == code
    assert np.isnan(gaps.expected[0]) or code != "gap-broken-chain"
    assert gaps.points("won").tolist() == [0]


def test_who_has_no_past_is_not_compared():
    past = {"partner": ["P-9"], "leads": [1], "won": [1], "revenue": [1]}
    gaps = apart(frame(leads=[1], won=[1], revenue=[1]), against=past)

    assert gaps.unknown["P-0"].code == "gap-nothing-to-compare"


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_frames_of_other_libraries_are_read(library):
    found = pytest.importorskip(library)
    columns = frame(leads=[8.0], won=[2.0], revenue=[2_000.0])
    past = frame(leads=[10.0], won=[5.0], revenue=[5_000.0])

    assert apart(found.DataFrame(columns), against=found.DataFrame(past))["P-0"].difference == -3_000


def test_bad_calls_tell_all_their_faults():
    with pytest.raises(InvalidInput) as caught:
        decompose({}, ["leads", "leads", ()], key="", as_of=TODAY, min_peers=1)

    paths = [each.path for each in caught.value.faults]
    assert paths == ["key", "min_peers", "levels[0]", "levels[1]", "levels[2]"]


def test_too_many_levels_explain_nothing():
    with pytest.raises(InvalidValue, match="levels"):
        decompose({}, [f"c{place}" for place in range(9)], key="id", as_of=TODAY)


@pytest.mark.parametrize("levels", ["leads", None, [5]])
def test_levels_are_a_list_of_columns(levels):
    with pytest.raises(InvalidValue, match="levels"):
        decompose({}, levels, key="id", as_of=TODAY)


def test_columns_that_are_not_there_infinite_or_below_zero_are_refused():
    good = frame(leads=[1], won=[1], revenue=[1])
    with pytest.raises(InvalidValue, match="revenue"):
        apart(frame(leads=[1], won=[1]), against=good)
    with pytest.raises(InvalidInput) as caught:
        apart(frame(leads=[-1], won=[-1], revenue=[1]), against=good)
    assert ["below 0" in str(each) for each in caught.value.faults] == [True, True]
    with pytest.raises(InvalidValue, match="infinite"):
        apart(frame(leads=[float("inf")], won=[1], revenue=[1]), against=good)
    with pytest.raises(InvalidValue, match=r"against\.frame"):
        apart(good, against=frame(leads=[-1], won=[1], revenue=[1]))
    with pytest.raises(InvalidValue, match=r"against\.frame"):
        apart(good, against=frame(leads=[1], won=[1]))
