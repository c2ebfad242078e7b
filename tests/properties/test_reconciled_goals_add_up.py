"""Whatever is proposed and by whichever method it is reconciled, the goals add up exactly; who agrees is kept in order."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from partnerkit.facts.goal import Goal
from partnerkit.goals import GoalTree, Step, diff, reconcile
from partnerkit.goals.approval import APPROVAL, advance, statuses
from partnerkit.goals.reconcile import METHODS
from partnerkit.values.errors import PartnerkitError
from partnerkit.values.money import Money
from partnerkit.values.time import Period

SIZES = st.one_of(st.integers(0, 50), st.integers(0, 10**12), st.integers(0, 10**22))


@st.composite
def trees(draw):
    size = draw(st.integers(1, 16))
    names = [f"g{number}" for number in range(size)]
    return GoalTree.of(
        Goal(
            id=name,
            parent=names[draw(st.integers(0, at - 1))] if at else None,
            measure="m",
            period=Period.year(2026),
            target=Money.from_minor(draw(SIZES), "EUR"),
        )
        for at, name in enumerate(names)
    )


@given(st.data(), trees(), st.sampled_from(METHODS))
def test_reconciled_goals_are_coherent_exactly_and_reconciling_them_again_changes_nothing(data, tree, method):
    said = data.draw(
        st.dictionaries(st.sampled_from(tree.ids), SIZES.map(lambda units: Money.from_minor(units, "EUR")))
    )
    more = {}
    if method == "middle-out":
        more["level"] = data.draw(st.integers(0, len(tree.shape.levels) - 2))
    if method == "wls" and data.draw(st.booleans()):
        more["variances"] = {goal: data.draw(st.floats(0.01, 100)) for goal in tree}
    if method == "mint":
        more["errors"] = {
            goal: data.draw(st.lists(st.floats(-9, 9), min_size=3, max_size=3)) for goal in tree
        }

    try:
        found = reconcile(tree, said, method=method, **more).tree
    except PartnerkitError:
        # A goal that is kept, with nothing below it to share by.
        assert method in ("top-down", "middle-out")
        return

    assert found.gaps() == ()
    assert diff(reconcile(found, {}, method=method, **more).tree, found) == () or method in (
        "top-down",
        "middle-out",
    )
    if method == "bottom-up":
        for leaf in tree.leaves:
            assert found[leaf].target == said.get(leaf, tree[leaf].target)


TREE = GoalTree.of(
    Goal(id=name, parent=name[:-1] or None, measure="m", period=Period.year(2026), target=1)
    for name in ("r", "ra", "rb", "raa", "rab", "rba", "raaa")
)


class Approvals(RuleBasedStateMachine):
    """Anybody does anything with any goal; what is refused changes nothing."""

    def __init__(self):
        super().__init__()
        self.steps = ()
        self.now = datetime(2026, 3, 2, tzinfo=UTC)

    @rule(
        goal=st.sampled_from(TREE.ids),
        event=st.sampled_from(APPROVAL.events),
        by=st.sampled_from(["anna", "ben", "zoe"]),
        reason=st.sampled_from(["", "because"]),
    )
    def do(self, goal, event, by, reason):
        self.now += timedelta(minutes=1)
        before = statuses(self.steps)
        try:
            self.steps = advance(
                TREE, self.steps, Step(goal=goal, event=event, by=by, at=self.now, reason=reason)
            )
        except PartnerkitError:
            return
        changed = {each for each in TREE if before.get(each) != statuses(self.steps).get(each)}
        assert changed <= set(TREE.path(goal))

    @rule()
    def climb(self):
        """Do what is next from below, so that runs reach the root."""
        found = statuses(self.steps)
        for goal in reversed(TREE.ids):
            if found.get(goal, "open") != "approved":
                for event, by in (("submit", "anna"), ("approve", "ben")):
                    self.do(goal, event, by, "")
                return

    @invariant()
    def all_below_what_is_submitted_or_approved_is_approved(self):
        found = statuses(self.steps)
        for goal, state in found.items():
            if state != "open":
                assert {found.get(child) for child in TREE.children(goal)} <= {"approved"}

    @invariant()
    def nobody_approved_what_they_submitted(self):
        last = {}
        for step in self.steps:
            if step.event == "approve":
                assert last[step.goal].by != step.by
            last[step.goal] = step


TestApprovals = Approvals.TestCase
