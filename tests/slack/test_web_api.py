"""The Web API, through the SDK's real client."""

from typing import Any

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from core.clock import ManualClock, SystemClock
from tests.slack.bolt_app import client
from tests.slack.conftest import Scene
from tests.slack.server import FakeSlack


async def _error(call: Any) -> Any:
    """The body of the refusal a call must get."""
    with pytest.raises(SlackApiError) as caught:
        await call
    return caught.value.response.data


async def _code(call: Any) -> str:
    return str((await _error(call))["error"])


async def test_that_tokens_and_scopes_are_checked(scene: Scene):
    slack = scene.slack
    sdk = client(slack, scene.install)
    me = await sdk.auth_test()
    assert (me["team_id"], me["user_id"], me["bot_id"]) == (scene.home.id, scene.install.bot.id, scene.install.bot_id)
    assert me.headers["x-oauth-scopes"].startswith("app_mentions:read,")
    assert await _code(AsyncWebClient("xoxb-other", base_url=slack.api_url).auth_test()) == "invalid_auth"
    assert await _code(AsyncWebClient(base_url=slack.api_url).auth_test()) == "not_authed"
    assert await _code(sdk.apps_connections_open(app_token=scene.install.token)) == "not_allowed_token_type"
    assert await _code(sdk.api_call("chat.postMessges")) == "unknown_method"
    scene.install.scopes.remove("reactions:write")
    refused = await _error(sdk.reactions_add(channel=scene.shared.id, timestamp="1.0", name="eyes"))
    assert (refused["error"], refused["needed"]) == ("missing_scope", "reactions:write")
    slack.acts.revoke(scene.home)
    assert await _code(sdk.auth_test()) == "token_revoked"
    slack.acts.uninstall(scene.home)
    assert await _code(sdk.auth_test()) == "account_inactive"


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def _button(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "actions", "elements": [{"type": "button", "text": {"type": "plain_text", "text": text}, **more}]}


@pytest.mark.parametrize(
    ("blocks", "pointer"),
    [
        ([{"type": "divider"}] * 51, "/blocks"),
        ([_section("x" * 3001)], "/blocks/0/text/text"),
        ([_section("")], "/blocks/0/text/text"),
        ([{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}], "/blocks/0/text/text"),
        ([{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}], "/blocks/0/text"),
        ([_button("x" * 76)], "/blocks/0/elements/0/text/text"),
        ([_button("x", value="v" * 2001)], "/blocks/0/elements/0/value"),
        ([_button("x", style="green")], "/blocks/0/elements/0/style"),
        ([_button("x", action_id="a" * 256)], "/blocks/0/elements/0/action_id"),
        ([{"type": "context", "elements": [{"type": "mrkdwn", "text": "x" * 2001}]}], "/blocks/0/elements/0/text"),
        ([{"type": "context", "elements": [{"type": "mrkdwn", "text": "x"}] * 11}], "/blocks/0/elements"),
        ([{"type": "actions", "elements": []}], "/blocks/0/elements"),
        ([{"type": "divider", "block_id": "same"}] * 2, "/blocks/1/block_id"),
        ([{"type": "sektion"}], "/blocks/0/type"),
    ],
)
async def test_that_blocks_are_held_to_their_limits(scene: Scene, blocks: list[Any], pointer: str):
    refused = await _error(
        client(scene.slack, scene.install).chat_postMessage(channel=scene.shared.id, text="x", blocks=blocks)
    )
    assert refused["error"] == "invalid_blocks"
    assert f"[json-pointer:{pointer}]" in refused["response_metadata"]["messages"][0]
    assert scene.shared.messages == []


async def test_that_messages_at_the_edge_of_the_limits_pass(scene: Scene):
    sdk = client(scene.slack, scene.install)
    blocks = [_section("x" * 3000), _button("y" * 75, value="v" * 2000), *[{"type": "divider"}] * 48]
    await sdk.chat_postMessage(channel=scene.shared.id, text="all", blocks=blocks)
    long = await sdk.chat_postMessage(channel=scene.shared.id, text="x" * 40_001)
    assert len(long["message"]["text"]) == 40_000
    too_much = [_section("x" * 3000)] * 5
    assert (
        await _code(sdk.chat_postMessage(channel=scene.shared.id, text="x", blocks=too_much)) == "msg_blocks_too_long"
    )


