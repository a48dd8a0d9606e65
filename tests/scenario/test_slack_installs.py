"""Several workspaces of ours, each installed by OAuth: the right token for each, sealed, and forgotten when removed."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from adapters.doctor.checks import examine
from adapters.vault.fernet import FernetVault
from core.clock import SystemClock
from core.domain.people import Role
from core.errors import Unavailable
from core.slack import Ingest
from tests.slack.server import FakeSlack
from tests.slack.world import Team
from tests.support.house import Agent, House, open_house
from tests.support.slack_house import Scene, slack_policy
from wiring.service import Overrides

pytestmark = pytest.mark.asyncio(loop_scope="module")
PUBLIC = "http://foyer.example"


@dataclass
class Place:
    slack: FakeSlack
    house: House
    ada: Agent
    north: Team
    south: Team

    async def install(self, team: Team) -> tuple[int, str, str]:
        """As an admin does it in a browser; returns status and text of the last page, and the address it had."""
        self.slack.oauth.person = self.slack.user(f"Admin of {team.name}", team).user
        async with self.ada.http.get(f"{self.house.url}/admin/slack/install", allow_redirects=False) as answer:
            consent = answer.headers["Location"]
        async with self.ada.http.get(consent, allow_redirects=False) as answer:
            back = answer.headers["Location"]
        assert back.startswith(f"{PUBLIC}/slack/oauth_redirect?")
        return *await self.visit(back), back

    async def visit(self, back: str, http: aiohttp.ClientSession | None = None) -> tuple[int, str]:
        address = self.house.url + back.removeprefix(PUBLIC)
        async with (http or self.ada.http).get(address) as answer:
            return answer.status, await answer.text()

    def scene(self, team: Team) -> Scene:
        """A customer's channel in one of our workspaces."""
        acme = self.slack.team(f"Customer of {team.name}")
        bot = self.slack.install_in(team)
        dana, nora = self.slack.user(f"Dana {team.name}", team), self.slack.user(f"Nora {team.name}", acme)
        channel = self.slack.channel(f"ext-{team.name.lower()}", dana, bot, nora, shared_with=(acme,))
        return Scene(self.house, self.slack, team, acme, bot, dana, nora, nora, channel)


@contextlib.asynccontextmanager
async def open_place() -> AsyncIterator[Place]:
    async with FakeSlack(SystemClock()) as slack:
        north, south = slack.team("North"), slack.team("South")
        values: dict[str, Any] = {
            "slack_client_id": slack.app.client_id,
            "slack_client_secret": slack.app.client_secret,
            "slack_signing_secret": slack.app.signing_secret,
            "slack_api_url": slack.api_url,
            "slack_gap_s": 0.0,
            "public_url": PUBLIC,
            "allowed_origins": (),
        }
        async with open_house(overrides=Overrides(policy=slack_policy()), **values) as house:
            await slack.point_to(f"{house.url}/slack/events")
            async with await house.agent("Ada", Role.ADMIN) as ada:
                yield Place(slack, house, ada, north, south)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def place() -> AsyncIterator[Place]:
    async with open_place() as opened:
        for team in (opened.north, opened.south):
            status, text, _ = await opened.install(team)
            assert status == 200, text
            assert team.name in text
        yield opened


async def _map(scene: Scene) -> None:
    slack = scene.house.foyer.slack
    with slack.web.within(scene.home.id):
        await slack.channels.channel(scene.channel.id, await slack.web.home(), fresh=True)
    assert await scene.record.map_slack_channel(
        scene.channel.id,
        scene.house.foyer.clock.now(),
        account_id=scene.account.id,
        account_teams=(scene.acme.id,),
        ingest=Ingest.ALL,
        by="test",
    )


