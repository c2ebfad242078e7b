"""
How is a store tried by processes that race, and that are killed?

Each trial forks writers that open a store of their own, lets them work or
kills them, opens the store once more and counts what should not be there. A
trial says what it counted; the exam demands zeros, torture prints them.
"""

import json
import os
import signal
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from random import Random  # noqa: TID251  # seeded: a trial says its seed
from select import select
from time import monotonic, sleep
from typing import TypeAlias, final

from attrs import define

from partnerkit.storage.audit import AuditEntry, verify
from partnerkit.storage.port import Claim, Draft, Outcome, Reading, Store, Unit
from partnerkit.values.store_errors import OutcomeUnknown, StorageBusy, StorageFailed

__all__ = ["MakeStore", "Writer", "allocated", "appended", "followed", "killed", "retried"]

MakeStore: TypeAlias = Callable[[], Store]

TENANTS = ("acme", "beta")


def __dir__() -> list[str]:
    return __all__


def _entry(name: str, body: bytes = b"{}", *, actor: str = "exam") -> AuditEntry:
    at = "2026-01-31T09:00:00.000000Z"
    return AuditEntry(at=at, actor=actor, action="assign", kind="Lead", id=name, body=body)


@final
@define
class Writer:
    """A forked process that tells, line by line, what was acknowledged to it."""

    work: Callable[[Callable[[str], None]], None]
    pid: int = 0
    _pipe: int = -1
    _told: bytes = b""
    is_over: bool = False

    def start(self) -> "Writer":
        """Fork; the child works and ends without any cleaning up."""
        reading, writing = os.pipe()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of threads: the child uses none of them
            self.pid = os.fork()
        if not self.pid:
            code = 1
            try:
                os.close(reading)
                self.work(lambda line: (os.write(writing, line.encode() + b"\n"), None)[1])
                code = 0
            except BaseException as error:  # noqa: BLE001  # nothing of the parent's may run in the child
                os.write(writing, f"!{type(error).__name__}: {error}\n".encode())
            finally:
                os._exit(code)
        os.close(writing)
        self._pipe = reading
        return self

    def hear(self, seconds: float) -> bool:
        """Listen for at most *seconds*; tell whether there may be more to come."""
        if self.is_over:
            return False
        if select([self._pipe], [], [], seconds)[0]:
            data = os.read(self._pipe, 65_536)
            self._told += data
            if not data:
                self.end()
        return not self.is_over

    def kill(self) -> None:
        """End it as a loss of power ends a process: at once, wherever it is."""
        os.kill(self.pid, signal.SIGKILL)

    def end(self) -> None:
        """Wait until it is gone."""
        if not self.is_over:
            while data := os.read(self._pipe, 65_536):
                self._told += data
            os.close(self._pipe)
            os.waitpid(self.pid, 0)
            self.is_over = True

    def lines(self) -> list[str]:
        """Return the whole lines it told; a line that was cut was not told."""
        lines = self._told.decode(errors="replace").split("\n")[:-1]
        for line in lines:
            if line.startswith("!"):
                raise AssertionError(f"a writer failed: {line[1:]}")
        return lines


@contextmanager
def _opened(make: MakeStore) -> Iterator[Store]:
    store = make()
    try:
        yield store
    finally:
        store.close()


def _unit(store: Store, tenant: str, run: Callable[[Unit], None]) -> None:
    """Run a unit until it is known to have happened; what is refused may be tried again, the rest ends the trial."""
    deadline = monotonic() + 120
    while True:
        try:
            with store.write(tenant) as unit:
                run(unit)
        except (StorageBusy, StorageFailed, OutcomeUnknown):
            if monotonic() > deadline:
                raise
            sleep(0.02)
        else:
            return


def _counted(unit: Reading) -> tuple[int, int]:
    """Return the version of the ledger, and what it counts."""
    stands = unit.get("Ledger", "pool")
    return (stands.version, int(stands.body)) if stands else (0, 0)


def _assign(unit: Unit, name: str, *, key: str | None = None, actor: str = "exam") -> None:
    """Do all that a decision does."""
    version, count = _counted(unit)
    unit.append(_entry(name, actor=actor))
    unit.put(Draft(kind="Lead", id=name, version=0, body=b"lead"))
    unit.put(Draft(kind="Ledger", id="pool", version=version, body=b"%d" % (count + 1)))
    unit.claim(Claim(scope="lead", key=name, holder=actor))
    if key is not None:
        unit.remember(Outcome(key=key, fingerprint="f", result=name.encode()))


