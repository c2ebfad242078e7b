"""A package of somebody else, made of public names alone, keeps every law; installed where CI runs."""

import sys
import tempfile
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import pytest

pytest.importorskip("fcntl", reason="the lock of this store is one of Unix")
if find_spec("harbor") is None:
    sys.path.insert(0, str(Path(__file__).parent / "harbor" / "src"))

from harbor.policy import FewestFirst
from harbor.rule import RULE
from harbor.store import LineStore

from partnerkit import Lead, Network, Partner
from partnerkit.conflicts import detect, rules
from partnerkit.desk import Desk
from partnerkit.facts import Location
from partnerkit.leads import FairShare
from partnerkit.storage import MemoryStore
from partnerkit.testing.capabilities import LEVELS, capabilities
from partnerkit.testing.conformance import DurableStoreExam
from partnerkit.testing.crashes import CrashExam
from partnerkit.testing.faults import FaultExam, Injected


class HarborExam(DurableStoreExam, CrashExam, FaultExam):
    leads, units, kills, commands = 6, 24, 8, 12

    def make_store(self, place, *, wait_seconds):
        return LineStore(place / "harbor.lines", wait_seconds=wait_seconds)

    @contextmanager
    def failing(self, store, at):
        seen = []

        def step():
            seen.append(1)
            if len(seen) == at:
                raise Injected

        store._step = step
        try:
            yield lambda: len(seen)
        finally:
            store._step = lambda: None


class TestLineStore(HarborExam):
    """The exam as its users run it."""

    @pytest.fixture
    def tmp_path(self, memory_path):
        return memory_path


class Once(HarborExam):
    """Each law tried briefly: how hard its store is tried is shown above, a report has every law."""

    leads, units, kills, commands = 2, 8, 2, 4


def test_its_report_has_every_level(memory_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(memory_path))
    report = capabilities(Once())

    assert report.passed == LEVELS, str(report)


def test_the_desk_works_on_it(memory_path):
    with Desk(LineStore(memory_path / "harbor.lines"), tenant="acme", actor="anna") as desk:
        desk.put(Partner(id="P-4"), Partner(id="P-5"))
        decision = desk.assign(Lead(id="L-1"), FairShare(default=1, value="unit"), key="order-1")

        assert desk.history("L-1")[0].decision == decision
        assert desk.verify().intact


def test_its_policy_decides_and_is_recorded():
    firms = [Partner(id=name) for name in ("P-1", "P-2", "P-3")]
    with Desk(MemoryStore(), tenant="acme") as desk:
        desk.put(*firms)
        decisions = desk.assign_many([Lead(id=f"L-{number}") for number in range(6)], FewestFirst())

        assert sorted(each.winner for each in decisions.values()) == [
            "P-1",
            "P-1",
            "P-2",
            "P-2",
            "P-3",
            "P-3",
        ]
        assert desk.history("L-1")[0].decision == decisions["L-1"]


def test_its_rule_is_found_beside_ours():
    kiel = (Location(id="B-1", city="Kiel"),)
    network = Network.of(
        Partner(id="P-1", locations=kiel), Partner(id="P-2", locations=kiel), Partner(id="P-3")
    )
    (conflict,) = [
        each
        for each in detect(network, [*rules.builtin(), RULE], as_of=datetime(2026, 3, 2, tzinfo=UTC))
        if each.rule == RULE.code
    ]

    assert conflict.parties == ("P-1", "P-2")
    assert conflict.reason.facts["count"] == 2
