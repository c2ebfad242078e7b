"""How would another policy have shared out the leads that came?"""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from attrs import evolve

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.leads import FairShare, Ledger, Precedence, allocate, named_partner, simulation
from partnerkit.leads.fit import Fit
from partnerkit.leads.handouts import Handout, encoded
from partnerkit.leads.policies import BestFit, EqualLoad, Rotation
from partnerkit.leads.simulation import deviations, entitlements, simulate
from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.money import Money

START = datetime(2026, 3, 2, tzinfo=UTC)
PARTNERS = [
    Partner(id="P-4", tier="gold"),
    Partner(id="P-5", tier="silver"),
    Partner(id="P-6", tier="silver"),
]
FAIR = FairShare(weights={"gold": 2, "silver": 1})


def came(number, value=100, **more):
    at = START + timedelta(hours=number)
    return Lead(id=f"L-{number}", received_at=at, value=Money.of(value, "EUR"), **more)


def some_leads(count=60):
    rng = np.random.default_rng(1)
    return [came(n, int(value)) for n, value in enumerate(rng.lognormal(5, 1, count) + 1)]


END = START + timedelta(days=30)


def test_without_limits_it_is_what_allocate_gives_lead_after_lead():
    leads = some_leads()
    run = simulate({"fair": FAIR}, leads, PARTNERS, as_of=END)["fair"]
    result = allocate(leads, PARTNERS, FAIR, as_of=END)

    assert {each.lead: each.partner for each in run.handouts} == dict(result.assignments)
    assert run.ledger.balances == result.ledger.balances


def test_deviation_is_that_of_the_ledger_at_every_moment():
    leads, ledger = some_leads(), Ledger()
    run = simulate({"fair": FAIR}, leads, PARTNERS, as_of=END)["fair"]
    largest = max(lead.value.minor for lead in leads)
    for place, lead in enumerate(leads):
        ledger = allocate([lead], PARTNERS, FAIR, ledger=ledger, as_of=lead.received_at).ledger
        furthest = max(map(abs, ledger.balances.values())) / 2**20

        assert run.deviations[place] == pytest.approx(furthest / largest, abs=1e-5)


def test_what_is_somebody_s_by_right_and_does_not_count_is_no_deviation():
    leads = [
        evolve(lead, named_partner="P-4" if place % 2 else None) for place, lead in enumerate(some_leads())
    ]
    apart = Precedence(rights=[named_partner()], counted=False)
    run = simulate({"fair": FAIR}, leads, PARTNERS, as_of=END, precedence=apart)["fair"]
    others = simulate({"fair": FAIR}, leads[::2], PARTNERS, as_of=END)["fair"]
    largest = [max(each.value.minor for each in some) for some in (leads, leads[::2])]

    assert run.ledger.balances == others.ledger.balances
    assert run.deviations[::2] * largest[0] == pytest.approx(others.deviations * largest[1])
    assert run.ratios["P-5"] == others.ratios["P-5"]
    assert run.long_run["P-5"].drought.leads == others.long_run["P-5"].drought.leads
    assert all(each.given <= each.opportunities for each in run.long_run.partners)


def test_a_lead_that_was_closed_gives_its_room_back_at_the_same_age():
    partners = [Partner(id="P-4", capacity=1)]
    one = evolve(came(0), status="lost", closed_at=START + timedelta(hours=2))
    run = simulate({"fair": FairShare(default=1)}, [one, came(1), came(2)], partners, as_of=END)["fair"]

    assert [each.partner for each in run.handouts] == ["P-4", None, "P-4"]
    assert [each.ended for each in run.handouts] == ["lost", None, None]
    assert run.long_run["P-4"].at_capacity == 1


def test_what_is_closed_after_the_look_is_still_open_in_it():
    lead = evolve(came(0), status="won", closed_at=START + timedelta(hours=9))
    run = simulate({"fair": FAIR}, [lead], PARTNERS, as_of=START + timedelta(hours=1))["fair"]

    assert run.handouts[0].ended is None


