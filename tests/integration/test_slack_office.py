"""The operator's side of Slack: mapping channels in the back office and by command, the manifest, the doctor."""

import asyncio
from argparse import Namespace

import pytest

from adapters.doctor.checks import examine
from adapters.doctor.triage import triage_problem
from commands.slack_map import run_slack_map
from core.domain.people import Role
from core.errors import InvalidInput
from core.policies.slack_manifest import EVENTS, SCOPES, manifest
from core.slack import Ingest
from tests.slack.people import Person
from tests.slack.server import FakeSlack
from tests.support.house import Agent
from tests.support.slack_house import Scene, open_scene


@pytest.fixture
async def scene():
    async with open_scene(mapped=False) as opened:
        yield opened


async def press_save(admin: Agent, scene: Scene, **form: object) -> int:
    data = {"csrf": admin._csrf, **form}
    url = f"{scene.house.url}/admin/slack/{scene.channel.id}"
    async with admin.http.post(url, data=data, headers={"Origin": scene.house.url}) as answer:
        return answer.status


async def test_that_an_admin_maps_a_channel_and_it_is_answered_from_then_on(scene: Scene):
    await scene.nora.says(scene.channel, "How can I reset my password?")
    await scene.quiet()
    async with await scene.house.agent("Ada", Role.ADMIN) as ada:
        page = await ada.page("/admin/slack")
        assert "#ext-acme" in page
        assert "nobody" in page
        assert await press_save(ada, scene, account="nothing", ingest="all") == 400
        assert await press_save(ada, scene, account=scene.account.id, ingest="every") == 400
        teams = [scene.acme.id, "TFORGED"]
        assert await press_save(ada, scene, account=scene.account.id, ingest="all", team=teams[0]) == 200
    stored = await scene.record.slack_channel(scene.channel.id)
    assert (stored.account_id, stored.account_teams) == (scene.account.id, (scene.acme.id,))
    asked = await scene.nora.says(scene.channel, "How do I merge duplicate clients?")
    await scene.reply(asked)


async def test_that_agents_cannot_map(scene: Scene):
    await scene.nora.says(scene.channel, "How can I reset my password?")
    await scene.quiet()
    async with await scene.house.agent("Maya") as maya:
        assert await press_save(maya, scene, account=scene.account.id, ingest="all", team=scene.acme.id) == 403
    assert not (await scene.record.slack_channel(scene.channel.id)).mapped


async def whispered(scene: Scene, person: Person, words: str) -> str:
    found = await scene.slack.until(lambda: [text for text in scene.slack.seen_by(person) if words in text], timeout=10)
    return str(found[-1])


async def test_that_the_command_maps_a_channel_for_admins_of_the_workspace_only(scene: Scene):
    boss = scene.slack.user("Bo Boss", scene.home, is_admin=True)
    await boss.joins(scene.channel)
    await scene.dana.commands(scene.channel, f"/foyer map {scene.account.name}")
    await whispered(scene, scene.dana, "Only admins")
    assert not any(channel.mapped for channel in await scene.record.slack_channels())
    await boss.commands(scene.channel, "/foyer map Nobody & Sons")
    await whispered(scene, boss, "no account")
    await boss.commands(scene.channel, "/foyer channels")
    await whispered(scene, boss, "Not mapped")
    await boss.commands(scene.channel, f"/foyer map {scene.account.name} mentions")
    await whispered(scene, boss, "belongs to")
    stored = await scene.record.slack_channel(scene.channel.id)
    assert (stored.account_id, stored.ingest) == (scene.account.id, Ingest.MENTIONS)
    await boss.commands(scene.channel, "/foyer")
    await whispered(scene, boss, "Foyer in this workspace")


def test_that_the_manifest_asks_for_what_is_used_and_says_why():
    made = manifest("Harborlight", "https://chat.example")
    assert made["oauth_config"]["scopes"]["bot"] == sorted(SCOPES)
    assert made["settings"]["event_subscriptions"]["bot_events"] == sorted(EVENTS)
    assert made["settings"]["event_subscriptions"]["request_url"] == "https://chat.example/slack/events"
    assert all(SCOPES.values())
    assert len(made["display_information"]["name"]) <= 35
    socket = manifest("Harborlight", "https://chat.example", socket_mode=True)
    assert "request_url" not in str(socket)


