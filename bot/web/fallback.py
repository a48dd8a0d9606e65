"""The widget over plain HTTP, for networks that block sockets: the same frames, by POST and long poll."""

import asyncio
from typing import Any

from aiohttp import web

from bot.web.channel import Guest, WebChannel
from bot.web.hub import Hub
from bot.web.limits import Buckets
from bot.web.origins import AddressOf, Origins
from bot.web.protocol import MAX_FRAME_BYTES, Followed, Frame, Hello, Say, Seen, Typing, parse
from core.domain.ids import ConversationId
from core.errors import FoyerError, InvalidInput, NotAllowed, NotFound, TooLarge

_LONGEST_WAIT_S = 25.0
_REQUEST_RATE, _REQUEST_BURST = 10.0, 60


class _Waiter:
    """A long poll. Implements `bot.web.hub.Reader`."""

    def __init__(self) -> None:
        self.event = asyncio.Event()
        self.notes: list[dict[str, Any]] = []

    def kick(self, seq: int) -> None:
        """The log has grown."""
        self.event.set()

    def typing(self, note: dict[str, object]) -> None:
        """Somebody types: worth an answer at once."""
        self.notes = [{"type": "typing", "who": note.get("who"), "name": note.get("name"), "on": note.get("on")}]
        self.event.set()

    def doubt(self) -> None:
        """Whose it is is looked up again after every wait."""
        self.event.set()


class Fallback:
    """The `/api/widget/…` handlers."""

    def __init__(
        self, channel: WebChannel, hub: Hub, origins: Origins, *, connects: Buckets, address_of: AddressOf
    ) -> None:
        self._channel = channel
        self._hub = hub
        self._origins = origins
        self._connects = connects
        self._address_of = address_of
        self._requests = Buckets(channel.clock, _REQUEST_RATE, _REQUEST_BURST)

    def routes(self) -> list[web.RouteDef]:
        """Everything under /api/widget."""
        return [
            web.post("/api/widget/hello", self._guarded(self._hello)),
            web.post("/api/widget/messages", self._guarded(self._messages)),
            web.post("/api/widget/seen", self._guarded(self._seen)),
            web.post("/api/widget/followed", self._guarded(self._followed)),
            web.post("/api/widget/typing", self._guarded(self._typing)),
            web.get("/api/widget/events", self._guarded(self._events)),
            web.options("/api/widget/{any}", self._preflight),
        ]

    def _guarded(self, handler: Any) -> Any:
        async def guarded(request: web.Request) -> web.StreamResponse:
            headers = self._origins.cors_headers(request)
            try:
                if not self._origins.allowed(request):
                    raise NotAllowed("This page may not use the chat. Its origin is not on the allow-list.")
                body = await handler(request)
                return web.json_response(body, headers=headers)
            except FoyerError as error:
                self._channel.telemetry.refused(error.code)
                problem = {"code": error.code, "message": error.message, "retry_after_s": error.retry_after_s}
                return web.json_response({"error": problem}, status=error.status, headers=headers)

        return guarded

    async def _preflight(self, request: web.Request) -> web.Response:
        return web.Response(status=204, headers=self._origins.cors_headers(request))

    async def _frame(self, request: web.Request, kind: str) -> Frame:
        body = bytearray()
        async for chunk in request.content.iter_any():
            body += chunk
            if len(body) > MAX_FRAME_BYTES:
                raise TooLarge(f"A request may have {MAX_FRAME_BYTES // 1024} KiB. Please send less at once.")
        return parse(bytes(body), kind)

    def _guest(self, request: web.Request) -> Guest:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        return self._channel.guest(token if scheme.lower() == "bearer" else "")

    async def _hello(self, request: web.Request) -> dict[str, Any]:
        self._connects.check(self._address_of(request), "These were many connections")
        frame = await self._frame(request, "hello")
        assert isinstance(frame, Hello)
        guest, before = self._channel.admit(frame)
        welcome, _ = await self._channel.welcome(frame, guest, before)
        return welcome

    async def _messages(self, request: web.Request) -> dict[str, Any]:
        guest = self._guest(request)
        frame = await self._frame(request, "message")
        assert isinstance(frame, Say)
        receipt, _ = await self._channel.say(guest, frame, self._address_of(request))
        return {"type": "ack", "cid": frame.cid, "seq": receipt.seq, "duplicate": receipt.duplicate}

    async def _seen(self, request: web.Request) -> dict[str, Any]:
        guest = self._guest(request)
        frame = await self._frame(request, "seen")
        assert isinstance(frame, Seen)
        conversation = await self._channel.open(guest, ConversationId(frame.conversation))
        if conversation is not None:
            await self._channel.seen(conversation, min(frame.seq, conversation.seq))
        return {}

    async def _followed(self, request: web.Request) -> dict[str, Any]:
        guest = self._guest(request)
        self._requests.check(guest.visitor.external_id, "These were many requests")
        frame = await self._frame(request, "followed")
        assert isinstance(frame, Followed)
        conversation = await self._channel.open(guest, ConversationId(frame.conversation))
        if conversation is not None:
            await self._channel.followed(conversation, frame.seq, frame.source)
        return {}

    async def _typing(self, request: web.Request) -> dict[str, Any]:
        guest = self._guest(request)
        self._requests.check(guest.visitor.external_id, "These were many requests")
        frame = await self._frame(request, "typing")
        assert isinstance(frame, Typing)
        if await self._channel.open(guest, ConversationId(frame.conversation)) is not None:
            await self._channel.typing(frame.conversation, frame.on)
        return {}

    async def _events(self, request: web.Request) -> dict[str, Any]:
        guest = self._guest(request)
        conversation_id, after, wait = _query(request)
        self._requests.check(guest.visitor.external_id, "These were many requests")
        await self._check(guest, conversation_id)
        waiter = _Waiter()
        self._hub.join(conversation_id, waiter)
        try:
            frames, _ = await self._channel.events(conversation_id, after, after)
            if not frames and wait > 0:
                try:
                    async with asyncio.timeout(wait):
                        await waiter.event.wait()
                except TimeoutError:
                    return {"events": [], "typing": []}
                await self._check(guest, conversation_id)
                frames, _ = await self._channel.events(conversation_id, after, after)
            return {"events": frames, "typing": waiter.notes}
        finally:
            self._hub.leave(conversation_id, waiter)

    async def _check(self, guest: Guest, conversation_id: ConversationId) -> None:
        if await self._channel.open(guest, conversation_id) is None:
            raise NotFound("This conversation has not begun yet. Send its first message.")


def _query(request: web.Request) -> tuple[ConversationId, int, float]:
    try:
        conversation = request.query["conversation"]
        after = int(request.query.get("after", "0"))
        wait = float(request.query.get("wait", "0"))
    except (KeyError, ValueError):
        raise InvalidInput("Give conversation, after and wait, such as ?conversation=…&after=0&wait=25.") from None
    if len(conversation) != 32 or not 0 <= after <= 2**53 or not 0 <= wait <= 60:
        raise InvalidInput("conversation, after or wait is out of range.")
    return ConversationId(conversation), after, min(wait, _LONGEST_WAIT_S)