async def test_that_each_workspace_is_answered_with_its_own_token(place: Place):
    for team in (place.north, place.south):
        scene = place.scene(team)
        await _map(scene)
        place.slack.audit.clear()
        asked = await scene.nora.says(scene.channel, "How can I reset my password?")
        answer = await scene.reply(asked)
        assert answer.bot_id == scene.bot.bot_id
        posts = place.slack.audit.calls("chat.postMessage")
        assert {call.team for call in posts} == {team.id}
        await scene.quiet(0)


async def test_that_our_people_of_one_workspace_are_strangers_in_none_of_ours(place: Place):
    """Who is ours is asked of the workspace the channel belongs to."""
    scene = place.scene(place.north)
    await _map(scene)
    asked = await scene.nora.says(scene.channel, "How can I reset my password?")
    await scene.reply(asked)
    await scene.dana.says(scene.channel, "I am on it, Nora", thread=asked)
    await scene.quiet()
    assert (await scene.conversation(asked)).mode == "human"


async def test_that_no_token_can_be_read_in_the_database(place: Place):
    record = place.house.foyer.record
    tokens = [place.slack.install_in(team).token for team in (place.north, place.south)]
    vault = FernetVault(place.house.foyer.secret, "slack tokens")
    for team, token in zip((place.north, place.south), tokens, strict=True):
        sealed = await record.sealed_token(team.id)
        assert sealed is not None
        assert token not in sealed
        assert vault.open(sealed) == token
        with pytest.raises(Unavailable, match="FOYER_SLACK_TOKEN_KEY"):
            FernetVault("x" * 40, "slack tokens").open(sealed)
    told = str(await record.installs())
    assert not any(token in told for token in tokens)


async def test_that_the_doctor_asks_every_workspace(place: Place):
    (finding,) = [one async for one in examine(place.house.foyer.settings) if one.name == "slack"]
    assert (finding.ok, finding.text) == (True, "2 workspaces answer")
    other = place.house.foyer.settings.model_copy(update={"slack_token_key": "y" * 40})
    (finding,) = [one async for one in examine(other) if one.name == "slack"]
    assert finding.ok is False
    assert "FOYER_SLACK_TOKEN_KEY" in finding.text


async def test_that_a_way_back_is_good_once_in_the_browser_it_began_in(place: Place):
    status, _, back = await place.install(place.north)
    assert status == 200
    assert (await place.visit(back))[0] == 400, "used"
    async with place.ada.http.get(f"{place.house.url}/admin/slack/install", allow_redirects=False) as answer:
        consent = answer.headers["Location"]
    async with place.ada.http.get(consent, allow_redirects=False) as answer:
        fresh = answer.headers["Location"]
    async with aiohttp.ClientSession() as stranger:
        assert (await place.visit(fresh, stranger))[0] == 400, "another browser"
        async with stranger.get(f"{place.house.url}/admin/slack/install", allow_redirects=False) as answer:
            assert answer.status != 302 or "/oauth/" not in answer.headers["Location"], "admins only"
    assert (await place.visit(f"{PUBLIC}/slack/oauth_redirect?code=x"))[0] == 400
    place.slack.oauth.declines = True
    try:
        _, text, _ = await place.install(place.north)
    finally:
        place.slack.oauth.declines = False
    assert "Nothing was installed" in text


async def test_that_a_removed_workspace_is_shown_its_token_forgotten_and_the_other_goes_on(place: Place):
    page = await place.ada.page("/admin/slack")
    assert page.count("serving") == 2
    scene = place.scene(place.north)
    await _map(scene)
    place.slack.acts.uninstall(place.south)
    await place.slack.settle()
    await scene.quiet_events()
    page = await place.ada.page("/admin/slack")
    assert page.count("serving") == 1
    assert "removed" in page
    assert await place.house.foyer.record.sealed_token(place.south.id) is None
    asked = await scene.nora.says(scene.channel, "How can I reset my password?")
    await scene.reply(asked)
    place.slack.install(place.south)
    status, text, _ = await place.install(place.south)
    assert status == 200, text
    assert (await place.ada.page("/admin/slack")).count("serving") == 2
