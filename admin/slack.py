"""Slack's channels: whose they are, which messages of theirs are answered, and what is wrong with any."""

from collections.abc import Callable
from typing import Protocol

from aiohttp import web

from core.access import for_role
from core.clock import Clock
from core.domain.ids import AccountId
from core.domain.people import Role
from core.errors import InvalidInput, NotFound
from core.ports import StaffDoor, StaffPages
from core.slack import SLACK, Ingest, SlackStore
from core.slack_installs import InstallStore
from core.staff import StaffStore

INGESTS = {
    Ingest.ALL: "Every question",
    Ingest.MENTIONS: "Only when addressed",
    Ingest.EMOJI: "Only marked with the ticket emoji",
    Ingest.OFF: "Nothing new",
}


class SlackRecord(SlackStore, InstallStore, StaffStore, Protocol):
    """What is read and written."""


class SlackPages:
    """Handlers under /admin/slack. `trouble` says what keeps Slack from working, None where it is not set up; `oauth`
    whether further workspaces can install the app."""

    def __init__(
        self,
        store: SlackRecord,
        door: StaffDoor,
        pages: StaffPages,
        clock: Clock,
        trouble: Callable[[], str | None],
        *,
        oauth: bool = False,
    ) -> None:
        self._store = store
        self._door = door
        self._pages = pages
        self._clock = clock
        self._trouble = trouble
        self._oauth = oauth

    @for_role(Role.ADMIN)
    async def listing(self, request: web.Request) -> web.Response:
        """Every channel the app has seen, those of nobody first."""
        waiting, oldest_ms, failed = await self._store.slack_backlog(self._clock.now())
        text = self._pages.render(
            "admin/slack.html",
            self._door.require(request, Role.ADMIN),
            here="slack",
            channels=await self._store.slack_channels(),
            accounts=await self._store.accounts(),
            INGESTS=INGESTS,
            trouble=self._trouble(),
            oauth=self._oauth,
            installs=await self._store.installs(),
            waiting=waiting,
            oldest_s=oldest_ms // 1000,
            failed=failed,
            agents=await self._store.staff_of_channel(SLACK),
            members=await self._store.staff(),
            saved=request.query.get("saved", ""),
        )
        return web.Response(text=text, content_type="text/html")

    @for_role(Role.ADMIN)
    async def link(self, request: web.Request) -> web.Response:
        """Say which member of staff an agent of Slack is, so that they are one person here and on the desk."""
        self._door.require(request, Role.ADMIN)
        form = await request.post()
        agent, wanted = str(form.get("agent", "")), str(form.get("staff", ""))
        if agent not in dict(await self._store.staff_of_channel(SLACK)):
            raise NotFound("Nobody of Slack has this id. Reload the list.")
        member = next((one for one in await self._store.staff() if one.id == wanted), None)
        if member is None:
            raise InvalidInput("There is no such member of staff. Reload the list and choose again.")
        await self._store.link_staff(member.id, SLACK, agent, self._clock.now())
        return web.Response(status=303, headers={"Location": "/admin/slack?saved=agent"})

    @for_role(Role.ADMIN)
    async def map(self, request: web.Request) -> web.Response:
        """Say whose channel it is, which workspaces in it are theirs, and what is answered."""
        session = self._door.require(request, Role.ADMIN)
        form = await request.post()
        channel_id = request.match_info["channel"]
        channel = await self._store.slack_channel(channel_id)
        if channel is None:
            raise NotFound("There is no such channel. Reload the list.")
        account = AccountId(str(form.get("account", "")))
        if account and account not in dict(await self._store.accounts()):
            raise InvalidInput("There is no such account. Reload the list and choose again.")
        ingest = str(form.get("ingest", ""))
        if ingest not in list(Ingest):
            raise InvalidInput("Choose which messages are answered.")
        known = {*channel.teams, *channel.account_teams, channel.team_id}
        teams = [str(team) for team in form.getall("team", []) if str(team) in known]
        await self._store.map_slack_channel(
            channel_id,
            self._clock.now(),
            account_id=account or None,
            account_teams=teams if account else [],
            ingest=Ingest(ingest),
            by=session.staff.id,
        )
        return web.Response(status=303, headers={"Location": f"/admin/slack?saved={channel_id}"})
