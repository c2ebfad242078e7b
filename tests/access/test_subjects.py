"""The mask of a kind is what a loop over its facts finds."""

from hypothesis import given
from hypothesis import strategies as st

from partnerkit import Money, Period
from partnerkit.access.reach import Reach
from partnerkit.access.subjects import SUBJECTS, encoded, in_sight
from partnerkit.facts import Goal, Task

names = st.sampled_from(("a", "b", "c"))
sets = st.frozensets(names)
reaches = st.builds(
    Reach,
    partners=sets,
    people=sets,
    territories=sets,
    everything=st.booleans(),
    bound=st.one_of(st.none(), sets),
)


def goal(number, partner, owner, territory):
    return Goal(
        id=str(number), measure="m", period=Period.year(2026), target=Money.of(1, "EUR"),
        partner=partner, owner=owner, territory=territory,
    )  # fmt: skip


def by_hand(fact, reach):
    if reach.everything:
        return True
    if reach.bound is not None and fact.partner is not None and fact.partner not in reach.bound:
        return False
    if fact.partner in reach.partners or fact.owner in reach.people:
        return True
    return fact.partner is None and fact.owner is None and fact.territory in reach.territories


@given(st.lists(st.tuples(*[st.one_of(st.none(), names)] * 3), max_size=8), reaches)
def test_is_in_sight_as_read_one_by_one(drawn, reach):
    goals = [goal(number, *each) for number, each in enumerate(drawn)]

    assert in_sight(encoded(goals, SUBJECTS[Goal]), reach).tolist() == [
        by_hand(each, reach) for each in goals
    ]


def test_a_person_sees_what_names_him():
    tasks = [Task(id="1", owner="a"), Task(id="2", owner="b"), Task(id="3")]

    assert in_sight(encoded(tasks, SUBJECTS[Task]), Reach(people=frozenset("b"))).tolist() == [
        False,
        True,
        False,
    ]
