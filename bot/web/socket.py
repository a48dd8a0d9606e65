"""The widget's WebSocket: one handler a connection, and a reader that catches up with the log when kicked."""

import asyncio
import contextlib
from collections import Counter
from typing import Any

import structlog
from aiohttp import WSCloseCode, WSMessage, WSMsgType, web

from bot.web.channel import Guest, WebChannel
from bot.web.hub import Hub
from bot.web.limits import Bucket, Buckets
from bot.web.origins import AddressOf, Origins
from bot.web.protocol import MAX_FRAME_BYTES, Followed, Frame, Hello, Say, Seen, Typing, dump, parse, refusal
from core.domain.ids import ConversationId
from core.errors import FoyerError, InvalidInput, NotFound, NotSignedIn, RateLimited, Unavailable

log = structlog.get_logger("foyer.socket")

_HELLO_S = 10.0
_SEND_S = 15.0
_HEARTBEAT_S = 30.0
_OWNER_CHECK_S = 10.0
"""Longest that an open socket relies on what it knows about whose conversation it shows."""
_FRAME_RATE, _FRAME_BURST = 30.0, 90.0
_DROPPED_LIMIT = 300
_REFUSED_LIMIT = 40

BAD_TOKEN, BAD_ORIGIN, TOO_MANY = 4401, 4403, 4429


