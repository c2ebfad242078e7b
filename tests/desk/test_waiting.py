"""A desk to be awaited: whoever waits may go, the unit goes to its end."""

import asyncio
import threading
from datetime import UTC, datetime

import pytest

from partnerkit import Lead, Ledger, Partner
from partnerkit.desk import AsyncDesk, Desk
from partnerkit.leads import FairShare
from partnerkit.storage import MemoryStore, SqliteStore
from partnerkit.values.errors import InvalidValue, NotFound
from partnerkit.values.store_errors import AlreadyClaimed

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
POLICY = FairShare(default=1, value="unit")


@pytest.fixture(params=["memory", "sqlite"])
def store(request, tmp_path):
    store = MemoryStore() if request.param == "memory" else SqliteStore(tmp_path / "channel.db")
    with Desk(store, tenant="acme") as desk:
        desk.put(Partner(id="P-1"), Partner(id="P-2"))
    return store


class Gate:
    """A clock in the middle of a unit: it waits there until it is told to go on."""

    def __init__(self):
        self.reached, self.go = threading.Event(), threading.Event()

    def __call__(self):
        self.reached.set()
        assert self.go.wait(10)
        return NOON


async def until(event):
    assert await asyncio.to_thread(event.wait, 10)


def test_the_same_verbs_give_the_same_answers(store):
    async def main():
        async with AsyncDesk(store, tenant="acme", actor="anna", clock=lambda: NOON) as desk:
            decision = await desk.assign(Lead(id="L-1"), POLICY, key="k")
            assert await desk.assign(Lead(id="L-1"), POLICY, key="k") == decision
            with pytest.raises(AlreadyClaimed):
                await desk.assign(Lead(id="L-1"), POLICY)
            with pytest.raises(NotFound):
                await desk.get(Lead, "L-9")
            assert (await desk.explain("L-1")).holds
            return decision, await desk.events()

    decision, events = asyncio.run(main())
    with Desk(store, tenant="acme") as desk:
        assert desk.events() == events
        assert desk.history("L-1")[0].decision == decision


@pytest.mark.parametrize("times", [1, 3])
def test_a_cancellation_in_mid_unit_waits_until_it_is_written(store, times):
    async def main():
        gate = Gate()
        desk = AsyncDesk(store, tenant="acme", clock=gate)
        task = asyncio.create_task(desk.assign(Lead(id="L-1"), POLICY, as_of=NOON, key="k"))
        await until(gate.reached)
        for _ in range(times):
            task.cancel()
            await asyncio.sleep(0.01)
            assert not task.done(), "it was left before its fate was known"
        gate.go.set()
        with pytest.raises(asyncio.CancelledError):
            await task
        await desk.close()

    asyncio.run(main())
    with Desk(store, tenant="acme") as desk:
        assert len(desk.history("L-1")) == 1, "the unit went to its end"
        assert desk.get(Ledger, "default").value.leads == 1
        assert desk.assign(Lead(id="L-1"), POLICY, as_of=NOON, key="k") == desk.history("L-1")[0].decision


def test_a_cancellation_of_a_unit_that_is_refused_leaves_nothing(store):
    async def main():
        gate = Gate()
        desk = AsyncDesk(store, tenant="acme", clock=gate)

        def twice(one):
            one.assign(Lead(id="L-1"), POLICY, as_of=NOON)
            one.assign(Lead(id="L-1"), POLICY, as_of=NOON)

        task = asyncio.create_task(desk.unit(twice))
        await until(gate.reached)
        task.cancel()
        gate.go.set()
        with pytest.raises(asyncio.CancelledError):
            await task
        await desk.close()

    asyncio.run(main())
    with Desk(store, tenant="acme") as desk:
        assert desk.history("L-1") == ()
        assert len(desk.events()) == 2


def test_a_timeout_tells_nothing_wrong(store):
    async def main():
        gate = Gate()
        desk = AsyncDesk(store, tenant="acme", clock=gate)
        task = asyncio.create_task(desk.assign(Lead(id="L-1"), POLICY, as_of=NOON))
        await until(gate.reached)
        # By the clock of the loop, so that it comes after the timeout however busy the machine is.
        asyncio.get_running_loop().call_later(0.1, gate.go.set)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.02):
                await task
        rows = await desk.events()
        await desk.close()
        return rows

    assert [event.action for event in asyncio.run(main())] == ["put", "put", "assign"]


def test_the_loop_goes_on_and_many_units_are_one_after_the_other(store):
    async def main():
        async with AsyncDesk(store, tenant="acme", threads=8) as desk:
            decisions = await asyncio.gather(
                *(desk.assign(Lead(id=f"L-{number}"), POLICY, as_of=NOON) for number in range(20))
            )
            ledger = (await desk.get(Ledger, "default")).value
            assert (await desk.verify()).intact
            return decisions, ledger

    decisions, ledger = asyncio.run(main())
    assert {each.lead: each.partner for each in ledger.open} == {each.lead: each.winner for each in decisions}


def test_a_unit_groups_verbs_in_one_thread(store):
    async def main():
        async with AsyncDesk(store, tenant="acme") as desk:
            with pytest.raises(ZeroDivisionError):
                await desk.unit(lambda one: (one.put(Partner(id="P-9")), 1 / 0))
            assert len(await desk.all(Partner)) == 2
            return await desk.unit(lambda one: [one.put(Partner(id=name))[0].id for name in ("P-8", "P-9")])

    assert asyncio.run(main()) == ["P-8", "P-9"]


def test_the_store_is_closed_once_the_units_under_way_have_ended(store):
    done = []

    class Watched:
        read, write = store.read, store.write

        def close(self):
            done.append("closed")

    async def main():
        gate = Gate()
        desk = AsyncDesk(Watched(), tenant="acme", clock=gate)

        def work(one):
            done.append(one.assign(Lead(id="L-1"), POLICY, as_of=NOON).lead)

        under_way = asyncio.create_task(desk.unit(work))
        await until(gate.reached)
        closing = asyncio.create_task(desk.close())
        await asyncio.sleep(0.02)
        assert not done, "the loop goes on, the unit is under way, the store is open"
        gate.go.set()
        await asyncio.gather(under_way, closing)
        await desk.close()
        with pytest.raises(InvalidValue, match="desk: closed"):
            await desk.events()

    asyncio.run(main())
    assert done == ["L-1", "closed", "closed"]


@pytest.mark.parametrize("threads", [0, -1, 1.5, None, 10_000])
def test_so_many_threads_are_none(threads):
    with pytest.raises(InvalidValue, match="threads"):
        AsyncDesk(MemoryStore(), tenant="acme", threads=threads)


def test_what_is_awaited_itself_is_no_work_for_a_thread():
    async def work(desk):
        desk.put(Partner(id="P-1"))

    async def main():
        desk = AsyncDesk(MemoryStore(), tenant="acme")
        for fault in (work, 5, None):
            for do in (desk.unit, desk.run):
                with pytest.raises(InvalidValue, match=r"^work: "):
                    await do(fault)
        await desk.close()

    asyncio.run(main())
