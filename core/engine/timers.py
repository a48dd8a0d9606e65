"""What falls due later in a conversation. Now: telling a customer who still waits that we have not forgotten."""

from typing import Protocol

import structlog

from core.clock import Clock
from core.domain.company import Company
from core.domain.conversation import Conversation
from core.domain.ids import Millis
from core.domain.messages import Author, Draft, Notice
from core.domain.policy import Policy
from core.engine.pulse import Loop
from core.engine.worker import WAITING_TIMER
from core.ports import Bus, Texts
from core.record import DueTimer, EventLog, Timer, TimerStore

log = structlog.get_logger("foyer.timers")

_NEXT_NOTICE_MS = 60 * 60 * 1000


class TimerRecord(TimerStore, EventLog, Protocol):
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
        poll_s: float = 2.0,
    ) -> None:
        super().__init__(clock, poll_s)
        self._record = record
        self._bus = bus
        self._policy = policy
        self._company = company
        self._texts = texts

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
