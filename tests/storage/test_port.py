import os
import subprocess
import sys

import pytest

from partnerkit.storage import Claim, Draft, Outcome
from partnerkit.values.errors import InvalidInput, InvalidValue

GOOD = {"kind": "Lead", "id": "L-1", "version": 0, "body": b"{}"}


@pytest.mark.parametrize(
    "bad",
    [
        {"body": "{}"},
        {"body": bytearray(b"{}")},
        {"body": b" " * 1_000_001},
        {"version": -1},
        {"version": True},
        {"version": 1.0},
        {"kind": ""},
        {"id": "L-1\n"},
        {"id": "\u202eL-1"},
        {"id": "x" * 129},
        {"id": 17},
    ],
    ids=lambda bad: str(bad)[:40],
)
def test_a_draft_is_refused_before_any_store_sees_it(bad):
    with pytest.raises(InvalidValue) as caught:
        Draft(**GOOD | bad)

    assert caught.value.path == next(iter(bad))
    assert len(str(caught.value)) < 300


def test_a_document_of_one_megabyte_is_accepted():
    assert len(Draft(**GOOD | {"body": b" " * 1_000_000}).body) == 1_000_000


def test_claims_and_outcomes_are_checked_too():
    with pytest.raises(InvalidInput):
        Claim(scope="", key="", holder="P-4")
    with pytest.raises(InvalidValue):
        Outcome(key="k" * 129, fingerprint="f", result=b"")


def test_contents_never_show_in_what_is_printed():
    secret = b"canary@example.com"

    shown = repr(Draft(**GOOD | {"body": secret})) + repr(Outcome(key="k", fingerprint="f", result=secret))

    assert "canary" not in shown


# -- a process and its child, on every medium

FORK = """
import os, sys
from pathlib import Path
from partnerkit import storage
from partnerkit.values.store_errors import StorageFailed

def entry(name):
    return storage.AuditEntry(
        at="2026-01-31T09:00:00.000000Z", actor="a", action="put", kind="Lead", id=name, body=b"{}"
    )

kind, where, schema = sys.argv[1:]
more = {"schema": schema} if kind == "SqlStore" else {}
store = getattr(storage, kind)(where, wait_seconds=5, **more)
with store.write("acme") as unit:
    unit.append(entry("before"))
with store.write("acme") as unit:
    unit.append(entry("parent"))
    child = os.fork()
    if not child:
        try:
            unit.append(entry("child"))
        except StorageFailed as fault:
            print(fault.fault, flush=True)
        sys.exit()  # through the end of the unit and of the interpreter
    os.waitpid(child, 0)
child = os.fork()
if not child:
    with store.write("acme") as unit:
        unit.append(entry("another"))
    sys.exit()
os.waitpid(child, 0)
with store.read("acme") as reading:
    print([row.id for row in reading.log()])
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="only Unix forks")
@pytest.mark.parametrize("kind", ["SqliteStore", "SqlStore"])
def test_a_child_process_cannot_touch_the_unit_of_its_parent_and_may_start_its_own(kind, request, tmp_path):
    where = request.getfixturevalue("postgres") if kind == "SqlStore" else tmp_path / "channel.db"
    finished = subprocess.run(
        [sys.executable, "-c", FORK, kind, where, "forked"],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert not finished.stderr
    assert finished.stdout.splitlines() == [
        "a unit cannot be used in a forked process",
        "['before', 'parent', 'another']",
    ]
