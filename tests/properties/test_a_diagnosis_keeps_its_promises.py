"""
What a diagnosis promises.

The order of evidence does not matter; removing evidence for a cause never
raises it; causes of the vendor are present whenever their evidence is; a
partner's view never shows another's; what ends the relation stands last, and
nobody is told it by a program.
"""

from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from partnerkit.facts import Delivery, Network, Partner
from partnerkit.interop import say
from partnerkit.review import CAUSES, REMEDIES, Evidence, decompose, diagnose, mirror, propose_weights
from partnerkit.review.support import GRADES
from partnerkit.scoring import Kpi, Scorecard, score
from partnerkit.values.reasons import Reason
from partnerkit.values.time import Period

TODAY = date(2026, 6, 30)
PARTNERS = ("P-1", "P-2", "P-3")
SIDES = {each.code: each.side for each in CAUSES}
ENDS = {each.code for each in REMEDIES if each.ends}

#: Some of each side, among them those that stand behind each other, and those that an end is proposed for.
LOOKED_AT = (
    *("too-few-leads", "poor-lead-quality", "late-delivery"),
    *("slow-response", "low-conversion", "little-own-marketing"),
    "weak-market",
)


def pieces(partners=PARTNERS):
    return st.builds(
        Evidence,
        partner=st.sampled_from(partners),
        cause=st.sampled_from(LOOKED_AT),
        speaks=st.sampled_from(["for", "for", "against"]),
        strength=st.sampled_from(["weak", "clear", "strong"]),
        source=st.sampled_from(["figures", "records", "survey", "exchange"]),
        on=st.sampled_from([TODAY, date(2026, 1, 1), date(2024, 1, 1)]),
        reason=st.sampled_from([Reason("seen", {"what": each}) for each in ("this", "that")]),
        disputed=st.sampled_from([False, False, False, True]),
        open=st.booleans(),
    )


def lists(**more):
    return st.lists(pieces(**more), max_size=8)


def found(given_, partners=PARTNERS, **more):
    return diagnose(partners, as_of=TODAY, evidence=given_, **more)


@given(lists(), st.randoms(use_true_random=False))
def test_the_order_of_evidence_does_not_matter(evidence, random):
    shuffled = evidence.copy()
    random.shuffle(shuffled)
    one, other = found(evidence), found(shuffled)

    for partner in PARTNERS:
        assert one[partner] == other[partner]
        assert one[partner].view(partner) == other[partner].view(partner)


@given(lists().filter(bool), st.data())
def test_removing_evidence_for_a_cause_never_raises_it(evidence, data):
    gone = data.draw(st.sampled_from(evidence))
    rest = evidence.copy()
    rest.remove(gone)
    before, after = found(evidence), found(rest)
    change = {code: after.points(code) - before.points(code) for code in LOOKED_AT}

    assert all((change[code] == 0).all() for code in LOOKED_AT if code != gone.cause)
    if gone.speaks == "for":
        assert (change[gone.cause] <= 0).all()
    else:
        assert (change[gone.cause] >= 0).all()
    if gone.speaks == "for":
        for partner in PARTNERS:
            told, left = (
                {each.cause: shown_weight(each) for each in seen.view(partner).causes}
                for seen in (before, after)
            )
            assert all(weight <= told.get(code, -1) for code, weight in left.items())


def shown_weight(cause):
    """Return how much a cause weighs for its reader: what stands without a weight is what stands at least."""
    return (cause.points or 1) if cause.stands else 0


@given(lists())
def test_causes_of_the_vendor_are_present_whenever_their_evidence_is(evidence):
    counted = [each for each in evidence if not each.disputed and each.on.year == 2026]
    told = found(evidence)

    for partner in PARTNERS:
        expected = {
            each.cause
            for each in counted
            if each.partner == partner and each.speaks == "for" and SIDES[each.cause] == "vendor"
        }
        for diagnosis in (told[partner], told.view(partner)):
            assert {each.cause for each in diagnosis.vendor_causes} == expected
            sides = [each.side for each in diagnosis.causes]
            assert sides == sorted(sides, key=["vendor", "partner", "market"].index)


@given(lists(partners=("P-1",)), lists(partners=("P-2", "P-3")), lists(partners=("P-2", "P-3")))
def test_a_partner_s_view_does_not_depend_on_others(own, others, different):
    one, other = found([*own, *others]), found([*different, *own])

    assert one.view("P-1") == other.view("P-1") == found(own, ("P-1",)).view("P-1")
    assert one["P-1"] == other["P-1"]


#: What rivals must not be seen by.
RIVALS = tuple(f"rival-{place}" for place in range(7))


