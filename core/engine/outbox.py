"""Deliver: what goes to channels that do not read the log themselves, in order, until it is sent or dead."""

import asyncio
import contextlib
import random

import structlog

from core.clock import Clock, new_id
from core.domain.ids import Millis
from core.engine.pulse import Loop
from core.errors import DeliveryError, NotYet
from core.ports import Bus, Sender
from core.record import OutboxRow, OutboxStore
from core.telemetry import Telemetry

log = structlog.get_logger("foyer.outbox")

MAX_ATTEMPTS = 10
_BACKOFF_CAP_S = 300.0
_LONGEST_S = 24 * 3600.0
"""What a receiver may ask us to wait at most."""
_SEND_TIMEOUT_S = 15.0
_AT_ONCE = 16
_GRACE_S = 5.0


def backoff_s(attempts: int, spread: float) -> float:
    """Seconds until try number `attempts` + 1: doubling from one second to five minutes; `spread` in 0..1 adds up
    to a quarter, so that many failed at once do not come back at once."""
    wait: float = min(_BACKOFF_CAP_S, 2.0 ** max(0, attempts - 1))
    return wait * (1 + spread / 4)


class OutboxRelay(Loop):
    """Sends outbox rows through the sender of their destination.

    A row whose process dies after the send and before the note of it is sent again with the same key: receivers
    tell a repeat by it, or are asked first whether it is there (`again`). Up to 16 sends run at once, so that a slow
    channel holds up its own line only.
    """

    name = "outbox"

    def __init__(
        self,
        *,
        store: OutboxStore,
        senders: dict[str, Sender],
        bus: Bus,
        clock: Clock,
        telemetry: Telemetry,
        entries_pushed: bool = False,
        lease_ms: int = 30_000,
        poll_s: float = 1.0,
    ) -> None:
        super().__init__(clock, poll_s)
        self._entries_pushed = entries_pushed
        self.owner = new_id()
        self._store = store
        self._senders = senders
        self._bus = bus
        self._telemetry = telemetry
        self._lease_ms = lease_ms
        self._running: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Listen for wake-ups and begin."""
        self._unsubscribe = self._bus.subscribe(self._on_note)
        super().start()

    async def stop(self) -> None:
        """End after the sends in hand; what takes longer than a few seconds is sent again by the next process."""
        await super().stop()
        self._unsubscribe()
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=_GRACE_S)
            for task in late:
                task.cancel()

    def on_error(self, error: Exception) -> None:
        """Say what failed; the loop goes on."""
        log.error("outbox_failed", error=type(error).__name__)

    def _on_note(self, topic: str, note: dict[str, object]) -> None:
        if topic == "outbox" or (topic == "conversation" and self._entries_pushed):
            self.pulse.wake()

    async def step(self) -> bool:
        """Begin to send the rows at the head of their lines."""
        free = _AT_ONCE - len(self._running)
        if not self._senders or free <= 0:
            return False  # a finished send wakes us
        rows = await self._store.claim_outbox(self.owner, self.clock.now(), self._lease_ms, free)
        for row in rows:
            task = asyncio.get_running_loop().create_task(self._deliver(row))
            self._running.add(task)
            task.add_done_callback(self._finished)
        return len(rows) == free

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("outbox_failed", error=type(task.exception()).__name__)
        self.pulse.wake()  # the line behind it may move up

    async def _deliver(self, row: OutboxRow) -> None:
        sender = self._senders.get(row.destination)
        try:
            if sender is None:
                raise DeliveryError(f"No sender is set up for {row.destination}.", permanent=False)
            async with asyncio.timeout(_SEND_TIMEOUT_S):
                answer = await sender.send(row.conversation_id, row.payload, row.key, row.again)
        except NotYet as wait:
            await self._put_off(row, wait.message, wait.retry_after_s or 1.0, counted=False)
        except DeliveryError as error:
            await self._failed(row, error.message, error.permanent, error.retry_after_s, refused=error.refused)
        except TimeoutError:
            await self._failed(row, "No answer in time.", False, None)
        except Exception as error:  # an unknown failure of a channel must not stop the others
            await self._failed(row, type(error).__name__, False, None)
        else:
            with contextlib.suppress(Exception):  # not noted means sent again with the same key
                await self._store.outbox_sent(row, self.owner, self.clock.now(), answer)
            self._telemetry.delivery(row.destination, "sent")

    async def _put_off(self, row: OutboxRow, why: str, wait_s: float, *, counted: bool) -> None:
        now = self.clock.now()
        retry_at = Millis(now + round(wait_s * 1000))
        await self._store.outbox_refused(row, self.owner, now, why, retry_at, counted=counted)
        self.pulse.wake(retry_at)

    async def _failed(
        self, row: OutboxRow, error: str, permanent: bool, retry_after_s: float | None, *, refused: bool = False
    ) -> None:
        now = self.clock.now()
        attempts = row.attempts + 1
        dead = permanent or attempts >= MAX_ATTEMPTS
        wait_s = min(_LONGEST_S, retry_after_s) if retry_after_s is not None else backoff_s(attempts, random.random())
        retry_at = None if dead else Millis(now + round(wait_s * 1000))
        if refused and retry_at is not None:
            await self._store.outbox_refused(row, self.owner, now, error, retry_at, counted=True)
        else:
            await self._store.outbox_failed(row, self.owner, now, error, retry_at)
        self._telemetry.delivery(row.destination, "dead" if dead else "retry")
        log.warning("delivery_failed", destination=row.destination, attempts=attempts, dead=dead, reason=error)
        if retry_at is not None:
            self.pulse.wake(retry_at)
