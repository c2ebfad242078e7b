"""Why partners are behind: the answers of all areas together, and what is refused."""

from datetime import UTC, date, datetime, timedelta

import pytest
from witnesses import TODAY, seen

from partnerkit.conflicts import detect, rules
from partnerkit.facts import (
    Answer,
    Consent,
    Delivery,
    Intervention,
    Network,
    Partner,
    Question,
    Survey,
)
from partnerkit.review import CAUSES, REMEDIES, Cause, Remedy, decompose, diagnose, mirror
from partnerkit.scoring import Kpi, Scorecard, score
from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.time import Period

NAMES = [f"P-{place}" for place in range(8)]
YES = Consent(basis="consent", purpose="review")


@pytest.fixture(scope="module")
def network():
    asked = Question(id="leads", kind="choice", options=["enough", "too-few-leads"], cause="too-few-leads")
    return Network.of(
        [Partner(id=name, territories=["de"]) for name in NAMES],
        [
            Delivery(
                id=f"O-{place}", partner="P-0", ordered_on=date(2026, 4, 1), promised_on=date(2026, 4, 9)
            )
            for place in range(3)
        ],
        Survey(id="S-1", wave=1, mode="named", questions=[asked]),
        Answer(
            survey="S-1",
            question="leads",
            partner="P-0",
            on=date(2026, 5, 2),
            reply="too-few-leads",
            consent=YES,
        ),
        Intervention(id="H-1", partner="P-0", remedy="agree-response-times", started_on=date(2026, 6, 1)),
    )


@pytest.fixture(scope="module")
def scores():
    frame = {"partner": NAMES, "first_response_hours": [40.0, 2, 3, 3, 4, 4, 5, 5], "revenue": [1.0] * 8}
    card = Scorecard(kpis=(Kpi("first_response_hours", better="lower"), Kpi("revenue")), min_peers=5)
    return score(card, frame, key="partner", as_of=TODAY)


@pytest.fixture(scope="module")
def gaps():
    now = {"partner": NAMES, "leads": [5, *[10] * 7], "won": [2, *[5] * 7]}
    past = {"partner": NAMES, "leads": [10] * 8, "won": [5] * 8}
    return decompose(now, ["leads", "won"], key="partner", against=past, as_of=TODAY)


def test_all_areas_together(network, scores, gaps):
    found = diagnose(
        NAMES,
        as_of=TODAY,
        scores=scores,
        gaps=gaps,
        mirror=mirror(network, Period.quarter(2026, 2), as_of=TODAY),
        conflicts=detect(network, rules.builtin(), as_of=datetime(2026, 6, 30, tzinfo=UTC)),
        network=network,
        required={"P-0": ["spindle"]},
        evidence=[seen("divided-attention", partner="P-0")],
    )
    told = found["P-0"]

    # What was measured and what was said by name are two witnesses.
    assert told["too-few-leads"].points == 5
    assert {each.source for each in told["too-few-leads"].speaking_for} == {"figures", "survey"}
    assert [each.cause for each in told.causes] == [
        "too-few-leads",
        "late-delivery",
        "no-training-offered",
        "slow-response",
        "divided-attention",
        "training-gap",
        "low-conversion",
    ]
    assert told["divided-attention"].waits_for == ("too-few-leads", "late-delivery")
    assert told.running == ("agree-response-times",)
    assert "agree-response-times" not in [each.code for each in told.proposals]
    assert [each.code for each in told.proposals][-1] != "end-agreement"


def test_a_remedy_that_ended_is_at_work_no_more():
    over = Intervention(
        id="H-1",
        partner="P-4",
        remedy="coach-sellers",
        started_on=date(2026, 1, 5),
        ended_on=date(2026, 3, 5),
    )

    assert diagnose(["P-4"], as_of=TODAY, network=Network.of(Partner(id="P-4"), over))["P-4"].running == ()


def test_a_partner_with_nothing_against_it_has_no_cause(network, scores, gaps):
    found = diagnose(NAMES, as_of=TODAY, scores=scores, gaps=gaps, network=network)["P-4"]

    assert found.causes == ()
    assert found.proposals == ()


def test_figures_in_dispute_do_not_count(scores, gaps):
    found = diagnose(
        NAMES, as_of=TODAY, scores=scores, gaps=gaps, disputed={"P-0": ["first_response_hours", "leads"]}
    )["P-0"]

    assert {"slow-response", "too-few-leads"} & {each.cause for each in found.causes} == set()
    assert {each.aside.code for each in found.set_aside} == {"evidence-disputed"}


def test_what_is_too_old_does_not_count():
    old = [seen("slow-response", on=TODAY - timedelta(days=400))]

    assert diagnose(["P-4"], as_of=TODAY, evidence=old)["P-4"].causes == ()
    assert diagnose(["P-4"], as_of=TODAY, evidence=old, max_age=timedelta(days=500))["P-4"].causes != ()


def test_own_causes_and_remedies_are_welcome():
    own = Cause(code="no-parking", side="market")
    help_ = Remedy(code="build-parking", causes=["no-parking"], by="both")
    found = diagnose(
        ["P-4"],
        as_of=TODAY,
        evidence=[seen("no-parking")],
        causes=[*CAUSES, own],
        remedies=[*REMEDIES, help_],
    )["P-4"]

    assert [each.code for each in found.proposals] == ["build-parking"]


