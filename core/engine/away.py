"""A customer writes to somebody who has gone off: what they do not answer soon goes back to the queue."""

from collections.abc import Iterable
from typing import Protocol

import structlog

from core.clock import Clock
from core.domain.company import Company
from core.domain.handoff import Handoff, HandoffStatus
from core.domain.ids import ConversationId, Millis, StaffId
from core.domain.messages import Audience, Author, Draft, Notice
from core.domain.people import Role, Staff
from core.domain.policy import Policy
from core.engine.unclaimed import UnclaimedWatch
from core.errors import Conflict
from core.later import DueTimer, Timer
from core.moves import HandoffMoves
from core.policies.hours import expect
from core.policies.presence import is_there
from core.ports import Bus, Texts
from core.record import EventLog, HandoffStore, TimerStore
from core.staff import StaffStore
from core.staff_words import holder_away

AWAY_TIMER = "holder_away"
_LOOK = 30
log = structlog.get_logger("foyer.timers")


def away_timers(
    holder: StaffId, members: Iterable[Staff], policy: Policy, company: Company, now: Millis
) -> tuple[Timer, ...]:
    """What a customer's message to `holder` sets: nothing while they are there. They have as long, in opening time, as
    a handoff that nobody takes has until its first announcement."""
    found = next((member for member in members if member.id == holder), None)
    minutes = next(iter((*policy.unclaimed.reannounce_minutes, policy.unclaimed.escalate_minutes)), 0)
    if minutes < 1 or (found is not None and is_there(found, now)):
        return ()
    due = expect(company.hours, company.timezone, minutes, now).reply_by
    return () if due is None else (Timer(AWAY_TIMER, due),)


class AwayRecord(TimerStore, EventLog, HandoffStore, HandoffMoves, StaffStore, Protocol):
    """What is read and written."""


class HolderAway:
    """Puts back what an absent holder has not answered. Each timer once: the entry's key makes a repeat harmless."""

    def __init__(
        self, record: AwayRecord, bus: Bus, clock: Clock, policy: Policy, company: Company, texts: Texts
    ) -> None:
        self._record = record
        self._bus = bus
        self._clock = clock
        self._company = company
        self._texts = texts
        self._watch = UnclaimedWatch(policy, company)

    async def fire(self, timer: DueTimer) -> None:
        """The time is up."""
        now = self._clock.now()
        held = [
            one for one in await self._record.handoffs_of(timer.conversation_id) if one.status is HandoffStatus.CLAIMED
        ]
        if held and held[-1].claimed_by is not None and await self._unanswered(timer.conversation_id):
            there = {member.id for member in await self._record.staff() if is_there(member, now)}
            if held[-1].claimed_by not in there:
                await self._put_back(timer, held[-1], held[-1].claimed_by, now)
        await self._record.drop_timer(timer, now)

    async def _unanswered(self, conversation_id: ConversationId) -> bool:
        said = [
            one
            for one in await self._record.last_messages(conversation_id, _LOOK)
            if one.audience is Audience.CUSTOMER and one.author is not Author.SYSTEM
        ]
        return bool(said) and said[-1].author is Author.CUSTOMER

    async def _put_back(self, timer: DueTimer, handoff: Handoff, holder: StaffId, now: Millis) -> None:
        conversation = await self._record.conversation(handoff.conversation_id)
        if conversation is None:
            return
        name = handoff.claimed_by_name
        entry = Draft(
            Author.SYSTEM,
            holder_away(name),
            Audience.INTERNAL,
            author_name=self._company.bot_name,
            notice=Notice.PUT_BACK,
            client_id=f"away:{timer.id}:{timer.due_at}",
        )
        text = self._texts.say("agent_away", conversation.locale, agent=name)
        telling = Draft(Author.SYSTEM, text, author_name=self._company.bot_name, notice=Notice.HANDED_OFF)
        by = Staff(holder, "", name, Role.AGENT)
        timers = self._watch.timers(now, handoff.priority)
        try:
            seq = await self._record.put_back(handoff.id, by, now, entries=(entry,), telling=telling, timers=timers)
        except Conflict:
            return  # it has changed hands this very moment
        await self._bus.publish("conversation", {"id": conversation.id, "seq": seq})
        await self._bus.publish("desk", {"id": conversation.id})
        log.info("holder_away", conversation=conversation.id)
