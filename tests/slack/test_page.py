"""The browser page, in a real browser with a real Bolt app behind the fake."""

from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.slack.bolt_app import bolt_app, serve
from tests.slack.page import Page as SlackPage
from tests.slack.play import make_play

_MODAL = {
    "type": "modal",
    "callback_id": "resolve",
    "title": {"type": "plain_text", "text": "Resolve"},
    "submit": {"type": "plain_text", "text": "Save"},
    "blocks": [
        {
            "type": "input",
            "block_id": "note",
            "label": {"type": "plain_text", "text": "Note"},
            "element": {"type": "plain_text_input", "action_id": "text"},
        }
    ],
}
_CARD = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "*Export* &lt;img src=x onerror=alert(1)&gt; fails"}},
    {
        "type": "actions",
        "elements": [{"type": "button", "text": {"type": "plain_text", "text": "Resolve…"}, "action_id": "resolve"}],
    },
]


def _listen(app: Any) -> None:
    @app.event("message")
    async def on_message(event: dict[str, Any], client: Any) -> None:
        if event.get("bot_id"):
            return
        place = {"channel": event["channel"], "thread_ts": event.get("thread_ts") or event["ts"]}
        await client.chat_postMessage(**place, text="Export fails", blocks=_CARD)
        await client.chat_postEphemeral(**place, user=event["user"], text="Only for you")

    @app.action("resolve")
    async def on_resolve(ack: Any, body: dict[str, Any], client: Any) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=_MODAL)

    @app.view("resolve")
    async def on_view(ack: Any, view: dict[str, Any]) -> None:
        if view["state"]["values"]["note"]["text"]["value"] == "bad":
            await ack(response_action="errors", errors={"note": "Say more"})
        else:
            await ack()

    @app.event("app_home_opened")
    async def on_home(event: dict[str, Any], client: Any) -> None:
        header = {"type": "header", "text": {"type": "plain_text", "text": "Your queue"}}
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [header]})


async def _scene(page: Page, url: str) -> None:
    await page.goto(url)
    await page.fill("#text", "Our export fails")
    await page.press("#text", "Enter")
    await page.get_by_role("button", name="2 replies").click()
    thread = page.get_by_label("Thread", exact=True)
    await expect(thread.get_by_text("Only for you")).to_be_visible()
    await expect(thread.get_by_text("Only visible to you")).to_be_visible()
    assert await page.locator("img").count() == 0, "what people write is text"
    await thread.get_by_role("button", name="Resolve…").click()
    await page.get_by_label("Note").fill("bad")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("alert")).to_have_text("Say more")
    await page.get_by_label("Note").fill("better")
    await page.get_by_role("button", name="Save").click()
    await expect(page.locator("#modal")).to_be_hidden()
    await page.get_by_role("button", name="Foyer: Home").click()
    await expect(page.get_by_text("Your queue")).to_be_visible()
    await page.get_by_label("Write as").select_option(label="Ben Ott – Marlowe Dental Group")
    await page.get_by_role("button", name="# ext-marlowe").click()
    await page.get_by_role("button", name="1 reply").click()
    await expect(thread.get_by_text("fails").first).to_be_visible()
    await expect(thread.get_by_text("Only for you")).to_have_count(0)


@pytest.mark.asyncio(loop_scope="session")
async def test_that_one_can_write_click_and_fill_in_as_each_person(chromium: Browser):
    play = make_play(0, "Marlowe Dental Group")
    play.slack.limits.on = False
    screen = SlackPage(play.slack, play.people)
    await play.slack.start(*screen.routes())
    app = bolt_app(play.slack, play.install)
    _listen(app)
    try:
        async with serve(app) as url:
            await play.slack.point_to(url)
            page = await chromium.new_page()
            problems: list[str] = []
            page.on("pageerror", lambda error: problems.append(str(error)))
            await _scene(page, play.slack.base_url)
            assert problems == []
            await page.close()
    finally:
        screen.close()
        await play.slack.stop()
