"""
What is told of a change is the difference of two full looks, and what is told before a fact is written is true after.

Over networks in which all kinds of things happen, for every rule behind the door.
"""

from decimal import Decimal

from attrs import evolve
from hypothesis import event, given, settings
from hypothesis import strategies as st

from partnerkit.conflicts import detect, detect_changes, rules
from partnerkit.conflicts.cooperation import Cooperation
from partnerkit.conflicts.differences import touched
from partnerkit.conflicts.rules.channel_conflict import channel_conflict
from partnerkit.conflicts.rules.cooperation_rules import cooperation_rules
from partnerkit.conflicts.rules.deal_overlap import deal_overlap
from partnerkit.conflicts.rules.lead_collision import lead_collision
from partnerkit.conflicts.rules.protected_lead_taken import protected_lead_taken
from partnerkit.facts import Assignment, Grant, Network, Partner, Territory
from partnerkit.testing.dealings import AS_OF, dealing_networks, dealings, with_dealings
from partnerkit.values import Period

#: Which leads were given, who is one customer, and what was declared: rules that a host makes of its own.
GIVEN, SAME = {"L-1": "P-1", "L-2": "P-2"}, {"A-2": "A-1"}
JOINT = Cooperation(
    id="C-1", kind="joint-deal", account="A-1", shares={"P-1": Decimal("0.5"), "P-2": Decimal("0.5")},
    registrations=["D-1"],
)  # fmt: skip
RULES = [
    *rules.builtin(),
    *(
        evolve(rule, code=f"{rule.code}-given")
        for rule in (
            lead_collision(given=GIVEN, customers=SAME),
            protected_lead_taken(given=GIVEN, customers=SAME),
            channel_conflict(customers=SAME),
            deal_overlap(customers=SAME, declared=[JOINT]),
            cooperation_rules(declared=[JOINT]),
        )
    ),
]

happenings = st.lists(dealings(), min_size=1, max_size=3)


def difference(before, after, applied):
    was, now = (detect(network, applied, as_of=AS_OF) for network in (before, after))
    return [each for each in now if each not in was], [each for each in was if each not in now]


def test_every_rule_can_be_asked_in_part():
    assert [rule.code for rule in rules.builtin() if rule.keys is None] == []


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

    assert_told(before, after, RULES)
    assert_told(after, before, RULES)


@given(dealing_networks(), happenings)
def test_it_makes_no_difference_whether_the_change_is_remembered(before, facts):
    after = with_dealings(before, facts)
    remembered = detect_changes(before, after, RULES, as_of=AS_OF)

    assert detect_changes(before, Network.of(list(after)), RULES, as_of=AS_OF) == remembered


# So much happens that a change makes or clears findings of most rules in many of the networks drawn.
# Each example asks every rule there is.
@settings(max_examples=max(5, settings.default.max_examples // 2))
@given(before=dealing_networks(most=60), facts=st.lists(dealings(), min_size=4, max_size=12))
def test_a_rule_asked_in_part_finds_what_it_finds_there_in_full(before, facts):
    after = with_dealings(before, facts)
    changed = after.changes_since(before)
    for rule in RULES:
        keys = touched(rule, before, after, changed, AS_OF) if rule.keys else None
        for network in (before, after) if keys is not None else ():
            part = list(rule.find(network, AS_OF, only=keys))
            full = list(rule.find(network, AS_OF))

            assert [draft for draft in part if draft not in full] == [], rule.code
        assert_told(before, after, [rule])


#: Whoever serves a place by name, or owns one first, makes it a gap that nobody else does; who serves all closes every one.
PLACES = [
    Territory(id="x"),
    Territory(id="x-1", parent="x"),
    Territory(id="x-2", parent="x"),
    Territory(id="y"),
]
HELD = st.sampled_from([Period.year(2026), Period.year(2026), Period.year(2025)])
where = st.sampled_from(["x", "x-1", "y"])
whoever = st.one_of(
    st.builds(
        Partner,
        id=st.sampled_from(["P-1", "P-2"]),
        territories=st.sampled_from([None, ("x-1",), ("y",)]),
        status=st.sampled_from(["active", "active", "terminated"]),
    ),
    st.builds(Assignment, person=st.sampled_from("ab"), territory=where, period=HELD),
    st.builds(Grant, partner=st.just("P-3"), territory=where, period=HELD),
)


@given(st.lists(whoever, max_size=2), whoever)
def test_what_turns_a_premise_over_is_told_wherever_it_matters(facts, fact):
    before = with_dealings(
        Network.of(PLACES, Partner(id="P-3", territories=["x-2"], status="suspended")), facts
    )
    after = with_dealings(before, [fact])
    gaps = rules.get("territory-gap")

    event(f"turned over: {gaps.premise(before, AS_OF) != gaps.premise(after, AS_OF)}")
    assert_told(before, after, [gaps])
    assert_told(after, before, [gaps])


@given(dealing_networks())
def test_no_change_changes_nothing(network):
    asked = []
    watch = evolve(rules.get("territory-overlap"), find=lambda *_, **__: asked.append(1) or ())
    changes = detect_changes(network, network.with_facts(list(network.partners)), [watch], as_of=AS_OF)

    assert (changes.new, changes.cleared, asked) == ((), (), [])
