"""One life of a desk through all its verbs: the same on every store, and under its keys the same again."""

import inspect
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from partnerkit import Goal, Lead, Ledger, Money, Partner, Period
from partnerkit.conflicts.cases import Case, Procedure
from partnerkit.desk import AsyncDesk, Desk
from partnerkit.facts import (
    Account,
    BonusTerm,
    DealRegistration,
    Figure,
    Fund,
    FundAllocation,
    FundRequest,
    Person,
    RebateStep,
    Standing,
)
from partnerkit.leads import FairShare, replay
from partnerkit.lifecycle import Grounds
from partnerkit.scoring import Kpi, Scorecard, score
from partnerkit.storage import MemoryStore, SqliteStore
from partnerkit.values.errors import PartnerkitError
from partnerkit.values.hours import WorkingCalendar

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)
POLICY = FairShare(weights={"gold": 3}, default=1)
OFFICE = WorkingCalendar(zone="UTC", week={day: ((time(9), time(17)),) for day in range(5)})
YEAR = Period.year(2026)
TERM = BonusTerm(
    id="B-1", partner="P-1", kind="rebate", measure="revenue", period=YEAR,
    steps=[RebateStep(turnover=Money.of(0, "EUR"), share=Decimal("0.01"))],
)  # fmt: skip
SCORES = score(
    Scorecard(kpis=(Kpi("revenue"),), scale="min_max"),
    {"partner": ["P-1", "P-2"], "revenue": [1.0, 2.0]},
    key="partner",
    as_of=date(2026, 3, 31),
)


def lead(number):
    return Lead(id=f"L-{number}", value=Money.of(100 + number, "EUR"))


def goal(name, parent=None, amount="0"):
    return Goal(id=name, parent=parent, measure="revenue", period=YEAR, target=Money.of(amount, "EUR"))


#: Every verb that takes a key, in an order in which each of them can be done.
COURSE = {
    "assign": lambda desk, key: desk.assign(lead(1), POLICY, as_of=NOON, answer_by=NOON + DAY, key=key),
    "assign_many": lambda desk, key: desk.assign_many([lead(2), lead(3)], POLICY, as_of=NOON, key=key),
    "assign_batch": lambda desk, key: desk.assign_batch(
        [lead(4), lead(5), lead(6)], POLICY, as_of=NOON, answer_by=NOON + DAY, key=key
    ),
    "assign_to": lambda desk, key: desk.assign_to(lead(7), "P-2", POLICY, why="Asked.", as_of=NOON, key=key),
    "reassign": lambda desk, key: desk.reassign("L-7", "P-1", POLICY, why="Ill.", as_of=NOON, key=key),
    "accept": lambda desk, key: desk.accept("L-1", as_of=NOON, key=key),
    "decline": lambda desk, key: desk.decline("L-2", why="Full.", as_of=NOON, key=key),
    "credit_back": lambda desk, key: desk.credit_back("L-3", why="A test.", as_of=NOON, key=key),
    "release": lambda desk, key: desk.release("L-1", as_of=NOON, key=key),
    "correct": lambda desk, key: desk.correct(
        {"P-1": Money.of(1, "EUR"), "P-2": Money.of(-1, "EUR")}, why="Lost.", as_of=NOON, key=key
    ),
    "member": lambda desk, key: desk.member("P-3", "pause", why="Ill.", as_of=NOON, key=key),
    "expire_due": lambda desk, key: desk.expire_due(as_of=NOON + 2 * DAY, key=key),
    "register_deal": lambda desk, key: desk.register_deal(
        DealRegistration(id="D-1", partner="P-1", account="A-1"), as_of=NOON, key=key
    ),
    "open_case": lambda desk, key: desk.open_case(
        Case(id="K-1", kind="payment", subject="late", parties=["P-1"], opened_at=NOON, opened_by="U-1"),
        key=key,
    ),
    "decide_case": lambda desk, key: desk.decide_case("K-1", "acknowledge", as_of=NOON, actor="U-1", key=key),
    "advance_partner": lambda desk, key: desk.advance_partner(
        "S-1", "qualify", grounds=Grounds(unmet=[]), as_of=NOON, actor="U-2", key=key
    ),
    "take_over": lambda desk, key: desk.take_over("P-3", "P-1", why="Bought.", as_of=NOON, key=key),
    "split_account": lambda desk, key: desk.split_account(
        "P-1", "P-5", Decimal("0.5"), why="Sold.", as_of=NOON, key=key
    ),
    "set_aside": lambda desk, key: desk.set_aside(
        FundAllocation(id="F-1", fund="mdf", partner="P-1", amount=Money.of(9, "EUR")), as_of=NOON, key=key
    ),
    "request_funds": lambda desk, key: desk.request_funds(
        FundRequest(
            id="R-1", fund="mdf", partner="P-1", amount=Money.of(5, "EUR"), period=YEAR, requested_at=NOON
        ),
        as_of=NOON,
        key=key,
    ),
    "decide_funds": lambda desk, key: desk.decide_funds("R-1", "approve", as_of=NOON, key=key),
    "credit_bonus": lambda desk, key: desk.credit_bonus(
        "B-1", Money.of(900, "EUR"), as_of=NOON + 400 * DAY, key=key
    ),
    "decide_credit_note": lambda desk, key: desk.decide_credit_note(
        "B-1/2026/1", "issue", as_of=NOON + 400 * DAY, key=key
    ),
    "set_goal": lambda desk, key: desk.set_goal(
        goal("de", amount="100"), goal("n", "de"), goal("s", "de"), key=key
    ),
    "cascade": lambda desk, key: [
        (each.id, each.target) for each in desk.cascade("de", by={"n": 2, "s": 1}, key=key).values()
    ],
    "record_actuals": lambda desk, key: desk.record_actuals(
        Figure(partner="P-1", measure="revenue", period=YEAR, value=Money.of(9, "EUR"), known_from=NOON),
        as_of=NOON,
        key=key,
    ),
    "record_score": lambda desk, key: desk.record_score(SCORES, key=key),
    "record": lambda desk, key: desk.record("met", "P-1", {"by": "phone"}, kind="Partner", key=key),
    "object_to": lambda desk, key: desk.object_to("U-9", as_of=NOON, key=key),
    "erase": lambda desk, key: desk.erase("U-9", as_of=NOON, key=key),
}


