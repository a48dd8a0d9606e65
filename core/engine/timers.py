"""What falls due later in a conversation: telling a customer who still waits that we have not forgotten, and telling
the team that nobody has come."""

from typing import Protocol

import structlog

from core.clock import Clock
from core.domain.company import Company
from core.domain.conversation import Conversation
from core.domain.handoff import Handoff, HandoffStatus, Priority
from core.domain.ids import Millis
from core.domain.messages import Audience, Author, Draft, Notice
from core.domain.policy import Policy
from core.engine.away import AWAY_TIMER, HolderAway
from core.engine.pulse import Loop
from core.engine.unclaimed import UNCLAIMED_TIMER, Step, UnclaimedWatch, announcement
from core.engine.worker import WAITING_TIMER
from core.later import DueTimer, Push, Timer
from core.moves import HandoffMoves
from core.ports import Bus, Texts
from core.record import EventLog, HandoffStore, TimerStore
from core.staff import StaffStore

log = structlog.get_logger("foyer.timers")

_NEXT_NOTICE_MS = 60 * 60 * 1000


class TimerRecord(TimerStore, EventLog, HandoffStore, HandoffMoves, StaffStore, Protocol):
    """What timers need of the record."""


class Timers(Loop):
    """Fires due timers; any number of processes may run it, each timer fires once."""

    name = "timers"

    def __init__(
        self,
        *,
        record: TimerRecord,
        bus: Bus,
        clock: Clock,
        policy: Policy,
        company: Company,
        texts: Texts,
        alerts: tuple[str, ...] = (),
        poll_s: float = 2.0,
    ) -> None:
        super().__init__(clock, poll_s)
        self._record = record
        self._bus = bus
        self._policy = policy
        self._company = company
        self._texts = texts
        self._alerts = alerts
        self._watch = UnclaimedWatch(policy, company)
        self._away = HolderAway(record, bus, clock, policy, company, texts)

    def on_error(self, error: Exception) -> None:
        """Say what failed; the loop goes on."""
        log.error("timers_failed", error=type(error).__name__)

    async def step(self) -> bool:
        """Fire what is due."""
        due = await self._record.due_timers(self.clock.now(), limit=50)
        for timer in due:
            try:
                await self._fire(timer)
            except Exception as error:  # one timer that fails must not hold up the others
                self.on_error(error)
        return len(due) == 50

    async def _fire(self, timer: DueTimer) -> None:
        if timer.kind == UNCLAIMED_TIMER:
            await self._unclaimed(timer)
        elif timer.kind == AWAY_TIMER:
            await self._away.fire(timer)
        else:
            await self._still_waiting(timer)

    async def _unclaimed(self, timer: DueTimer) -> None:
        """Nobody has taken a handoff: say so to the team once more, or escalate it."""
        waiting = [
            one for one in await self._record.handoffs_of(timer.conversation_id) if one.status is HandoffStatus.WAITING
        ]
        now = self.clock.now()
        # A handoff that does not wait any more is passed on all the same: the record drops its timer.
        handoff = waiting[-1] if waiting else None
        step = self._watch.step(timer, handoff, await self._record.staff(), now) if handoff else Step("", False, None)
        kind = Notice.ESCALATED if step.escalate else Notice.REANNOUNCED
        entry = Draft(Author.SYSTEM, step.text, Audience.INTERNAL, author_name=self._company.bot_name, notice=kind)
        seq = await self._record.announce_again(
            timer,
            now,
            entry=entry,
            escalation=step.text if step.escalate else "",
            again=step.again,
            pushes=self._pushes(timer, handoff, step) if handoff else (),
        )
        if seq is None:
            return
        await self._bus.publish("conversation", {"id": timer.conversation_id, "seq": seq})
        await self._bus.publish("desk", {"id": timer.conversation_id})
        if self._alerts:
            await self._bus.publish("outbox", {})
        log.info("unclaimed", conversation=timer.conversation_id, escalated=step.escalate)

    def _pushes(self, timer: DueTimer, handoff: Handoff, step: Step) -> tuple[Push, ...]:
        event, priority = "handoff_waiting", handoff.priority
        if step.escalate:
            event, priority = "handoff_escalated", Priority(min(priority + 1, Priority.CRITICAL))
        payload = announcement(event, handoff, priority)
        return tuple(Push(name, f"{event}:{handoff.id}:{timer.id}:{timer.due_at}", payload) for name in self._alerts)

    async def _still_waiting(self, timer: DueTimer) -> None:
        conversation = await self._record.conversation(timer.conversation_id)
        if conversation is None:
            return
        now = self.clock.now()
        count = timer.payload.get("count")
        told = count if isinstance(count, int) else 1
        again = (
            Timer(WAITING_TIMER, Millis(now + _NEXT_NOTICE_MS), {"count": told + 1})
            if told < self._policy.waiting_notices
            else None
        )
        seq = await self._record.fire_waiting_notice(timer, now, self._notice(conversation), again)
        if seq is not None:
            await self._bus.publish("conversation", {"id": conversation.id, "seq": seq})
            await self._bus.publish("desk", {"id": conversation.id})
            log.info("still_waiting", conversation=conversation.id, told=told)

    def _notice(self, conversation: Conversation) -> Draft:
        say, locale = self._texts.say, conversation.locale
        text = f"{say('still_waiting', locale)} {say('still_waiting_mail', locale)}"
        return Draft(Author.SYSTEM, text, author_name=self._company.bot_name, notice=Notice.STILL_WAITING)
