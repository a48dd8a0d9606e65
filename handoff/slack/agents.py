"""Who is an agent in Slack: the members of the user groups that an operator has named, and nobody else."""

import asyncio

import structlog

from core.clock import Clock
from core.domain.ids import Millis
from core.domain.people import Staff
from core.errors import DeliveryError
from core.ports import Bus
from core.slack import SLACK
from core.slack_api import HomeOf, WebApi
from core.slack_people import person_of
from core.triage import TriageStore

log = structlog.get_logger("foyer.triage")

AGENTS_TOPIC = "slack_agents"
"""Published when a group has changed: every process looks again."""
_FRESH_MS = 5 * 60 * 1000
_NEW_FACE_MS = 15 * 1000
"""Somebody we do not know may have joined a group since: asked again, but not for every click of a stranger."""
_STALE_MS = 60 * 60 * 1000
"""While Slack does not answer, what it said last stands for so long; then nobody is an agent."""


class Agents:
    """Asks Slack for the groups' members, and makes them members of staff when they first act.

    Deny by default: without a group, or while Slack has never answered, nobody is an agent.
    """

    def __init__(
        self, web: WebApi, home: HomeOf, store: TriageStore, bus: Bus, clock: Clock, groups: tuple[str, ...]
    ) -> None:
        self._web = web
        self._home = home
        self._store = store
        self._bus = bus
        self._clock = clock
        self._groups = groups
        self._members: frozenset[str] = frozenset()
        self._asked_at = Millis(0)
        self._doubt = True
        self._lock = asyncio.Lock()
        bus.subscribe(self._on_note)

    async def staff(self, user: str) -> Staff | None:
        """The member of staff whom a Slack user id is, or None where they are no agent.

        Raises DeliveryError while Slack cannot say who the agents are.
        """
        if not user or user not in await self.members(user):
            return None
        home = await self._home()
        key = f"{home.team_id}:{user}"
        known = await self._store.staff_as(SLACK, key)
        if known is not None:
            return known if known.active else None
        answer = await self._web.call("users.info", user=user)
        person = person_of(answer.get("user") or {}, home)
        if person.bot or not person.id:
            return None
        log.info("agent_enrolled", user=user)
        name = person.name or "Agent"
        return await self._store.enrol_as(SLACK, key, f"slack:{user}".lower(), name, self._clock.now())

    async def members(self, looking_for: str = "") -> frozenset[str]:
        """User ids of all agents; asked anew when old, or when `looking_for` is not among those known."""
        patience = _FRESH_MS if not looking_for or looking_for in self._members else _NEW_FACE_MS
        if self._doubt or self._age() >= patience:
            async with self._lock:
                if self._doubt or self._age() >= patience:
                    await self._ask()
        return self._members

    def _age(self) -> int:
        return self._clock.now() - self._asked_at

    async def changed(self) -> None:
        """A group has changed: here and in every other process, the next question goes to Slack."""
        self._doubt = True
        await self._bus.publish(AGENTS_TOPIC, {})

    async def _ask(self) -> None:
        self._doubt = False  # a change while we ask is one more reason to ask
        found: set[str] = set()
        try:
            for group in self._groups:
                answer = await self._web.call("usergroups.users.list", usergroup=group)
                found |= {str(user) for user in answer.get("users") or []}
        except DeliveryError as error:
            self._doubt = True
            if not self._members or self._age() >= _STALE_MS:
                raise
            log.warning("agents_not_asked", reason=error.message)
            return
        self._members, self._asked_at = frozenset(found), self._clock.now()

    def _on_note(self, topic: str, note: dict[str, object]) -> None:
        if topic == AGENTS_TOPIC:
            self._doubt = True
