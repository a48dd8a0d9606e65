"""One way of calling Slack for all workspaces: which of them is meant goes along with the event or the delivery.

With one token in the settings there is one workspace, and nothing of this shows. Each installation by OAuth has its
own token, its own rate limits and its own idea of who we are.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextvars import ContextVar
from typing import Any, Protocol

import aiohttp
import structlog

from bot.slack.web import SlackWeb
from core.clock import Clock
from core.domain.ids import ConversationId
from core.engine.inbound import EventHandler, Parked
from core.errors import NotYet
from core.ports import Sender
from core.slack import SlackStore, StoredEvent
from core.slack_installs import InstallStore, Vault
from core.slack_payloads import channel_of
from core.slack_people import Home

log = structlog.get_logger("foyer.slack")

_NOBODY_S = 60.0
_HERE: ContextVar[str] = ContextVar("slack_workspace", default="")


class WorkspaceRecord(InstallStore, SlackStore, Protocol):
    """What is read and written."""


class Workspaces:
    """Implements `core.slack_api.WebApi` for the workspace at hand (`within`), or else the first one: that of the token
    in the settings, or the oldest installation."""

    def __init__(
        self,
        primary: SlackWeb | None,
        make: Callable[[str], SlackWeb],
        record: WorkspaceRecord,
        vault: Vault,
        clock: Clock,
    ) -> None:
        self._primary = primary
        self._make = make
        self._record = record
        self._vault = vault
        self._clock = clock
        self._open: dict[str, SlackWeb] = {}
        self._closing: set[asyncio.Task[None]] = set()
        self.unsigned = make("")
        """For methods that want no token."""

    @contextlib.contextmanager
    def within(self, team: str) -> Iterator[None]:
        """Calls made inside are made to this workspace; "" is the first one."""
        token = _HERE.set(team)
        try:
            yield
        finally:
            _HERE.reset(token)

    async def of(self, team: str) -> SlackWeb | None:
        """The connection to an installation; None where the app is not installed by OAuth."""
        if not team:
            return None
        if team not in self._open:
            sealed = await self._record.sealed_token(team)
            if sealed is None:
                return None
            self._open[team] = self._make(self._vault.open(sealed))
        return self._open[team]

    async def team_of(self, body: Mapping[str, Any]) -> str:
        """Which installation a payload is for. A channel stays with the one through which it was first seen."""
        channel_id = channel_of(body)
        channel = await self._record.slack_channel(channel_id) if channel_id else None
        for team in (channel.team_id if channel else "", *_teams(body)):
            if await self.of(team) is not None:
                return team
        return ""

    async def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        web = await self._here()
        try:
            return await web.call(method, **arguments)
        finally:
            if web.trouble and web is not self._primary:
                self.forget(_HERE.get())  # it may have been installed anew, through another process

    async def home(self) -> Home:
        """Who we are in the workspace at hand."""
        return await (await self._here()).home()

    def serves(self, url: str) -> bool:
        """Whether an address is one where Slack keeps files."""
        return self.unsigned.serves(url)

    @contextlib.asynccontextmanager
    async def download(self, url: str) -> AsyncIterator[aiohttp.ClientResponse]:
        """A file of the workspace at hand; see `SlackWeb.download`."""
        async with (await self._here()).download(url) as answer:
            yield answer

    async def removed(self, body: Mapping[str, Any], note: str) -> None:
        """The app was thrown out of a workspace, or its token was revoked."""
        for team in _teams(body):
            if await self._record.install_removed(team, self._clock.now(), note):
                self.forget(team)
                return
        if self._primary is not None:
            self._primary.trouble = note

    def forget(self, team: str) -> None:
        """Read the token anew before the next call."""
        old = self._open.pop(team, None)
        if old is not None:
            task = asyncio.get_running_loop().create_task(old.close())
            self._closing.add(task)
            task.add_done_callback(self._closing.discard)

    @property
    def trouble(self) -> str:
        """What keeps the first workspace from working; "" when all is well."""
        return self._primary.trouble if self._primary else ""

    async def close(self) -> None:
        """Close every session."""
        for web in (self._primary, self.unsigned, *self._open.values()):
            if web is not None:
                await web.close()

    async def _here(self) -> SlackWeb:
        found = await self.of(_HERE.get()) or self._primary
        if found is None:
            first = next((each for each in await self._record.installs() if each.removed_at is None), None)
            found = await self.of(first.key) if first else None
        if found is None:
            raise NotYet("The app is installed in no workspace. Install it from the back office (Slack).", _NOBODY_S)
        return found


def _teams(body: Mapping[str, Any]) -> Iterator[str]:
    """Ids that may name the installation a payload is for, the surest first."""
    found = [body.get("authorizations"), body.get("context_team_id"), body.get("team_id"), body.get("team")]
    found += [body.get("context_enterprise_id"), body.get("enterprise_id"), body.get("enterprise")]
    for each in found:
        for one in each if isinstance(each, list) else [each]:
            names = (
                (one.get("team_id"), one.get("id"), one.get("enterprise_id")) if isinstance(one, Mapping) else (one,)
            )
            yield from (name for name in names if isinstance(name, str) and name)


class HandlerWithin:
    """Implements `EventHandler`: handles each event in the workspace it is for."""

    def __init__(self, inner: EventHandler, workspaces: Workspaces) -> None:
        self._inner = inner
        self._workspaces = workspaces

    def wants(self, payload: dict[str, object]) -> bool:
        """As the handler inside says."""
        return self._inner.wants(payload)

    async def handle(self, event: StoredEvent) -> Parked | None:
        """As the handler inside does."""
        with self._workspaces.within(await self._workspaces.team_of(event.payload)):
            return await self._inner.handle(event)


class SenderWithin:
    """Implements `core.ports.Sender`: delivers each entry through the workspace its channel is known by."""

    def __init__(self, inner: Sender, workspaces: Workspaces, record: SlackStore) -> None:
        self._inner = inner
        self._workspaces = workspaces
        self._record = record

    async def send(
        self, conversation_id: ConversationId | None, payload: dict[str, object], key: str, again: bool = False
    ) -> str:
        """As the sender inside does."""
        place = await self._record.place_of(conversation_id) if conversation_id else None
        channel = await self._record.slack_channel(place.channel_id) if place else None
        with self._workspaces.within(channel.team_id if channel else ""):
            return await self._inner.send(conversation_id, payload, key, again)