async def test_that_places_and_threads_are_checked(scene: Scene):
    slack, sdk = scene.slack, client(scene.slack, scene.install)
    secret = slack.channel("secret", scene.maya, private=True)
    open_one = slack.channel("open", scene.maya)
    assert await _code(sdk.chat_postMessage(channel=secret.id, text="x")) == "channel_not_found"
    scene.install.scopes.remove("chat:write.public")
    assert await _code(sdk.chat_postMessage(channel=open_one.id, text="x")) == "not_in_channel"
    assert await _code(sdk.api_call("chat.postMessage", json={"channel": scene.shared.id})) == "no_text"
    assert await _code(sdk.chat_postMessage(channel=scene.shared.id, text="x", thread_ts="1.2")) == "thread_not_found"
    assert (await _error(sdk.api_call("chat.postMessage", json={"text": "x"})))["error"] == "invalid_arguments"
    outsider = slack.user("Eve", scene.acme)
    ephemeral = sdk.chat_postEphemeral(channel=scene.shared.id, user=outsider.id, text="x")
    assert await _code(ephemeral) == "user_not_in_channel"
    await scene.maya.archives(scene.shared)
    assert await _code(sdk.chat_postMessage(channel=scene.shared.id, text="x")) == "is_archived"


async def test_that_only_own_messages_can_be_changed(scene: Scene):
    sdk, channel = client(scene.slack, scene.install), scene.shared
    asked = await scene.ana.says(channel, "Help")
    assert await _code(sdk.chat_update(channel=channel.id, ts=asked.ts, text="x")) == "cant_update_message"
    assert await _code(sdk.chat_delete(channel=channel.id, ts=asked.ts)) == "cant_delete_message"
    posted = await sdk.chat_postMessage(
        channel=channel.id, text="Hello", metadata={"event_type": "o", "event_payload": {}}
    )
    await sdk.chat_update(channel=channel.id, ts=posted["ts"], text="Hello again")
    assert await _code(sdk.chat_update(channel=channel.id, ts=posted["ts"], text="ü" * 2001)) == "msg_too_long"
    history = await sdk.conversations_history(channel=channel.id, include_all_metadata=True)
    assert [one["text"] for one in history["messages"]] == ["Hello again", "Help"]
    assert history["messages"][0]["metadata"]["event_type"] == "o"
    assert "edited" in history["messages"][0]
    await sdk.chat_delete(channel=channel.id, ts=posted["ts"])
    assert await _code(sdk.chat_update(channel=channel.id, ts=posted["ts"], text="x")) == "message_not_found"


async def test_that_outsiders_are_known_by_what_slack_tells_of_them(scene: Scene):
    sdk = client(scene.slack, scene.install)
    ana = (await sdk.users_info(user=scene.ana.id, include_locale=True))["user"]
    assert ana["is_stranger"] is False
    assert ana["team_id"] == scene.acme.id
    assert "locale" not in ana
    assert "email" in ana["profile"]
    assert "email" not in (await sdk.users_info(user=scene.ben.id))["user"]["profile"]
    maya = (await sdk.users_info(user=scene.maya.id, include_locale=True))["user"]
    assert "is_stranger" not in maya
    assert maya["locale"] == "en-US"
    eve = scene.slack.user("Eve", scene.acme)
    assert await _code(sdk.users_info(user=eve.id)) == "user_not_found"
    await scene.maya.unshares(scene.shared, scene.acme)
    assert (await sdk.users_info(user=scene.ana.id))["user"]["is_stranger"] is True
    listed = (await sdk.users_list())["members"]
    assert {one["team_id"] for one in listed} == {scene.home.id}
    scene.install.scopes.remove("users:read.email")
    assert "email" not in (await sdk.users_info(user=scene.ana.id))["user"]["profile"]
    groups = (await sdk.usergroups_list())["usergroups"]
    people = (await sdk.usergroups_users_list(usergroup=groups[0]["id"]))["users"]
    assert people == [scene.maya.id, scene.tom.id]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(limit=st.integers(1, 12), extra=st.integers(0, 6))
async def test_that_pages_give_every_reply_once_and_in_order(scene: Scene, limit: int, extra: int):
    sdk = client(scene.slack, scene.install)
    top = await scene.ana.says(scene.shared, "top")
    said = [top.ts] + [(await scene.ben.says(scene.shared, str(n), thread=top)).ts for n in range(extra)]
    found: list[str] = []
    async for page in await sdk.conversations_replies(channel=scene.shared.id, ts=top.ts, limit=limit):
        found += [one["ts"] for one in page["messages"]]
    assert found == said
    members: list[str] = []
    async for page in await sdk.conversations_members(channel=scene.shared.id, limit=limit):
        members += page["members"]
    assert members == [user.id for user in scene.shared.members]


@given(steps=st.lists(st.integers(0, 3), max_size=50))
def test_that_timestamps_are_unique_and_grow(steps: list[int]):
    slack = FakeSlack(clock := ManualClock())
    stamps = []
    for step in steps:
        clock._now += step
        stamps.append(slack.world.stamp())
    assert stamps == sorted(set(stamps), key=float)
    assert all(len(stamp.partition(".")[2]) == 6 for stamp in stamps)


