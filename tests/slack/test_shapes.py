"""What is sent has the keys of Slack's own payloads: lists made by hand from real ones."""

from typing import Any

import pytest
from aiohttp import web

from tests.slack.bolt_app import client
from tests.slack.conftest import Scene
from tests.slack.world import Json
from tests.support import serving

_OUTER = """token team_id api_app_id event type event_id event_time authorizations is_ext_shared_channel event_context
context_team_id context_enterprise_id authorizations.enterprise_id authorizations.team_id authorizations.user_id
authorizations.is_bot authorizations.is_enterprise_install"""
_TYPED = "client_msg_id type text user ts team blocks channel event_ts"
_BOT = "bot_id type text user ts team bot_profile channel event_ts channel_type bot_profile.id bot_profile.deleted "
_BOT += "bot_profile.name bot_profile.updated bot_profile.app_id bot_profile.icons bot_profile.team_id"
_HIDDEN = "type subtype channel hidden event_ts ts channel_type"
_WHO = "type user api_app_id token team enterprise user.id user.username user.team_id team.id team.domain"
_VIEW = """id team_id type blocks private_metadata callback_id state hash title clear_on_close notify_on_close close
submit previous_view_id root_view_id app_id external_id app_installed_team_id bot_id"""


def _paths(value: Any, before: str = "") -> set[str]:
    if isinstance(value, dict):
        return {before + key for key in value}.union(*(_paths(part, f"{before}{key}.") for key, part in value.items()))
    return set().union(*(_paths(part, before) for part in value)) if isinstance(value, list) else set()


def _check(value: Json, keys: str, before: str = "") -> None:
    assert {before + key for key in keys.split()} - _paths(value) == set()


@pytest.fixture
async def got(scene: Scene) -> Any:
    """What arrives at a plain endpoint: payloads, parsed."""
    import json

    payloads: list[Json] = []

    async def take(request: web.Request) -> web.Response:
        if request.content_type == "application/json":
            body = await request.json()
            if body["type"] == "url_verification":
                return web.json_response({"challenge": body["challenge"]})
            payloads.append(body)
        else:
            form = dict(await request.post())
            payloads.append(json.loads(str(form["payload"])) if "payload" in form else form)
        return web.Response()

    application = web.Application()
    application.router.add_post("/", take)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    await scene.slack.point_to(f"http://127.0.0.1:{runner.addresses[0][1]}/")
    yield payloads
    await serving.close(runner)


async def test_that_messages_of_people_have_slacks_keys(scene: Scene, got: list[Json]):
    asked = await scene.ana.says(scene.shared, f"<@{scene.install.bot.id}> hi")
    mention, message = got
    for each in got:
        _check(each, _OUTER)
        _check(each["event"], _TYPED + " user_team source_team user_profile")
    assert "channel_type" not in mention["event"]
    assert message["event"]["channel_type"] == "group"
    elements = message["event"]["blocks"][0]["elements"][0]["elements"]
    assert elements == [{"type": "user", "user_id": scene.install.bot.id}, {"type": "text", "text": " hi"}]
    got.clear()
    reply = await scene.maya.says(scene.shared, "again", thread=asked, broadcast=True)
    _check(got[0]["event"], f"{_TYPED} subtype root thread_ts root.reply_count root.latest_reply channel_type")
    got.clear()
    await scene.ana.edits(asked, "hello")
    _check(
        got[0]["event"], _HIDDEN + " message previous_message message.edited message.edited.user message.client_msg_id"
    )
    assert got[0]["event"]["message"]["ts"] == asked.ts != got[0]["event"]["ts"]
    got.clear()
    await scene.maya.deletes(reply)
    _check(got[0]["event"], _HIDDEN + " deleted_ts previous_message previous_message.text previous_message.user")
    got.clear()
    await scene.ana.deletes(asked)
    assert got[0]["event"]["subtype"] == "message_deleted"


async def test_that_a_parent_with_replies_leaves_a_tombstone(scene: Scene, got: list[Json]):
    asked = await scene.ana.says(scene.shared, "secret")
    await scene.ben.says(scene.shared, "me too", thread=asked)
    await scene.ana.deletes(asked)
    event = got[-1]["event"]
    assert (event["subtype"], event["message"]["subtype"]) == ("message_changed", "tombstone")
    assert event["previous_message"]["text"] == "secret"
    assert scene.slack.seen_by(scene.ben) == ["This message was deleted.", "me too"]