async def test_that_everything_works_with_exactly_the_manifests_scopes():
    """No scope too few: each call of a whole conversation, private parts included, is granted."""
    async with FakeSlack() as slack:
        assert slack.install(slack.team("x"), " ".join(SCOPES)).scopes == list(SCOPES)
    async with open_scene(scopes=" ".join(SCOPES)) as scene:
        asked = await scene.nora.says(scene.channel, "How can I reset my password?", files={"a.png": b"x" * 2000})
        await scene.reply(asked)
        await scene.nora.says(scene.channel, "Which plan am I on and when does it renew?", thread=asked)
        await scene.reply(asked, 2)
        await scene.quiet()
        refused = [call for call in scene.slack.audit.calls() if call.error == "missing_scope"]
        assert not refused
        assert not scene.slack.audit.unknown_arguments()


async def test_that_the_doctor_names_missing_scopes_and_what_they_are_for(scene: Scene):
    settings = scene.house.foyer.settings
    found = [finding async for finding in examine(settings) if finding.name == "slack"]
    assert found[0].ok, found
    some = scene.slack.install(scene.home, "chat:write channels:history")
    poor = settings.model_copy(update={"slack_bot_token": some.token})
    (finding,) = [finding async for finding in examine(poor) if finding.name == "slack"]
    assert finding.ok is False
    assert "users:read (tell our own people from customers" in finding.text


async def test_that_the_doctor_looks_at_the_triage_channel_and_its_agents(scene: Scene):
    slack, home = scene.slack, scene.home
    maya = slack.user("Maya Sen", home)
    triage, alone = slack.channel("triage", maya, scene.bot, private=True), slack.channel("alone", maya)
    agents, nobody = slack.group("support", maya), slack.group("empty", team=home)
    settings = scene.house.foyer.settings

    async def found(channel: str, group: str) -> tuple[bool | None, str]:
        update = {"slack_triage_channel": channel, "slack_agent_groups": (group,)}
        return await triage_problem(settings.model_copy(update=update))

    assert (await triage_problem(settings))[0] is None
    assert await found(triage.id, agents.id) == (True, "#triage, 1 agent(s)")
    assert "Invite" in (await found(alone.id, agents.id))[1]
    assert "no members" in (await found(triage.id, nobody.id))[1]
    assert "no_such_subteam" in (await found(triage.id, "S0NONE"))[1]
    assert "shared with another company" in (await found(scene.channel.id, agents.id))[1]


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("slack_bot_token", "xoxp-1", "xoxb-"),
        ("slack_api_url", "slack.com", "http"),
        ("slack_staff", "dana", "member IDs"),
        ("slack_triage_channel", "#triage", "channel's ID"),
        ("slack_agent_groups", "support", "user group IDs"),
    ],
)
def test_that_wrong_settings_are_named_with_what_to_do(setting, value, words, monkeypatch):
    from core.errors import SettingError
    from core.settings import load_settings

    monkeypatch.setenv(f"FOYER_{setting.upper()}", value)
    with pytest.raises(SettingError) as caught:
        load_settings()
    assert f"FOYER_{setting.upper()}" in caught.value.message
    assert words in caught.value.message


def test_that_a_token_without_its_secret_stops_the_start():
    from core.errors import SettingError
    from core.settings import load_settings

    with pytest.raises(SettingError) as caught:
        load_settings(slack_bot_token="xoxb-1")
    assert "FOYER_SLACK_SIGNING_SECRET" in caught.value.message


async def test_that_our_own_people_are_the_customers_of_an_internal_help_desk(scene: Scene):
    boss = scene.slack.user("Bo Boss", scene.home, is_admin=True)
    desk = scene.slack.channel("help-it", boss, scene.bot, scene.dana)
    await boss.commands(desk, f"/foyer map {scene.account.name} own")
    await whispered(scene, boss, "everybody")
    asked = await scene.dana.says(desk, "How can I reset my password?")
    await scene.reply(asked)


async def test_that_a_channel_is_mapped_from_the_command_line(scene: Scene):
    settings = scene.house.foyer.settings
    given = {"channel": scene.channel.id, "account": scene.account.name.upper(), "answer": "mentions", "own": True}
    assert await asyncio.to_thread(run_slack_map, settings, Namespace(**given)) == 0
    stored = await scene.record.slack_channel(scene.channel.id)
    assert (stored.account_id, stored.ingest) == (scene.account.id, Ingest.MENTIONS)
    assert set(stored.account_teams) == {scene.acme.id, scene.home.id}
    for wrong, words in (({"account": "Nobody"}, "Known: "), ({"channel": "CNOWHERE"}, "no channel CNOWHERE")):
        with pytest.raises(InvalidInput, match=words):
            await asyncio.to_thread(run_slack_map, settings, Namespace(**given | wrong))
