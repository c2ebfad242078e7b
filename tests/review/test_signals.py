"""What scores, gaps and the mirror say about causes."""

from datetime import date

import numpy as np
import pytest
from witnesses import TODAY

from partnerkit.facts import Delivery, Network, Partner
from partnerkit.review import CAUSES, decompose, diagnose, mirror
from partnerkit.review.signals import gap_blocks, mirror_blocks, score_blocks
from partnerkit.scoring import Kpi, Scorecard, score
from partnerkit.values.time import Period

NAMES = [f"P-{place}" for place in range(9)]
ROWS = {name: row for row, name in enumerate(NAMES)}
HOURS = [2.0, 3, 3, 4, 4, 5, 5, 6, 40]


def scored(hours=HOURS, *, kpi=None, **more):
    kpis = (kpi or Kpi("first_response_hours", better="lower", unit="hours"), Kpi("revenue"))
    columns = {"partner": NAMES, "first_response_hours": hours, "revenue": [1.0] * 9} | more.pop(
        "columns", {}
    )
    return score(Scorecard(kpis=kpis, **({"min_peers": 5} | more)), columns, key="partner", as_of=TODAY)


def told(scores, rows=ROWS, disputed=None):
    (block,) = score_blocks(scores, CAUSES, rows, disputed or {})
    return block


def test_worse_than_the_peers_speaks_for_the_cause_and_better_against_it():
    block = told(scored())

    assert (block.cause, block.source) == ("slow-response", "figures")
    assert block.points.tolist() == [-2, -1, -1, 0, 0, 1, 1, 2, 3]
    assert (block.open, block.own) == (False, True)


@pytest.mark.parametrize("scale", ["peer_z", "min_max", "percent_rank"])
def test_the_scale_of_the_card_does_not_matter(scale):
    assert told(scored(scale=scale)).points.tolist() == told(scored()).points.tolist()


def test_a_card_of_points_is_read_by_its_peers_too():
    kpi = Kpi("first_response_hours", better="lower", points=(40, 0), floor=10)
    other = Kpi("revenue", points=(0, 10))
    card = Scorecard(kpis=(kpi, other), scale="points", min_peers=5)
    columns = {"partner": NAMES, "first_response_hours": HOURS, "revenue": [1.0] * 9}
    scores = score(card, columns, key="partner", as_of=TODAY)

    assert told(scores).points.tolist() == told(scored()).points.tolist()


def test_the_reason_tells_the_own_figure_alone():
    block = told(scored())
    (place,) = block.at(8)

    assert dict(block.why(place).facts) == {"kpi": "first_response_hours", "raw": 40.0, "unit": "hours"}
    assert block.when(place) == TODAY


def test_partners_stand_in_the_order_they_were_asked_in():
    rows = {"P-8": 0, "P-0": 1, "P-99": 2}
    block = told(scored(), rows)

    assert (block.rows.tolist(), block.points.tolist()) == ([0, 1], [3, -2])
    assert block.why(0).facts["raw"] == 40


def test_what_is_unknown_says_nothing_and_few_figures_neither():
    assert told(scored([None, *HOURS[1:]])).points.tolist()[0] == 0
    assert told(scored([1.0, 9, 2, 7, *[None] * 5])).points.tolist() == [0] * 9


def test_where_all_are_alike_nobody_is_slow():
    assert told(scored([3.0] * 9)).points.tolist() == [0] * 9


def test_old_figures_say_one_grade_less():
    kpi = Kpi("first_response_hours", better="lower", half_life="30d", measured="on")
    days = np.array([date(2026, 6, 29)] * 8 + [date(2026, 3, 1)], dtype="datetime64[D]")

    assert told(scored(kpi=kpi, columns={"on": days})).points.tolist()[-1] == 2


def test_disputed_figures_are_there_and_do_not_count():
    block = told(scored(), disputed={"P-8": ["first_response_hours"], "P-7": ["revenue"]})

    assert block.points.tolist()[-2:] == [2, 3]
    assert block.counted.tolist()[-2:] == [2, 0]


