"""The trials by `kill -9` find what is planted; the exam of broken stores is in test_crashes.py."""

import os

import pytest

from partnerkit.storage import SqliteStore
from partnerkit.testing.kills import killed, retried

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="writers are forked, which only Unix does")


def test_so_many_are_killed_as_were_asked_for(memory_path):
    found = killed(
        lambda: SqliteStore(memory_path / "x.db", wait_seconds=30), writers=3, kills=7, seed=1, lap=0.01
    )

    assert found["kills"] == 7
    assert found["acknowledged"] > 0
    assert (found["lost"], found["half"]) == (0, 0)


def test_commands_without_keys_are_carried_out_twice(memory_path):
    found = retried(
        lambda: SqliteStore(memory_path / "x.db", wait_seconds=30),
        commands=60,
        seed=7,
        pause=(0.001, 0.01),
        keyed=False,
    )

    assert found["kills"] > 0
    assert found["never"] == 0
