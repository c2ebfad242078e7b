"""In a large pool most could never take a lead: they are on record as a count and a digest, and made again when looked at."""

from datetime import UTC, datetime

import pytest
from attrs import evolve

from partnerkit import Lead, Money, Partner, Territory
from partnerkit.desk import Desk
from partnerkit.desk.assignment import FEW
from partnerkit.interop.records import unpacked
from partnerkit.interop.serialisation import canonical, to_document
from partnerkit.leads import FairShare, allocate, replay
from partnerkit.leads.asked import Asked
from partnerkit.storage import MemoryStore, SqliteStore
from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.store_errors import NotReplayable, StaleWrite

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
POLICY = FairShare(weights={"gold": 3}, default=1)
FIRMS = [
    Partner(id=f"P-{each:03}", tier="gold" if each % 3 else None, territories=(f"r-{each % 20}",))
    for each in range(20 * 5)
]


def lead(number, **more):
    return Lead(
        id=f"L-{number}", value=Money.of(100 + 37 * number, "EUR"), territory=f"r-{number % 20}", **more
    )


@pytest.fixture(params=["memory", "sqlite"])
def desk(request, tmp_path):
    store = MemoryStore() if request.param == "memory" else SqliteStore(tmp_path / "channel.db")
    with Desk(store, tenant="acme", actor="anna", clock=lambda: NOON) as desk:
        desk.put(*FIRMS)
        desk.assign(lead(0), POLICY)
        yield desk


def test_a_decision_is_what_asking_everybody_gives_and_the_record_is_short(desk):
    decision = desk.assign(lead(1), POLICY, key="k-1")
    expected = allocate([lead(0), lead(1)], FIRMS, POLICY, as_of=NOON, blank="exclude")

    assert isinstance(decision.candidates, Asked)
    assert decision == expected.decisions["L-1"]
    assert len(decision.candidates) == 100 > FEW
    assert len(decision.named) == 5
    with desk._books.reading() as reading:
        first, second = (to_document(unpacked(row.body)) for row in reading.log() if row.action == "assign")
    assert len(canonical(second)) < len(canonical(first)) / 2


def test_a_command_repeated_under_its_key_gives_the_decision_back_with_everybody(desk):
    decision = desk.assign(lead(1), POLICY, key="k-1")
    again = desk.assign(lead(1), POLICY, key="k-1")

    assert again == decision
    assert tuple(again.candidates) == tuple(decision.candidates)


def test_history_tells_of_everybody_as_they_were_then(desk):
    decision = desk.assign(lead(1), POLICY)
    stored = desk.get(Partner, "P-007")
    desk.put(evolve(stored.value, territories=("r-1",)), version=stored.version)
    desk.assign(lead(21), POLICY)

    told = desk.explain("L-1")
    assert told.holds
    (event,) = desk.history("L-1")
    assert tuple(event.decision.candidates) == tuple(decision.candidates) == told.rebuilt.candidates
    assert event.decision.candidate("P-007").objection.facts["served"] == ("r-7",)
    assert desk.explain("L-1", viewer="P-007").explanation.reason.code == "territory"
    assert desk.explain("L-1", why_not="P-007").explanation == decision.explain(why_not="P-007")
    assert {each.partner for each in desk.history("L-21")[0].decision.named} >= {"P-007", "P-001"}


@pytest.mark.parametrize(
    "bent", [{"digest": "0" * 64}, {"counts": {"territory": 94, "language": 1}}], ids=str
)
def test_a_rest_that_is_not_what_history_says_is_seen(desk, bent):
    desk.assign(lead(1), POLICY)
    (event,) = desk.history("L-1")
    asked = event.decision.candidates
    decision = evolve(event.decision, candidates=Asked(asked.named, evolve(asked.rest, **bent)))
    with desk._books.writing() as unit:
        record = evolve(event.record, decision=decision)
        desk._books.append(unit, record, action="assign", kind="Lead", subject="L-1", actor="anna")

    told = desk.explain("L-1")
    assert not told.holds
    with pytest.raises(NotReplayable, match="ask `explain`"):
        tuple(told.decision.candidates)
    with pytest.raises(NotReplayable, match="not what is on record"):
        tuple(desk.history("L-1")[-1].decision.candidates)


def test_the_ledger_follows_from_the_log(desk):
    for number in range(1, 30):
        desk.assign(lead(number), POLICY)
    desk.decline("L-7", why="No time.")

    stored = desk.get(type(replay([])), "default").value
    assert replay(desk.entries("default"), told_once=True) == stored


def test_a_list_is_given_as_lead_after_lead_and_its_faults_are_told_together(desk):
    made = desk.assign_many([lead(1), lead(2, language="de"), lead(23)], POLICY)
    expected = allocate(
        [lead(0), lead(1), lead(2, language="de"), lead(23)], FIRMS, POLICY, as_of=NOON, blank="exclude"
    )

    assert made == {name: expected.decisions[name] for name in ("L-1", "L-2", "L-23")}
    with pytest.raises(InvalidInput) as caught:
        desk.assign_many([lead(4), evolve(lead(5), value=None), evolve(lead(6), value=None)], POLICY)
    assert [fault.path for fault in caught.value.faults] == ["leads[1].value", "leads[2].value"]
    with pytest.raises((InvalidInput, InvalidValue), match="use each id once"):
        desk.assign_many([lead(4), lead(4)], POLICY)


def test_trees_of_the_store_are_followed_as_they_change(desk):
    desk.put(Territory(id="r-1"), Territory(id="r-1-west", parent="r-1"))
    asked = evolve(lead(1), territory="r-1-west")
    first = desk.assign(asked, POLICY)
    stored = desk.get(Territory, "r-1-west")
    desk.put(evolve(stored.value, parent=None), version=stored.version)
    second = desk.assign(evolve(asked, id="L-2"), POLICY)

    assert (len(first.named), second.winner) == (5, None)
    assert desk.explain("L-1").holds
    assert desk.explain("L-2").holds


def test_ledgers_that_changed_in_a_unit_are_written_once_and_seen_by_all_its_verbs(desk):
    ledger = type(replay([]))
    before = desk.get(ledger, "default").version
    with desk.unit():
        desk.assign(lead(1), POLICY)
        desk.assign(lead(2), POLICY)
        seen = desk.get(ledger, "default")
        desk.assign(lead(3), POLICY)
        desk.decline("L-1", why="No time.")

    assert seen.version == before + 1
    assert seen.value.leads == 3
    after = desk.get(ledger, "default")
    assert (after.version, after.value) == (before + 2, replay(desk.entries("default"), told_once=True))


def fail(desk):
    with desk.unit():
        desk.assign(lead(1), POLICY)
        desk.put(FIRMS[0])


def test_a_unit_that_fails_leaves_the_ledger_as_it_was(desk):
    ledger = type(replay([]))
    before = desk.get(ledger, "default")
    with pytest.raises(StaleWrite):
        fail(desk)

    assert desk.get(ledger, "default") == before
    assert desk.assign(lead(1), POLICY).winner is not None
    assert desk.explain("L-1").holds
