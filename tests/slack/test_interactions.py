"""Clicks, modals, App Home, commands and shortcuts, with a real Bolt app."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.slack.bolt_app import bolt_app, client, serve
from tests.slack.conftest import Scene
from tests.slack.world import Message


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def _card() -> list[dict[str, Any]]:
    button = {"type": "button", "text": _plain("Claim"), "action_id": "claim", "value": "handoff-1", "style": "primary"}
    options = [{"text": _plain(name), "value": name.lower()} for name in ("Maya", "Tom")]
    select = {"type": "static_select", "action_id": "assign", "placeholder": _plain("Assign"), "options": options}
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "*Export fails*"}}
    return [section, {"type": "actions", "block_id": "doing", "elements": [button, select]}]


def _modal(**more: Any) -> dict[str, Any]:
    reasons = [{"text": _plain(name), "value": name.lower()} for name in ("Fixed", "Answered")]
    reason = {"type": "static_select", "action_id": "choice", "options": reasons}
    note = {"type": "plain_text_input", "action_id": "text", "multiline": True, "initial_value": "as before"}
    return {
        "type": "modal",
        "callback_id": "resolve",
        "title": _plain("Resolve"),
        "submit": _plain("Resolve"),
        "private_metadata": "handoff-1",
        "blocks": [
            {"type": "input", "block_id": "reason", "label": _plain("Reason"), "element": reason},
            {"type": "input", "block_id": "note", "label": _plain("Note"), "optional": True, "element": note},
        ],
        **more,
    }


@pytest.fixture
async def app(scene: Scene) -> AsyncIterator[AsyncApp]:
    bolt = bolt_app(scene.slack, scene.install)
    async with serve(bolt) as url:
        await scene.slack.point_to(url)
        yield bolt


async def _post_card(scene: Scene) -> Message:
    sdk = client(scene.slack, scene.install)
    posted = await sdk.chat_postMessage(channel=scene.triage.id, text="Export fails", blocks=_card())
    card = scene.triage.find(posted["ts"])
    assert card
    return card


async def test_that_a_click_carries_who_what_and_where(scene: Scene, app: AsyncApp):
    bodies = []

    @app.action("claim")
    async def on_claim(ack: Any, body: dict[str, Any], respond: Any) -> None:
        await ack()
        bodies.append(body)
        await respond("You have it", replace_original=False)

    card = await _post_card(scene)
    outcome = await scene.maya.clicks(card, "Claim")
    assert outcome.ok
    [body] = bodies
    assert body["actions"][0]["value"] == "handoff-1"
    assert body["container"]["message_ts"] == body["message"]["ts"] == card.ts
    assert body["user"] == {"id": scene.maya.id, "username": "maya.sen", "name": "maya.sen", "team_id": scene.home.id}
    assert scene.maya.found("You have it")
    assert not scene.tom.found("You have it")
    with pytest.raises(PermissionError):
        await scene.ana.clicks(card, "Claim")
    with pytest.raises(AssertionError, match=r"there are: Claim \(claim\), Assign \(assign\)"):
        await scene.maya.clicks(card, "Resolve")


async def test_that_a_choice_carries_its_option(scene: Scene, app: AsyncApp):
    chosen = []

    @app.action("assign")
    async def on_assign(ack: Any, action: dict[str, Any]) -> None:
        await ack()
        chosen.append(action["selected_option"]["value"])

    assert (await scene.maya.clicks(await _post_card(scene), "assign", "Tom")).ok
    assert chosen == ["tom"]


async def test_that_an_outsider_can_click_and_is_told_apart(scene: Scene, app: AsyncApp):
    bodies = []

    @app.action("claim")
    async def on_claim(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        bodies.append(body)

    sdk = client(scene.slack, scene.install)
    posted = await sdk.chat_postMessage(channel=scene.shared.id, text="x", blocks=_card())
    card = scene.shared.find(posted["ts"])
    assert card
    await scene.ana.clicks(card, "Claim")
    assert bodies[0]["user"]["team_id"] == bodies[0]["team"]["id"] == scene.acme.id


async def test_that_a_modal_opens_once_and_answers_errors_then_closes(scene: Scene, app: AsyncApp):
    states = []

    @app.action("claim")
    async def on_claim(ack: Any, body: dict[str, Any], client: Any) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=_modal())
        with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
            await client.views_open(trigger_id=body["trigger_id"], view=_modal())
        await ack()

    @app.view("resolve")
    async def on_resolve(ack: Any, view: dict[str, Any]) -> None:
        states.append(view["state"]["values"])
        if view["state"]["values"]["note"]["text"]["value"] == "bad":
            await ack(response_action="errors", errors={"note": "Say more"})
        else:
            await ack()

    await scene.maya.clicks(await _post_card(scene), "Claim")
    modal = await scene.maya.gets_modal()
    assert scene.tom.modal is None
    with pytest.raises(AssertionError, match="required field: Reason"):
        await scene.maya.submits(modal, {"Note": "x"})
    with pytest.raises(AssertionError, match="no option 'Lost'"):
        await scene.maya.submits(modal, {"Reason": "Lost"})
    outcome = await scene.maya.submits(modal, {"Reason": "Fixed", "Note": "bad"})
    assert outcome.errors == {"note": "Say more"}
    assert [view.id for view in scene.slack.modals.stack(scene.maya.user)] == [modal.id]
    await scene.maya.submits(modal, {"reason": "answered"})
    assert scene.maya.modal is None
    assert states[-1]["reason"]["choice"]["selected_option"]["value"] == "answered"
    assert states[-1]["note"]["text"] == {"type": "plain_text_input", "value": "as before"}


async def test_that_a_trigger_expires_after_three_seconds_of_the_clock(scene: Scene, app: AsyncApp):
    triggers = []

    @app.action("claim")
    async def on_claim(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        triggers.append(body["trigger_id"])

    await scene.maya.clicks(await _post_card(scene), "Claim")
    sdk = client(scene.slack, scene.install)
    await scene.clock.advance(3.1)
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        await sdk.views_open(trigger_id=triggers[0], view=_modal())
    with pytest.raises(SlackApiError, match="invalid_trigger_id"):
        await sdk.views_open(trigger_id="1.2.3", view=_modal())


async def test_that_views_know_their_hash_and_limits(scene: Scene):
    slack, sdk = scene.slack, client(scene.slack, scene.install)
    view = slack.modals.open(scene.maya.user, scene.home, _modal())
    old = view.hash
    await sdk.views_update(view_id=view.id, hash=old, view=_modal(title=_plain("Other")))
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await sdk.views_update(view_id=view.id, hash=old, view=_modal())
    with pytest.raises(SlackApiError, match=r"less than 25 characters.*/view/title/text"):
        await sdk.views_update(view_id=view.id, view=_modal(title=_plain("x" * 25)))
    with pytest.raises(SlackApiError, match="missing required field: submit"):
        await sdk.views_update(view_id=view.id, view=_modal(submit=None))
    await sdk.views_update(view_id=view.id, view=_modal(title=_plain("x" * 24)))


async def test_that_home_is_published_and_its_controls_work(scene: Scene, app: AsyncApp):
    @app.event("app_home_opened")
    async def on_home(event: dict[str, Any], client: Any) -> None:
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": _card()})

    @app.action("claim")
    async def on_claim(ack: Any, body: dict[str, Any], client: Any) -> None:
        await ack()
        assert body["container"] == {"type": "view", "view_id": body["view"]["id"]}
        home = {"type": "home", "blocks": [{"type": "header", "text": _plain("Mine: 1")}]}
        await client.views_publish(user_id=body["user"]["id"], view=home, hash=body["view"]["hash"])

    home = await scene.maya.opens_home()
    assert home
    assert (await scene.maya.clicks(home, "Claim")).ok
    assert home.blocks[0]["text"]["text"] == "Mine: 1"
    assert scene.slack.leaks("Mine: 1", scene.maya) == []


async def test_that_commands_and_shortcuts_are_for_the_own_workspace(scene: Scene, app: AsyncApp):
    @app.command("/foyer")
    async def on_command(ack: Any, body: dict[str, Any]) -> None:
        await ack(f"You asked for {body['text']}")

    @app.shortcut("make-handoff")
    async def on_shortcut(ack: Any, shortcut: dict[str, Any], client: Any) -> None:
        await ack()
        await client.views_open(trigger_id=shortcut["trigger_id"], view=_modal())

    assert (await scene.maya.commands(scene.triage, "/foyer queue now")).ok
    assert scene.maya.found("You asked for queue now")
    assert not scene.tom.found("You asked")
    asked = await scene.ana.says(scene.shared, "Help")
    await scene.maya.uses_shortcut("make-handoff", asked)
    assert scene.maya.modal
    for attempt in (scene.ana.commands(scene.shared, "/foyer queue"), scene.ana.uses_shortcut("make-handoff")):
        with pytest.raises(PermissionError):
            await attempt


async def test_that_a_response_address_works_five_times_within_half_an_hour(scene: Scene):
    slack = scene.slack
    card = await _post_card(scene)
    url = slack.response_urls.new("actions", scene.maya.user, scene.triage, card, scene.install)
    webhook = AsyncWebhookClient(url)
    assert (await webhook.send(text="Done", replace_original=True)).status_code == 200
    assert card.text == "Done"
    for _ in range(4):
        await webhook.send(text="again", response_type="in_channel")
    sixth = await webhook.send(text="too often")
    assert (sixth.status_code, "used_url" in sixth.body) == (404, True)
    late = slack.response_urls.new("actions", scene.maya.user, scene.triage, card, scene.install)
    await scene.clock.advance(30 * 60 + 1)
    async with aiohttp.ClientSession() as http, http.post(late, json={"text": "late"}) as answer:
        assert "expired_url" in await answer.text()


async def test_that_an_app_that_does_not_acknowledge_leaves_a_warning(scene: Scene, app: AsyncApp):
    outcome = await scene.maya.clicks(await _post_card(scene), "Claim")
    assert not outcome.ok, "Bolt answers 404 where no listener fits"


async def test_that_a_select_may_ask_the_app_for_its_options(scene: Scene, app: AsyncApp):
    @app.options("who")
    async def on_options(ack: Any, payload: dict[str, Any]) -> None:
        names = [name for name in ("Maya", "Marc", "Tom") if name.startswith(payload["value"])]
        await ack(options=[{"text": _plain(name), "value": name} for name in names])

    element = {"type": "external_select", "action_id": "who", "placeholder": _plain("Who"), "min_query_length": 1}
    block = {"type": "input", "block_id": "owner", "label": _plain("Owner"), "element": element}
    view = scene.slack.modals.open(scene.maya.user, scene.home, _modal(blocks=[block]))
    assert await scene.maya.looks_up(view, "Owner", "Ma") == ["Maya", "Marc"]


async def test_that_answers_may_change_stack_and_clear_views_within_the_limits(scene: Scene, app: AsyncApp):
    answers: list[dict[str, Any]] = [
        {"response_action": "update", "view": _modal(title=_plain("Second"))},
        {"response_action": "push", "view": _modal(title=_plain("On top"))},
        {"response_action": "clear"},
        {"response_action": "update", "view": _modal(title=_plain("x" * 25))},
    ]

    @app.view("resolve")
    async def on_resolve(ack: Any) -> None:
        await ack(**answers.pop(0))

    maya, modals = scene.maya, scene.slack.modals
    first = modals.open(maya.user, scene.home, _modal())
    await maya.submits(first, {"Reason": "Fixed"})
    assert first.body["title"]["text"] == "Second"
    await maya.submits(first, {"Reason": "Fixed"})
    top = await maya.gets_modal()
    assert (len(modals.stack(maya.user)), top.root_id, top.previous_id) == (2, first.id, first.id)
    await maya.submits(top, {"Reason": "Fixed"})
    assert modals.stack(maya.user) == []
    again = modals.open(maya.user, scene.home, _modal())
    with pytest.raises(AssertionError, match="less than 25 characters"):
        await maya.submits(again, {"Reason": "Fixed"})