def test_a_batch_is_given_at_the_end_of_its_interval():
    run = simulate({"fair": FAIR}, some_leads(50), PARTNERS, as_of=END, every=timedelta(days=1))["fair"]
    times = sorted({each.at for each in run.handouts})

    assert times == [START + timedelta(days=n) for n in (1, 2, 3)]
    assert simulate({"fair": FAIR}, [came(1)], PARTNERS, as_of=START + timedelta(hours=3), every=timedelta(days=1))[
        "fair"
    ].handouts[0].at == START + timedelta(hours=3)  # fmt: skip


def test_in_a_batch_given_by_value_every_lead_ends_as_it_did_itself():
    won = came(0, 10, status="won", closed_at=START + timedelta(hours=5))
    run = simulate({"fair": FAIR}, [won, came(1, 1000)], PARTNERS, as_of=END, every=timedelta(hours=4))[
        "fair"
    ]

    assert {each.lead: each.ended for each in run.handouts} == {"L-0": "won", "L-1": None}


def test_batches_even_out_better_than_the_order_of_arrival():
    leads = some_leads(120)
    single = simulate({"fair": FAIR}, leads, PARTNERS, as_of=END)["fair"]
    batched = simulate({"fair": FAIR}, leads, PARTNERS, as_of=END, every=timedelta(days=15))["fair"]

    assert batched.deviations[-1] < single.deviations[-1] / 2


def test_policies_stand_side_by_side_with_a_rotation():
    policies = {"fair": FAIR, "load": EqualLoad(weights=FAIR.weights)}
    tried = simulate(policies, [came(n) for n in range(60)], PARTNERS, as_of=END)
    frame = tried.to_frame()

    assert frame["policy"].tolist() == ["fair", "load", "rotation"]
    assert frame["assigned"].tolist() == [60, 60, 60]
    # The rotation knows no weights: gold gets a third where it is owed a half.
    assert tried["rotation"].ratios["P-4"] == pytest.approx(2 / 3)
    assert frame["deviation"][0] < frame["deviation"][2]
    assert len(tried) == 3


def test_leads_of_several_currencies_are_measured_by_number_where_they_count_by_number():
    leads = [
        evolve(lead, value=Money.of(5, "SEK") if place % 2 else lead.value)
        for place, lead in enumerate(some_leads())
    ]
    by_number = evolve(FAIR, value="unit")
    run = simulate({"fair": by_number}, leads, PARTNERS, as_of=END)["fair"]
    alone = simulate({"fair": by_number}, [evolve(each, value=None) for each in leads], PARTNERS, as_of=END)

    assert run.ratios == alone["fair"].ratios
    assert run.deviations.tolist() == alone["fair"].deviations.tolist()
    assert run.handouts[1].value == Money.of(5, "SEK")


def test_the_yardstick_may_be_any_of_the_policies():
    policies = {"fair": FAIR, "even": FairShare(default=1)}
    by_even = simulate(policies, some_leads(), PARTNERS, as_of=END, yardstick="even")

    assert by_even["even"].ratios["P-4"] == pytest.approx(1, abs=0.3)
    assert by_even["fair"].ratios["P-4"] == pytest.approx(1.5, abs=0.3)


def test_the_rotation_that_was_added_may_be_the_yardstick():
    tried = simulate({"fair": FAIR}, some_leads(6), PARTNERS, as_of=END, yardstick="rotation")

    named = {"fair": FAIR, "rotation": Rotation(default=1)}
    assert (
        tried["fair"].ratios
        == simulate(named, some_leads(6), PARTNERS, as_of=END, yardstick="rotation")["fair"].ratios
    )


def test_whoever_takes_no_lead_any_more_had_no_room_at_any_time():
    closed = START + timedelta(hours=1)
    run = simulate(
        {"fair": FAIR},
        [came(0), came(2)],
        lambda moment: PARTNERS if moment < closed else [evolve(PARTNERS[0], capacity=0), *PARTNERS[1:]],
        as_of=END,
    )["fair"]

    assert [run.long_run[each].at_capacity for each in ("P-4", "P-5")] == [1, None]


def test_partners_may_be_those_of_the_moment():
    joined = START + timedelta(hours=30)
    run = simulate(
        {"fair": FAIR},
        some_leads(),
        lambda moment: PARTNERS if moment >= joined else PARTNERS[:2],
        as_of=END,
    )["fair"]
    before = [each for each in run.handouts if each.at < joined]

    assert {each.partner for each in before} == {"P-4", "P-5"}
    assert {each.partner for each in run.handouts} == {"P-4", "P-5", "P-6"}