def _append(entry: AuditEntry, unit: Unit) -> None:
    unit.append(entry)


def _random(seed: int, number: int = 0) -> Random:
    return Random(f"{seed} {number}")  # noqa: S311  # nothing is kept secret by it


def _halves(reading: Reading, *, keyed: bool) -> int:
    """Count decisions of which a part is missing, and whatever else does not fit together."""
    decided = [row.id for row in reading.log()]
    leads = {document.id for document in reading.scan("Lead")}
    held = sum(reading.holder("lead", name) is not None for name in leads)
    kept = sum(reading.recall(name, "f") is not None for name in leads) if keyed else len(leads)
    found = (
        len(set(decided) ^ leads),
        len(leads) - held,
        len(leads) - kept,
        len(decided) - len(set(decided)),
    )
    return sum(found) + abs(_counted(reading)[1] - len(leads)) + (not verify(reading).intact)


# -- two writers, one lead


def allocated(make: MakeStore, *, writers: int, leads: int, seed: int) -> dict[str, int]:
    """
    Let *writers* want the same *leads*, for two tenants; count those decided twice or never.

    Each looks whether a lead is free, then takes it, in a unit: without a lock, several find it free.
    """
    start, gate = os.pipe()

    def work(number: int, tell: Callable[[str], None]) -> None:
        os.close(gate)
        order = [(tenant, f"L-{each}") for tenant in TENANTS for each in range(leads)]
        # All the same way, so that they meet; each now and then somewhere else.
        random = _random(seed, number)
        for place in range(0, len(order), 7):
            other = random.randrange(len(order))
            order[place], order[other] = order[other], order[place]
        with _opened(make) as store:
            os.read(start, 1)  # until the gate is shut, everybody waits here
            for tenant, name in order:
                taken = list[str]()

                def take(unit: Unit, name: str = name, taken: list[str] = taken) -> None:
                    taken.clear()
                    if unit.holder("lead", name) is None:
                        _assign(unit, name, actor=f"W-{number}")
                        taken.append(name)

                _unit(store, tenant, take)
                for each in taken:
                    tell(f"{tenant} {each}")

    running = [Writer(partial(work, number)).start() for number in range(writers)]
    os.close(start)
    os.close(gate)
    told = [line for writer in _heard(running) for line in writer.lines()]
    halves = 0
    with _opened(make) as store:
        for tenant in TENANTS:
            with store.read(tenant) as reading:
                halves += _halves(reading, keyed=False)
    return {
        "decisions": len(told),
        "twice": len(told) - len(set(told)),
        "never": len(TENANTS) * leads - len(set(told)),
        "half": halves,
    }


def _heard(running: Sequence[Writer]) -> Sequence[Writer]:
    while _hear(running, 0.01):
        pass
    return running


def _hear(running: Sequence[Writer], seconds: float) -> int:
    """Listen to each of them; return how many may have more to tell."""
    return sum(writer.hear(seconds) for writer in running)


# -- nobody's update is lost


