"""A visitor without a browser: speaks the widget's protocol over a WebSocket, as patiently as the widget does.

    async with ClientSession() as http, Visitor(http, "http://127.0.0.1:8080") as visitor:
        cid = visitor.say("How do I reset my password?")
        reply = await visitor.reply_to(cid)

It sends its messages in order, one at a time, each under one id until the server says that it is stored; it comes
back after every loss and reads on from the last entry it saw. What should not happen is counted, not hidden.
"""

import asyncio
import contextlib
import json
import random
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiohttp import ClientError, ClientSession, ClientTimeout, ClientWebSocketResponse, WSMsgType

Frame = dict[str, Any]
Base = str | Callable[[], str]

ACK_S = 10.0
OPEN_S = 8.0
MENDS = 3
PASSING = ("rate_limited", "unavailable")
"""Refusals that a little patience cures."""


class Silence(AssertionError):
    """What a test waited for did not come in time."""


@dataclass
class Said:
    """A message of ours and what became of it."""

    cid: str
    text: str
    action: str = ""
    asked_at: float = 0.0
    seq: int | None = None
    seqs: list[int] = field(default_factory=list)
    """The sequence in each acknowledgement: a resend must name the same one."""
    refused: Frame | None = None

    @property
    def settled(self) -> bool:
        return self.seq is not None or self.refused is not None


