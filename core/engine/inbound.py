"""Deal with durable events of a chat platform after they were acknowledged, in order within each lane."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import structlog

from core.clock import Clock, new_id
from core.domain.ids import Millis
from core.engine.pulse import Loop
from core.errors import DeliveryError, NotYet
from core.ports import Bus
from core.slack import SlackStore, StoredEvent

log = structlog.get_logger("foyer.inbound")

EVENT_TOPIC = "slack_event"
SETTLE_MS = 120
"""Events that overtook each other by less than this are put in order again."""
_AT_ONCE = 8
_LEASE_MS = 60_000
_HANDLE_TIMEOUT_S = 45.0
_MAX_ATTEMPTS = 12
_BACKOFF_CAP_S = 60.0
_KEEP_MS = 3 * 24 * 3600 * 1000
"""Keys outlive Slack's last redelivery (an hour-wise one within 24 hours) by far."""
_CLEAN_EVERY_MS = 10 * 60 * 1000


@dataclass(frozen=True, slots=True)
class Parked:
    """Not ours now; whoever names the thread may ask for it later."""

    thread_key: str


class EventHandler(Protocol):
    """One side's reading of the events; the first that wants one gets it."""

    def wants(self, payload: dict[str, object]) -> bool:
        """Whether this is for us."""
        ...

    async def handle(self, event: StoredEvent) -> Parked | None:
        """Do what it asks for. Must bear being called again for the same event. Raises NotYet to be asked later."""
        ...


class EventInbox(Loop):
    """Takes raw events from the record and gives each to the first handler that wants it.

    One event of a lane at a time, lanes side by side. An event that fails is tried again with growing pauses and
    holds its lane meanwhile; after `_MAX_ATTEMPTS` it is set aside for an operator. An event whose process dies is
    handled again by another.
    """

    name = "slack-inbox"

    def __init__(
        self, *, store: SlackStore, handlers: Sequence[EventHandler], bus: Bus, clock: Clock, poll_s: float = 0.5
    ) -> None:
        super().__init__(clock, poll_s)
        self.owner = new_id()
        self._store = store
        self._handlers = tuple(handlers)
        self._bus = bus
        self._running: set[asyncio.Task[None]] = set()
        self._cleaned_at = Millis(0)

    def start(self) -> None:
        """Listen for wake-ups and begin."""
        self._unsubscribe = self._bus.subscribe(self._on_note)
        super().start()

    async def stop(self) -> None:
        """End after the events in hand."""
        await super().stop()
        self._unsubscribe()
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=5.0)
            for task in late:
                task.cancel()

    def on_error(self, error: Exception) -> None:
        """Say what failed; the loop goes on."""
        log.error("inbox_failed", error=type(error).__name__, detail=getattr(error, "detail", ""))

    def _on_note(self, topic: str, note: dict[str, object]) -> None:
        if topic == EVENT_TOPIC:
            at = note.get("at")
            self.pulse.wake(Millis(at) if isinstance(at, int) else None)

    async def step(self) -> bool:
        """Take the heads of the lanes."""
        await self._clean()
        free = _AT_ONCE - len(self._running)
        if free <= 0:
            return False
        events = await self._store.claim_slack_events(self.owner, self.clock.now(), _LEASE_MS, free)
        for event in events:
            task = asyncio.get_running_loop().create_task(self._handle(event))
            self._running.add(task)
            task.add_done_callback(self._finished)
        return len(events) == free

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("inbox_failed", error=type(error).__name__)  # its lease runs out, and it is handled again
        self.pulse.wake()

    async def _handle(self, event: StoredEvent) -> None:
        try:
            async with asyncio.timeout(_HANDLE_TIMEOUT_S):
                outcome = await self._dispatch(event)
        except NotYet as wait:
            await self._again(event, wait.message, wait.retry_after_s or 1.0, counted=False)
        except Exception as error:  # whatever goes wrong with one event, the others go on
            text = error.message if isinstance(error, DeliveryError) else type(error).__name__
            asked_s = error.retry_after_s if isinstance(error, DeliveryError) else None
            await self._again(event, text, asked_s or min(_BACKOFF_CAP_S, 0.5 * 2.0**event.attempts), counted=True)
        else:
            if isinstance(outcome, Parked):
                await self._store.slack_event_parked(event, outcome.thread_key)
            else:
                await self._store.slack_event_done(event)

    async def _dispatch(self, event: StoredEvent) -> Parked | None:
        handler = next((one for one in self._handlers if one.wants(event.payload)), None)
        return None if handler is None else await handler.handle(event)

    async def _again(self, event: StoredEvent, error: str, wait_s: float, *, counted: bool) -> None:
        given_up = counted and event.attempts + 1 >= _MAX_ATTEMPTS
        retry_at = None if given_up else Millis(self.clock.now() + round(wait_s * 1000))
        await self._store.slack_event_failed(event, error, retry_at, counted=counted)
        log.warning("event_failed", event_row=event.id, attempts=event.attempts + counted, reason=error, dead=given_up)
        if retry_at is not None:
            self.pulse.wake(retry_at)

    async def _clean(self) -> None:
        now = self.clock.now()
        if now - self._cleaned_at >= _CLEAN_EVERY_MS:
            self._cleaned_at = now
            await self._store.forget_slack_events(Millis(now - _KEEP_MS))