def of_all_areas(own, others):
    """Return the diagnosis of everybody, from scores, gaps and the mirror; the same own facts beside other rivals."""
    names = ("P-1", *RIVALS)
    hours, leads = [own[0], *others[0]], [own[1], *others[1]]
    frame = {
        "partner": names,
        "first_response_hours": hours,
        "leads_given": leads,
        "lead_conversion": [0.2] * 8,
    }
    card = Scorecard(
        kpis=(Kpi("first_response_hours", better="lower"), Kpi("leads_given"), Kpi("lead_conversion")),
        min_peers=5,
    )
    orders = [
        Delivery(
            id=f"O-{name}",
            partner=name,
            ordered_on=date(2026, 4, 1),
            promised_on=date(2026, 4, 9),
            delivered_on=day,
        )
        for name, day in zip(
            names, (date(2026, 4, 9 + own[2]), *(date(2026, 4, 9 + late) for late in others[2])), strict=True
        )
    ]
    network = Network.of([Partner(id=name) for name in names], orders)
    chain = {"partner": names, "leads": leads, "won": [1 + each // 2 for each in leads]}
    return diagnose(
        names,
        as_of=TODAY,
        scores=score(card, frame, key="partner", as_of=TODAY),
        gaps=decompose(chain, ["leads", "won"], key="partner", as_of=TODAY),
        mirror=mirror(network, Period.quarter(2026, 2), as_of=TODAY),
    )


WORLD = st.tuples(
    st.lists(st.integers(1, 99), min_size=7, max_size=7),
    st.lists(st.integers(1, 99), min_size=7, max_size=7),
    st.lists(st.integers(0, 9), min_size=7, max_size=7),
)


@given(st.tuples(st.integers(1, 99), st.integers(1, 99), st.integers(0, 9)), WORLD, WORLD)
def test_a_partner_s_view_tells_nothing_of_rivals_but_that_a_cause_of_the_vendor_stands(
    own, others, different
):
    one, other = (of_all_areas(own, world).view("P-1") for world in (others, different))

    # A cause of the vendor's own making is named, not how it is beside others.
    for view in (one, other):
        by_others = [each for each in view.causes if each.grade is None]
        assert {each.side for each in by_others} <= {"vendor"}
        assert {piece.strength for each in by_others for piece in each.speaking_for} <= {None}
        assert not any(rival in repr(view) + say(view) for rival in RIVALS)
        assert view.gap is None
    weighed = [[each for each in view.causes if each.grade is not None] for view in (one, other)]
    assert weighed[0] == weighed[1]
    assert one.cleared == other.cleared
    assert one.strengths == other.strengths


@given(lists(), st.booleans())
def test_what_ends_the_relation_stands_last_and_only_where_nothing_of_the_vendor_is_in_the_way(
    evidence, ready
):
    answers = {code: dict.fromkeys(PARTNERS, True) for code in ("partner-heard", "improvement-plan-closed")}
    told = found(evidence, conditions=answers if ready else None)

    for partner in PARTNERS:
        codes = [each.code for each in told[partner].proposals]
        ending = [code in ENDS for code in codes]
        assert ending == sorted(ending)
        if any(ending):
            assert told[partner].vendor_causes == ()
            assert told[partner].reasons[-1].code == "person-decides"
        assert not {each.code for each in told.view(partner).proposals} & ENDS


@given(lists())
def test_what_stands_is_graded_by_its_points(evidence):
    told = found(evidence)

    for partner in PARTNERS:
        for each in told[partner].causes:
            row = PARTNERS.index(partner)
            assert each.points == told.points(each.cause)[row]
            assert each.stands == (each.grade in GRADES[:3])
            assert each.speaking_for


@given(
    st.lists(st.tuples(*[st.integers(0, 50)] * 4), min_size=1, max_size=6),
    st.lists(st.tuples(*[st.integers(0, 50)] * 4), min_size=6, max_size=6),
)
def test_a_gap_taken_apart_adds_up(now, past):
    def frame(rows):
        given_, own, won, revenue = (list(each) for each in zip(*rows, strict=True))
        return {"id": list(range(len(rows))), "given": given_, "own": own, "won": won, "revenue": revenue}

    gaps = decompose(
        frame(now),
        [("given", "own"), "won", "revenue"],
        key="id",
        against=frame(past),
        as_of=TODAY,
        causes={},
    )
    for gap in gaps.values():
        if gap is not None:
            scale = max(1.0, gap.actual, gap.expected)
            assert sum(part.effect for part in gap.parts) == pytest.approx(gap.difference, abs=1e-9 * scale)


@given(
    lists(),
    st.lists(st.fractions(Fraction(1, 100), 100), min_size=3, max_size=3),
    st.fractions(Fraction(1, 100), 1),
    st.fractions(Fraction(1, 100), 1),
)
def test_nobody_falls_below_the_floor_in_any_company(evidence, weights, cap, floor):
    weights = dict(zip(PARTNERS, weights, strict=True))
    change = propose_weights(found(evidence), weights, start=TODAY, cap=cap, floor=floor)
    raised = {each.partner for each in change.raises}
    during, after = change.weights(TODAY), change.weights(date(2027, 6, 30))

    assert after == weights
    assert all(weights[each] <= during[each] <= weights[each] * (1 + cap) for each in PARTNERS)
    for company in (PARTNERS, PARTNERS[:2], PARTNERS[1:], (PARTNERS[0], PARTNERS[2])):
        for each in {*company} - raised:
            share = weights[each] / sum(weights[other] for other in company)
            assert during[each] / sum(during[other] for other in company) >= floor * share


@given(lists())
def test_taking_a_disputed_piece_away_changes_nothing_but_what_is_set_aside(evidence):
    one, other = found(evidence), found([each for each in evidence if not each.disputed])

    for partner in PARTNERS:
        assert evolve(one[partner], set_aside=()) == evolve(other[partner], set_aside=())
    assert np.array_equal(one.support.points, other.support.points)
