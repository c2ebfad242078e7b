"""
What happens when several processes want the same?

The same leads, the same documents, the newest row of the log. A trial counts
what should not be there; the exam demands zeros, torture prints them.
"""

import json
import os
from collections.abc import Callable, Sequence
from functools import partial

from partnerkit.storage.port import Draft, Unit
from partnerkit.testing.processes import (
    TENANTS,
    MakeStore,
    Writer,
    append,
    assign,
    chance,
    entry,
    halves,
    hear_all,
    heard,
    insisted,
    opened,
)

__all__ = ["allocated", "appended", "followed"]


def __dir__() -> list[str]:
    return __all__


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
        random = chance(seed, number)
        for place in range(0, len(order), 7):
            other = random.randrange(len(order))
            order[place], order[other] = order[other], order[place]
        with opened(make) as store:
            os.read(start, 1)  # until the gate is shut, everybody waits here
            for tenant, name in order:
                taken = list[str]()

                def take(unit: Unit, name: str = name, taken: list[str] = taken) -> None:
                    taken.clear()
                    if unit.holder("lead", name) is None:
                        assign(unit, name, actor=f"W-{number}")
                        taken.append(name)

                insisted(store, tenant, take)
                for each in taken:
                    tell(f"{tenant} {each}")

    running = [Writer(partial(work, number)).start() for number in range(writers)]
    os.close(start)
    os.close(gate)
    told = [line for writer in heard(running) for line in writer.lines()]
    half = 0
    with opened(make) as store:
        for tenant in TENANTS:
            with store.read(tenant) as reading:
                half += halves(reading, keyed=False)
    return {
        "decisions": len(told),
        "twice": len(told) - len(set(told)),
        "never": len(TENANTS) * leads - len(set(told)),
        "half": half,
    }


# -- nobody's update is lost


def appended(make: MakeStore, *, writers: int, units: int, keys: int, seed: int) -> dict[str, int]:
    """
    Let *writers* append to lists in documents, a hot one and one of *keys*, and look for any other order than the log's.

    Each unit notes in the log how long the lists were that it read. If the log
    is the order in which they happened, each list is what the rows before it
    wrote: no update is lost and no two units saw each other both ways round.
    """

    def work(number: int, tell: Callable[[str], None]) -> None:
        random = chance(seed, number)
        with opened(make) as store:
            for turn in range(number, units, writers):
                mine, names = f"{number}.{turn}", ("hot", f"K-{random.randrange(keys)}")
                insisted(store, "acme", partial(_extend, mine, names))
                tell(mine)

    running = [Writer(partial(work, number)).start() for number in range(writers)]
    told = {line for writer in heard(running) for line in writer.lines()}
    expected, surprises, rows = dict[str, list[str]](), 0, set[str]()
    with opened(make) as store, store.read("acme") as reading:
        for row in reading.log():
            rows.add(row.id)
            for name, length in json.loads(row.body or b"{}").items():
                surprises += length != len(expected.setdefault(name, []))
                expected[name].append(row.id)
        found = {document.id: json.loads(document.body) for document in reading.scan("Ledger")}
        versions = sum(document.version for document in reading.scan("Ledger"))
    wanted = {name: [len(each), each[-_KEPT:]] for name, each in expected.items()}
    lost = len(told - rows) + abs(versions - 2 * len(told))
    return {"units": len(told), "lost": lost, "out of order": surprises + (found != wanted)}


#: So many of a list's last members stand in its document, beside its length: a document may not grow for ever.
_KEPT = 20


def _extend(mine: str, names: Sequence[str], unit: Unit) -> None:
    """Append *mine* to the lists *names*, and note in the log how long they were."""
    stand = {name: unit.get("Ledger", name) for name in names}
    read: dict[str, tuple[int, list[str]]] = {
        name: json.loads(each.body) if each else (0, []) for name, each in stand.items()
    }
    unit.append(entry(mine, json.dumps({name: length for name, (length, _) in read.items()}).encode()))
    for name, (length, last) in read.items():
        each = stand[name]
        body = json.dumps([length + 1, [*last, mine][-_KEPT:]]).encode()
        unit.put(Draft(kind="Ledger", id=name, version=each.version if each else 0, body=body))


# -- whoever follows the log


def followed(make: MakeStore, *, writers: int, units: int) -> dict[str, int]:
    """Follow the log by its last row while *writers* write, *units* in all; count the rows that were missed."""

    def work(number: int, tell: Callable[[str], None]) -> None:
        with opened(make) as store:
            for turn in range(number, units, writers):
                insisted(store, "acme", partial(append, entry(f"{number}.{turn}")))
                tell("")

    running = [Writer(partial(work, number)).start() for number in range(writers)]
    seen, looks, last, is_going = list[tuple[int, str]](), 0, 0, True
    with opened(make) as store:
        while is_going:
            is_going = hear_all(running, 0) > 0
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
