"""Keeps App Home current: on opening, and for those who have it in use when something changes; at a measured pace."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

import structlog

from core.clock import Clock
from core.domain.ids import Millis
from core.engine.pulse import Loop
from core.errors import DeliveryError, NotYet
from core.ports import Bus
from core.slack_api import WebApi
from handoff.presence import Presence
from handoff.queue import HandoffQueue
from handoff.slack.agents import Agents
from handoff.slack.home import TeamOf, home_view, lists_of, strangers_view
from handoff.slack.lines import DeskOf

log = structlog.get_logger("foyer.triage")

_GAP_MS = 3_000
"""Between two versions of one person's page; the last state wins."""
_IN_USE_MS = 8 * 3600 * 1000
"""So long after it was opened a page is kept current; Slack does not tell when somebody closes it."""
_COUNTDOWN_MS = 60_000


@dataclass(slots=True)
class _Page:
    opened_at: Millis
    next_at: Millis
    not_before: int = 0
    """The pause between two versions, or what Slack asks for."""
    shown: str = ""
    note: str = ""


class Homes(Loop):
    """Publishes pages. Of several processes the one that heard of the opening keeps the page; after a restart a page
    is fresh again when it is next opened."""

    name = "slack-homes"

    def __init__(
        self,
        *,
        web: WebApi,
        agents: Agents,
        queue: HandoffQueue,
        presence: Presence,
        bus: Bus,
        clock: Clock,
        company: str,
        team_of: TeamOf,
        desk: DeskOf,
        gap_ms: int = _GAP_MS,
    ) -> None:
        super().__init__(clock, poll_s=5.0)
        self._web = web
        self._agents = agents
        self._queue = queue
        self._presence = presence
        self._bus = bus
        self._company = company
        self._team_of = team_of
        self._desk = desk
        self._gap_ms = gap_ms
        self._pages: dict[str, _Page] = {}

    def start(self) -> None:
        """Listen for changes and begin."""
        self._unsubscribe = self._bus.subscribe(self._on_note)
        super().start()

    async def stop(self) -> None:
        """End after the page in hand."""
        await super().stop()
        self._unsubscribe()

    def on_error(self, error: Exception) -> None:
        """Say what failed; the loop goes on."""
        log.warning("homes_failed", error=type(error).__name__)

    def opened(self, user: str, note: str = "") -> None:
        """Somebody looks at their page, or has pressed something there: show it as it is now, with `note`."""
        now = self.clock.now()
        page = self._pages.setdefault(user, _Page(now, now))
        page.opened_at, page.note = now, note
        self._ask(page, now)

    def _on_note(self, topic: str, note: dict[str, object]) -> None:
        if topic == "desk" and "seen" not in note:
            now = self.clock.now()
            for page in self._pages.values():
                self._ask(page, now)

    def _ask(self, page: _Page, now: Millis) -> None:
        page.next_at = min(page.next_at, Millis(max(now, page.not_before)))
        self.pulse.wake(page.next_at)

    async def step(self) -> bool:
        """Publish what is due."""
        now = self.clock.now()
        self._pages = {user: page for user, page in self._pages.items() if now - page.opened_at < _IN_USE_MS}
        due = [(user, page) for user, page in self._pages.items() if page.next_at <= now]
        if not due:
            return False
        queue = await self._queue.read()
        for user, page in due:
            page.next_at = Millis(now + _COUNTDOWN_MS)  # what counts down changes by itself
            try:
                staff = await self._agents.staff(user)
                if staff is None:
                    await self._publish(user, page, strangers_view(self._company), now)
                    del self._pages[user]
                    continue
                present = await self._presence.of(staff)
                view = home_view(present, lists_of(staff, queue, self._team_of), now, self._desk, page.note)
                await self._publish(user, page, view, now)
            except NotYet as wait:
                page.next_at = Millis(now + round(1000 * (wait.retry_after_s or 1.0)))
                page.not_before = page.next_at
            except DeliveryError as error:
                log.info("home_not_published", reason=error.message)
            self.pulse.wake(page.next_at)
        return False

    async def _publish(self, user: str, page: _Page, view: dict[str, Any], now: Millis) -> None:
        digest = hashlib.blake2b(json.dumps(view, sort_keys=True).encode(), digest_size=12).hexdigest()
        if digest == page.shown:
            return
        page.not_before = now + self._gap_ms
        await self._web.call("views.publish", user_id=user, view=view)
        page.shown = digest