def test_whoever_left_was_owed_what_came_while_he_was_there():
    left = START + timedelta(hours=30)
    run = simulate(
        {"even": FairShare(default=1, value="unit")},
        some_leads(),
        lambda moment: PARTNERS[:2] if moment < left else PARTNERS[:1],
        as_of=END,
    )["even"]

    assert run.ratios["P-5"] == pytest.approx(1, abs=0.2)
    assert run.deviations.max() <= 1


def test_progress_is_told_to_the_end():
    told = []
    simulate(
        {"fair": FAIR}, some_leads(5), PARTNERS, as_of=END, progress=lambda done, of: told.append((done, of))
    )

    assert told == [(n, 10) for n in range(1, 11)]


def test_a_policy_without_a_bound_can_be_tried_as_well():
    fit = Fit(of_lead=lambda _: 0, of_partner=lambda each: each.id, score=lambda _, name: name == "P-5")
    run = simulate({"best": BestFit(fit=fit, default=1)}, some_leads(10), PARTNERS, as_of=END)["best"]

    assert {each.partner for each in run.handouts} == {"P-5"}
    assert run.ratios["P-4"] == 0


def test_entitlement_follows_the_weights_given():
    both = [Handout(lead=f"L-{n}", at=START, partner="A", candidates=("A", "B")) for n in range(4)]
    data = encoded([*both, Handout(lead="L-9", at=START, candidates=())], as_of=START)
    owed, got = entitlements(data, {"A": 3.0, "B": 1.0})

    assert (owed.tolist(), got.tolist()) == ([3, 1], [4, 0])
    assert deviations(data, {"A": 3.0, "B": 1.0}).tolist() == [0.25, 0.5, 0.75, 1, 1]


def test_bad_input_is_refused():
    with pytest.raises(InvalidInput) as caught:
        simulate({"fair": FAIR}, [Lead(id="L-1"), came(999)], PARTNERS, as_of=END)

    assert [each.path for each in caught.value.exceptions] == ["leads[0].received_at", "leads[1].received_at"]
    with pytest.raises(InvalidValue, match=r"leads\[1\]\.id.*leads\[0\] has it"):
        simulate({"fair": FAIR}, [came(1), came(1)], PARTNERS, as_of=END)
    with pytest.raises(InvalidValue, match=r"leads\[0\]"):
        simulate({"fair": FAIR}, ["L-1"], PARTNERS, as_of=END)
    with pytest.raises(InvalidValue, match="as_of"):
        simulate({"fair": FAIR}, [came(1)], PARTNERS, as_of=END.replace(tzinfo=None))
    with pytest.raises(InvalidValue, match="policies"):
        simulate({}, [], PARTNERS, as_of=END)
    with pytest.raises(InvalidValue, match="yardstick"):
        simulate({"fair": FAIR}, [], PARTNERS, as_of=END, yardstick="best")
    for every in (timedelta(0), 5):
        with pytest.raises(InvalidValue, match="every"):
            simulate({"fair": FAIR}, [], PARTNERS, as_of=END, every=every)


def test_in_batches_too_a_lead_is_closed_as_long_after_it_was_given_as_it_was_after_it_came():
    partners = [Partner(id="P-4", capacity=1)]
    one = evolve(came(0), status="lost", closed_at=START + timedelta(hours=5))
    leads = [one, came(6), came(12)]
    run = simulate({"fair": FairShare(default=1)}, leads, partners, as_of=END, every=timedelta(hours=4))[
        "fair"
    ]

    # Given at 4 it ends at 9: too late for the batch of 8, in time for that of 16.
    assert [each.partner for each in run.handouts] == ["P-4", None, "P-4"]
    assert run.handouts[0].ended_at == START + timedelta(hours=9)


def test_deviations_go_on_from_block_to_block(monkeypatch):
    leads = some_leads()
    whole = simulate({"fair": FAIR}, leads, PARTNERS, as_of=END)["fair"].deviations
    monkeypatch.setattr(simulation, "_BLOCK", 7)
    blocks = simulate({"fair": FAIR}, leads, PARTNERS, as_of=END)["fair"].deviations

    assert blocks.tolist() == pytest.approx(whole.tolist(), abs=1e-9)