async def test_that_files_in_shared_channels_are_only_hinted_at(scene: Scene, got: list[Json]):
    await scene.ana.says(scene.shared, "look", files={"a.txt": b"1"})
    shared, message = got
    _check(shared["event"], "type file_id user_id file channel_id event_ts")
    [file] = message["event"]["files"]
    assert (file["mode"], file["file_access"]) == ("file_access", "check_file_info")
    assert "url_private" not in file
    got.clear()
    await scene.maya.says(scene.triage, "look", files={"a.txt": b"1"})
    assert got[1]["event"]["files"][0]["url_private"]


async def test_that_messages_of_bots_have_slacks_keys(scene: Scene, got: list[Json]):
    sdk = client(scene.slack, scene.install)
    await sdk.chat_postMessage(channel=scene.shared.id, text="x")
    await scene.slack.settle()
    _check(got[0]["event"], _BOT)
    got.clear()
    await sdk.chat_postMessage(channel=scene.shared.id, text="x", username="Maya", icon_emoji=":wave:")
    await scene.slack.settle()
    _check(got[0]["event"], "type subtype text ts username bot_id channel event_ts channel_type icons icons.emoji")
    assert "user" not in got[0]["event"]


async def test_that_what_happens_to_channels_has_slacks_keys(scene: Scene, got: list[Json]):
    eve = scene.slack.user("Eve", scene.acme)
    await scene.maya.invites(scene.shared, eve)
    await eve.leaves(scene.shared)
    await scene.maya.sets_topic(scene.shared, "exports")
    await scene.maya.shares(scene.shared, scene.slack.team("Other"))
    await scene.maya.renames(scene.shared, "acme-two")
    await scene.maya.archives(scene.triage)
    old = scene.shared.id
    new = scene.slack.acts.change_id(scene.shared)
    await scene.ana.changes(status_text="away")
    await scene.slack.settle()
    events = [one["event"] for one in got]
    kinds = [event.get("subtype", event["type"]) for event in events]
    assert kinds == [
        "member_joined_channel", "group_join", "member_left_channel", "group_topic", "channel_shared", "group_rename",
        "group_name", "group_archive", "channel_id_changed", "user_change",
    ]  # fmt: skip
    _check(events[0], "type user channel channel_type team inviter event_ts")
    _check(events[4], "type connected_team_id channel event_ts")
    _check(events[5], "type channel channel.id channel.name channel.created event_ts")
    assert (events[8]["old_channel_id"], events[8]["new_channel_id"]) == (old, new)
    assert events[9]["user"]["profile"]["status_text"] == "away"


async def test_that_interactions_have_slacks_keys(scene: Scene, got: list[Json]):
    sdk = client(scene.slack, scene.install)
    button = {"type": "button", "text": {"type": "plain_text", "text": "B"}, "value": "v", "action_id": "b"}
    blocks: list[Json] = [{"type": "actions", "elements": [button]}]
    posted = await sdk.chat_postMessage(channel=scene.triage.id, text="x", blocks=blocks)
    await scene.slack.settle()
    got.clear()
    card = scene.triage.find(posted["ts"])
    assert card
    await scene.maya.clicks(card, "B")
    _check(got[0], _WHO + " container trigger_id channel response_url actions message state container.is_ephemeral")
    _check(got[0]["actions"][0], "action_id block_id text value type action_ts")
    title = {"type": "plain_text", "text": "T"}
    label = {"type": "plain_text", "text": "L"}
    element = {"type": "plain_text_input", "action_id": "a"}
    inputs: list[Json] = [{"type": "input", "block_id": "i", "label": label, "element": element}]
    body = {"type": "modal", "title": title, "submit": title, "notify_on_close": True, "blocks": inputs}
    got.clear()
    await scene.maya.submits(scene.slack.modals.open(scene.maya.user, scene.home, body), {"L": "x"})
    await scene.maya.closes(scene.slack.modals.open(scene.maya.user, scene.home, body))
    await scene.maya.uses_shortcut("s")
    await scene.maya.uses_shortcut("m", card)
    await scene.maya.commands(scene.triage, "/foyer q")
    submission, closed, shortcut, on_message, command = got
    _check(submission, _WHO + " trigger_id view response_urls")
    _check(submission["view"], _VIEW)
    assert submission["view"]["state"]["values"] == {"i": {"a": {"type": "plain_text_input", "value": "x"}}}
    _check(closed, _WHO + " view is_cleared")
    _check(shortcut, _WHO + " callback_id trigger_id action_ts")
    _check(on_message, _WHO + " callback_id trigger_id action_ts channel message_ts message response_url")
    _check(command, "token team_id team_domain channel_id channel_name user_id user_name command text response_url")
    _check(command, "trigger_id api_app_id is_enterprise_install")


