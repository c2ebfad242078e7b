"""
Give out leads in a FastAPI application.

    python examples/embed_fastapi.py

It needs FastAPI and httpx. `create_app` opens one desk for the life of the application; each request is one unit in
a worker thread, and a client that hangs up does not leave half of one. `place_order` shows the other way: your own
rows and the decision in one transaction of your SQLAlchemy session.
"""

import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

from partnerkit import Lead, Money, Partner
from partnerkit.desk import AsyncDesk, Desk
from partnerkit.interop import dumps, json_schema, loads, say
from partnerkit.leads import FairShare
from partnerkit.storage import SqliteStore, SqlStore
from partnerkit.values.errors import InvalidInput, InvalidValue, NotFound
from partnerkit.values.store_errors import AlreadyClaimed, IdempotencyKeyReused, SchemaMismatch, StorageBusy

if find_spec("fastapi") is None or find_spec("httpx") is None:
    print("This example needs FastAPI and httpx: python -m pip install fastapi httpx")
    sys.exit(0)

import httpx
from fastapi import FastAPI, Header, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse

POLICY = FairShare(weights={"gold": 3, "silver": 1})

PARTS = "#/components/schemas/"

#: What of our errors is whose: the client's, somebody else's, or one to come back with.
STATUS = {
    InvalidValue: 422,
    InvalidInput: 422,
    NotFound: 422,
    SchemaMismatch: 422,
    AlreadyClaimed: 409,
    IdempotencyKeyReused: 422,
    StorageBusy: 503,
}


def create_app(store: Any) -> FastAPI:
    desk = AsyncDesk(store, tenant="acme")

    @asynccontextmanager
    async def opened(_: FastAPI) -> AsyncIterator[None]:
        async with desk:
            yield

    app = FastAPI(lifespan=opened)

    async def refused(_: Request, error: Exception) -> JSONResponse:
        status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
        return JSONResponse({"code": error.code, "says": str(error)}, status_code=status)  # type: ignore[attr-defined]

    for kind in STATUS:
        app.add_exception_handler(kind, refused)

    body = {"required": True, "content": {"application/json": {"schema": {"$ref": f"{PARTS}LeadDocument"}}}}

    @app.post("/leads", openapi_extra={"requestBody": body})
    async def assign(request: Request, idempotency_key: Annotated[str, Header()]) -> dict[str, Any]:
        lead = loads(await request.body())
        if not isinstance(lead, Lead):
            raise InvalidValue(path="$.kind", value=type(lead).__name__, remedy="send a Lead")
        decision = await desk.assign(lead, POLICY, key=idempotency_key, actor="web")
        return {"partner": decision.winner, "why": say(decision, locale="en")}

    @app.get("/leads/{lead}/history")
    async def history(lead: str) -> list[dict[str, Any]]:
        return [
            {"row": event.seq, "at": event.at, "actor": event.actor, "action": event.action}
            for event in await desk.history(lead)
        ]

    app.openapi = lambda: described(app)  # type: ignore[method-assign]  # as FastAPI's manual shows
    return app


def described(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI of the application with our JSON Schema in it: OpenAPI 3.1 speaks the same draft."""
    found = get_openapi(title="Leads", version="1", routes=app.routes)
    document = json.loads(json.dumps(json_schema("Lead")).replace("#/$defs/", PARTS))
    del document["$schema"]
    found["components"]["schemas"] |= {**document.pop("$defs"), "LeadDocument": document}
    return found


def place_order(session: Any, order: Any, value: Money, user: str) -> str | None:
    """Write the host's own row and the decision together: both are there after the commit, or neither."""
    session.add(order)
    session.flush()
    with Desk(SqlStore(session), tenant="acme", actor=user) as desk:
        decision = desk.assign(Lead(id=f"lead-{order.id}", value=value), POLICY, key=f"order-{order.id}")
    session.commit()
    return decision.winner


async def main(file: Path) -> None:
    with Desk(SqliteStore(file), tenant="acme") as desk:
        desk.put(Partner(id="nord", tier="gold"), Partner(id="elbe", tier="silver"))
    app = create_app(SqliteStore(file))
    here = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://crm.example")
    async with app.router.lifespan_context(app), here as client:
        lead = dumps(Lead(id="L-1", value=Money.of("12000", "EUR")))
        for _ in range(2):
            answer = await client.post("/leads", content=lead, headers={"Idempotency-Key": "order-4711"})
            print(answer.status_code, answer.json()["why"])
        late = await client.post("/leads", content=lead, headers={"Idempotency-Key": "order-4712"})
        print(late.status_code, late.json()["code"])
        print([each["action"] for each in (await client.get("/leads/L-1/history")).json()])


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(main(Path(folder) / "channel.db"))
