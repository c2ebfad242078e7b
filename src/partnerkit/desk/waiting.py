"""
How does an event loop work at the desk without being held up?

Each verb runs as a whole in one worker thread. Whoever waits for it may be
canceled; the unit is not: it is let run until it is known whether it was
written, and only then is the cancellation passed on. So after it the store is
as before the verb or as after it, and nobody need ask which by guessing.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any, Concatenate, ParamSpec, TypeVar, cast, final

from partnerkit.desk.books import utc_now
from partnerkit.desk.retrying import Retry
from partnerkit.desk.verbs import Desk
from partnerkit.facts.coherence import Declared
from partnerkit.storage.port import Store, pinned
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue
from partnerkit.values.limits import LIMITS, Limits

__all__ = ["AsyncDesk"]

P = ParamSpec("P")
R = TypeVar("R")

_is_plain = fields.Check(
    lambda work: callable(work) and not iscoroutinefunction(work),
    "use a plain function of the desk: it runs in a thread, where nothing is awaited",
)


def __dir__() -> list[str]:
    return __all__


def _awaited(
    verb: Callable[Concatenate[Desk, P], R],
) -> Callable[Concatenate["AsyncDesk", P], Coroutine[Any, Any, R]]:
    @wraps(verb)
    async def run(self: "AsyncDesk", *args: P.args, **kwargs: P.kwargs) -> R:
        return await self.run(lambda desk: verb(desk, *args, **kwargs))

    # The docstring is that of the verb; its examples are run there.
    return cast("Callable[Concatenate[AsyncDesk, P], Coroutine[Any, Any, R]]", run)


async def _to_its_end(work: Awaitable[R]) -> R:
    """Wait for *work*, whatever happens to who waits; a cancellation is passed on when it is done."""
    task = asyncio.ensure_future(work)
    canceled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError as error:
            if task.cancelled():
                raise
            canceled = error
        except Exception:  # noqa: BLE001, S110  # told below, unless who waited is gone
            pass
    if canceled is not None:
        # What it was refused for is of no interest to one who went away.
        task.exception()
        raise canceled
    return task.result()


@final
class AsyncDesk:
    """
    A `Desk` to be awaited: the same verbs, each one hop to a worker thread.

    `unit` groups verbs: it hands the desk itself to a function, which runs in
    one unit and one thread. *threads* bounds how many units are under way.

    >>> from partnerkit import Lead, Partner
    >>> from partnerkit.leads import FairShare
    >>> from partnerkit.storage import MemoryStore
    >>> async def main():
    ...     async with AsyncDesk(MemoryStore(), tenant="acme") as desk:
    ...         await desk.put(Partner(id="P-4"))
    ...         decision = await desk.assign(Lead(id="L-17"), FairShare(default=1, value="unit"), key="order-4711")
    ...         return decision.winner, [event.action for event in await desk.history("L-17")]
    >>> asyncio.run(main())
    ('P-4', ['assign'])
    """

    def __init__(
        self,
        store: Store,
        *,
        tenant: str,
        actor: str = "system",
        clock: Callable[[], datetime] = utc_now,
        retry: Retry | None = None,
        limits: Limits = LIMITS,
        declared: Declared | None = None,
        threads: int = 4,
    ) -> None:
        fields.check({"threads": (fields.whole_number(least=1, most=1_000), threads)})
        self._desk = Desk(
            store, tenant=tenant, actor=actor, clock=clock, retry=retry, limits=limits, declared=declared
        )
        self._workers = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="partnerkit-desk")

    async def __aenter__(self) -> "AsyncDesk":
        await self.run(Desk.__enter__)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def __reduce__(self) -> tuple[Any, ...]:
        raise pinned(
            "AsyncDesk", "make an AsyncDesk in each process, such as AsyncDesk(SqliteStore(path), tenant=...)"
        )

    async def close(self) -> None:
        """Let go of the store, once the units under way have ended; nothing can be asked of the desk then."""
        await _to_its_end(asyncio.to_thread(self._end))

    def _end(self) -> None:
        self._workers.shutdown()
        self._desk.close()

    async def run(self, work: Callable[[Desk], R]) -> R:
        """Run *work* on the desk in a worker thread, to its end even if who waits for it is canceled."""
        fields.check({"work": (_is_plain, work)})
        loop = asyncio.get_running_loop()
        try:
            running = loop.run_in_executor(self._workers, work, self._desk)
        except RuntimeError:
            raise InvalidValue(path="desk", value="closed", remedy="make another on the same store") from None
        return await _to_its_end(running)

    async def unit(self, work: Callable[[Desk], R]) -> R:
        """
        Run *work*, any number of verbs, as one unit: all of it takes effect, or nothing.

        >>> from partnerkit import Partner
        >>> from partnerkit.storage import MemoryStore
        >>> async def main():
        ...     async with AsyncDesk(MemoryStore(), tenant="acme") as desk:
        ...         await desk.unit(lambda one: [one.put(Partner(id=name)) for name in ("P-4", "P-5")])
        ...         return len(await desk.events())
        >>> asyncio.run(main())
        2
        """
        fields.check({"work": (_is_plain, work)})

        def whole(desk: Desk) -> R:
            with desk.unit():
                return work(desk)

        return await self.run(whole)

    put = _awaited(Desk.put)
    get = _awaited(Desk.get)
    all = _awaited(Desk.all)
    network = _awaited(Desk.network)
    record = _awaited(Desk.record)

    assign = _awaited(Desk.assign)
    assign_many = _awaited(Desk.assign_many)
    assign_batch = _awaited(Desk.assign_batch)
    assign_to = _awaited(Desk.assign_to)
    reassign = _awaited(Desk.reassign)
    accept = _awaited(Desk.accept)
    decline = _awaited(Desk.decline)
    credit_back = _awaited(Desk.credit_back)
    release = _awaited(Desk.release)
    correct = _awaited(Desk.correct)
    member = _awaited(Desk.member)
    take_over = _awaited(Desk.take_over)
    split_account = _awaited(Desk.split_account)
    entries = _awaited(Desk.entries)
    expire_due = _awaited(Desk.expire_due)
    due = _awaited(Desk.due)

    register_deal = _awaited(Desk.register_deal)
    open_case = _awaited(Desk.open_case)
    decide_case = _awaited(Desk.decide_case)
    advance_partner = _awaited(Desk.advance_partner)

    set_aside = _awaited(Desk.set_aside)
    request_funds = _awaited(Desk.request_funds)
    decide_funds = _awaited(Desk.decide_funds)
    credit_bonus = _awaited(Desk.credit_bonus)
    decide_credit_note = _awaited(Desk.decide_credit_note)

    set_goal = _awaited(Desk.set_goal)
    cascade = _awaited(Desk.cascade)
    record_actuals = _awaited(Desk.record_actuals)
    record_score = _awaited(Desk.record_score)

    history = _awaited(Desk.history)
    events = _awaited(Desk.events)
    explain = _awaited(Desk.explain)
    verify = _awaited(Desk.verify)

    erase = _awaited(Desk.erase)
    object_to = _awaited(Desk.object_to)
    held_about = _awaited(Desk.held_about)
