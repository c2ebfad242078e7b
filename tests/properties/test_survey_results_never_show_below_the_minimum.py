"""
From all that was shown of a series, nobody reckons the result of fewer than the minimum.

The attacker knows of every result whose replies it rests on, adds and takes off
as he likes, and takes opinions for unchanged between two waves: whatever he
gets is a combination of the shown groups. He looks whether one of them is a
small group alone.
"""

from datetime import UTC, date, datetime
from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from partnerkit.engagement import solved_problems, survey_results
from partnerkit.facts import Answer, Network, Partner, Question, Survey

NOW = datetime(2026, 6, 2, 9, tzinfo=UTC)
NAMES = tuple(f"P-{at}" for at in range(9))
LEAST = 3
ASKED = Question(id="leads", kind="scale", least=0, most=10, cause="too-few-leads")
PARTNERS = [Partner(id=each) for each in NAMES]
SURVEYS = [
    Survey(id=f"S-{wave}", series="pulse", wave=wave, mode="named", questions=[ASKED], minimum_group=LEAST)
    for wave in (1, 2)
]

who_answers = st.sets(st.sampled_from(NAMES), max_size=9)
cut = st.fixed_dictionaries({}, optional={each: st.sampled_from("ab") for each in NAMES})


def answers(wave, names):
    return [
        Answer(survey=f"S-{wave}", question="leads", partner=each, on=date(2026, wave, 2), reply=at % 11)
        for at, each in enumerate(sorted(names))
    ]


def on_whom(result, answered, group_of, earlier):
    """Return whose replies a result rests on, as anybody could know who knows who answered."""
    names = set(answered[result.wave])
    if result.held_back is not None and result.held_back.code == "survey-without-newcomers":
        names &= earlier
    if result.group is not None:
        names = {each for each in names if group_of[result.cut].get(each) == result.group}
    return names


@given(who_answers, who_answers, st.lists(cut, max_size=2))
def test_no_combination_of_what_was_shown_is_that_of_a_few(first, second, cuts):
    answered = {1: first, 2: second}
    network = Network.of(SURVEYS, PARTNERS, answers(1, first), answers(2, second))
    groups, earlier, shown = [], set(), None
    for place, group_of in enumerate(({}, *cuts)):
        named = {f"cut-{place}": group_of} if group_of else {}
        found = survey_results(network, "pulse", as_of=NOW, cuts=named, already=shown)
        whole = {}
        for each in found:
            if each.count is None:
                continue
            names = on_whom(each, answered, named, earlier)
            if each.group is None:
                whole[each.wave] = names
            else:
                # A group of a wave told without newcomers is without them, too.
                names &= whole.get(each.wave, names)
            assert each.count == len(names) >= LEAST
            groups.append([name in names for name in NAMES])
            earlier |= names
        shown = found.shown
    for each in solved_problems(network, "pulse", as_of=NOW, already=shown):
        if each.count is not None:
            assert each.count == len(first & second) >= LEAST
            groups.append([name in first & second for name in NAMES])
    if not groups:
        return
    known = np.array(groups, dtype=float)
    rank = np.linalg.matrix_rank(known)
    for size in range(1, LEAST):
        for few in combinations(range(9), size):
            target = np.zeros(9)
            target[list(few)] = 1.0
            assert np.linalg.matrix_rank(np.vstack([known, target])) > rank


@given(who_answers)
def test_fewer_than_the_minimum_show_nothing_at_all(names):
    found = survey_results(Network.of(SURVEYS, PARTNERS, answers(1, names)), "pulse", as_of=NOW)

    for each in found:
        assert (each.count is None) == (each.wave == 2 or len(names) < LEAST)
        if each.count is None:
            assert (each.mean, each.promoter_score, dict(each.shares)) == (None, None, {})
