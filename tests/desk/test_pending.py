"""Leads that are given verb by verb in one unit are given in one run; whatever comes between is seen by it."""

from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

from partnerkit import Lead, Ledger, Money, Partner, Territory
from partnerkit.desk import Desk
from partnerkit.desk.pending import Pending
from partnerkit.interop.records import packed, unpacked
from partnerkit.leads import EqualLoad, FairShare, replay
from partnerkit.leads.roster import Roster
from partnerkit.leads.runs import Run
from partnerkit.storage import MemoryStore, SqliteStore
from partnerkit.values.errors import InvalidInput, InvalidValue

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
POLICY = FairShare(weights={"gold": 3}, default=1)
FIRMS = [
    Partner(
        id=f"P-{each:02}",
        tier="gold" if each % 3 else None,
        territories=("de",),
        capacity=None if each else 2,
    )
    for each in range(6)
]


def lead(number, **more):
    return Lead(
        id=f"L-{number:02}",
        value=Money.of(100 + 37 * number, "EUR"),
        territory=more.pop("territory", "de"),
        **more,
    )


def opened(store=None):
    return Desk(store or MemoryStore(), tenant="acme", actor="anna", clock=lambda: NOON)


def life(desk):
    """Give leads by a run, and let everything come between that changes who is given the next one."""
    desk.put(*FIRMS, Territory(id="de"), Territory(id="de-north", parent="de"))
    for number in range(4):
        desk.assign(lead(number), POLICY, as_of=NOON + timedelta(hours=number % 2))
    desk.decline("L-02", why="No time.")
    desk.assign_many([lead(4), lead(5, territory="se"), lead(6)], POLICY, key="k-4")
    stored = desk.get(Partner, "P-03")
    desk.put(evolve(stored.value, tier="silver", territories=("se",)), version=stored.version)
    desk.assign(lead(7), POLICY)
    desk.assign(lead(8, territory="se"), POLICY)
    desk.assign(lead(9), FairShare(default=1, pool="other", value="unit"))
    desk.assign(lead(10), FairShare(default=2))
    seen = desk.get(Ledger, "default").value.leads
    desk.put(Partner(id="P-99", tier="gold", territories=("de",)))
    desk.assign(lead(11), POLICY)
    desk.assign(lead(12), EqualLoad(default=1))
    desk.assign(lead(13, territory="de-north"), POLICY, blank="unrestricted")
    desk.assign_to(lead(14), "P-01", POLICY, why="The customer asked.")
    desk.assign_many([lead(15), lead(16)], POLICY)
    desk.assign_many([lead(4), lead(5, territory="se"), lead(6)], POLICY, key="k-4")
    return seen


def told(desk):
    return [(event.seq, event.action, event.id, event.record) for event in desk.events()]


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_one_unit_gives_what_many_give(kind, tmp_path):
    store = MemoryStore() if kind == "memory" else SqliteStore(tmp_path / "channel.db")
    with opened() as apart, opened(store) as together:
        seen = life(apart)
        with together.unit():
            assert life(together) == seen

        assert told(together) == told(apart)
        for pool in ("default", "other"):
            ledger = together.get(Ledger, pool).value
            assert ledger == apart.get(Ledger, pool).value
            assert replay(together.entries(pool), Ledger(pool=pool), told_once=True) == ledger
        assert together.verify().intact
        for number in range(0, 17, 4):
            assert together.explain(f"L-{number:02}").holds, number
        with together._books.reading() as reading:
            for row in reading.log():
                record = unpacked(row.body)
                if record.decision is not None:
                    assert row.body == packed(record, plain=2_000)


def test_a_unit_that_fails_leaves_no_run_behind():
    def broken(desk):
        with desk.unit():
            desk.assign(lead(1), POLICY)
            desk.assign_many([lead(2), evolve(lead(3), value=None)], POLICY)

    with opened() as desk:
        desk.put(*FIRMS)
        first = desk.assign(lead(0), POLICY)
        with pytest.raises((InvalidValue, InvalidInput), match="give the lead a value"):
            broken(desk)
        ledger = desk.get(Ledger, "default").value
        assert ledger.leads == 1
        assert ledger.holder("L-00").partner == first.winner
        assert desk.assign(lead(1), POLICY).winner is not None
        assert desk.get(Ledger, "default").value.leads == 2


def test_a_run_is_booked_once_and_another_ledger_ends_it():
    firms, ledger = {each.id: each for each in FIRMS}, Ledger()
    run = Run(Roster.of(firms, POLICY).following(ledger), ledger)
    pending = Pending()
    assert pending.begin(run) is run
    assert pending.running(POLICY, "exclude", firms) is run
    assert pending.taken() == ()
    for other in (
        (FairShare(default=1), "exclude", firms),
        (POLICY, "unrestricted", firms),
        (POLICY, "exclude", dict(firms)),
    ):
        assert pending.running(*other) is None
    pending.put(ledger)
    assert pending.running(POLICY, "exclude", firms) is None
    pending.clear()
    assert pending.get("default") is None
