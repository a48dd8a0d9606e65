"""Follow the log: whatever happens in a handed-off conversation is put on its way to the triage channel."""

import structlog

from core.clock import Clock
from core.domain.ids import Millis
from core.domain.policy import Triage
from core.engine.pulse import Loop
from core.errors import DeliveryError
from core.policies.triage import channel_for
from core.ports import Bus
from core.triage import TriageStore
from handoff.slack.agents import Agents
from handoff.slack.thread import parts_of

log = structlog.get_logger("foyer.triage")

_AT_ONCE = 50
_LONG_MS, _SHORT_MS = 30 * 24 * 3600 * 1000, 10 * 60 * 1000
"""How far back changes are looked for: at each step, and now and then, should a wake-up and a step have been missed."""
_LONG_EVERY_MS = 10 * 60 * 1000


class Mirror(Loop):
    """Looks for handoffs whose card lags behind their conversation, and puts what is new into the outbox.

    Any number of processes may run it: each step is one transaction that also says how far it came.
    """

    name = "triage-mirror"

    def __init__(
        self,
        *,
        store: TriageStore,
        bus: Bus,
        clock: Clock,
        triage: Triage,
        default_channel: str,
        agents: Agents,
        poll_s: float = 1.0,
    ) -> None:
        super().__init__(clock, poll_s)
        self._store = store
        self._bus = bus
        self._triage = triage
        self._default = default_channel
        self._agents = agents
        self._looked_far_at = Millis(0)

    def start(self) -> None:
        """Listen for wake-ups and begin."""
        self._unsubscribe = self._bus.subscribe(self._on_note)
        super().start()

    async def stop(self) -> None:
        """End after the step in hand."""
        await super().stop()
        self._unsubscribe()

    def on_error(self, error: Exception) -> None:
        """Say what failed; the loop goes on."""
        log.error("triage_mirror_failed", error=type(error).__name__)

    def _on_note(self, topic: str, note: dict[str, object]) -> None:
        if topic in ("conversation", "desk"):
            self.pulse.wake()

    async def _meet_agents(self) -> None:
        """Everybody a handoff can be given to is known before anybody asks."""
        try:
            for user in sorted(await self._agents.members()):
                await self._agents.staff(user)
        except DeliveryError as error:  # Slack is away: who comes by themselves is met then
            log.warning("agents_not_met", reason=error.message)

    async def step(self) -> bool:
        """Follow what has something new; True when there may be more."""
        now = self.clock.now()
        far = now - self._looked_far_at >= _LONG_EVERY_MS
        since = Millis(now - (_LONG_MS if far else _SHORT_MS))
        handoffs = await self._store.to_triage(since, now, _AT_ONCE)
        moved = False
        for handoff in handoffs:
            channel = channel_for(handoff, self._triage, self._default)
            if channel:
                moved |= await self._store.follow_in_triage(handoff.id, channel, now, parts_of)
        if moved:
            await self._bus.publish("outbox", {})
        if far and len(handoffs) < _AT_ONCE:
            self._looked_far_at = now
            await self._meet_agents()
        return moved and len(handoffs) == _AT_ONCE