def test_of_a_rate_what_it_is_made_of_may_be_disputed():
    kpi = Kpi("first_response_hours", better="lower", count="late", of="leads")
    columns = {"late": [1, 1, 1, 2, 2, 2, 3, 3, 90], "leads": [100] * 9}
    block = told(scored(kpi=kpi, columns=columns), disputed={"P-8": ["leads"]})

    assert (block.points.tolist()[-1] > 0, block.counted.tolist()[-1]) == (True, 0)


def test_scores_that_tell_of_no_cause_or_of_nobody_give_nothing():
    card = Scorecard(kpis=(Kpi("revenue"),))
    assert [
        *score_blocks(
            score(card, {"partner": NAMES, "revenue": [1.0] * 9}, key="partner", as_of=TODAY),
            CAUSES,
            ROWS,
            {},
        )
    ] == []


def test_who_disputes_the_leads_disputes_how_many_of_them_were_won():
    now = {"partner": NAMES, "leads": [10] * 8 + [40], "won": [5] * 9, "revenue": [500] * 9}
    past = {"partner": NAMES, "leads": [10] * 9, "won": [5] * 9, "revenue": [500] * 9}
    gaps = decompose(now, ["leads", "won", "revenue"], key="partner", as_of=TODAY, against=past)
    blocks = {block.cause: block for block in gap_blocks(gaps, CAUSES, ROWS, {"P-8": ["leads"]})}

    assert blocks["low-conversion"].points[8] == 3
    assert blocks["low-conversion"].counted[8] == blocks["too-few-leads"].counted[8] == 0
    assert blocks["small-deals"].aside is None


@pytest.mark.parametrize(("against", "is_open"), [(True, True), (False, False)])
def test_a_gap_is_open_where_it_compares_with_the_own_past(against, is_open):
    past = {"partner": NAMES, "leads": [10] * 9, "won": [5] * 9}
    now = {"partner": NAMES, "leads": [10] * 8 + [4], "won": [5] * 8 + [2]}
    gaps = decompose(now, ["leads", "won"], key="partner", as_of=TODAY, against=past if against else None)
    blocks = {block.cause: block for block in gap_blocks(gaps, CAUSES, ROWS, {"P-8": ["won"]})}
    leads = blocks["too-few-leads"]

    assert (leads.points.tolist(), leads.open, leads.own) == ([0] * 8 + [3], is_open, False)
    assert leads.why(8).facts["effect"] == pytest.approx(-3)
    assert blocks["low-conversion"].aside.tolist() == [False] * 8 + [True]


def test_the_mirror_is_open_and_beside_no_one():
    late = [
        Delivery(id=f"O-{place}", partner="P-8", ordered_on=date(2026, 4, 1), promised_on=date(2026, 4, 9))
        for place in range(8)
    ]
    seen = mirror(
        Network.of([Partner(id=name) for name in NAMES], late), Period.quarter(2026, 2), as_of=TODAY
    )
    blocks = {block.cause: block for block in mirror_blocks(seen, CAUSES, ROWS, {})}

    assert blocks["late-delivery"].points.tolist() == [0] * 8 + [3]
    assert blocks["late-delivery"].why(8).code == "mirror-delivery-in-time"
    assert all(block.open for block in blocks.values())


def test_of_the_causes_looked_at_alone():
    some = [each for each in CAUSES if each.code == "weak-market"]
    gaps = decompose({"partner": NAMES, "leads": [1] * 9}, ["leads"], key="partner", as_of=TODAY)

    assert [*gap_blocks(gaps, some, ROWS, {})] == []
    assert [*mirror_blocks(mirror(Network.of(), Period.year(2025), as_of=TODAY), some, ROWS, {})] == []
    assert diagnose(["P-0"], as_of=TODAY, gaps=gaps, causes=some, remedies=[])["P-0"].causes == ()
