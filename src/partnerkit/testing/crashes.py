"""
What is left when a process dies in the middle of a unit?

The part of the store exam in which writers are processes: they race for the
same leads, they are killed with no chance to clean up, and their commands are
repeated. Needs `os.fork`, so it is not for Windows.
"""

from functools import partial
from pathlib import Path
from typing import ClassVar

from partnerkit.storage.port import Store
from partnerkit.testing.kills import killed, retried
from partnerkit.testing.laws import same
from partnerkit.testing.processes import MakeStore
from partnerkit.testing.races import allocated, appended, followed

__all__ = ["CrashExam", "ProcessExam"]


def __dir__() -> list[str]:
    return __all__


class ProcessExam:
    """The laws of `partnerkit.storage.port.Store` that hold between processes."""

    level: ClassVar[str] = "processes"

    #: How much is tried; raise them to torture.
    writers: ClassVar[int] = 4
    leads: ClassVar[int] = 12
    units: ClassVar[int] = 80

    #: With which chance; a report should say it.
    seed: ClassVar[int] = 20260302

    def make_store(self, place: Path, *, wait_seconds: float) -> Store:
        """Return a store that may use the folder *place* and waits *wait_seconds* for others."""
        raise NotImplementedError

    def _made(self, place: Path) -> MakeStore:
        return partial(self.make_store, place, wait_seconds=30)

    def test_processes_give_each_lead_once(self, tmp_path: Path) -> None:
        """Processes that want the same leads give each of them once, and mix no tenants."""
        found = allocated(self._made(tmp_path), writers=self.writers, leads=self.leads, seed=self.seed)
        same(found, {"decisions": 2 * self.leads, "twice": 0, "never": 0, "half": 0}, "leads")

    def test_no_update_is_lost_among_processes(self, tmp_path: Path) -> None:
        """No update is lost among processes, and no two units saw each other both ways round."""
        found = appended(self._made(tmp_path), writers=self.writers, units=self.units, keys=3, seed=self.seed)
        same(found, {"units": self.units, "lost": 0, "out of order": 0}, "appended")

    def test_whoever_follows_the_log_misses_nothing(self, tmp_path: Path) -> None:
        """Whoever follows the log by its last row, while processes write, misses no row."""
        found = followed(self._made(tmp_path), writers=self.writers, units=self.units)
        same((found["rows"], found["missed"], found["gaps"]), (self.units, 0, 0), "rows, missed, gaps")


class CrashExam(ProcessExam):
    """The laws that hold when writers are killed; for stores that keep what they are given."""

    level: ClassVar[str] = "crash"

    kills: ClassVar[int] = 12
    commands: ClassVar[int] = 60

    def test_what_was_acknowledged_survives_a_kill(self, tmp_path: Path) -> None:
        """Writers that are killed lose nothing that was acknowledged, and leave nothing half."""
        found = killed(self._made(tmp_path), writers=self.writers, kills=self.kills, seed=self.seed)
        same((found["lost"], found["half"]), (0, 0), "lost, half")
        same(found["unknown"] <= found["kills"], True, "one unit under way for each writer")

    def test_a_command_repeated_after_a_kill_runs_once(self, tmp_path: Path) -> None:
        """A command whose writer was killed, repeated under its key, takes effect once."""
        found = retried(self._made(tmp_path), commands=self.commands, seed=self.seed, pause=(0.004, 0.012))
        same(
            (found["twice"], found["never"], found["ledger off by"]), (0, 0, 0), "twice, never, ledger off by"
        )