class Visitor:
    """One browser tab in one conversation. `base` may be a function, to pick a server for each connection."""

    def __init__(
        self,
        http: ClientSession,
        base: Base,
        *,
        conversation: str | None = None,
        token: str | None = None,
        identity: str | None = None,
        after: int = 0,
        locale: str = "en",
        stay: bool = True,
        backoff_s: float = 0.2,
    ) -> None:
        self._http = http
        self._base = base
        self.conversation = conversation or uuid.uuid4().hex
        self.token = token
        self.identity = identity
        self.locale = locale
        self.welcome: Frame = {}
        self.said: dict[str, Said] = {}
        self.events: list[Frame] = []
        self.typing: list[Frame] = []
        self.refusals: list[Frame] = []
        self.last = after
        self.connections = 0
        self.repeated = 0
        """Entries sent again that we had already; harmless, since they are told by their sequence."""
        self.gaps = 0
        """Entries that came before one they follow; mended by reading again."""
        self.holes: list[int] = []
        """Entries before which something was missing even then."""
        self.late: list[int] = []
        """Entries that came after a later one: these were out of order."""
        self._stay = stay
        self._backoff_s = backoff_s
        self._ws: ClientWebSocketResponse | None = None
        self._life: asyncio.Task[None] | None = None
        self._live = asyncio.Event()
        self._news = asyncio.Condition()
        self._seqs: set[int] = set()
        self._flight: str | None = None
        self._mended_from, self._mends, self._mending = -1, 0, False
        self._timers: set[asyncio.TimerHandle] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    # --- coming and going ---------------------------------------------------------------------------------

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def open(self, timeout: float = 30.0) -> None:
        """Connect and wait for the welcome."""
        if self._life is None or self._life.done():
            self._life = asyncio.get_running_loop().create_task(self._keep_connected())
        try:
            async with asyncio.timeout(timeout):
                await self._live.wait()
        except TimeoutError:
            raise Silence("no welcome from the server") from None

    async def close(self) -> None:
        """Leave for good, politely."""
        life, self._life = self._life, None
        ws = self._ws
        if ws is not None:
            with contextlib.suppress(Exception):
                await ws.close()
        for task in (life, *self._tasks):
            if task is not None:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError, Exception):
                    await task
        for timer in self._timers:
            timer.cancel()

    def drop(self) -> None:
        """Lose the connection without a goodbye, as a phone in a tunnel does; it reconnects by itself."""
        connection = self._ws._conn if self._ws is not None else None
        if connection is not None and connection.transport is not None:
            connection.transport.abort()

    @property
    def live(self) -> bool:
        return self._live.is_set()

    def base(self) -> str:
        return self._base if isinstance(self._base, str) else self._base()

    async def _keep_connected(self) -> None:
        failures = 0
        while True:
            before = self.connections
            with contextlib.suppress(ClientError, OSError, TimeoutError):
                await self._one_connection()
            failures = 0 if self.connections > before else failures + 1
            self._live.clear()
            self._ws = self._flight = None
            await self._tell()
            if not self._stay:
                return
            await asyncio.sleep(self._backoff_s * (0.5 + random.random()) * 2 ** min(failures, 3))

    async def _one_connection(self) -> None:
        async with asyncio.timeout(OPEN_S) as patience:
            url = self.base().replace("http", "ws", 1) + "/ws"
            async with self._http.ws_connect(url, max_msg_size=0) as ws:
                self._ws = ws
                await self.again()
                async for message in ws:
                    if message.type is not WSMsgType.TEXT:
                        break
                    self._frame(json.loads(message.data))
                    if self.live:
                        patience.reschedule(None)
                    await self._tell()

    async def again(self) -> None:
        """Say hello, on a new connection or again on this one to read what was missed."""
        hello = {"type": "hello", "v": 1, "token": self.token, "identity": self.identity, "locale": self.locale}
        await self._send({**hello, "conversation": self.conversation, "after": self.last})

    async def _send(self, frame: Frame) -> None:
        if self._ws is not None:
            with contextlib.suppress(ClientError, OSError):
                await self._ws.send_str(json.dumps(frame))

    async def send_raw(self, data: str | bytes) -> None:
        """Anything at all, for tests of what the server refuses."""
        assert self._ws is not None
        await (self._ws.send_str(data) if isinstance(data, str) else self._ws.send_bytes(data))

    # --- speaking -----------------------------------------------------------------------------------------

    def say(self, text: str, action: str = "", cid: str | None = None) -> str:
        """Put a message in the outbox; it goes out when those before it are stored. Returns its id."""
        message = Said(cid or uuid.uuid4().hex, text, action)
        self.said[message.cid] = message
        self._next()
        return message.cid

    def _next(self) -> None:
        if not self.live or self._flight is not None:
            return
        message = next((m for m in self.said.values() if not m.settled), None)
        if message is not None:
            self._flight = message.cid
            self._later(ACK_S, self._silent, message.cid, self._ws)
            self._do(self._deliver(message))

    async def _deliver(self, message: Said) -> None:
        message.asked_at = time.perf_counter()
        await self._send(self.message_frame(message.cid))

    def message_frame(self, cid: str) -> Frame:
        """The frame of a message, the same however often it is sent."""
        said = self.said[cid]
        frame = {"type": "message", "cid": cid, "conversation": self.conversation, "text": said.text}
        return {**frame, "action": said.action}

    async def resend(self, cid: str) -> None:
        """Send a message again, whether or not it was acknowledged."""
        if self.live:
            await self._send(self.message_frame(cid))

    async def post(self, cid: str) -> Frame:
        """Deliver a message over plain HTTP as well; returns the acknowledgement, or {} when that failed."""
        headers = {"Authorization": f"Bearer {self.token}"}
        url = self.base() + "/api/widget/messages"
        try:
            async with self._http.post(
                url, json=self.message_frame(cid), headers=headers, timeout=ClientTimeout(10)
            ) as answer:
                body: Frame = await answer.json()
        except (ClientError, OSError, TimeoutError, ValueError):
            return {}
        if body.get("type") != "ack":
            return {}
        self._ack(body)
        await self._tell()
        return body

    async def seen(self) -> None:
        """Tell the server that all we have is on screen."""
        await self._send({"type": "seen", "conversation": self.conversation, "seq": self.last})

    async def follow(self, seq: int, source: int = 0) -> None:
        """Go to a source of an answer."""
        await self._send({"type": "followed", "conversation": self.conversation, "seq": seq, "source": source})

    def _silent(self, cid: str, ws: ClientWebSocketResponse | None) -> None:
        """No acknowledgement in time: the way is suspect, take another one."""
        if self._flight == cid and ws is self._ws and not self.said[cid].settled:
            self.drop()

    # --- hearing ------------------------------------------------------------------------------------------

    def _frame(self, frame: Frame) -> None:
        kind = frame.get("type")
        if kind == "welcome":
            self.welcome, self.token = frame, frame["token"]
            self.connections += 1
            self._live.set()
            self._flight, self._mending = None, False
            self._next()
        elif kind == "ack":
            self._ack(frame)
        elif kind == "event":
            self._event(frame)
        elif kind == "typing":
            self.typing.append(frame)
        elif kind == "error":
            self._error(frame)

    def _ack(self, frame: Frame) -> None:
        message = self.said.get(frame["cid"])
        if message is None:
            return
        message.seqs.append(frame["seq"])
        if message.seq is None:
            message.seq = frame["seq"]
        self._settled(message.cid)

    def _settled(self, cid: str) -> None:
        if self._flight == cid:
            self._flight = None
        self._next()

    def _event(self, frame: Frame) -> None:
        seq = frame["seq"]
        if frame["conversation"] != self.conversation:
            return
        if seq in self._seqs:
            self.repeated += 1
            return
        if frame["prev"] > self.last and self._mend(seq):
            return
        if seq < self.last:
            self.late.append(seq)
        self._seqs.add(seq)
        self.events.append(frame)
        self.last = max(self.last, seq)
        message = self.said.get(frame.get("cid", ""))
        if message is not None and message.seq is None:
            message.seq = seq  # its acknowledgement was lost, its entry is proof enough
            self._settled(message.cid)

    def _mend(self, seq: int) -> bool:
        """Something before this entry is missing: read again from the last one that was not; three times."""
        self.gaps += 1
        if self._mended_from != self.last:
            self._mended_from, self._mends = self.last, 0
        elif self._mending:
            return True
        self._mends += 1
        if self._mends > MENDS:
            self.holes.append(seq)
            return False
        self._mending = True
        self._do(self.again())
        return True

    def _error(self, frame: Frame) -> None:
        self.refusals.append(frame)
        message = self.said.get(frame.get("cid") or "")
        if message is None:
            return
        if frame["code"] in PASSING:
            self._later(frame.get("retry_after_s") or 1.0, self._settled, message.cid)
        else:
            message.refused = frame
            self._settled(message.cid)

    # --- waiting ------------------------------------------------------------------------------------------

    async def until(self, done: Callable[[], object], timeout: float = 15.0, what: str = "what was expected") -> None:
        """Wait until `done()` holds, looking again after each frame."""
        try:
            async with asyncio.timeout(timeout), self._news:
                await self._news.wait_for(lambda: bool(done()))
        except TimeoutError:
            raise Silence(f"{what} did not come within {timeout:g} s; last sequence {self.last}") from None

    async def stored(self, cid: str, timeout: float = 15.0) -> int:
        """Wait until a message is acknowledged; returns its sequence."""
        await self.until(lambda: self.said[cid].settled, timeout, "the acknowledgement")
        seq = self.said[cid].seq
        if seq is None:
            raise Silence(f"the message was refused: {self.said[cid].refused}")
        return seq

    async def reply_to(self, cid: str, timeout: float = 15.0) -> Frame:
        """Wait for the first entry of somebody else after a message of ours."""
        seq = await self.stored(cid, timeout)
        await self.until(lambda: self.reply_after(seq), timeout, "a reply")
        reply = self.reply_after(seq)
        assert reply is not None
        return reply

    def reply_after(self, seq: int) -> Frame | None:
        """The first entry of somebody else after a sequence."""
        for event in self.events:
            if event["seq"] > seq and event["author"]["kind"] != "customer":
                return event
        return None

    async def ask(self, text: str, action: str = "", timeout: float = 15.0) -> Frame:
        """Say something and wait for the reply."""
        return await self.reply_to(self.say(text, action), timeout)

    async def log_over_http(self) -> list[Frame]:
        """The whole log as a fresh reader gets it, page by page."""
        events: list[Frame] = []
        headers = {"Authorization": f"Bearer {self.token}"}
        while True:
            query = {"conversation": self.conversation, "after": str(events[-1]["seq"] if events else 0)}
            url = self.base() + "/api/widget/events"
            async with self._http.get(url, params=query, headers=headers) as answer:
                answer.raise_for_status()
                page = (await answer.json())["events"]
            if not page:
                return events
            events += page

    async def _tell(self) -> None:
        async with self._news:
            self._news.notify_all()

    def _do(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _later(self, seconds: float, act: Callable[..., None], *arguments: Any) -> None:
        self._timers = {timer for timer in self._timers if timer.when() > asyncio.get_running_loop().time()}
        self._timers.add(asyncio.get_running_loop().call_later(seconds, act, *arguments))