def test_causes_that_are_not_looked_at_are_left_out_of_what_other_areas_say(network):
    some = [each for each in CAUSES if each.code == "late-delivery"]
    found = diagnose(
        ["P-0"],
        as_of=TODAY,
        network=network,
        mirror=mirror(network, Period.quarter(2026, 2), as_of=TODAY),
        required={"P-0": ["spindle"]},
        causes=some,
        remedies=(),
    )["P-0"]

    assert [each.cause for each in found.causes] == ["late-delivery"]


def test_nothing_is_needed():
    assert diagnose(["P-4"], as_of=TODAY)["P-4"].causes == ()
    assert len(diagnose([], as_of=TODAY)) == 0


def refused(**more):
    with pytest.raises((InvalidInput, InvalidValue)) as caught:
        diagnose(**({"partners": ["P-4", "P-5"], "as_of": TODAY} | more))
    faults = getattr(caught.value, "faults", (caught.value,))
    assert all(each.remedy for each in faults)
    return [each.path for each in faults]


def test_bad_input_is_told_all_at_once():
    assert refused(
        evidence=[
            seen("slow-response", partner="P-9"),
            seen("rain"),
            seen("slow-response", on=date(2027, 1, 1)),
        ],
        disputed={"P-9": ["revenue"], "P-4": "revenue"},
        required={"P-9": ["spindle"]},
        conditions={"sunshine": {}, "capacity-free": {"P-9": True}, "funds-free": {"P-4": "yes"}},
    ) == [
        "evidence[0].partner",
        "evidence[1].cause",
        "evidence[2].on",
        "disputed",
        "disputed['P-4']",
        "required",
        "conditions['sunshine']",
        "conditions['capacity-free']",
        "conditions['funds-free']",
    ]


def test_what_is_no_list_and_no_mapping_is_named():
    assert refused(disputed={"P-4": 5}, required={"P-5": None}, conditions={"funds-free": True}) == [
        "disputed['P-4']",
        "required['P-5']",
        "conditions['funds-free']",
    ]
    assert refused(max_age=timedelta.max) == ["max_age"]
    assert refused(partners="P-4") == ["partners"]


def test_partners_causes_and_ages_that_make_no_sense_are_told_together():
    twice = [*CAUSES[:1], *CAUSES[:1]]

    assert refused(partners=["P-4", "P-4", ""], causes=twice, max_age=timedelta(0)) == [
        "partners[1]",
        "partners[2]",
        "max_age",
        "causes[1].code",
    ]


def test_remedies_for_causes_nobody_looks_at_are_told():
    assert refused(causes=CAUSES[:1])[0].startswith("remedies[")


def test_answers_of_other_areas_from_later_are_refused(scores, gaps, network):
    assert refused(
        partners=["P-0"],
        as_of=TODAY - timedelta(days=30),
        scores=scores,
        gaps=gaps,
        mirror=mirror(network, Period.quarter(2026, 2), as_of=TODAY),
    ) == ["scores.as_of", "gaps.as_of", "mirror.as_of"]


@pytest.mark.parametrize("as_of", ["2026-06-30", datetime(2026, 6, 30), None])  # naive is what is refused
def test_a_moment_without_a_zone_is_none(as_of):
    assert refused(as_of=as_of) == ["as_of"]


def test_a_condition_the_diagnosis_answers_is_not_the_host_s_to_say():
    assert refused(conditions={"no-vendor-cause": {"P-4": True}}) == ["conditions['no-vendor-cause']"]


def test_whose_evidence_it_is_stays_untold():
    with pytest.raises(InvalidValue) as caught:
        diagnose(["P-4"], as_of=TODAY, evidence=[seen("slow-response", partner="P-9")])

    assert "P-9" not in str(caught.value)


def test_answers_and_lists_of_another_kind_are_told_together():
    with pytest.raises(InvalidInput) as caught:
        diagnose(
            ["P-4"], as_of=TODAY, scores=5, mirror={}, network=5, evidence=None, remedies=None, conditions=5
        )

    paths = [fault.path for fault in caught.value.faults]
    assert paths == ["scores", "mirror", "network", "evidence", "remedies", "conditions"]
    with pytest.raises(InvalidValue, match=r"conflicts\[0\]: 'C-1' .* use a Conflict"):
        diagnose(["P-4"], as_of=TODAY, conflicts=["C-1"])


def test_scores_of_several_periods_are_refused():
    panel = {"partner": NAMES * 2, "month": ["2026-01"] * len(NAMES) + ["2026-02"] * len(NAMES)}
    panel["first_response_hours"] = [1.0] * len(panel["partner"])
    card = Scorecard(kpis=(Kpi("first_response_hours", better="lower"),))
    scores = score(card, panel, key="partner", by="month", as_of=TODAY)

    with pytest.raises(
        InvalidValue, match=r"scores: scores of a panel .* score the period that is diagnosed"
    ):
        diagnose(NAMES, as_of=TODAY, scores=scores)
