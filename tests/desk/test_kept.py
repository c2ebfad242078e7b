"""What the desk remembers is what the store would tell it."""

from datetime import UTC, datetime, timedelta

import pytest

from partnerkit import Lead, Ledger, Money, Partner, Territory
from partnerkit.desk import Desk
from partnerkit.desk.kept import DATED, KEPT, ROSTERS, Kept, Shelf, current, drafts_of
from partnerkit.interop.serialisation import kinds
from partnerkit.leads import FairShare
from partnerkit.leads.answering import LeadOffer
from partnerkit.storage import MemoryStore, SqliteStore

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
POLICY = FairShare(weights={"gold": 3}, default=1)


@pytest.fixture(params=["memory", "sqlite"])
def store(request, tmp_path):
    return MemoryStore() if request.param == "memory" else SqliteStore(tmp_path / "channel.db")


def told(desk):
    """Return all that the desk keeps, as it tells it."""
    return {model: desk.all(model) for model in (*KEPT, Ledger)}


def test_two_desks_and_a_new_one_agree_whatever_either_wrote(store):
    one, two = (Desk(store, tenant="acme", clock=lambda: NOON) for _ in range(2))
    one.put(*(Partner(id=f"P-{number}") for number in range(4)), Territory(id="de"))
    for number in range(12):
        desk, other = (one, two) if number % 3 else (two, one)
        lead = Lead(id=f"L-{number}", value=Money.of(100 + number, "EUR"))
        desk.assign(lead, POLICY, as_of=NOON, answer_by=NOON + timedelta(hours=number + 1))
        if number % 4 == 1:
            other.put(Partner(id=f"P-{number % 3}", tier="gold"), version=1)
        if number % 4 == 2:
            other.decline(f"L-{number - 1}", why="Full.", as_of=NOON)
        if number % 4 == 3:
            with other.unit():
                other.put(Partner(id=f"Q-{number}"))
                other.release(f"L-{number}", as_of=NOON)
                assert f"Q-{number}" in {each.id for each in other.all(Partner)}
        if number == 7:
            two.expire_due(as_of=NOON + timedelta(hours=5))
        assert told(one) == told(two) == told(Desk(store, tenant="acme"))
    assert one.verify().intact


def test_a_unit_that_failed_leaves_nothing_in_mind(store):
    desk = Desk(store, tenant="acme", clock=lambda: NOON)
    desk.put(Partner(id="P-1"), Partner(id="P-2"))
    desk.assign(Lead(id="L-1", value=Money.of(9, "EUR")), POLICY, as_of=NOON, answer_by=NOON + timedelta(1))
    before = told(desk)
    with pytest.raises(ZeroDivisionError), desk.unit():  # noqa: PT012
        desk.put(Partner(id="P-3"))
        desk.accept("L-1", as_of=NOON)
        desk.assign(Lead(id="L-2", value=Money.of(9, "EUR")), POLICY, as_of=NOON)
        assert desk.all(LeadOffer)[0].status == "accepted"
        1 / 0  # noqa: B018

    assert told(desk) == before


def test_what_is_known_at_one_row_is_used_as_it_is(store):
    desk = Desk(store, tenant="acme", clock=lambda: NOON)
    desk.put(Partner(id="P-1"))
    with desk._books.reading() as reading:
        known = current(Kept(), reading).shelf(reading, Partner)
        assert current(known, reading) is known
        assert known.shelf(reading, Partner) is known


def test_nothing_changed_is_nothing_written():
    pool, drafts = drafts_of(None, Ledger().with_open({"L-1": "P-1"}))
    assert len(drafts) > 1
    assert drafts_of(pool, pool.ledger) == (pool, ())
    after, more = drafts_of(pool, pool.ledger.release("L-1", as_of=NOON))
    assert {each.kind for each in more} == {"Ledger", "LedgerPage"}
    assert after.version == 2
    assert all(each.version for each in more if each.kind == "LedgerPage")


def test_all_that_is_kept_can_be_stored():
    assert {model.__name__ for model in (*KEPT, *DATED)} <= set(kinds())


def test_the_rosters_of_the_last_policies_are_kept():
    partners = {"P-1": Partner(id="P-1")}
    kept = Kept(shelves={Partner: Shelf(partners)})
    policies = [FairShare(default=1, pool=f"pool-{number}") for number in range(ROSTERS + 2)]
    for policy in (*policies, policies[-2]):
        kept, _ = kept.with_roster(policy, "exclude", Ledger(pool=policy.pool))
        assert len(kept.rosters) <= ROSTERS

    asked_last = [*policies[-ROSTERS:-2], policies[-1], policies[-2]]
    assert [policy for policy, _ in kept.rosters] == asked_last
