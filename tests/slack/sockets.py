"""Socket Mode: connections, envelopes and their acknowledgements, and the ways a connection ends."""

import asyncio
import contextlib
import json
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import aiohttp
from aiohttp import web

from core.clock import Clock
from tests.slack.courier import ACK_SECONDS, Answer
from tests.slack.world import Json

if TYPE_CHECKING:
    from tests.slack.server import FakeSlack

MAX_CONNECTIONS = 10
Reason = Literal["warning", "refresh_requested", "link_disabled"]


@dataclass(eq=False)
class Connection:
    """One open socket of the app. `mute`: it looks alive, but nothing that is sent to it arrives."""

    ws: web.WebSocketResponse
    number: int
    mute: bool = False
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    sent: list[str] = field(default_factory=list)


class Sockets:
    """All sockets of the app; each envelope goes to any one of them."""

    def __init__(self, slack: "FakeSlack", clock: Clock, seed: int = 1) -> None:
        self._slack = slack
        self._clock = clock
        self._random = random.Random(seed)
        self._tickets: set[str] = set()
        self._waiting: dict[str, asyncio.Future[Any]] = {}
        self._arrived = asyncio.Event()
        self.connections: list[Connection] = []

    def ticket(self) -> str:
        """A new address to connect to, good for one connection."""
        ticket = f"{self._slack.world.number('ticket'):032x}"
        self._tickets.add(ticket)
        return f"{self._slack.base_url.replace('http', 'ws', 1)}/link/?ticket={ticket}&app_id={self._slack.app.id}"

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """A client's socket from hello to its end."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets or len(self.connections) >= MAX_CONNECTIONS:
            return web.Response(status=408 if ticket not in self._tickets else 429, text="bad ticket")
        self._tickets.discard(ticket)
        ws = web.WebSocketResponse()
        await ws.prepare(request)
        connection = Connection(ws, self._slack.world.number("connection"))
        self.connections.append(connection)
        await self._hello(connection)
        self._arrived.set()
        try:
            async for message in ws:
                if message.type is aiohttp.WSMsgType.TEXT:
                    self._acknowledge(json.loads(message.data))
        finally:
            if connection in self.connections:
                self.connections.remove(connection)
            connection.gone.set()
            self._slack.changed()
        return ws

    async def _hello(self, connection: Connection) -> None:
        debug = {"host": "applink-fake", "started": "2026-01-01 00:00:00.000", "build_number": 1}
        hello = {"type": "hello", "num_connections": len(self.connections)}
        about = {"connection_info": {"app_id": self._slack.app.id}, "debug_info": debug}
        await connection.ws.send_json({**hello, **about})

    def _acknowledge(self, answer: Json) -> None:
        waiting = self._waiting.pop(answer.get("envelope_id", ""), None)
        if waiting and not waiting.done():
            waiting.set_result(answer.get("payload"))

    async def connected(self, count: int = 1) -> None:
        """Wait until the app has so many open connections."""
        while len(self.connections) < count:
            self._arrived.clear()
            await self._arrived.wait()

    async def send(self, kind: str, payload: Json, number: int, reason: str) -> Answer:
        """Send an envelope over any one connection and wait for its acknowledgement, 3 s by the clock."""
        if not self.connections:
            return Answer(0, reason="connection_failed")
        connection = self._random.choice(self.connections)
        envelope_id = f"{self._slack.world.number('envelope'):08x}-0000-4000-8000-000000000000"
        envelope: Json = {"envelope_id": envelope_id, "payload": payload, "type": kind}
        envelope["accepts_response_payload"] = kind != "events_api"
        if kind == "events_api":
            envelope |= {"retry_attempt": number, "retry_reason": "timeout" if reason == "http_timeout" else reason}
        waiting: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = waiting
        limit = asyncio.ensure_future(self._clock.sleep(ACK_SECONDS))
        gone = asyncio.ensure_future(connection.gone.wait())
        try:
            if not connection.mute:
                await connection.ws.send_json(envelope)
                connection.sent.append(envelope_id)
            await asyncio.wait({waiting, limit, gone}, return_when=asyncio.FIRST_COMPLETED)
        except (ConnectionError, aiohttp.ClientError):
            return Answer(0, reason="connection_failed")
        finally:
            self._waiting.pop(envelope_id, None)
            for task in (limit, gone):
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
        if waiting.done():
            return Answer(200, waiting.result())
        return Answer(0, reason="connection_failed" if connection.gone.is_set() else "http_timeout")

    async def disconnect(self, reason: Reason = "refresh_requested") -> None:
        """Tell every client to reconnect; after `warning` the connection stays open a while, else it closes."""
        for connection in list(self.connections):
            debug = {"host": "applink-fake"}
            await connection.ws.send_json({"type": "disconnect", "reason": reason, "debug_info": debug})
            if reason != "warning":
                self.connections.remove(connection)
                await connection.ws.close()

    async def cut(self) -> None:
        """Break every connection without a word."""
        for connection in list(self.connections):
            self.connections.remove(connection)
            if (transport := connection.ws._req.transport if connection.ws._req else None) is not None:
                transport.abort()

    def mute(self) -> None:
        """Let every present connection look alive and deliver nothing, as in the field."""
        for connection in self.connections:
            connection.mute = True

    async def close(self) -> None:
        for connection in list(self.connections):
            await connection.ws.close()
