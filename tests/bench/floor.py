"""The floor: what no such service can leave out, and nothing else.

The same web server and loop, the same model behind the same queue, the same database layer with the same
durability: a message comes in over a WebSocket, is turned into its vector, is committed in one row, and is answered.
`python -m tests.bench.floor`, with Foyer's own settings.
"""

import asyncio
import json
import time
from typing import Any

import sqlalchemy as sa
import uvloop
from aiohttp import WSMsgType, web

from adapters.db.postgres import PostgresDatabase
from adapters.db.sqlite import SqliteDatabase
from adapters.db.urls import database_url
from adapters.embeddings.minilm import MiniLmEmbedder
from core.clock import new_id
from core.settings import Settings, load_settings

_metadata = sa.MetaData()
_turns = sa.Table(
    "floor_turns",
    _metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("conversation_id", sa.String(32), nullable=False, index=True),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("reply", sa.Text, nullable=False),
)
_INSERT = sa.insert(_turns)


class Floor:
    """The whole service."""

    def __init__(self, settings: Settings) -> None:
        self._embedder = MiniLmEmbedder.open(settings.data_dir, settings.embedder_threads)
        url = database_url(settings.database_url)
        sqlite = url.get_backend_name() == "sqlite"
        self._database: Any = SqliteDatabase(url) if sqlite else PostgresDatabase(url, settings.database_pool)
        self._spent = {"embedding": 0.0, "commit": 0.0, "turns": 0}

    async def open(self, app: web.Application) -> None:
        await self._database.write(lambda connection: _metadata.create_all(connection))

    async def close(self, app: web.Application) -> None:
        await self._database.aclose()
        self._embedder.close()

    async def healthz(self, request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def spent(self, request: web.Request) -> web.Response:
        return web.json_response(self._spent)

    async def socket(self, request: web.Request) -> web.WebSocketResponse:
        ws = web.WebSocketResponse(compress=False)
        await ws.prepare(request)
        seq = 0
        async for message in ws:
            if message.type is not WSMsgType.TEXT:
                break
            frame = json.loads(message.data)
            if frame["type"] == "hello":
                await ws.send_str(json.dumps({"type": "welcome", "token": ""}))
            else:
                seq += 1
                await ws.send_str(json.dumps(await self._answer(frame, seq)))
        return ws

    async def _answer(self, frame: dict[str, Any], seq: int) -> dict[str, Any]:
        began = time.perf_counter()
        vector = (await self._embedder.embed([frame["text"]]))[0]
        embedded = time.perf_counter()
        reply = f"I read {vector.shape[0]} numbers, the first is {vector[0]:.4f}."
        row = {"id": new_id(), "conversation_id": frame["conversation"], "seq": seq, "text": frame["text"]}
        row["reply"] = reply
        await self._database.write(lambda connection: connection.execute(_INSERT, row))
        self._spent["embedding"] += embedded - began
        self._spent["commit"] += time.perf_counter() - embedded
        self._spent["turns"] += 1
        return {"type": "event", "seq": seq, "author": {"kind": "bot"}, "text": reply}


def main() -> None:
    settings = load_settings()
    floor = Floor(settings)
    app = web.Application()
    app.add_routes([web.get("/ws", floor.socket), web.get("/healthz", floor.healthz), web.get("/spent", floor.spent)])
    app.on_startup.append(floor.open)
    app.on_cleanup.append(floor.close)
    loop = uvloop.new_event_loop()
    asyncio.set_event_loop(loop)
    web.run_app(app, host=settings.host, port=settings.port, print=None, access_log=None, loop=loop)


if __name__ == "__main__":
    main()
