"""
What is left when writers are killed?

With `kill -9`, in the middle of whatever they do, again and again; then their
commands are repeated. A trial counts what should not be there.
"""

from collections.abc import Callable
from functools import partial
from time import monotonic, sleep

from partnerkit.storage.port import Draft, Outcome, Unit
from partnerkit.testing.processes import (
    MakeStore,
    Writer,
    assign,
    chance,
    counted,
    entry,
    halves,
    hear_all,
    insisted,
    opened,
)

__all__ = ["killed", "retried"]


def __dir__() -> list[str]:
    return __all__


def killed(make: MakeStore, *, writers: int, kills: int, seed: int, lap: float = 0.05) -> dict[str, int]:
    """Kill writers at random, *kills* of them in all; count what was acknowledged and lost, and what is half there."""
    random, acknowledged, ended = chance(seed), set[str](), 0
    tally = {"kills": 0, "acknowledged": 0, "lost": 0, "half": 0, "unknown": 0}

    def work(name: str, tell: Callable[[str], None]) -> None:
        with opened(make) as store:
            for turn in range(1_000_000):
                mine = f"{name}.{turn}"
                insisted(store, "acme", partial(assign, name=mine, key=mine))
                tell(mine)

    while tally["kills"] < kills:
        names = [f"{ended + number}" for number in range(min(writers, kills - tally["kills"]))]
        running = [Writer(partial(work, name)).start() for name in names]
        # Not before one of them is at work; the others are, or wait for it.
        while hear_all(running, 0.005) and not any(writer.lines() for writer in running):
            pass
        sleep(random.uniform(0, lap))
        for writer in random.sample(running, len(running)):
            writer.kill()
        for writer in running:
            writer.end()
            acknowledged.update(writer.lines())
        tally["kills"] += len(running)
        ended += len(running)
    with opened(make) as store, store.read("acme") as reading:
        leads = {document.id for document in reading.scan("Lead")}
        tally["acknowledged"], tally["lost"] = len(acknowledged), len(acknowledged - leads)
        tally["half"], tally["unknown"] = halves(reading, keyed=True), len(leads - acknowledged)
    return tally


def retried(
    make: MakeStore,
    *,
    commands: int,
    seed: int,
    pause: tuple[float, float] = (0.02, 0.06),
    keyed: bool = True,
) -> dict[str, int]:
    """
    Kill a writer every few hundredths of a second and let the next one repeat whatever was not acknowledged.

    Counts commands carried out twice or never. Without keys some are carried out twice: that tests the trial.
    """
    random, done, kills, patience = chance(seed), 0, 0, 1.0

    def work(first: int, tell: Callable[[str], None]) -> None:
        with opened(make) as store:
            for number in range(first, commands):
                key = f"C-{number}"

                def carry_out(unit: Unit, key: str = key) -> None:
                    if keyed and unit.recall(key, "f") is not None:
                        return
                    version, count = counted(unit)
                    unit.append(entry(key))
                    unit.put(Draft(kind="Ledger", id="pool", version=version, body=b"%d" % (count + 1)))
                    if keyed:
                        unit.remember(Outcome(key=key, fingerprint="f", result=b"r"))

                insisted(store, "acme", carry_out)
                tell(str(number))

    while done < commands:
        # One more than needed: a client that is not sure asks again.
        writer = Writer(partial(work, max(done - 1, 0) if keyed else done)).start()
        until = monotonic() + patience * random.uniform(*pause)
        while writer.hear(max(until - monotonic(), 0)) and monotonic() < until:
            pass
        if not writer.is_over:
            writer.kill()
            writer.end()
            kills += 1
        told = [int(line) + 1 for line in writer.lines()]
        # On a machine too slow for any command to end in time, give the next writer longer; but not for long.
        patience = patience * 1.5 if not told else max(patience / 1.2, 1.0) if len(told) > 3 else patience
        done = max([done, *told])
    with opened(make) as store, store.read("acme") as reading:
        ran = [row.id for row in reading.log()]
        return {
            "kills": kills,
            "commands": commands,
            "twice": len(ran) - len(set(ran)),
            "never": commands - len(set(ran)),
            "ledger off by": counted(reading)[1] - len(ran),
        }
