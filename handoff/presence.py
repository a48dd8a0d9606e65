"""Going off and coming back, wherever somebody says so: on the desk or in a chat channel."""

from dataclasses import dataclass
from typing import Protocol

from core.clock import Clock
from core.domain.people import Staff
from core.moves import HandoffMoves
from core.policies.hours import spoken
from core.policies.presence import is_there, off_until
from core.ports import Bus
from core.staff import Shifts
from handoff.service import HandoffService


class PresenceRecord(Shifts, HandoffMoves, Protocol):
    """What presence needs of the record."""


@dataclass(frozen=True, slots=True)
class Present:
    """Whether somebody takes work, in words too, and how many conversations they hold."""

    member: Staff
    there: bool
    words: str
    held: int


class Presence:
    """Who is on duty. `timezone` is the company's: that is how a time somebody names is read."""

    def __init__(self, record: PresenceRecord, service: HandoffService, bus: Bus, clock: Clock, timezone: str) -> None:
        self._record = record
        self._service = service
        self._bus = bus
        self._clock = clock
        self._timezone = timezone

    async def of(self, member: Staff) -> Present:
        """How it stands with somebody."""
        held = len(await self._record.held_by(member.id))
        return Present(member, is_there(member, self._clock.now()), self.words(member), held)

    def words(self, member: Staff) -> str:
        """ "On duty", "Off until tomorrow 09:00" or "Off"."""
        now = self._clock.now()
        if is_there(member, now):
            return "On duty"
        return f"Off until {spoken(member.off_until, self._timezone, now)}" if member.off_until else "Off"

    async def go_off(self, member: Staff, until: str, *, give_back: bool = False) -> Present:
        """Off until a time in words ("": until they say otherwise). `give_back` puts their claims into the queue.

        Raises InvalidInput for a time that cannot be read.
        """
        now = self._clock.now()
        changed = await self._record.go_off(member.id, now, off_until(until, self._timezone, now))
        if give_back:
            await self._service.put_all_back(member.id, changed)
        await self._bus.publish("desk", {})
        return await self.of(changed)

    async def come_on(self, member: Staff) -> Present:
        """There again."""
        changed = await self._record.come_on(member.id)
        await self._bus.publish("desk", {})
        return await self.of(changed)
