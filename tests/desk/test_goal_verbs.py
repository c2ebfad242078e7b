"""Goals stand as one tree, figures once, scores with their reasons."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from attrs import evolve

from partnerkit import Goal, Money, Partner, Period
from partnerkit.desk import Desk
from partnerkit.facts import Figure
from partnerkit.goals import cascade
from partnerkit.goals.tree import GoalTree
from partnerkit.interop.records import Record
from partnerkit.scoring import Kpi, Scorecard, score
from partnerkit.storage import MemoryStore
from partnerkit.values.errors import BrokenTree, InvalidInput, InvalidValue, NotFound, PartnerkitError
from partnerkit.values.limits import Limits
from partnerkit.values.store_errors import IdempotencyKeyReused, NotReplayable

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)
YEAR = Period.year(2026)


def euros(amount):
    return Money.of(amount, "EUR")


def goal(name, parent=None, amount="0.00"):
    return Goal(id=name, parent=parent, measure="revenue", period=YEAR, target=euros(amount))


TREE = [
    goal("emea", amount="100.00"),
    goal("de", "emea"),
    goal("fr", "emea"),
    goal("nord", "de"),
    goal("sud", "de"),
]


def figure(amount, partner="P-1", **more):
    return Figure(
        partner=partner, measure="revenue", period=Period.month(2026, 2), value=euros(amount), **more
    )


@pytest.fixture
def desk(at_desk):
    at_desk.put(Partner(id="P-1"), Partner(id="P-2"))
    return at_desk


def test_goals_are_set_as_one_tree_or_not_at_all(desk):
    with pytest.raises(InvalidInput) as caught:
        desk.set_goal(*TREE[1:])
    assert all("emea" in fault.value for fault in caught.value.faults)
    assert desk.all(Goal) == ()
    stored = desk.set_goal(*TREE, why="Board.", key="plan")

    assert [each.version for each in stored] == [1] * 5
    assert desk.set_goal(*TREE, why="Board.", key="plan") == stored
    (changed,) = desk.set_goal(goal("emea", amount="90.00"), why="Cut.")
    assert changed.version == 2
    told = [event.record.facts for event in desk.history("emea")]
    assert [(each["before"], each["target"], each["why"]) for each in told] == [
        (None, euros("100.00"), "Board."), (euros("100.00"), euros("90.00"), "Cut."),
    ]  # fmt: skip
    with pytest.raises(PartnerkitError):
        desk.set_goal(goal("emea", "nord"))
    with pytest.raises(IdempotencyKeyReused):
        desk.set_goal(*TREE, key="plan")


def test_a_cascade_writes_what_the_judgement_says_and_a_row_for_each_goal(desk):
    desk.set_goal(*TREE)
    by = {"nord": 3, "sud": 1, "fr": 2}
    expected = cascade(GoalTree.of(TREE), "emea", by=by, hold={"fr": euros("40.01")})
    after = desk.cascade("emea", by=by, hold={"fr": euros("40.01")}, why="Spring.", key="k")

    assert {name: after[name].target for name in after} == {name: expected[name].target for name in expected}
    assert {each.id: each.target for each in desk.all(Goal)} == {name: after[name].target for name in after}
    assert (
        sum(desk.get(Goal, name).value.target.amount for name in ("nord", "sud")) == after["de"].target.amount
    )
    assert [event.action for event in desk.history("nord")] == ["set-goal", "set-goal"]
    assert desk.history("emea")[-1].record.facts["count"] == 4
    desk.set_goal(goal("fr", "emea", "1.00"))
    again = desk.cascade("emea", by=by, hold={"fr": euros("40.01")}, why="Spring.", key="k")
    assert {name: again[name].target for name in again} == {name: after[name].target for name in after}
    one = desk.cascade(
        "emea", by={**by, "nord": Decimal("3.0")}, hold={"fr": euros("40.01")}, why="Spring.", key="k"
    )
    assert {name: one[name].target for name in one} == {name: after[name].target for name in after}
    with pytest.raises(IdempotencyKeyReused):
        desk.cascade("emea", by="equal", key="k")
    with pytest.raises(NotFound):
        desk.cascade("asia", by="equal")


def test_a_cascade_under_its_key_answers_with_the_tree_it_left_whatever_was_set_since(desk):
    desk.set_goal(*TREE)
    after = desk.cascade("de", by="equal", to=euros("8"), key="k")
    # Goals that the cascade left as they were, a new one, and periods that no longer hold those of then.
    desk.set_goal(goal("emea", amount="200.00"), goal("it", "emea", "7.00"))
    assert desk.cascade("de", by="equal", to=euros("8"), key="k") == after
    january = Period.month(2026, 1)
    desk.set_goal(*(evolve(each, period=january) for each in (*TREE, goal("it", "emea"))))
    assert desk.cascade("de", by="equal", to=euros("8"), key="k") == after


def test_a_figure_stands_once_and_what_was_known_before_is_found_again(desk):
    (first,) = desk.record_actuals(figure("10.00"), as_of=NOON, key="a")
    assert desk.record_actuals(figure("10.00"), as_of=NOON + DAY) == (first,)
    (second,) = desk.record_actuals(figure("12.00"), as_of=NOON + 2 * DAY)
    (third,) = desk.record_actuals(figure("10.00"), as_of=NOON + 4 * DAY)
    desk.record_actuals(figure("7.00", "P-2"), as_of=NOON)

    assert desk.record_actuals(figure("10.00"), as_of=NOON + 9 * DAY, key="a") == (first,), (
        "as it was written"
    )
    assert len({first.id, second.id, third.id}) == 3
    network = desk.network()
    for days, value in ((1, "10.00"), (3, "12.00"), (5, "10.00")):
        known = network.known_at(NOON + days * DAY)
        assert [each.value for each in known.all(Figure) if each.partner == "P-1"] == [euros(value)]
    assert sum(each.known_until is None for each in desk.all(Figure)) == 2
    assert desk.history(third.id)[0].record.facts["before"] == euros("12.00")


def test_one_goal_twice_in_one_call_is_refused(desk):
    with pytest.raises(InvalidValue, match=r"goals\[1\]: the same as goals\[0\] .* set each goal once"):
        desk.set_goal(goal("emea", amount="1.00"), goal("emea", amount="2.00"))
    assert desk.all(Goal) == ()


def test_a_goal_that_is_measured_otherwise_leaves_no_orphans(desk):
    desk.set_goal(goal("emea"), goal("de", "emea"), goal("alone"))
    margin = evolve(goal("emea"), measure="margin")
    with pytest.raises(BrokenTree, match="orphan"):
        desk.set_goal(margin)

    desk.set_goal(
        margin, evolve(goal("de", "emea"), measure="margin"), evolve(goal("alone"), measure="margin")
    )
    assert {each.measure for each in desk.all(Goal)} == {"margin"}


def test_one_figure_twice_in_one_call_is_refused(desk):
    with pytest.raises(InvalidValue, match=r"figures\[1\]"):
        desk.record_actuals(figure("10.00"), figure("12.00"))
    assert desk.all(Figure) == ()


def test_scores_are_written_with_what_every_kpi_did(desk):
    frame = {"partner": ["P-1", "P-2", "P-3"], "revenue": [1.0, 2.0, 3.0], "margin": [0.3, None, 0.1]}
    card = Scorecard(kpis=(Kpi("revenue", weight=3), Kpi("margin", weight=1)), scale="min_max")
    scores = score(card, frame, key="partner", as_of=date(2026, 3, 31))

    assert desk.record_score(scores, key="q1", card="standard") == 3
    assert desk.record_score(scores, key="q1", card="standard") == 3
    assert desk.record_score(scores, "P-2", card="standard") == 1
    first, again = [event for event in desk.history("P-2") if event.action == "score"]
    assert first.record == again.record
    assert first.record.facts["score"] == scores["P-2"]
    assert first.record.facts["reasons"] == scores.explain("P-2").reasons
    with pytest.raises(NotFound):
        desk.record_score(scores, "P-9")


def test_a_host_holds_its_desk_to_tighter_limits():
    with Desk(
        MemoryStore(), tenant="acme", limits=Limits(batch=5, goal_nodes=4, depth=2, text=12, document=900)
    ) as desk:
        with pytest.raises(InvalidValue, match="5 at a time"):
            desk.set_goal(*TREE, goal("it", "emea"))
        with pytest.raises(InvalidValue, match="4 goals in a tree"):
            desk.set_goal(*TREE)
        with pytest.raises(InvalidValue, match="2 levels"):
            desk.set_goal(*TREE[:2], TREE[3])
        with pytest.raises(InvalidValue, match="name"):
            desk.put(Partner(id="P-1", name="A name too long"))
        with pytest.raises(InvalidValue, match="900 bytes"):
            desk.put(Partner(id="P-1", territories=tuple(f"t-{each:09}" for each in range(99))))
        assert desk.events() == ()
        desk.set_goal(TREE[0], TREE[2])


def test_under_its_key_it_answers_with_what_stood_already_too(desk):
    old, new, more = figure("1"), figure("2", partner="P-2"), figure("3", partner="P-3")
    desk.record_actuals(old, figure("9", partner="P-2"))
    first = desk.record_actuals(new, old, more, key="k")

    assert [each.value.value for each in first] == [euros(2), euros(1), euros(3)]
    # What stood then stands no more, then again as something else of the same value.
    for amount in ("4", "1"):
        desk.record_actuals(figure(amount))
    assert desk.record_actuals(new, old, more, key="k") == first
    with desk._books.writing() as unit:
        desk._books.append(unit, Record(), action="erase", kind="Figure", subject=first[1].id, actor="anna")
        desk._books.remove(unit, "Figure", first[1].id)
    with pytest.raises(NotReplayable):
        desk.record_actuals(new, old, more, key="k")


def test_a_figure_that_is_corrected_and_then_says_what_it_said_first_is_taken_in(desk):
    # An export that says since when it was known says the same of it each time.
    first, other = figure("1", known_from=NOON), figure("2", known_from=NOON)
    for days, each in enumerate((first, other, first, other, first)):
        desk.record_actuals(each, as_of=NOON + timedelta(days=days))

    stands = [each.value for each in desk.all(Figure) if each.known_until is None]
    assert stands == [each.value for each in desk.network().figures] == [euros(1)]
    assert len(desk.all(Figure)) == 5


def test_a_figure_is_corrected_by_a_clock_a_second_behind(any_store):
    def at(seconds):
        return Desk(any_store, tenant="acme", actor="anna", clock=lambda: NOON + timedelta(seconds=seconds))

    at(-60).put(Partner(id="P-1"))
    for amount in ("1.00", "2.00"):
        at(0).record_actuals(figure(amount))

    with pytest.raises(InvalidValue, match="known_until"):
        at(-11).record_actuals(figure("3.00"))
    (third,) = at(-1).record_actuals(figure("3.00"))
    assert third.value.known_from == NOON
    with pytest.raises(InvalidValue, match="known_until"):
        at(0).record_actuals(figure("4.00"), as_of=NOON - timedelta(seconds=1))


def test_a_figure_that_was_put_is_replaced_by_what_is_reported_later(desk):
    # A host's first import puts all facts there are; from then on each night reports.
    desk.put(figure("10"), figure("7", "P-2"), evolve(figure("9"), known_from=NOON, known_until=NOON + DAY))
    desk.record_actuals(figure("10"), figure("8", "P-2"), as_of=NOON + 2 * DAY)

    stands = {each.partner: each.value for each in desk.all(Figure) if each.known_until is None}
    assert len(desk.all(Figure)) == 4
    assert stands == {"P-1": euros(10), "P-2": euros(8)}
    assert len(desk.network().known_at(NOON + 3 * DAY).all(Figure)) == 2


def test_a_dispute_is_not_settled_by_telling_the_same_value_again(desk):
    desk.record_actuals(figure("10"), as_of=NOON)
    (disputed,) = desk.record_actuals(figure("10", status="disputed"), as_of=NOON + DAY)
    # The books send it again each night, one of them with the moment of its entry.
    assert desk.record_actuals(figure("10"), as_of=NOON + 2 * DAY) == (disputed,)
    entered = figure("10", entered_at=NOON, known_from=NOON)
    (told,) = desk.record_actuals(entered, as_of=NOON + 3 * DAY)
    assert told.value.status == disputed.value.status == "disputed"

    (settled,) = desk.record_actuals(figure("10", status="confirmed"), as_of=NOON + 4 * DAY)
    assert settled.value.status == "confirmed"
    (other,) = desk.record_actuals(figure("11"), as_of=NOON + 5 * DAY)
    assert other.value.status == "reported"


def test_what_a_host_notes_about_a_figure_is_no_change_of_it(desk):
    (stored,) = desk.record_actuals(figure("10"))
    desk.record("confirmed", stored.id, {"by": "mail"}, kind="Figure")
    first = desk.record_actuals(figure("10"), figure("2", "P-2"), key="k")

    assert desk.record_actuals(figure("10"), figure("2", "P-2"), key="k") == first
