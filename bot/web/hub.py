"""The hub: who is looking at which conversation in this process, and waking them when it grows.

The record is the queue. A reader keeps the sequence it has shown and, when woken, reads on from there; a wake-up
that never comes is made good by the next look at what changed. So nobody needs a buffer, and a slow reader costs
nothing but its own time.
"""

import asyncio
import contextlib
from typing import Protocol

import structlog

from core.clock import Clock
from core.domain.ids import ConversationId, Millis
from core.ports import Bus
from core.record import EventLog

log = structlog.get_logger("foyer.hub")

_OVERLAP_MS = 5_000
_BATCH = 500


class Reader(Protocol):
    """Somebody who looks at one conversation."""

    def kick(self, seq: int) -> None:
        """The log now reaches `seq`."""
        ...

    def typing(self, note: dict[str, object]) -> None:
        """Somebody on our side types or has stopped."""
        ...

    def doubt(self) -> None:
        """The conversation may belong to somebody else now: look again before showing more."""
        ...


class Hub:
    """Readers by conversation."""

    def __init__(self, record: EventLog, bus: Bus, clock: Clock, poll_s: float = 1.0) -> None:
        self._record = record
        self._bus = bus
        self._clock = clock
        self._poll_s = poll_s
        self._readers: dict[str, set[Reader]] = {}
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Listen to wake-ups, and look for lost ones."""
        self._unsubscribe = self._bus.subscribe(self._on_note)
        self._task = asyncio.get_running_loop().create_task(self._catch_up(), name="hub")

    async def stop(self) -> None:
        """Stop listening, and let nobody wait any longer."""
        self._unsubscribe()
        for readers in tuple(self._readers.values()):
            for reader in tuple(readers):
                reader.kick(0)
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    def join(self, conversation_id: ConversationId, reader: Reader) -> None:
        """From now on this reader is woken."""
        self._readers.setdefault(conversation_id, set()).add(reader)

    def leave(self, conversation_id: ConversationId, reader: Reader) -> None:
        """No more."""
        readers = self._readers.get(conversation_id)
        if readers is not None:
            readers.discard(reader)
            if not readers:
                del self._readers[conversation_id]

    def _on_note(self, topic: str, note: dict[str, object]) -> None:
        if topic not in ("conversation", "typing", "owner"):
            return
        for reader in tuple(self._readers.get(str(note.get("id")), ())):
            if topic == "owner":
                reader.doubt()
            elif topic == "typing":
                if note.get("who") != "customer":
                    reader.typing(note)
            elif isinstance(seq := note.get("seq"), int):
                reader.kick(seq)

    async def _catch_up(self) -> None:
        since = Millis(self._clock.now() - _OVERLAP_MS)
        while True:
            await self._clock.sleep(self._poll_s)
            # Commits of other machines may carry slightly older times, so each look goes back a little.
            begin = Millis(self._clock.now() - _OVERLAP_MS)
            if self._readers:
                try:
                    await self._look(since)
                except Exception as error:  # the record may be away for a while; readers keep waiting
                    log.warning("catch_up_failed", error=type(error).__name__)
                    continue
            since = begin

    async def _look(self, since: Millis) -> None:
        while True:
            changed = await self._record.changed_since(since, _BATCH)
            for conversation_id, seq, _ in changed:
                for reader in tuple(self._readers.get(conversation_id, ())):
                    reader.kick(seq)
            if len(changed) < _BATCH or changed[-1][2] == since:
                return
            since = changed[-1][2]