def lived(store):
    """Go through the course twice under the same keys; return what was answered and what then stands."""
    with Desk(store, tenant="acme", actor="anna", clock=lambda: NOON) as desk:
        desk.put(
            *(Partner(id=f"P-{number}", tier="gold" if number == 2 else None) for number in (1, 2, 3)),
            *(Account(id="A-1"), Person(id="U-1", roles=["channel-desk"]), Person(id="U-9", name="Anna")),
            *(
                Person(id="U-2", name="Bo", roles=["head-office"]),
                Standing(id="S-1", partner="P-1", began_at=NOON),
            ),
            *(Fund(id="mdf", period=YEAR, budget=Money.of(10, "EUR")), TERM),
        )
        first = {name: verb(desk, name) for name, verb in COURSE.items()}
        rows = desk.verify().rows
        again = {name: verb(desk, name) for name, verb in COURSE.items()}

        assert again == first
        assert [*again["assign_batch"]] == [*first["assign_batch"]] == ["L-4", "L-5", "L-6"]
        assert desk.verify().rows == rows
        assert desk.verify().intact
        assert replay(desk.entries()) == desk.get(Ledger, "default").value
        assert all(desk.explain(f"L-{number}").holds for number in range(1, 8))
        for name, verb in COURSE.items():
            if name != "expire_due":
                # Without its key a command is another one, which the facts that stand refuse or which changes nothing.
                before = desk.verify().rows
                try:
                    verb(desk, None)
                except PartnerkitError:
                    assert desk.verify().rows == before
        events = [
            (each.seq, each.at, each.actor, each.action, each.kind, each.id, each.record)
            for each in desk.events()
        ]
        return first, events, desk.due(as_of=NOON + 99 * DAY, procedure=Procedure(calendar=OFFICE))


def test_all_verbs_with_a_key_are_in_the_course():
    takes_key = {
        name
        for name, verb in inspect.getmembers(Desk, inspect.isfunction)
        if not name.startswith("_") and "key" in inspect.signature(verb).parameters
    }
    assert takes_key == set(COURSE)


def test_an_awaited_desk_has_all_verbs():
    verbs = {name for name, verb in inspect.getmembers(Desk, inspect.isfunction) if not name.startswith("_")}
    assert verbs - {"unit", "close"} <= set(vars(AsyncDesk))
    for name in verbs - {"unit", "close"}:
        assert inspect.signature(getattr(AsyncDesk, name)) == inspect.signature(getattr(Desk, name))


def test_an_awaited_desk_is_opened_with_all_that_a_desk_is():
    of_both = (inspect.signature(each).parameters for each in (Desk, AsyncDesk))
    desk, awaited = (dict(each) for each in of_both)
    del awaited["threads"]
    assert awaited == desk


@pytest.fixture(scope="module")
def in_memory():
    return lived(MemoryStore())


def test_on_a_file_all_is_as_in_memory(in_memory, tmp_path):
    assert lived(SqliteStore(tmp_path / "channel.db")) == in_memory


def test_on_postgres_all_is_as_in_memory(in_memory, postgres):
    import sqlalchemy

    from partnerkit.storage import SqlStore

    engine = sqlalchemy.create_engine(postgres)
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("DROP SCHEMA IF EXISTS every_verb CASCADE"))
        connection.execute(sqlalchemy.text("CREATE SCHEMA every_verb"))
    try:
        assert lived(SqlStore(engine, schema="every_verb")) == in_memory
    finally:
        engine.dispose()
