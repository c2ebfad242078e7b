"""The trials by races count what there was; the exam of broken stores is in test_crashes.py."""

import os
from functools import partial

import pytest

from partnerkit.storage import Draft, SqliteStore
from partnerkit.testing.races import allocated, appended, followed

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="writers are forked, which only Unix does")


@pytest.fixture
def make(memory_path):
    return partial(SqliteStore, memory_path / "x.db", wait_seconds=30)


def test_each_lead_of_each_tenant_is_counted(make):
    found = allocated(make, writers=3, leads=5, seed=1)

    assert found == {"decisions": 10, "twice": 0, "never": 0, "half": 0}


def test_what_was_half_there_before_is_counted(make):
    with make().write("acme") as unit:
        from partnerkit.testing.processes import entry

        unit.append(entry("L-99"))
        unit.put(Draft(kind="Lead", id="L-99", version=0, body=b"without a claim, and not in the ledger"))

    assert allocated(make, writers=2, leads=2, seed=1)["half"] == 2


def test_an_update_that_was_lost_is_counted(make):
    assert appended(make, writers=2, units=10, keys=2, seed=1) == {"units": 10, "lost": 0, "out of order": 0}
    with make().write("acme") as unit:
        from partnerkit.testing.processes import entry

        unit.append(entry("9.9", b'{"hot": 3}'))

    assert appended(make, writers=2, units=10, keys=2, seed=2)["out of order"] > 0


def test_every_row_is_followed(make):
    found = followed(make, writers=3, units=30)

    assert (found["rows"], found["missed"], found["gaps"]) == (30, 0, 0)


def test_units_that_do_not_go_up_evenly_are_all_written(make):
    assert appended(make, writers=3, units=7, keys=2, seed=1)["units"] == 7
    assert followed(lambda: make().__class__(make().path.with_name("y.db")), writers=3, units=7)["rows"] == 7
