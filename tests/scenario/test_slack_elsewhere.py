"""Beside a server that is less than Slack, and with payloads that are odd: answered all the same, and never a 500."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any
from urllib.parse import urlencode

import pytest
import pytest_asyncio

from core.slack import Ingest
from tests.support.house import House, open_house
from tests.support.plain_slack import CHANNEL, DANA, DIRECT, NORA, SECRET, TEAM, TOKEN, PlainSlack
from tests.support.slack_house import slack_policy
from wiring.service import Overrides

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def beside() -> AsyncIterator[tuple[House, PlainSlack]]:
    async with PlainSlack() as slack:
        values = {"slack_bot_token": TOKEN, "slack_signing_secret": SECRET, "slack_api_url": slack.api_url}
        async with open_house(overrides=Overrides(policy=slack_policy()), slack_gap_s=0.0, **values) as house:
            slack.events_url = f"{house.url}/slack/events"
            foyer = house.foyer
            await foyer.slack.channels.channel(CHANNEL, await foyer.slack.web.home(), fresh=True)
            account = foyer.company.accounts[0].id
            now = foyer.clock.now()
            assert await foyer.record.map_slack_channel(
                CHANNEL, now, account_id=account, account_teams=(TEAM,), ingest=Ingest.ALL, by="test"
            )
            yield house, slack


async def _until(done: Callable[[], object], house: House, seconds: float = 20.0) -> None:
    async with asyncio.timeout(seconds):
        while not done():
            await house.foyer.clock.sleep(0.03)


async def _quiet(house: House) -> None:
    record, clock = house.foyer.record, house.foyer.clock
    async with asyncio.timeout(20):
        while (await record.slack_backlog(clock.now()))[0]:
            await house.foyer.clock.sleep(0.03)


async def test_that_a_question_is_answered_once_in_its_thread(beside: tuple[House, PlainSlack]):
    house, slack = beside
    asked = await slack.says("How can I reset my password?")
    await _until(lambda: slack.answers(asked), house)
    await slack.says("and how do I merge duplicate clients?", thread=asked)
    await _until(lambda: len(slack.answers(asked)) == 2, house)
    assert "password" in slack.answers(asked)[0]["text"].lower()


async def test_that_a_second_question_soon_after_the_answer_has_a_thread_of_its_own(beside: tuple[House, PlainSlack]):
    house, slack = beside
    first = await slack.says("How can I reset my password, please?")
    await _until(lambda: slack.answers(first), house)
    second = await slack.says("How do I merge duplicate clients?")
    await _until(lambda: slack.answers(second), house)
    assert len(slack.answers(first)) == 1


async def test_that_an_afterthought_soon_after_the_answer_stays_in_its_thread(beside: tuple[House, PlainSlack]):
    house, slack = beside
    first = await slack.says("How can I change my password in the app?")
    await _until(lambda: slack.answers(first), house)
    await slack.says("I use the tablet app")
    await _until(lambda: len(slack.answers(first)) == 2, house)


async def test_that_a_direct_message_is_answered(beside: tuple[House, PlainSlack]):
    house, slack = beside
    await slack.says("How can I reset my password?", channel=DIRECT)
    await _until(lambda: slack.answers("", DIRECT), house)


async def test_that_a_lost_answer_is_not_repeated_where_no_metadata_comes_back(beside: tuple[House, PlainSlack]):
    house, slack = beside
    slack.lose_answers = 1
    before = slack.calls.count("conversations.replies")
    asked = await slack.says("How do I reset the password of my account?")
    await _until(lambda: slack.calls.count("conversations.replies") > before, house)
    await _until(lambda: not slack.lose_answers, house)
    await house.foyer.clock.sleep(0.3)
    assert len(slack.answers(asked)) == 1


EVENT = {"type": "event_callback", "team_id": TEAM}
SAID = {"type": "message", "channel": CHANNEL, "user": NORA, "text": "hello there", "ts": "1.000001"}
BLANK_BLOCK = {"type": "actions", "elements": [{"type": "button", "action_id": "", "value": ""}]}
ODD_EVENTS: list[dict[str, Any]] = [
    {"type": "", "event": {"type": "", "channel": "", "user": "", "text": "", "ts": ""}},
    {**EVENT, "event": {}},
    {**EVENT, "event": {"type": "message"}},
    {**EVENT, "event": {**SAID, "ts": 1.5, "user": None, "text": None, "blocks": [BLANK_BLOCK], "files": [None, {}]}},
    {**EVENT, "event": {**SAID, "channel": {"id": ""}, "thread_ts": [], "edited": "x", "bot_profile": 3}},
    {**EVENT, "event": {**SAID, "text": "nul \u0000 and half a pair \ud83d", "ts": "1.000002"}},
    {**EVENT, "event": {"type": "message", "subtype": "message_changed", "channel": CHANNEL, "message": None}},
    {**EVENT, "event": {"type": "message", "subtype": "message_deleted", "channel": CHANNEL}},
    {**EVENT, "event": {"type": "message", "subtype": "channel_join", "channel": CHANNEL, "user": NORA, "ts": "2.1"}},
    {**EVENT, "event": {"type": "reaction_added", "reaction": "", "item": {"type": "file"}, "user": ""}},
    {**EVENT, "event": {"type": "channel_id_changed", "old_channel_id": "", "new_channel_id": ""}},
    {**EVENT, "event": {"type": "channel_shared", "channel": "CNOWHERE", "connected_team_id": ""}},
    {**EVENT, "event": {"type": "member_joined_channel", "channel": "", "user": "", "team": ""}},
    {**EVENT, "event": {"type": "shared_channel_invite_accepted", "channel": {"id": "CNEW", "name": ""}}},
    {**EVENT, "event": {"type": "user_change", "user": {}}},
    {**EVENT, "event": {"type": "something_new", "event_ts": "1.1"}, "authorizations": [], "event_id": ""},
    {"type": "event_callback", "event": {"type": "tokens_revoked", "tokens": {"bot": []}}},
]
ODD_FORMS: list[dict[str, Any]] = [
    {"type": "block_actions", "actions": [], "user": {}, "container": {}},
    {"type": "block_actions", "actions": [{"action_id": "say:0"}], "channel": None, "message": None},
    {"type": "view_submission"},
    {"type": "view_closed", "view": {"callback_id": ""}},
    {"type": "dialog_submission", "callback_id": "", "submission": {}},
    {"type": "block_suggestion", "action_id": "", "value": ""},
    {"type": "shortcut", "callback_id": ""},
    {"type": "message_action", "callback_id": "", "message": {}},
    {"type": "interactive_message", "actions": [], "callback_id": ""},
    {"type": "workflow_step_edit"},
    {"type": ""},
]


async def test_that_no_payload_of_slacks_is_a_failure_of_ours(beside: tuple[House, PlainSlack]):
    house, slack = beside
    for payload in ODD_EVENTS:
        assert await slack.deliver(json.dumps(payload)) in (200, 400), payload
    for payload in ODD_FORMS:
        body = urlencode({"payload": json.dumps(payload)})
        assert await slack.deliver(body, "application/x-www-form-urlencoded") in (200, 400), payload
    command = urlencode({"command": "/foyer", "text": "", "user_id": DANA, "channel_id": CHANNEL, "response_url": ""})
    assert await slack.deliver(command, "application/x-www-form-urlencoded") == 200
    await _quiet(house)
    assert (await house.foyer.record.slack_backlog(house.foyer.clock.now()))[2] == 0, "none was set aside"


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '"x"', "1", '{"event": 3}', '{"event": null}'])
async def test_that_what_is_no_payload_is_refused(beside: tuple[House, PlainSlack], body: str):
    _, slack = beside
    assert await slack.deliver(body) in ((200, 400) if not body else (400,))
    assert await slack.deliver(urlencode({"payload": body or "{"}), "application/x-www-form-urlencoded") == 400


async def test_that_only_what_slack_signed_is_believed(beside: tuple[House, PlainSlack]):
    _, slack = beside
    body = json.dumps({**EVENT, "event_id": "EvForged", "event": SAID})
    assert await slack.deliver(body, key="0" * 32) == 401
    challenge = json.dumps({"type": "url_verification", "challenge": "3eZb"})
    assert await slack.deliver(challenge) == 200
