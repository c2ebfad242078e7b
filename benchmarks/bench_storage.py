"""
What does a store cost beside its driver, and a document beside plain cattrs?

Stores: the same statements in the same transactions, with the same settings, by
the driver alone; the store adds the seal of the log, its checks and its laws.
Medians of rounds that alternate, so that a busy machine slows both.
"""

import json
import sqlite3
import sys
import tempfile
import time
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from statistics import median

from figures import tell
from partnerkit.facts import Certification, Location, Partner, Succession
from partnerkit.interop.serialisation import dumps, loads
from partnerkit.storage import AuditEntry, Draft, Outcome, SqliteStore
from partnerkit.storage.sqlite import STATEMENTS
from partnerkit.storage.sqlitefile import _SETTINGS
from partnerkit.values.time import Period

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "torture"))

ROUNDS = 7
BODY = b'{"kind":"Ledger","schema":1,"value":{"balance":"' + b"7" * 1_100 + b'"}}'


def rate(run, count):
    """Return how many of *count* a second."""
    started = time.perf_counter()
    run(count)
    return count / (time.perf_counter() - started)


def beside(ours, theirs, count):
    """Return the median of our rate over theirs, and both rates, in rounds that alternate."""
    ours(10), theirs(10)
    pairs = [(rate(ours, count), rate(theirs, count)) for _ in range(ROUNDS)]
    return median(a / b for a, b in pairs), median(a for a, _ in pairs), median(b for _, b in pairs)


def told(what, found, target):
    ratio, mine, other = found
    print(f"{mine:,.0f} and {other:,.0f} a second:")
    tell(what, ratio, least=target)


def decided(store):
    """Return a function that runs keyed units of work on *store*."""
    with store.write("acme") as unit:
        unit.append(entry("pool"))
        unit.put(Draft(kind="Ledger", id="pool", version=0, body=BODY))
    done = [0]

    def run(count):
        for _ in range(count):
            done[0] += 1
            key = f"k-{done[0]}"
            with store.write("acme") as unit:
                if unit.recall(key, "f") is None:
                    stands = unit.get("Ledger", "pool")
                    unit.append(entry("pool"))
                    unit.put(Draft(kind="Ledger", id="pool", version=stands.version, body=BODY))
                    unit.remember(Outcome(key=key, fingerprint="f", result=b"{}"))

    return run


def entry(name):
    at = "2026-01-31T09:00:00.000000Z"
    return AuditEntry(at=at, actor="bench", action="put", kind="Ledger", id=name, body=b"{}")


SEAL = "f" * 64


def line_of(seq):
    """Return a line of the log, as long as a sealed one."""
    at = "2026-01-31T09:00:00.000000Z"
    return seq, at, "bench", "put", "Ledger", "pool", b"{}", b"s" * 16, SEAL, SEAL, SEAL


def by_sqlite3(path):
    """Return a function that runs the same statements on the driver alone."""
    connection = sqlite3.connect(path, isolation_level=None)
    for setting in _SETTINGS:
        connection.execute(setting)
    run, ask = connection.execute, STATEMENTS
    ((seq, _),) = run(ask["head"], ("acme",)).fetchall()

    def work(count):
        nonlocal seq
        for _ in range(count):
            seq += 1
            run("BEGIN IMMEDIATE")
            run(ask["head"], ("acme",)).fetchall()
            run(ask["recall"], ("acme", f"raw-{seq}")).fetchall()
            ((version, _, _),) = run(ask["get"], ("acme", "Ledger", "pool")).fetchall()
            place = line_of(seq)
            run(ask["append"], ("acme", *place))
            run(ask["update"], (seq, BODY, "acme", "Ledger", "pool", version))
            run(ask["remember"], ("acme", f"raw-{seq}", "f", b"{}"))
            run(ask["move-head"], ("acme", seq, SEAL))
            run("COMMIT")

    return work


def sqlite(folder):
    place = Path(folder)
    ours = decided(SqliteStore(place / "ours.db", journal="delete"))
    decided(SqliteStore(place / "theirs.db", journal="delete"))(1)
    return ours, by_sqlite3(place / "theirs.db")


