"""The desk's sockets. They say only that something changed; the page then reads the record."""

import asyncio
import contextlib
import weakref

import structlog
from aiohttp import WSCloseCode, web

from core.access import for_role
from core.clock import Clock
from core.domain.people import Role
from core.ports import Bus, StaffDoor

TICK_SECONDS = 20.0
TICKS_PER_SESSION_CHECK = 3
SEND_SECONDS = 10.0
CLOSE_SECONDS = 3.0
MOST_NOTES = 500
SIGNED_OUT = 4401

Note = dict[str, object]
_log = structlog.get_logger(__name__)


class Mailbox:
    """What one socket still has to hear. A later note of the same thing replaces the earlier one, so a slow
    reader costs a bounded amount of memory; when even that is full, one "resync" stands for everything."""

    def __init__(self) -> None:
        self._notes: dict[tuple[str, str], Note] = {}
        self._filled = asyncio.Event()

    def put(self, note: Note) -> None:
        """Add a note."""
        key = (str(note["type"]), str(note.get("id", "")) + str(note.get("who", "")))
        self._notes.pop(key, None)
        if len(self._notes) >= MOST_NOTES:
            self._notes = {("resync", ""): {"type": "resync"}}
        self._notes[key] = note
        self._filled.set()

    async def take(self) -> list[Note]:
        """Wait for notes and empty the box."""
        await self._filled.wait()
        self._filled.clear()
        notes, self._notes = list(self._notes.values()), {}
        return notes


def note_of(topic: str, content: dict[str, object]) -> Note | None:
    """The bus's words as the page's; None for what does not concern the desk."""
    match topic:
        case "desk" if "seen" in content:
            return {"type": "seen", "id": content.get("id"), "seq": content.get("seen")}
        case "desk":
            return {"type": "queue"}
        case "conversation":
            return {"type": "conversation", "id": content.get("id"), "seq": content.get("seq")}
        case "typing":
            return {"type": "typing", **{key: content.get(key) for key in ("id", "who", "name", "on")}}
        case _:
            return None


class DeskSockets:
    """All open sockets of this process. `close` belongs in `app.on_shutdown`."""

    def __init__(self, bus: Bus, door: StaffDoor, clock: Clock) -> None:
        self._bus = bus
        self._door = door
        self._clock = clock
        self._open: weakref.WeakSet[web.WebSocketResponse] = weakref.WeakSet()

    def routes(self) -> list[web.RouteDef]:
        """For `app.add_routes`."""
        return [web.get("/desk/ws", self.serve)]

    @for_role(Role.AGENT)
    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """One socket, until either side closes it."""
        socket = web.WebSocketResponse(heartbeat=25, max_msg_size=4096)
        await socket.prepare(request)
        mailbox = Mailbox()
        mailbox.put({"type": "hello", "now": self._clock.now()})

        def hear(topic: str, content: dict[str, object]) -> None:
            note = note_of(topic, content)
            if note is not None:
                mailbox.put(note)

        unsubscribe = self._bus.subscribe(hear)
        self._open.add(socket)
        tasks = [
            asyncio.create_task(self._write(socket, mailbox)),
            asyncio.create_task(self._tick(socket, mailbox, request)),
        ]
        try:
            async for _ in socket:
                pass  # the page speaks over HTTP; anything it says here is ignored
        finally:
            unsubscribe()
            self._open.discard(socket)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        return socket

    async def _write(self, socket: web.WebSocketResponse, mailbox: Mailbox) -> None:
        with contextlib.suppress(ConnectionError):
            while True:
                for note in await mailbox.take():
                    try:
                        async with asyncio.timeout(SEND_SECONDS):
                            await socket.send_json(note)
                    except TimeoutError:
                        await socket.close(code=WSCloseCode.TRY_AGAIN_LATER, message=b"too slow")
                        return

    async def _tick(self, socket: web.WebSocketResponse, mailbox: Mailbox, request: web.Request) -> None:
        """Tell the page now and then that the line is alive, and end it with the session."""
        count = 0
        while True:
            await self._clock.sleep(TICK_SECONDS)
            count += 1
            mailbox.put({"type": "tick"})
            if count % TICKS_PER_SESSION_CHECK == 0:
                try:
                    still_open = await self._door.still_open(request)
                except Exception:
                    _log.exception("session_check_failed")
                    continue
                if not still_open:
                    await socket.close(code=SIGNED_OUT, message=b"signed out")
                    return

    async def close(self, app: web.Application | None = None) -> None:
        """Send everybody away; their pages come back by themselves."""
        closing = [socket.close(code=WSCloseCode.GOING_AWAY, message=b"restart") for socket in list(self._open)]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await asyncio.gather(*closing, return_exceptions=True)
