"""The whole service beside a fake Slack: a company, a customer's workspace, and a channel they share."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from typing import Any

from adapters.company.policy import load_policy
from core.clock import SystemClock
from core.domain.ids import AccountId, ConversationId
from core.domain.policy import Policy, Windows
from core.slack import Ingest
from tests.slack.installs import BOT_SCOPES, Installation
from tests.slack.people import Person
from tests.slack.server import FakeSlack
from tests.slack.world import Channel, Message, Team
from tests.support.house import COMPANY, Agent, House, open_house
from wiring.service import Overrides

QUIET_MS = 60


def slack_policy(quiet_ms: int = QUIET_MS) -> Policy:
    """The example company's policy with short quiet windows."""
    windows = {"web": Windows(0, 2000), "slack": Windows(quiet_ms, 3000)}
    return replace(load_policy(COMPANY / "policies.yaml"), windows=windows)


@dataclass
class Scene:
    """Who is there. `acme` is the customer's workspace, its channel mapped to their account unless asked otherwise."""

    house: House
    slack: FakeSlack
    home: Team
    acme: Team
    bot: Installation
    dana: Person
    """One of our own people."""
    nora: Person
    """A customer."""
    omar: Person
    """Her colleague."""
    channel: Channel

    @property
    def record(self) -> Any:
        return self.house.foyer.record

    async def maps(
        self,
        channel: Channel | None = None,
        account: str = "",
        teams: tuple[str, ...] | None = None,
        ingest: Ingest = Ingest.ALL,
    ) -> None:
        """What an admin does in the back office."""
        channel = channel or self.channel
        home = await self.house.foyer.slack.web.home()
        await self.house.foyer.slack.channels.channel(channel.id, home, fresh=True)
        told = tuple(t.id for t in channel.teams if t.id != self.home.id) if teams is None else teams
        account_id = AccountId(account or self.account.id)
        assert await self.record.map_slack_channel(
            channel.id,
            self.house.foyer.clock.now(),
            account_id=account_id,
            account_teams=told,
            ingest=ingest,
            by="test",
        )

    @property
    def account(self) -> Any:
        """The first account of the example company with a whole summary."""
        accounts = self.house.foyer.company.accounts
        return next(a for a in accounts if {"plan", "seats", "seats_used", "renews_on"} <= set(a.facts))

    async def reply(self, message: Message, number: int = 1, timeout: float = 20.0) -> Message:
        """The app's `number`-th message in a thread, waiting for it."""
        await self.slack.until(lambda: len(self.said(message)) >= number, timeout=timeout)
        return self.said(message)[number - 1]

    def said(self, message: Message) -> list[Message]:
        """What the app has said in the thread of a message, so far."""
        entries = self.slack.thread(message)
        return [each for each in entries if each.bot_id == self.bot.bot_id and each.ts != message.ts]

    def spoken(self) -> list[Message]:
        """What the app has said in the channel and its threads, so far."""
        return [each for each in self.channel.messages if each.bot_id == self.bot.bot_id]

    def direct(self, person: Person) -> list[Message]:
        """What the app has said to a person in private."""
        channel = self.slack.world.im(person.user, self.bot.bot)
        return [each for each in channel.messages if each.bot_id == self.bot.bot_id] if channel else []

    async def quiet(self, seconds: float = 0.5) -> None:
        """Wait until everything that came is dealt with and delivered, and a little longer."""
        foyer = self.house.foyer
        async with asyncio.timeout(30):
            while True:
                now = foyer.clock.now()
                events = (await foyer.record.slack_backlog(now))[0]
                turns = (await foyer.record.backlog(now))[0]
                rows = (await foyer.record.outbox_backlog(now))[0]
                if not events and not turns and not rows:
                    break
                await asyncio.sleep(0.03)
        await asyncio.sleep(seconds)

    async def waiting(self, agent: Agent, message: Message) -> Any:
        """The desk's entry for a thread's handoff."""
        found = await self.conversation(message)
        return next(entry for entry in await agent.queue() if entry["conversation_id"] == found.id)

    async def quiet_events(self) -> None:
        """Wait until every event that came is dealt with."""
        while (await self.record.slack_backlog(self.house.foyer.clock.now()))[0]:  # noqa: ASYNC110
            await asyncio.sleep(0.02)

    async def conversation(self, message: Message) -> Any:
        """The newest conversation of a thread, or None."""
        found = await self.record.conversations_in(message.channel.id, message.thread)
        return found[0] if found else None

    async def log(self, message: Message) -> list[Any]:
        """The log of a thread's conversation."""
        found = await self.conversation(message)
        assert found is not None, "no conversation began"
        return list(await self.record.messages(ConversationId(found.id)))


@contextlib.asynccontextmanager
async def open_scene(
    database_url: str = "",
    *,
    mapped: bool = True,
    quiet_ms: int = QUIET_MS,
    rate_limits: bool = False,
    scopes: str = BOT_SCOPES,
    by_http: bool = True,
    prepare: Callable[[FakeSlack, Team, Installation], dict[str, Any]] | None = None,
    **settings: Any,
) -> AsyncIterator[Scene]:
    """Serve both. `prepare` adds to the workspace, and to the settings. Time is the machine's: the fake's clock is the
    service's."""
    async with FakeSlack(SystemClock(), rate_limits=rate_limits) as slack:
        home, acme = slack.team("Harborlight"), slack.team("Acme")
        bot = slack.install(home, scopes)
        dana = slack.user("Dana Reyes", home)
        nora, omar = slack.user("Nora Quill", acme, email=None), slack.user("Omar Haddad", acme)
        channel = slack.channel("ext-acme", dana, bot, nora, omar, shared_with=(acme,))
        values: dict[str, Any] = {
            "slack_bot_token": bot.token,
            "slack_signing_secret": slack.app.signing_secret,
            "slack_api_url": slack.api_url,
            "slack_gap_s": 0.0,
            **(prepare(slack, home, bot) if prepare else {}),
            **settings,
        }
        overrides = values.pop("overrides", None) or Overrides(policy=slack_policy(quiet_ms))
        async with open_house(database_url, overrides=overrides, **values) as house:
            if by_http:
                await slack.point_to(f"{house.url}/slack/events")
            scene = Scene(house, slack, home, acme, bot, dana, nora, omar, channel)
            if mapped:
                await scene.maps()
            yield scene
