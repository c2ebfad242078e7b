"""
Give out leads in a FastAPI application.

    python examples/embed_fastapi.py

It needs FastAPI and httpx. `create_app` opens one desk for the life of the application; each request is one unit in
a worker thread, and a client that hangs up does not leave half of one. `place_order` shows the other way: your own
rows and the decision in one transaction of your SQLAlchemy session.
"""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

from partnerkit import Lead, Money, Partner
from partnerkit.desk import AsyncDesk, Desk
from partnerkit.interop import say
from partnerkit.leads import FairShare
from partnerkit.storage import SqliteStore, SqlStore
from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.store_errors import AlreadyClaimed, IdempotencyKeyReused, StorageBusy

if find_spec("fastapi") is None or find_spec("httpx") is None:
    print("This example needs FastAPI and httpx: python -m pip install fastapi httpx")
    sys.exit(0)

import httpx
from fastapi import FastAPI, Header, Request
from fastapi.responses import JSONResponse

POLICY = FairShare(weights={"gold": 3, "silver": 1})

#: What of our errors is whose: the client's, somebody else's, or one to come back with.
STATUS = {
    InvalidValue: 422,
    InvalidInput: 422,
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

    @app.post("/leads/{lead}")
    async def assign(lead: str, value: str, idempotency_key: Annotated[str, Header()]) -> dict[str, Any]:
        decision = await desk.assign(
            Lead(id=lead, value=Money.of(value, "EUR")), POLICY, key=idempotency_key, actor="web"
        )
        return {"partner": decision.winner, "why": say(decision, locale="en")}

    @app.get("/leads/{lead}/history")
    async def history(lead: str) -> list[dict[str, Any]]:
        return [
            {"row": event.seq, "at": event.at, "actor": event.actor, "action": event.action}
            for event in await desk.history(lead)
        ]

    return app


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
        for _ in range(2):
            answer = await client.post("/leads/L-1?value=12000", headers={"Idempotency-Key": "order-4711"})
            print(answer.status_code, answer.json()["why"])
        late = await client.post("/leads/L-1?value=12000", headers={"Idempotency-Key": "order-4712"})
        print(late.status_code, late.json()["code"])
        print([each["action"] for each in (await client.get("/leads/L-1/history")).json()])


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(main(Path(folder) / "channel.db"))