class Connection:
    """One open socket. Implements `bot.web.hub.Reader`."""

    def __init__(
        self, ws: web.WebSocketResponse, request: web.Request, address: str, channel: WebChannel, hub: Hub
    ) -> None:
        self._ws = ws
        self._request = request
        self._address = address
        self._checked_at = 0.0
        self._channel = channel
        self._hub = hub
        self._guest: Guest | None = None
        self._conversation: ConversationId | None = None
        # An id may be named before its conversation begins, and not only by whoever begins it.
        self._is_ours = False
        self._cursor = 0
        self._shown = 0
        self._target = 0
        self._storing = False
        self._pump: asyncio.Task[None] | None = None

    async def send(self, frame: dict[str, Any]) -> None:
        """Write a frame; a client that does not read for long is cut off and may resume."""
        await send_or_cut(self._ws, self._request, frame)

    def kick(self, seq: int) -> None:
        """The log reaches `seq`: read on, unless that is known."""
        self._target = max(self._target, seq)
        if self._pump is None and self._target > self._cursor and not self._storing:
            self._pump = asyncio.get_running_loop().create_task(self._catch_up())
            self._pump.add_done_callback(self._pumped)

    def typing(self, note: dict[str, object]) -> None:
        """Pass on that somebody types."""
        if self._is_ours and not self._ws.closed:
            frame = {"type": "typing", "who": note.get("who"), "name": note.get("name"), "on": note.get("on")}
            task = asyncio.get_running_loop().create_task(self.send(frame))
            task.add_done_callback(lambda done: done.cancelled() or done.exception())

    def doubt(self) -> None:
        """Ask again whose conversation this is before more of it is shown."""
        self._is_ours = False

    def _pumped(self, task: asyncio.Task[None]) -> None:
        self._pump = None
        failed = not task.cancelled() and task.exception() is not None
        if failed:
            log.warning("reader_failed", error=type(task.exception()).__name__)
        elif self._target > self._cursor and not self._ws.closed:
            self.kick(self._target)

    async def _catch_up(self) -> None:
        if not await self._check_ours():
            self._target = self._cursor
            return
        assert self._conversation is not None
        while self._target > self._cursor and not self._ws.closed:
            target = self._target
            frames, last = await self._channel.events(self._conversation, self._cursor, self._shown)
            for frame in frames:
                await self.send(frame)
            self._shown = last
            # Entries that the customer may not read make the log longer without a frame.
            self._cursor = last if frames and last < target else max(last, target)

    async def _check_ours(self) -> bool:
        """Whether what we follow is the guest's own; stops following when it turns out to be somebody else's."""
        now = self._channel.clock.monotonic()
        if self._is_ours and now - self._checked_at > _OWNER_CHECK_S:
            self._is_ours = False
        if not self._is_ours and self._guest is not None and self._conversation is not None:
            self._checked_at = now
            try:
                self._is_ours = await self._channel.open(self._guest, self._conversation) is not None
            except NotFound:
                self._hub.leave(self._conversation, self)
                self._conversation = None
        return self._is_ours

    async def receive(self, frame: Frame) -> None:
        """Act on one frame."""
        if isinstance(frame, Hello):
            await self._hello(frame)
            return
        if self._guest is None:
            raise InvalidInput("Say hello first.")
        if isinstance(frame, Say):
            await self._say(self._guest, frame)
        elif isinstance(frame, Seen):
            conversation = await self._channel.open(self._guest, ConversationId(frame.conversation))
            if conversation is not None:
                await self._channel.seen(conversation, min(frame.seq, conversation.seq))
        elif isinstance(frame, Followed):
            conversation = await self._channel.open(self._guest, ConversationId(frame.conversation))
            if conversation is not None:
                await self._channel.followed(conversation, frame.seq, frame.source)
        elif isinstance(frame, Typing):
            if frame.conversation == self._conversation:
                await self._channel.typing(frame.conversation, frame.on)
        else:
            await self.send({"type": "pong"})

    async def _hello(self, hello: Hello) -> None:
        if self._guest is not None and hello.token is None and hello.identity is None:
            # One socket is one visitor: forgetting the token makes nobody new.
            hello = hello.model_copy(update={"token": self._guest.token})
        guest, before = self._channel.admit(hello)
        welcome, conversation = await self._channel.welcome(hello, guest, before)
        self._guest = guest
        await self.send(welcome)
        if conversation is not None:
            self._follow(conversation.id, min(hello.after, conversation.seq), ours=True)
            self.kick(conversation.seq)
        elif hello.conversation is not None:
            self._follow(ConversationId(hello.conversation), 0)

    def _follow(self, conversation_id: ConversationId, after: int, *, ours: bool = False) -> None:
        self.unfollow()
        self._is_ours = ours
        self._conversation = conversation_id
        self._cursor = self._shown = self._target = after
        self._hub.join(conversation_id, self)

    def unfollow(self) -> None:
        """Look at nothing any more."""
        if self._pump is not None:
            self._pump.cancel()
        if self._conversation is not None:
            self._hub.leave(self._conversation, self)
            self._conversation = None
            self._is_ours = False

    async def _say(self, guest: Guest, frame: Say) -> None:
        # Ownership is settled by the store: following a conversation that is not ours ends with its NotFound.
        first = frame.conversation != self._conversation
        if first:
            # Nothing can be theirs yet who has just come.
            conversation = (
                None if guest.unknown else await self._channel.open(guest, ConversationId(frame.conversation))
            )
            seq = conversation.seq if conversation else 0
            self._follow(ConversationId(frame.conversation), seq, ours=conversation is not None)
        self._storing = True  # what comes next in the log is probably ours, and need not be read back
        try:
            receipt, entry = await self._channel.say(guest, frame, self._address)
            # The store takes messages into nobody else's conversation.
            self._is_ours, self._checked_at = True, self._channel.clock.monotonic()
            if not receipt.duplicate and receipt.seq == self._cursor + 1 and self._pump is None:
                before, self._cursor, self._shown = self._shown, receipt.seq, receipt.seq
                await self.send(self._channel.frame(entry, before))
        except FoyerError:
            if first:
                self.unfollow()
            raise
        finally:
            self._storing = False
            self.kick(self._target)
        await self.send({"type": "ack", "cid": frame.cid, "seq": receipt.seq, "duplicate": receipt.duplicate})


async def send_or_cut(ws: web.WebSocketResponse, request: web.Request, frame: dict[str, Any]) -> None:
    """Write a frame; who does not read for long is cut off at once, buffers and all, and may resume."""
    try:
        async with asyncio.timeout(_SEND_S):
            await ws.send_str(dump(frame))
    except TimeoutError:
        if request.transport is not None:
            request.transport.abort()
    except ConnectionError:
        pass  # gone; the read loop notices


