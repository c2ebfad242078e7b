"""
What is asked before writing is what is found after, and whoever asks learns three words, so many times.
"""

from datetime import timedelta

from attrs import evolve, fields_dict
from hypothesis import given
from hypothesis import strategies as st

from partnerkit.conflicts import Attempts, detect, prevent, rules
from partnerkit.conflicts.own_world import own_world
from partnerkit.facts import Agreement, DealRegistration, Grant, PriceTerm
from partnerkit.testing.dealings import AS_OF, dealing_networks, dealings
from partnerkit.testing.rule_laws import renamed
from partnerkit.values.errors import InvalidInput, InvalidValue

WORDS = {"accepted-for-review", "incomplete", "not-eligible"}
ASKING = "P-1"


def as_asked(fact):
    """What the asking partner may say: a fact of its own, whoever of the vendor or of another it names."""
    own = {"partner": ASKING, "id": "own"}
    return evolve(fact, **{name: value for name, value in own.items() if name in fields_dict(type(fact))})


questions = st.lists(
    dealings(Grant, PriceTerm, DealRegistration, Agreement).map(as_asked), min_size=1, max_size=4
)


@given(dealing_networks(), st.lists(dealings(), max_size=2))
def test_it_is_empty_exactly_when_nothing_new_is_found_after(network, facts):
    answer = prevent(network, facts, rules.builtin(), as_of=AS_OF)
    try:
        after = network.with_facts(facts)
    except (InvalidInput, InvalidValue):
        assert answer.faults
        assert answer.conflicts == ()
        return
    before = detect(network, rules.builtin(), as_of=AS_OF)
    new = [each for each in detect(after, rules.builtin(), as_of=AS_OF) if each not in before]

    assert list(answer.conflicts) == new
    assert (len(answer) == 0) == (new == [])


def told(network, questions, attempts):
    views = []
    for place, fact in enumerate(questions):
        at = AS_OF + timedelta(hours=place)
        answer = prevent(network, fact, rules.builtin(), as_of=at, asked_by=ASKING, attempts=attempts)
        attempts = answer.attempts
        views.append(answer.view(viewer=ASKING))
    return views


@given(dealing_networks(), questions)
def test_no_sequence_of_questions_tells_who_the_others_are_or_what_is_theirs(network, questions):
    """
    The one who asks is told the same, word by word, when all others and what is theirs change their names.

    And likewise without anything that others said, hold or registered.
    """
    told_here = told(network, questions, Attempts())

    assert told(renamed(network, keep=ASKING), questions, Attempts()) == told_here
    assert told(own_world(network, ASKING), questions, Attempts()) == told_here


@given(dealing_networks(), dealing_networks(), questions, st.integers(0, 2))
def test_beyond_the_limit_nothing_depends_on_the_others_at_all(one, another, questions, limit):
    """Between any two worlds, at most as many words differ as one may ask for, and each word is one of three."""
    views = [told(network, questions, Attempts(limit=limit)) for network in (one, another)]

    assert views[0][limit:] == views[1][limit:]
    for view in (*views[0], *views[1]):
        assert view.code in WORDS
        assert dict(view.facts) == {"party": ASKING}
