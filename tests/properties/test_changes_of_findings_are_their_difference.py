"""
What is told of a change is the difference of two full looks, and what is told before a fact is written is true after.

Over networks in which all kinds of things happen, for every rule behind the door.
"""

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from partnerkit.conflicts import detect, detect_changes, rules
from partnerkit.conflicts.differences import touched
from partnerkit.facts import Network
from partnerkit.testing.dealings import AS_OF, dealing_networks, dealings, with_dealings

happenings = st.lists(dealings(), min_size=1, max_size=3)


def difference(before, after, applied):
    was, now = (detect(network, applied, as_of=AS_OF) for network in (before, after))
    return [each for each in now if each not in was], [each for each in was if each not in now]


def assert_told(before, after, applied):
    changes = detect_changes(before, after, applied, as_of=AS_OF)
    new, cleared = difference(before, after, applied)

    assert (list(changes.new), list(changes.cleared)) == (new, cleared)


@given(dealing_networks(), happenings, st.lists(st.integers(0, 40), max_size=2))
def test_what_a_change_does_is_the_difference_of_two_full_looks(before, facts, going):
    removed = {place: list(before)[place % len(before)] for place in going}
    after = with_dealings(before, facts)
    for fact in removed.values():
        try:
            after = after.with_facts(removed=[fact])
        except (ValueError, KeyError):
            continue

    assert_told(before, after, rules.builtin())
    assert_told(after, before, rules.builtin())


@given(dealing_networks(), happenings)
def test_it_makes_no_difference_whether_the_change_is_remembered(before, facts):
    after = with_dealings(before, facts)
    remembered = detect_changes(before, after, rules.builtin(), as_of=AS_OF)

    assert detect_changes(before, Network.of(list(after)), rules.builtin(), as_of=AS_OF) == remembered


@pytest.mark.parametrize("rule", [each for each in rules.builtin() if each.keys], ids=lambda rule: rule.code)
@given(before=dealing_networks(), facts=happenings)
def test_a_rule_asked_in_part_finds_what_it_finds_there_in_full(rule, before, facts):
    after = with_dealings(before, facts)
    keys = touched(rule, before, after, after.changes_since(before))
    for network in (before, after):
        if keys is not None:
            part = list(rule.find(network, AS_OF, only=keys))
            full = list(rule.find(network, AS_OF))

            assert [draft for draft in part if draft not in full] == []
    assert_told(before, after, [rule])


@given(dealing_networks())
def test_no_change_changes_nothing(network):
    asked = []
    watch = evolve(rules.get("territory-overlap"), find=lambda *_, **__: asked.append(1) or ())
    changes = detect_changes(network, network.with_facts(list(network.partners)), [watch], as_of=AS_OF)

    assert (changes.new, changes.cleared, asked) == ((), (), [])