def by_psycopg(address, schema):
    import psycopg

    line = psycopg.connect(address.replace("+psycopg", ""), autocommit=True)
    at = f"{schema}.partnerkit_"
    ask = {
        "head": f"SELECT seq, hash FROM {at}head WHERE tenant = %s FOR UPDATE",
        "recall": f"SELECT fingerprint, result FROM {at}idem WHERE tenant = %s AND key = %s",
        "get": f"SELECT version, seq, body FROM {at}doc WHERE tenant = %s AND kind = %s AND id = %s",
        "append": f"INSERT INTO {at}audit (tenant, seq, at, actor, action, kind, id, body, salt, digest, previous, hash)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        "update": f"UPDATE {at}doc SET version = version + 1, seq = %s, body = %s"
        " WHERE tenant = %s AND kind = %s AND id = %s AND version = %s",
        "remember": f"INSERT INTO {at}idem (tenant, key, fingerprint, result) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
        "move-head": f"UPDATE {at}head SET seq = %s, hash = %s WHERE tenant = %s",
    }
    run = line.execute
    ((seq, _),) = run(ask["head"], ("acme",)).fetchall()

    def work(count):
        nonlocal seq
        for _ in range(count):
            seq += 1
            with line.transaction():
                # The store asks for the lock's limit, sets it and gives back what was set.
                ((before,),) = run("SELECT current_setting('lock_timeout')").fetchall()
                run("SELECT set_config('lock_timeout', '5000ms', true)")
                run(ask["head"], ("acme",)).fetchall()
                run(ask["recall"], ("acme", f"raw-{seq}")).fetchall()
                ((version, _, _),) = run(ask["get"], ("acme", "Ledger", "pool")).fetchall()
                place = line_of(seq)
                run(ask["append"], ("acme", *place))
                run(ask["update"], (seq, BODY, "acme", "Ledger", "pool", version))
                run(ask["remember"], ("acme", f"raw-{seq}", "f", b"{}"))
                run(ask["move-head"], (seq, SEAL, "acme"))
                run("SELECT set_config('lock_timeout', %s, true)", (before,))

    return work


def postgres(address):
    from partnerkit.storage import SqlStore

    ours = decided(SqlStore(address, schema="ours"))
    decided(SqlStore(address, schema="theirs"))(1)
    return ours, by_psycopg(address, "theirs")


# -- documents


def nested():
    """Return a partner with two dozen parts in it."""
    return Partner(
        id="P-4", name="Nord IT GmbH", tier="gold", territories=("de-north", "de-east"), products=("firewall",),
        languages=("de", "en"), timezone="Europe/Berlin", capacity=20, type="reseller",
        known_from=datetime.fromisoformat("2025-03-02T09:00:00+01:00"),
        locations=tuple(
            Location(id=f"B-{n}", name=f"Branch {n}", city="Kiel", country="DE", latitude=54.3 + n, longitude=10.1)
            for n in range(4)
        ),
        certifications=tuple(
            Certification(name=f"expert-{n}", valid=Period.of(date(2025, 1, 1 + n), date(2026, 1, 1 + n)))
            for n in range(8)
        ),
        successions=(Succession(kind="merger", other="P-9", on=date(2024, 5, 1)),),
        absences=tuple(Period.of(date(2026, 7, 1 + n), date(2026, 7, 2 + n)) for n in range(0, 8, 2)),
    )  # fmt: skip


def plain_cattrs(partner):
    """Return how plain cattrs writes and reads it: its own converter for JSON, and hooks for what it knows not."""
    from cattrs.preconf.json import make_converter

    converter = make_converter()
    converter.register_structure_hook(Decimal, lambda value, _: Decimal(value))
    converter.register_unstructure_hook(Decimal, str)
    from partnerkit.values.reasons import Facts

    converter.register_structure_hook(Facts, lambda value, _: Facts(value))
    converter.register_unstructure_hook(Facts, dict)
    write = lambda: json.dumps(converter.unstructure(partner)).encode()  # noqa: E731
    data = write()
    read = lambda: converter.structure(json.loads(data), Partner)  # noqa: E731
    assert read() == partner
    return write, read


def times(call, count):
    for _ in range(count):
        call()


def main():
    memory = "/dev/shm"  # noqa: S108  # a folder of its own is made there
    for where, folder in (("on the disk", None), ("in memory", memory)):
        with tempfile.TemporaryDirectory(dir=folder) as place:
            ours, theirs = sqlite(place)
            told(
                f"SqliteStore / sqlite3, keyed unit of work, {where}",
                beside(ours, theirs, 300 if folder else 60),
                0.6,
            )
    if "--sqlite" not in sys.argv:
        import server

        for where, folder in (("on the disk", None), ("in memory", memory)):
            with server.own_server(folder) as (_, address):
                told(f"SqlStore / psycopg, keyed unit of work, {where}", beside(*postgres(address), 100), 0.5)
    partner = nested()
    data = dumps(partner)
    write, read = plain_cattrs(partner)
    told(
        "decode, loads / plain cattrs",
        beside(partial(times, lambda: loads(data)), partial(times, read), 400),
        1.3,
    )
    told(
        "encode, dumps / plain cattrs",
        beside(partial(times, lambda: dumps(partner)), partial(times, write), 400),
        1.0,
    )


if __name__ == "__main__":
    main()