async def test_that_rates_are_limited_by_the_clock(scene: Scene):
    slack, sdk = scene.slack, client(scene.slack, scene.install)
    slack.limits.on = True
    await sdk.chat_postMessage(channel=scene.shared.id, text="1")
    with pytest.raises(SlackApiError) as caught:
        await sdk.chat_postMessage(channel=scene.shared.id, text="2")
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "1"
    await sdk.chat_postMessage(channel=scene.triage.id, text="elsewhere")
    await scene.clock.advance(1)
    await sdk.chat_postMessage(channel=scene.shared.id, text="2")
    for _ in range(20):
        await sdk.users_list()
    assert await _code(sdk.users_list()) == "ratelimited"


async def test_that_the_sdks_handler_waits_and_succeeds():
    async with FakeSlack(SystemClock()) as slack:
        home = slack.team("Harborlight")
        install = slack.install(home)
        channel = slack.channel("general", slack.user("Maya", home), install)
        handlers = [AsyncRateLimitErrorRetryHandler(max_retry_count=1)]
        sdk = client(slack, install, retry_handlers=handlers)
        slack.limits.force("chat.postMessage", 0.5, channel.id)
        assert (await sdk.chat_postMessage(channel=channel.id, text="at last"))["ok"]
        assert [entry.status for entry in slack.audit.calls("chat.postMessage")] == [429, 200]


async def test_that_failures_come_before_or_after_the_work(scene: Scene):
    slack, sdk = scene.slack, client(scene.slack, scene.install, retry_handlers=[])
    post: dict[str, Any] = {"channel": scene.shared.id, "text": "x"}
    slack.faults.plan("lost", "chat.postMessage")
    with pytest.raises(aiohttp.ClientError):
        await sdk.chat_postMessage(**post)
    assert len(scene.shared.messages) == 1, "the answer was lost, not the message"
    slack.faults.plan("reset", "chat.postMessage")
    with pytest.raises(aiohttp.ClientError):
        await sdk.chat_postMessage(**post)
    slack.faults.plan("http_500", "chat.postMessage")
    with pytest.raises(SlackApiError):
        await sdk.chat_postMessage(**post)
    slack.faults.answer("fatal_error", "chat.postMessage", where={"text": "x"})
    assert await _code(sdk.chat_postMessage(**post)) == "fatal_error"
    assert len(scene.shared.messages) == 1
    await sdk.chat_postMessage(**post)
    assert [entry.fault for entry in slack.audit.calls("chat.postMessage")][-1] == ""


async def test_that_the_sdk_itself_doubles_a_message_whose_answer_was_lost(scene: Scene):
    """Its default handler sends again after a broken connection: who must not post twice passes `retry_handlers=[]`."""
    scene.slack.faults.plan("lost", "chat.postMessage")
    await client(scene.slack, scene.install).chat_postMessage(channel=scene.shared.id, text="x")
    assert [message.text for message in scene.shared.messages] == ["x", "x"]


async def test_that_files_go_up_and_come_down_with_the_right_token(scene: Scene):
    slack, sdk = scene.slack, client(scene.slack, scene.install)
    asked = await scene.ana.says(scene.shared, "see this", files={"log.txt": b"boom"})
    found = (await sdk.files_info(file=asked.files[0].id))["file"]
    assert (found["size"], found["mimetype"], found["user_team"]) == (4, "text/plain", scene.acme.id)
    async with aiohttp.ClientSession() as http:
        async with http.get(found["url_private"], headers={"Authorization": f"Bearer {sdk.token}"}) as answer:
            assert await answer.read() == b"boom"
        async with http.get(found["url_private"]) as answer:
            assert (answer.status, answer.content_type) == (200, "text/html")
    await sdk.files_upload_v2(channel=scene.shared.id, filename="report.csv", content="a,b", initial_comment="Here")
    message = await scene.ana.sees("Here", scene.shared)
    assert message.files[0].content == b"a,b"
    assert slack.audit.unknown_arguments() == {}


async def test_that_streams_grow_and_end(scene: Scene):
    sdk = client(scene.slack, scene.install)
    asked = await scene.ana.says(scene.shared, "Tell me all")
    place: dict[str, Any] = {"channel": scene.shared.id, "thread_ts": asked.ts}
    assert await _code(sdk.chat_startStream(**place)) == "missing_recipient_user_id"
    await sdk.assistant_threads_setStatus(channel_id=scene.shared.id, thread_ts=asked.ts, status="is thinking")
    assert scene.slack.world.statuses[scene.shared.id, asked.ts]["status"] == "is thinking"
    streamer = await sdk.chat_stream(
        **place, recipient_team_id=scene.acme.id, recipient_user_id=scene.ana.id, buffer_size=8
    )
    for word in ("once ", "upon ", "a ", "time"):
        await streamer.append(markdown_text=word)
    await streamer.stop(blocks=[_section("The end")])
    assert scene.slack.thread(asked)[-1].text == "once upon a time"
    assert scene.slack.world.statuses == {}
    assert await _code(sdk.chat_appendStream(channel=scene.shared.id, ts=str(streamer.ts), markdown_text="x")) == (
        "message_not_in_streaming_state"
    )
