"""The queue as agents see it, wherever they sit: in order, and with what is due when."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.clock import Clock
from core.domain.ids import Millis
from core.policies.sla import Sla, SlaClock, most_pressing, queue_key
from core.record import HandoffStore, QueueEntry


@dataclass(frozen=True, slots=True)
class Queued:
    """An open handoff with what is due next; None where nothing is promised."""

    entry: QueueEntry
    due: SlaClock | None


class HandoffQueue:
    """Reads the open handoffs of the record."""

    def __init__(self, store: HandoffStore, clock: Clock, sla: Sla) -> None:
        self._store = store
        self._clock = clock
        self._sla = sla

    async def read(self) -> tuple[Queued, ...]:
        """Every open handoff: by priority, then what is escalated, then what is due first."""
        now = self._clock.now()
        return in_order([Queued(entry, due_of(entry, self._sla, now)) for entry in await self._store.queue()])


def due_of(entry: QueueEntry, sla: Sla, now: Millis) -> SlaClock | None:
    """What is due next in a conversation."""
    clocks = sla.clocks(entry.handoff, now, tier=entry.tier, unanswered_since=entry.unanswered_since)
    return most_pressing(clocks)


def in_order(queued: Sequence[Queued]) -> tuple[Queued, ...]:
    """As an agent should take them."""
    return tuple(sorted(queued, key=lambda one: queue_key(one.entry.handoff, one.due)))
