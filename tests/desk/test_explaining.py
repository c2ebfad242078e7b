"""A decision is made again from history alone, and is the one on record."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from attrs import evolve

from partnerkit import Lead, Ledger, Money, Partner, Product, Territory
from partnerkit.desk import Desk
from partnerkit.desk.evidence import ALGORITHM
from partnerkit.facts import Person
from partnerkit.interop.records import Record
from partnerkit.leads import EqualLoad, FairShare, Rotation, replay
from partnerkit.leads.asked import Asked
from partnerkit.leads.eligibility import RULES
from partnerkit.storage import MemoryStore, SqliteStore
from partnerkit.values.errors import InvalidValue, NotFound
from partnerkit.values.store_errors import NotReplayable

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
POLICY = FairShare(weights={"gold": 3, "P-3": Decimal("0.5")}, default=1)
FIRMS = [
    Partner(id="P-1", tier="gold", territories=("de",)),
    Partner(id="P-2", tier="silver", territories=("de", "se"), capacity=3),
    Partner(id="P-3", territories=("de-north",)),
]
TREE = [Territory(id="de"), Territory(id="de-north", parent="de"), Territory(id="se")]


def lead(number, territory="de-north"):
    return Lead(id=f"L-{number}", value=Money.of(100 + 37 * number, "EUR"), territory=territory)


@pytest.fixture(params=["memory", "sqlite"])
def desk(request, tmp_path):
    store = MemoryStore() if request.param == "memory" else SqliteStore(tmp_path / "channel.db")
    with Desk(store, tenant="acme", actor="anna", clock=lambda: NOON) as desk:
        desk.put(*FIRMS, *TREE)
        yield desk


def test_every_decision_of_a_long_life_is_made_again_with_all_its_candidates(desk):
    desk.assign(lead(0), POLICY)
    desk.assign_many([lead(1), lead(2, "se")], POLICY)
    desk.assign_batch([lead(3), lead(4, "se"), lead(5)], POLICY)
    desk.assign_to(lead(6), "P-3", POLICY, why="They asked.")
    stored = desk.get(Partner, "P-1")
    desk.put(evolve(stored.value, tier="silver", territories=("se",)), version=1)
    desk.put(Partner(id="P-9"))
    desk.put(evolve(desk.get(Territory, "de-north").value, parent=None), version=1)
    desk.decline("L-0", why="No time.")
    desk.put(evolve(lead(1), value=Money.of(5, "EUR")), version=1)
    desk.reassign("L-2", "P-9", POLICY, why="On leave.", override=True)
    desk.assign(lead(7), POLICY)

    for number in range(8):
        told = desk.explain(f"L-{number}")
        assert told.holds, number
        assert told.rebuilt.candidates == told.decision.candidates
        assert {each.partner for each in told.decision.candidates} >= {"P-1", "P-2", "P-3"}


def test_what_a_host_notes_in_words_of_the_desk_is_no_part_of_the_history(desk):
    desk.assign(lead(0), POLICY)
    change = desk.decline("L-0", why="No time.")
    desk.record("told", "L-0", {"pool": "default", "change": "by phone"}, kind="Lead")
    desk.record("mailed", "L-0", {"pool": "default", "change": change}, kind="Lead")
    desk.record("noted", "P-1", {"version": 7}, kind="Partner")
    desk.put(evolve(desk.get(Partner, "P-1").value, tier="silver"), version=1)
    first = desk.assign_batch([lead(1), lead(2)], POLICY)
    desk.record("noted", "L-1", {"batch": desk.history("L-1")[0].seq}, kind="Lead")
    desk.assign(lead(3), POLICY)

    assert first.keys() == {"L-1", "L-2"}
    assert all(desk.explain(f"L-{number}").holds for number in range(4))
    assert replay(desk.entries(), told_once=True) == desk.get(Ledger, "default").value


def test_a_batch_among_many_names_only_whom_the_rules_let_pass_once_all_are_known(desk):
    desk.put(*(Partner(id=f"F-{number}", territories=("fi",)) for number in range(64)))
    desk.assign_batch([lead(0)], POLICY)
    desk.assign_batch([lead(1), lead(2, "se")], POLICY)

    # Those who join are named once, so that the ledger can be told from the log.
    assert not isinstance(desk.history("L-0")[-1].decision.candidates, Asked)
    for number in (1, 2):
        event, told = desk.history(f"L-{number}")[-1], desk.explain(f"L-{number}")
        assert event.decision.candidates.rest.count >= 64
        assert {each.partner for each in event.decision.named} <= {"P-1", "P-2", "P-3"}
        assert told.holds
        assert tuple(event.decision.candidates) == told.rebuilt.candidates
    desk.put(Partner(id="F-99", territories=("fi",)))
    desk.assign_batch([lead(3)], POLICY)
    assert not isinstance(desk.history("L-3")[-1].decision.candidates, Asked)
    assert replay(desk.entries("default"), told_once=True) == desk.get(Ledger, "default").value


@pytest.mark.parametrize("policy", [EqualLoad(default=1), Rotation(default=1, pool="turns")], ids=str)
def test_all_policies_are_made_again(desk, policy):
    for number in range(5):
        desk.assign(lead(number), policy)

    assert all(desk.explain(f"L-{number}").holds for number in range(5))


def test_an_explanation_is_for_who_asks(desk):
    decision = desk.assign(lead(0), POLICY)

    assert desk.explain("L-0").explanation == decision.explain()
    assert desk.explain("L-0", viewer="P-2").explanation == decision.explain("P-2")
    assert desk.explain("L-0", why_not="P-3").explanation == decision.explain(why_not="P-3")


def test_a_function_of_the_host_must_be_passed_and_is_then_held_to_what_it_said(desk):
    policy = FairShare(weights=lambda partner: 3 if partner.tier == "gold" else 1)
    desk.assign(lead(0), policy)

    with pytest.raises(NotReplayable, match="policy="):
        desk.explain("L-0")
    assert desk.explain("L-0", policy=policy).holds
    assert not desk.explain("L-0", policy=FairShare(weights=lambda partner: 1)).holds


def test_rules_of_the_host_must_be_passed(desk):
    rules = RULES[:-1]
    desk.assign(lead(0), POLICY, rules=rules)

    with pytest.raises(NotReplayable, match="rules="):
        desk.explain("L-0")
    with pytest.raises(NotReplayable, match="codes on record"):
        desk.explain("L-0", rules=RULES)
    assert desk.explain("L-0", rules=rules).holds


def test_another_policy_than_the_declared_one_is_refused(desk):
    desk.assign(lead(0), POLICY)

    assert desk.explain("L-0", policy=POLICY).holds
    with pytest.raises(NotReplayable, match="another one now"):
        desk.explain("L-0", policy=FairShare(default=1))
    for name, none in (("rules", None), ("rule", RULES)):
        with pytest.raises(InvalidValue, match=f"^{name}: "):
            desk.explain("L-0", **{name: none})
    with pytest.raises(NotReplayable, match="made without rules"):
        desk.explain("L-0", rules=(evolve(RULES[0], of_lead=lambda lead: None), *RULES[1:]))


def test_a_ledger_written_by_hand_is_where_the_history_starts(desk):
    desk.put(Ledger().with_open({"P-2": 2, "P-3": ["L-99"]}))
    desk.assign(lead(0), POLICY)
    stored = desk.get(Ledger, "default")
    desk.put(stored.value.release("L-99", as_of=NOON), version=stored.version)
    desk.assign(lead(1), POLICY)

    assert desk.explain("L-0").holds
    assert desk.explain("L-1").holds
    assert replay(desk.entries(), told_once=True) == desk.get(Ledger, "default").value


def test_a_partner_as_it_was_after_a_person_was_erased_is_history_too(desk):
    desk.put(Person(id="U-1", name="Anna"), Partner(id="P-9", territories=("de",), account_owner="U-1"))
    desk.erase("U-1")
    blanked = desk.get(Partner, "P-9")
    desk.assign(lead(0), POLICY)
    desk.put(evolve(blanked.value, tier="gold"), version=blanked.version)

    assert desk.explain("L-0").holds


def test_what_was_never_decided_is_not_found_and_what_lacks_evidence_says_so(desk):
    with pytest.raises(NotFound):
        desk.explain("L-0")
    decision = desk.assign(lead(0), POLICY)
    with desk._books.writing() as unit:
        for facts in ({}, {"algorithm": ALGORITHM + 1}):
            record = Record(facts=facts, decision=evolve(decision, lead=f"L-8{len(facts)}"))
            desk._books.append(
                unit, record, action="assign", kind="Lead", subject=record.decision.lead, actor="anna"
            )

    for name, why in (("L-80", "without evidence"), ("L-81", f"version {ALGORITHM + 1}")):
        with pytest.raises(NotReplayable, match=why):
            desk.explain(name)


def test_a_record_that_was_bent_is_found(desk):
    desk.assign(lead(0), POLICY)
    (event,) = desk.history("L-0")
    bent = evolve(event.record, decision=evolve(event.decision, winner="P-2", margin=Decimal(1)))
    with desk._books.writing() as unit:
        desk._books.append(unit, bent, action="assign", kind="Lead", subject="L-0", actor="anna")

    told = desk.explain("L-0", viewer=None)
    assert not told.holds
    assert told.decision.winner == "P-2"


def test_a_product_tree_counts_as_it_was(desk):
    desk.put(Product(id="fw"), Product(id="fw-1", parent="fw"), Partner(id="P-4", products=("fw",)))
    asked = Lead(id="L-1", product="fw-1", value=Money.of(9, "EUR"))
    assert desk.assign(asked, POLICY).winner == "P-4"
    desk.put(Product(id="fw-1"), version=1)

    assert desk.explain("L-1").holds