def appended(make: MakeStore, *, writers: int, units: int, keys: int, seed: int) -> dict[str, int]:
    """
    Let *writers* append to lists in documents, a hot one and one of *keys*, and look for any other order than the log's.

    Each unit notes in the log what it read. If the log is the order in which
    they happened, each list is what the rows before it wrote: no update is lost
    and no two units saw each other both ways round.
    """

    def work(number: int, tell: Callable[[str], None]) -> None:
        random = _random(seed, number)
        with _opened(make) as store:
            for turn in range(units // writers):
                mine, names = f"{number}.{turn}", ("hot", f"K-{random.randrange(keys)}")

                def extend(unit: Unit, mine: str = mine, names: tuple[str, ...] = names) -> None:
                    found = {name: unit.get("Ledger", name) for name in names}
                    read = {name: json.loads(each.body) if each else [] for name, each in found.items()}
                    unit.append(_entry(mine, json.dumps({name: len(read[name]) for name in names}).encode()))
                    for name, each in found.items():
                        body = json.dumps([*read[name], mine]).encode()
                        version = each.version if each else 0
                        unit.put(Draft(kind="Ledger", id=name, version=version, body=body))

                _unit(store, "acme", extend)
                tell(mine)

    running = [Writer(partial(work, number)).start() for number in range(writers)]
    told = [line for writer in _heard(running) for line in writer.lines()]
    with _opened(make) as store, store.read("acme") as reading:
        expected: dict[str, list[str]] = {}
        cycles = 0
        for row in reading.log():
            for name, length in json.loads(row.body or b"{}").items():
                cycles += length != len(expected.setdefault(name, []))
                expected[name].append(row.id)
        found = {document.id: json.loads(document.body) for document in reading.scan("Ledger")}
        versions = sum(document.version for document in reading.scan("Ledger"))
        lost = sum(each not in found["hot"] for each in told) + abs(versions - 2 * len(told))
        return {"units": len(told), "lost": lost, "out of order": cycles + (found != expected)}


# -- kill -9


def killed(make: MakeStore, *, writers: int, kills: int, seed: int, lap: float = 0.05) -> dict[str, int]:
    """Kill writers at random, *kills* of them in all; count what was acknowledged and lost, and what is half there."""
    random, acknowledged, ended = _random(seed), set[str](), 0
    tally = {"kills": 0, "acknowledged": 0, "lost": 0, "half": 0, "unknown": 0}

    def work(name: str, tell: Callable[[str], None]) -> None:
        with _opened(make) as store:
            for turn in range(1_000_000):
                mine = f"{name}.{turn}"
                _unit(store, "acme", partial(_assign, name=mine, key=mine))
                tell(mine)

    while tally["kills"] < kills:
        names = [f"{ended + number}" for number in range(min(writers, kills - tally["kills"]))]
        running = [Writer(partial(work, name)).start() for name in names]
        # Not before one of them is at work; the others are, or wait for it.
        while _hear(running, 0.005) and not any(writer.lines() for writer in running):
            pass
        sleep(random.uniform(0, lap))
        for writer in random.sample(running, len(running)):
            writer.kill()
        for writer in running:
            writer.end()
            acknowledged.update(writer.lines())
        tally["kills"] += len(running)
        ended += len(running)
    with _opened(make) as store, store.read("acme") as reading:
        leads = {document.id for document in reading.scan("Lead")}
        tally["acknowledged"], tally["lost"] = len(acknowledged), len(acknowledged - leads)
        tally["half"], tally["unknown"] = _halves(reading, keyed=True), len(leads - acknowledged)
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
    random, done, kills, patience = _random(seed), 0, 0, 1.0

    def work(first: int, tell: Callable[[str], None]) -> None:
        with _opened(make) as store:
            for number in range(first, commands):
                key = f"C-{number}"

                def carry_out(unit: Unit, key: str = key) -> None:
                    if keyed and unit.recall(key, "f") is not None:
                        return
                    version, count = _counted(unit)
                    unit.append(_entry(key))
                    unit.put(Draft(kind="Ledger", id="pool", version=version, body=b"%d" % (count + 1)))
                    if keyed:
                        unit.remember(Outcome(key=key, fingerprint="f", result=b"r"))

                _unit(store, "acme", carry_out)
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
        # On a machine too slow for any command to end in time, give the next writer longer.
        patience = 1.0 if told else patience * 1.5
        done = max([done, *told])
    with _opened(make) as store, store.read("acme") as reading:
        ran = [row.id for row in reading.log()]
        return {
            "kills": kills,
            "commands": commands,
            "twice": len(ran) - len(set(ran)),
            "never": commands - len(set(ran)),
            "ledger off by": _counted(reading)[1] - len(ran),
        }


# -- whoever follows the log


def followed(make: MakeStore, *, writers: int, units: int) -> dict[str, int]:
    """Follow the log by its last row while *writers* write, *units* in all; count the rows that were missed."""

    def work(number: int, tell: Callable[[str], None]) -> None:
        with _opened(make) as store:
            for turn in range(units // writers):
                _unit(store, "acme", partial(_append, _entry(f"{number}.{turn}")))
                tell("")

    running = [Writer(partial(work, number)).start() for number in range(writers)]
    seen, looks, last, is_going = list[tuple[int, str]](), 0, 0, True
    with _opened(make) as store:
        while is_going:
            is_going = _hear(running, 0) > 0
            with store.read("acme") as reading:
                rows = reading.log(after=last, limit=500)
            looks += 1
            seen += [(row.seq, row.id) for row in rows]
            last = seen[-1][0] if seen else 0
        with store.read("acme") as reading:
            seen += [(row.seq, row.id) for row in reading.log(after=last)]
            whole = [(row.seq, row.id) for row in reading.log()]
    for writer in running:
        writer.lines()
    gaps = sum(seq != place for place, (seq, _) in enumerate(whole, 1))
    return {"rows": len(whole), "looks": looks, "missed": len(set(whole) - set(seen)), "gaps": gaps}
