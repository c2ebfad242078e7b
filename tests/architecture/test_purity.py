"""
The core judges without files, sockets, clock or chance.

Each judgement runs once, so that time zones, CLDR tables and kernels are
loaded, and then again with all of these forbidden; the answer is the same. So
does every example in the docstrings of the core.
"""

import doctest
import importlib
import pkgutil
import random
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from datetime import UTC, date, datetime
from datetime import time as clock
from decimal import Decimal
from io import StringIO
from pathlib import Path

import numpy as np
import pytest

import partnerkit as pk
from partnerkit.conflicts import detect, rules
from partnerkit.facts import Assignment, Person, Territory
from partnerkit.goals import GoalTree, attain, cascade, roll_up
from partnerkit.leads import FairShare, allocate, allocate_batch
from partnerkit.scoring import (
    Kpi,
    Scorecard,
    bootstrap,
    kpis,
    measure_partners,
    pareto,
    rank_acceptability,
    rank_intervals,
    score,
    trends,
)
from partnerkit.values import apportion
from partnerkit.values.hours import WorkingCalendar

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
FORBIDDEN = ("open", "socket.", "subprocess.", "os.system", "os.exec", "os.putenv", "sqlite3.", "urllib.")
CLOCKS = ("time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "localtime", "gmtime", "sleep")
CHANCES = ("random", "randint", "choice", "shuffle", "sample", "uniform", "gauss", "seed")

GUARD = {"up": False}


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if GUARD["up"] and event.startswith(FORBIDDEN):
        raise AssertionError(f"the core did {event} {arguments!r}")


# An audit hook cannot be taken out again, so it sleeps outside the guard.
sys.addaudithook(_watch)


@contextmanager
def nothing_but_thought(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the core asked the clock or chance")

    with monkeypatch.context() as patch:
        for name in CLOCKS:
            patch.setattr(time, name, refuse)
        for name in CHANCES:
            patch.setattr(random, name, refuse)
        seeded = np.random.default_rng
        patch.setattr(np.random, "default_rng", lambda *seed: seeded(*seed) if seed else refuse())
        GUARD["up"] = True
        try:
            yield
        finally:
            GUARD["up"] = False


PARTNERS = [
    pk.Partner(
        id=f"P-{n}", tier=("gold", "silver")[n % 2], territories=("de",), capacity=5, timezone="Europe/Berlin"
    )
    for n in range(12)
]
LEADS = [
    pk.Lead(id=f"L-{n}", value=pk.Money.from_minor(100_000 + n, "EUR"), territory="de") for n in range(40)
]
YEAR = pk.Period.year(2026)
TREE = GoalTree.of(
    pk.Goal(id=name, parent=parent, measure="revenue", period=YEAR, target=pk.Money.of(target, "EUR"))
    for name, parent, target in (("emea", None, "100"), ("de", "emea", "60"), ("se", "emea", "40"))
)
SALES = {"de": pk.Money.of("31.10", "EUR"), "se": pk.Money.of("7.77", "EUR")}
PAST = {leaf: [(value, value + value) for _ in range(4)] for leaf, value in SALES.items()}
NETWORK = pk.Network.of(
    [Territory(id="de")],
    [Person(id="a", territory="de"), Person(id="b", territory="de")],
    [Assignment(person=who, territory="de", period=YEAR) for who in "ab"],
)
POLICY = FairShare(weights={"gold": 3, "silver": 1})
CARD = Scorecard(kpis=(Kpi("revenue", weight=2), Kpi("hours", better="lower")), peers=("tier",), min_peers=2)
FIGURES = {
    "partner": [each.id for each in PARTNERS],
    "tier": [each.tier for each in PARTNERS],
    "revenue": [float(n * n) for n in range(12)],
    "hours": [float(n % 5) for n in range(12)],
}
SERIES = {
    "partner": ["P-1"] * 12,
    "month": [f"2025-{month:02}" for month in range(1, 13)],
    "hours": [float(n % 5) for n in range(12)],
}
CALENDAR = WorkingCalendar(zone="Europe/Berlin", week={day: ((clock(9), clock(17)),) for day in range(5)})

JUDGEMENTS = {
    "allocate": lambda: dict(allocate(LEADS, PARTNERS, POLICY, as_of=NOW).assignments),
    "allocate in a batch": lambda: dict(allocate_batch(LEADS, PARTNERS, POLICY, as_of=NOW).assignments),
    "explain": lambda: str(allocate(LEADS, PARTNERS, POLICY, as_of=NOW).decisions["L-7"].candidates),
    "fairness": lambda: str(allocate(LEADS, PARTNERS, POLICY, as_of=NOW).fairness),
    "cascade": lambda: str(dict(cascade(TREE, "emea", by={"de": 2, "se": 1}))),
    "roll up": lambda: dict(roll_up(TREE, SALES)),
    "attain": lambda: str(dict(attain(TREE, SALES, as_of=date(2026, 11, 23)))),
    "forecast": lambda: str(dict(attain(TREE, SALES, as_of=date(2026, 11, 23), history=PAST))),
    "detect": lambda: detect(NETWORK, rules.builtin(), as_of=NOW),
    "score": lambda: str(score(CARD, FIGURES, key="partner", as_of=NOW).frame),
    "rank intervals": lambda: str(
        rank_intervals({**FIGURES, "se": [0.5] * 12}, key="partner", value="hours", se="se").frame
    ),
    "acceptability": lambda: str(rank_acceptability(score(CARD, FIGURES, key="partner", as_of=NOW)).frame),
    "bootstrap": lambda: bootstrap(lambda columns: columns["hours"].mean(), FIGURES, key="partner"),
    "trends": lambda: str(trends(SERIES, key="partner", by="month", kpi="hours", as_of=NOW).frame),
    "pareto": lambda: dict(pareto(FIGURES, key="partner", value="revenue")),
    "measure": lambda: str(measure_partners(NETWORK, kpis.builtin(), YEAR, as_of=NOW).columns),
    "split money": lambda: pk.Money.of("100", "EUR").split([3, 2, Decimal("0.5")]),
    "apportion": lambda: apportion((53, 24, 23), 100, method="sainte-lague"),
    "working time": lambda: CALENDAR.elapsed(NOW, datetime(2026, 11, 25, 9, tzinfo=UTC)),
    "known at": lambda: str(NETWORK.known_at(NOW)),
}


@pytest.mark.parametrize("name", JUDGEMENTS)
def test_a_judgement_needs_nothing_but_facts(name, monkeypatch):
    before = JUDGEMENTS[name]()

    with nothing_but_thought(monkeypatch):
        again = JUDGEMENTS[name]()

    assert again == before


CORE = ("values", "facts", "goals", "leads", "conflicts", "scoring", "engagement", "access", "review")


def _modules(floor):
    room = importlib.import_module(f"partnerkit.{floor}")
    yield room.__name__
    yield from (each.name for each in pkgutil.walk_packages(room.__path__, f"{room.__name__}."))


def _run(examples):
    """Run docstrings as a reader would; doctest's own runner opens files, and has compared what they print."""
    for each in examples:
        names = dict(each.globs)
        for example in each.examples:
            try:
                with redirect_stdout(StringIO()):
                    exec(compile(example.source, f"<{each.name}>", "single"), names)  # noqa: S102  # our own docstrings
            except Exception as error:
                if example.exc_msg is None or isinstance(error, AssertionError):
                    raise


@pytest.mark.parametrize("floor", CORE)
def test_every_example_of_the_core_needs_nothing_but_facts(floor, monkeypatch):
    pytest.importorskip("polars", reason="some examples show frames")
    for name in _modules(floor):
        examples = doctest.DocTestFinder().find(importlib.import_module(name))
        _run(examples)

        with nothing_but_thought(monkeypatch):
            _run(examples)


def _opens_a_file():
    Path(__file__).open(encoding="utf-8").close()


def _asks_the_clock():
    time.time()


def _asks_chance():
    random.random()  # noqa: S311  # nothing depends on it


@pytest.mark.parametrize("act", [_opens_a_file, _asks_the_clock, _asks_chance])
def test_the_guard_itself_catches(act, monkeypatch):
    with pytest.raises(AssertionError, match="the core"), nothing_but_thought(monkeypatch):
        act()
