"""Every lead is in one stage, the funnel counts each visit once, and order does not matter."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from partnerkit.facts.lead import Lead
from partnerkit.leads import USUAL_STAGES, StageEntered, funnel, qualify

START = datetime(2026, 1, 5, tzinfo=UTC)
steps = st.builds(
    StageEntered,
    lead=st.sampled_from(["L-1", "L-2", "L-3"]),
    stage=st.sampled_from(USUAL_STAGES.names),
    at=st.integers(0, 30).map(lambda day: START + timedelta(days=day)),
)
answers = st.fixed_dictionaries(
    {}, optional={name: st.booleans() for name in ("accepted_by", "need", "decision_maker")}
)


@given(told=st.lists(steps, max_size=12), days=st.integers(0, 40), data=st.data())
def test_the_funnel_counts_every_visit_once_in_any_order(told, days, data):
    moment = START + timedelta(days=days)
    found = funnel(told, USUAL_STAGES, as_of=moment)
    other = funnel(data.draw(st.permutations(told)), USUAL_STAGES, as_of=moment)

    assert sum(row.entered for row in found) == len({each for each in told if each.at <= moment})
    for row in found:
        assert row.moved_on + row.dropped + row.still_there == row.entered
        if row.expected is not None:
            assert row.moved_on / row.entered - 1e-9 <= row.expected <= 1 + 1e-9
    assert [(row.stage, row.entered, row.expected) for row in found] == [
        (row.stage, row.entered, row.expected) for row in other
    ]


@given(status=st.sampled_from(["open", "won", "lost", "recycled"]), told=answers, more=answers)
def test_knowing_more_that_is_true_never_takes_a_lead_back(status, told, more):
    lead = Lead(id="L-1", status=status, product="firewall")
    better = {**told, **dict.fromkeys(more, True)}

    order = USUAL_STAGES.names.index
    before = qualify(lead, as_of=START, answers=told)
    assert order(qualify(lead, as_of=START, answers=better).stage) >= order(before.stage)
    assert before.stage in USUAL_STAGES.names
    assert (before.next is None) == USUAL_STAGES[before.stage].is_end