async def test_that_a_removed_app_hears_of_it_and_nothing_more(scene: Scene, got: list[Json]):
    scene.slack.acts.uninstall(scene.home)
    await scene.ana.says(scene.shared, "anybody there?")
    assert [one["event"]["type"] for one in got] == ["tokens_revoked", "app_uninstalled"]
    assert got[0]["event"]["tokens"] == {"oauth": [], "bot": [scene.install.bot.id]}


async def test_that_answers_about_channels_have_slacks_keys(scene: Scene):
    sdk = client(scene.slack, scene.install)
    found = await sdk.conversations_info(channel=scene.shared.id, include_num_members=True)
    _check(found["channel"], "id name is_ext_shared is_shared is_private is_member num_members context_team_id")
    _check(found["channel"], "shared_team_ids connected_team_ids pending_shared conversation_host_id topic.value")
    listed = await sdk.conversations_list(types="public_channel,private_channel")
    assert [one["name"] for one in listed["channels"]] == ["acme-harborlight", "triage"]


async def test_that_bots_reminders_and_emotes_can_be_told_from_people(scene: Scene, got: list[Json]):
    pager = scene.slack.other_bot("Pager", scene.home)
    await scene.maya.invites(scene.shared, pager)
    got.clear()
    await pager.says(scene.shared, f"<@{scene.install.bot.id}> alert")
    await scene.ana.says(scene.shared, "waves", me=True)
    scene.slack.acts.remind(scene.shared, "Reminder: stand-up")
    await scene.slack.settle()
    mention, bot, emote, reminder = [one["event"] for one in got]
    assert (mention["type"], mention["bot_id"], bot["bot_id"]) == ("app_mention", pager.user.bot_id, pager.user.bot_id)
    assert bot["bot_profile"]["app_id"] != scene.slack.app.id
    assert (emote["subtype"], reminder["subtype"], reminder["user"]) == ("me_message", "reminder_add", "USLACKBOT")


async def test_that_an_event_goes_through_one_installation_where_two_see_it(scene: Scene, got: list[Json]):
    theirs = scene.slack.install(scene.acme)
    await scene.ana.invites(scene.shared, theirs)
    got.clear()
    await scene.ana.says(scene.shared, "once")
    [event] = got
    assert event["authorizations"][0]["team_id"] == event["context_team_id"] == scene.home.id
    sdk = client(scene.slack, scene.install)
    context = event["event_context"]
    listed = await sdk.apps_event_authorizations_list(event_context=context, token=scene.slack.app.app_token)
    assert [one["team_id"] for one in listed["authorizations"]] == [scene.home.id, scene.acme.id]
    got.clear()
    await scene.ana.says(scene.shared, f"<@{theirs.bot.id}> you")
    assert sorted(one["context_team_id"] for one in got) == sorted([scene.home.id, scene.acme.id])


async def test_that_a_pending_share_shows_and_a_severed_channel_too(scene: Scene):
    sdk = client(scene.slack, scene.install)
    other = scene.slack.team("Other")
    scene.slack.acts.propose_share(scene.triage, other)
    found = (await sdk.conversations_info(channel=scene.triage.id))["channel"]
    assert (found["is_pending_ext_shared"], found["pending_shared"], found["is_ext_shared"]) == (
        True,
        [other.id],
        False,
    )
    await scene.maya.unshares(scene.shared, scene.acme)
    found = (await sdk.conversations_info(channel=scene.shared.id))["channel"]
    assert (found["is_ext_shared"], found["frozen_reason"]) == (False, "connection_severed")
    with pytest.raises(PermissionError):
        await scene.ana.says(scene.shared, "am I still here?")