class SocketDoor:
    """The `/ws` handler with its limits."""

    def __init__(
        self,
        channel: WebChannel,
        hub: Hub,
        origins: Origins,
        *,
        connects: Buckets,
        address_of: AddressOf,
        most_open: int,
    ) -> None:
        self._channel = channel
        self._hub = hub
        self._origins = origins
        self._connects = connects
        self._address_of = address_of
        self._open: set[web.WebSocketResponse] = set()
        self._most_open = most_open
        self._by_address: Counter[str] = Counter()

    async def close_all(self) -> None:
        """A restart: every client reconnects and resumes by itself."""
        sockets = tuple(self._open)
        closing = (ws.close(code=WSCloseCode.GOING_AWAY, message=b"restart") for ws in sockets)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(3.0):
                await asyncio.gather(*closing, return_exceptions=True)

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """One connection from upgrade to close."""
        ws = web.WebSocketResponse(heartbeat=_HEARTBEAT_S, max_msg_size=MAX_FRAME_BYTES, compress=False)
        await ws.prepare(request)
        if not self._origins.allowed(request):
            await ws.close(code=BAD_ORIGIN, message=b"origin not allowed")
            return ws
        address = self._address_of(request)
        try:
            self._connects.check(address, "These were many connections")
            if self._by_address[address] >= self._most_open:
                raise RateLimited("There are too many open chats from your network. Close one.", retry_after_s=30)
        except RateLimited as error:
            await self._refuse(ws, request, error, TOO_MANY)
            return ws
        connection = Connection(ws, request, address, self._channel, self._hub)
        self._open.add(ws)
        self._by_address[address] += 1
        self._channel.telemetry.sockets(1)
        try:
            await self._converse(ws, request, connection)
        finally:
            self._open.discard(ws)
            self._by_address[address] -= 1
            if self._by_address[address] <= 0:
                del self._by_address[address]
            self._channel.telemetry.sockets(-1)
            connection.unfollow()
        return ws

    async def _refuse(self, ws: web.WebSocketResponse, request: web.Request, error: FoyerError, code: int) -> None:
        self._channel.telemetry.refused(error.code)
        await send_or_cut(ws, request, refusal(error))
        await ws.close(code=code, message=error.code.encode())

    async def _converse(self, ws: web.WebSocketResponse, request: web.Request, connection: Connection) -> None:
        try:
            async with asyncio.timeout(_HELLO_S):
                first = await ws.receive()
        except TimeoutError:
            await ws.close(code=WSCloseCode.POLICY_VIOLATION, message=b"no hello")
            return
        flow = Bucket(self._channel.clock, _FRAME_RATE, _FRAME_BURST)
        told, dropped, refused = 0.0, 0, 0
        message: WSMessage | None = first
        while message is not None and message.type in (WSMsgType.TEXT, WSMsgType.BINARY):
            wait = flow.take()
            if wait > 0:
                dropped += 1
                told = await self._told_to_slow_down(ws, request, told, wait)
                if dropped > _DROPPED_LIMIT:
                    await ws.close(code=TOO_MANY, message=b"too many frames")
                    return
            elif not await self._one(ws, request, connection, message):
                refused += 1
                if refused > _REFUSED_LIMIT:
                    await ws.close(code=WSCloseCode.POLICY_VIOLATION, message=b"too many errors")
                    return
            if ws.closed:
                return
            message = await ws.receive()

    async def _told_to_slow_down(
        self, ws: web.WebSocketResponse, request: web.Request, told: float, wait: float
    ) -> float:
        now = self._channel.clock.monotonic()
        if now - told < 1.0:
            return told
        error = RateLimited("Too many frames at once. Wait a moment, then send what was not acknowledged again.")
        error.retry_after_s = max(1.0, round(wait, 1))
        self._channel.telemetry.refused(error.code)
        await send_or_cut(ws, request, refusal(error))
        return now

    async def _one(
        self, ws: web.WebSocketResponse, request: web.Request, connection: Connection, message: WSMessage
    ) -> bool:
        """Act on a frame; False when it was refused."""
        cid = None
        try:
            if message.type is not WSMsgType.TEXT:
                raise InvalidInput("Frames are JSON text; binary frames, such as files, cannot be taken here.")
            frame = parse(message.data)
            cid = frame.cid if isinstance(frame, Say) else None
            await connection.receive(frame)
            return True
        except NotSignedIn as error:
            await self._refuse(ws, request, error, BAD_TOKEN)
        except FoyerError as error:
            self._channel.telemetry.refused(error.code)
            await connection.send(refusal(error, cid))
        except (asyncio.CancelledError, ConnectionError):
            raise
        except Exception as error:  # a bug must cost one frame, not the connection
            log.exception("frame_failed", error=type(error).__name__)
            await connection.send(
                refusal(Unavailable("Something went wrong on our side. Please try again.", retry_after_s=2), cid)
            )
        return False
