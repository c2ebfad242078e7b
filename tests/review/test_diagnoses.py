"""The answers for many: a mapping, a table, views."""

import pytest
from attrs import evolve
from witnesses import TODAY, seen

from partnerkit import Network, Partner
from partnerkit.facts import Intervention
from partnerkit.review import Observed, Remedy, decompose, diagnose
from partnerkit.scoring.intervals import Interval
from partnerkit.values.errors import NotFound
from partnerkit.values.money import Money

GIVEN = [
    seen("late-delivery", strength="weak"),
    seen("slow-warranty"),
    seen("low-conversion", "against", "strong", partner="P-5"),
    seen("weak-market", partner="P-5"),
]


def found(*more, **options):
    return diagnose(["P-4", "P-5", "P-6"], as_of=TODAY, evidence=[*GIVEN, *more], **options)


def test_it_is_a_mapping():
    told = found()

    assert ([*told], len(told), "P-5" in told) == (["P-4", "P-5", "P-6"], 3, True)
    assert repr(told) == "<Diagnoses of 3 partners; a cause stands for 2>"
    with pytest.raises(NotFound, match="partner: there is no 'P-9'"):
        told["P-9"]


def test_points_by_cause():
    assert found().points("low-conversion").tolist() == [0, -3, 0]
    with pytest.raises(NotFound, match="rain"):
        found().points("rain")


def test_the_table_names_the_surest_cause_of_each_side():
    table = found().to_frame()

    assert table["vendor_cause"].tolist() == ["slow-warranty", None, None]
    assert table["partner_cause"].tolist() == [None, None, None]
    assert table["market_cause"].tolist() == [None, "weak-market", None]
    assert table["low_conversion"].tolist() == [0, -3, 0]


def test_what_is_cleared_and_what_is_a_strength():
    told = found(seen("slow-response", "against", "weak", partner="P-5"))["P-5"]

    assert told.cleared == ("slow-response", "low-conversion")
    assert told.strengths == ("low-conversion",)


def test_a_view_names_nobody_else():
    assert found().view("P-5") == found()["P-5"].view("P-5")
    with pytest.raises(NotFound) as caught:
        found().view("P-9")
    assert "P-4" not in str(caught.value)


@pytest.mark.parametrize(("own", "shown"), [(True, True), (False, False)])
def test_the_gap_is_shown_where_it_compares_with_the_own_past(own, shown):
    names = [f"P-{place}" for place in range(4, 10)]
    past = {"partner": names, "leads": [10] * 6}
    gaps = decompose(
        {"partner": names, "leads": [2] + [10] * 5},
        ["leads"],
        key="partner",
        as_of=TODAY,
        against=past if own else None,
    )
    told = found(gaps=gaps)

    assert told["P-4"].gap.difference == -8
    assert (told.view("P-4").gap is not None) is shown
    assert told["P-4"]["too-few-leads"].effect == -8
    # The vendor's cause is told in any case; how much it is beside others is not.
    assert told.view("P-4")["too-few-leads"].effect == (-8 if own else None)
    assert told.view("P-4")["too-few-leads"].grade == ("strong" if own else None)


def test_what_is_set_aside_is_said_with_its_reason():
    aside = found(seen("slow-response", disputed=True))["P-4"]

    assert [each.aside.code for each in aside.set_aside] == ["evidence-disputed"]
    assert aside.view("P-4").set_aside == ()
    assert "slow-response" not in [each.cause for each in aside.causes]


def test_what_remedies_did_to_others_cost_or_end_stays_with_the_vendor():
    interval = Interval(estimate=2.0, low=1.0, high=3.0, level=0.95, method="")
    known = Remedy(
        code="decide-claims-faster",
        causes=["slow-warranty"],
        by="vendor",
        cost=Money.of("900", "EUR"),
        effect=Observed(outcome="revenue", interval=interval, count=40),
    )
    ends = Remedy(code="end-agreement", causes=["slow-response"], by="vendor", ends=True)
    told = found(seen("slow-response", strength="strong", partner="P-6", open=True), remedies=[known, ends])

    assert told["P-4"].proposals[0].remedy == known
    assert told.view("P-4").proposals[0].remedy == evolve(known, cost=None, effect=None)
    assert [each.code for each in told["P-6"].proposals] == ["end-agreement"]
    assert told.view("P-6").proposals == ()


def test_conditions_that_the_host_answered_stay_with_the_vendor():
    given = [seen("too-few-leads", partner="P-6")]
    told = found(*given, conditions={"capacity-free": {"P-6": True}})

    assert dict(told["P-6"].proposals[0].conditions)["capacity-free"] is True
    assert dict(told.view("P-6").proposals[0].conditions)["capacity-free"] is None


def test_a_partner_does_not_read_of_an_end_that_is_prepared():
    given = [
        Intervention(id=f"H-{code}", partner="P-4", remedy=code, started_on=TODAY)
        for code in ("coach-sellers", "end-agreement")
    ]
    told = found(network=Network.of(Partner(id="P-4"), given))

    assert told["P-4"].running == ("coach-sellers", "end-agreement")
    assert told.view("P-4").running == ("coach-sellers",)
