"""The examples of embedding run as their reader runs them, and do what their pages say."""

import asyncio
import json
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

from partnerkit import Lead, Money, Partner
from partnerkit.desk import Desk
from partnerkit.interop import dumps
from partnerkit.storage import MemoryStore, SqliteStore
from partnerkit.values.errors import NotFound

sys.path.insert(0, str(Path(__file__).parent))

from running import EXAMPLES, run, run_again


def told_by(name, *arguments):
    answer = run(name, *arguments)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.splitlines()


def test_a_script_that_is_run_again_decides_nothing_again(tmp_path):
    file = tmp_path / "channel.db"
    assert told_by("embed_script", file) == run_again("embed_script", file).stdout.splitlines()
    with Desk(SqliteStore(file), tenant="acme") as desk:
        assert [event.action for event in desk.events()] == ["put", "put", "assign", "assign", "assign"]


@pytest.mark.skipif(
    find_spec("fastapi") is None or find_spec("httpx") is None, reason="needs the group embedding"
)
def test_an_application_answers_the_same_order_the_same(monkeypatch):
    first, again, late, actions = told_by("embed_fastapi")
    assert first == again
    assert first.startswith("200 Lead L-1 goes to nord")
    assert late == "409 already-claimed"
    assert actions == "['assign']"


@pytest.mark.skipif(
    find_spec("fastapi") is None or find_spec("httpx") is None, reason="needs the group embedding"
)
def test_the_openapi_of_an_application_has_our_schema_and_says_what_is_taken(monkeypatch):
    import httpx
    from jsonschema import Draft202012Validator

    monkeypatch.syspath_prepend(str(EXAMPLES))
    store = MemoryStore()
    Desk(store, tenant="acme").put(Partner(id="nord", tier="gold"))
    app = import_module("embed_fastapi").create_app(store)
    described = app.openapi()
    body = described["paths"]["/leads"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    validator = Draft202012Validator({**body, "components": described["components"]})
    sent = {
        dumps(Lead(id="L-1", value=Money.of("9", "EUR"))): 200,
        dumps(Partner(id="P-1")): 422,
        b'{"kind": "Lead", "schema": 1, "value": {"id": "L-2", "colour": "red"}}': 422,
        b'{"kind": "Lead", "schema": 1, "value": {"id": 5}}': 422,
        b'{"kind": "Lead", "schema": 99, "value": {"id": "L-2"}}': 422,
        b'{"kind": "Nothing", "schema": 1, "value": {}}': 422,
    }

    async def statuses():
        client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://crm.example")
        async with app.router.lifespan_context(app), client:
            key = {"Idempotency-Key": "order-1"}
            return [
                (await client.post("/leads", content=each, headers=key)).status_code for each in (*sent, b"{")
            ]

    assert described["openapi"].startswith("3.1")
    assert [validator.is_valid(json.loads(each)) for each in sent] == [each == 200 for each in sent.values()]
    assert asyncio.run(statuses()) == [*sent.values(), 422]


@pytest.mark.skipif(
    find_spec("fastapi") is None or find_spec("httpx") is None, reason="needs the group embedding"
)
def test_an_order_and_its_decision_stand_or_fall_together(monkeypatch, postgres):
    import sqlalchemy
    from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

    from partnerkit.storage import SqlStore

    monkeypatch.syspath_prepend(str(EXAMPLES))
    place_order = import_module("embed_fastapi").place_order

    class Base(DeclarativeBase):
        pass

    class Order(Base):
        __tablename__ = "embedded_order"
        id: Mapped[int] = mapped_column(primary_key=True)

    engine = sqlalchemy.create_engine(postgres)
    try:
        Base.metadata.drop_all(engine)
        Base.metadata.create_all(engine)
        with Desk(SqlStore(engine), tenant="acme") as desk:
            known = {partner.id for partner in desk.all(Partner)}
            desk.put(*(Partner(id=name, tier="gold") for name in ("nord", "elbe") if name not in known))
            with Session(engine) as session:
                assert place_order(session, Order(id=1), Money.of("9", "EUR"), "anna") in {"nord", "elbe"}
            with pytest.raises(RuntimeError), Session(engine) as session:  # noqa: PT012
                monkeypatch.setattr(session, "commit", lambda: 1 / 0)
                try:
                    place_order(session, Order(id=2), Money.of("9", "EUR"), "anna")
                except ZeroDivisionError:
                    raise RuntimeError from None
            assert len(desk.history("lead-1")) == 1
            assert desk.history("lead-2") == ()
            with pytest.raises(NotFound):
                desk.get(Lead, "lead-2")
            with Session(engine) as session:
                assert [order.id for order in session.query(Order)] == [1]
                assert place_order(session, Order(id=2), Money.of("9", "EUR"), "anna")
            assert len(desk.history("lead-2")) == 1
            assert desk.verify().intact
    finally:
        Base.metadata.drop_all(engine)
        engine.dispose()


@pytest.mark.skipif(find_spec("django") is None, reason="needs the group embedding")
def test_a_project_decides_late_but_once_and_follows_the_log():
    assert told_by("embed_django") == [
        "2 dealers are new, then 1 changed, then 0",
        "followed 6 rows, then 0",
        "1 12000.00 nord",
        "2 800.00 elbe",
        "3 3500.00 elbe",
        "1 decision about lead-3",
    ]
