"""What stands in a message and around the widget: markup stays text, and no page does harm to the chat."""

import pytest
from playwright.async_api import Browser, expect

from tests.browser.widget_fake import FakeFoyer
from tests.browser.widget_page import Chat, box_of, whole_talk

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACKS = [
    "<img src=x onerror=complaints.push('img')>",
    "<script>complaints.push('script')</script>",
    "[click](javascript:complaints.push('href'))",
    "[click](data:text/html,<script>complaints.push('data')</script>)",
    "**<svg onload=complaints.push('svg')>**",
    "`</code><iframe srcdoc='<script>parent.complaints.push(1)</script>'>`",
    '[x](https://example.com/"onmouseover="complaints.push(2))',
    "[<b>bold</b>](https://example.com)",
]
HOSTILE = """* { all: unset !important; display: none !important; position: static !important; color: red !important;
  transform: scale(0) !important; font: 40px fantasy !important; --surface: red !important; opacity: 0 !important }
html, body { display: block !important; transform: rotate(3deg) !important;
  overflow: hidden !important; letter-spacing: 9px !important; line-height: 9 !important;
  direction: rtl !important; text-transform: uppercase !important }
foyer-chat { display: none !important; z-index: -1 !important; left: -999px !important; visibility: hidden }"""


async def test_that_a_strict_policy_is_kept_across_origins(chromium: Browser, fake: FakeFoyer):
    """The page is of another origin than the widget, allows no inline anything, and demands trusted types."""
    chat = await (await Chat.opened(chromium, fake, host="localhost")).ready()
    await whole_talk(chat, fake)
    await chat.page.get_by_role("button", name="That helped").click()
    await fake.say("Good.", kind="agent", name="Dana Osei", partner={"kind": "human", "name": "Dana Osei"})
    await expect(chat.theirs).to_have_count(2)
    fake.refuse_sockets = True
    await fake.close_sockets(1013)
    await chat.write("and by post")
    await expect(chat.mark).to_contain_text("Delivered")
    assert await chat.complaints() == []
    assert [line for line in chat.console if "WebSocket" not in line] == []
    assert await chat.page.locator("foyer-chat [style], foyer-chat style").count() == 0
    assert await chat.page.evaluate("Object.keys(window).filter((k) => /foyer/i.test(k))") == [
        "FoyerSettings",
        "Foyer",
    ]


async def test_that_markup_in_messages_is_shown_as_text(chat: Chat, fake: FakeFoyer):
    await chat.write(ATTACKS[0])
    await chat.delivered(ATTACKS[0])
    for text in ATTACKS:
        hostile = [{"title": text, "url": "javascript:complaints.push('card')", "heading": text}]
        reply = [{"text": text, "action": text}]
        await fake.say(text, name=text, sources=hostile, quick_replies=reply)
    await fake.say(ATTACKS[1], kind="system")
    await expect(chat.theirs).to_have_count(len(ATTACKS))
    shown = await chat.theirs.all_inner_texts()
    assert "<img src=x onerror" in shown[0]
    assert "<script>" in shown[1]
    assert "javascript:" in shown[2]
    assert await chat.page.locator("foyer-chat .log :is(img, script, iframe, svg[onload])").count() == 0
    for link in await chat.page.locator("foyer-chat .log a").all():
        assert (await link.get_attribute("href") or "").startswith("https://example.com")
        assert await link.get_attribute("rel") == "noopener noreferrer"
        assert await link.get_attribute("onmouseover") is None
    assert await chat.complaints() == []


async def test_that_light_markdown_becomes_structure(chat: Chat, fake: FakeFoyer):
    await whole_talk(chat, fake)
    bubble = chat.theirs
    await expect(bubble.locator("ol li")).to_have_text(
        ["Open Settings, then *Team*.", "Choose Invite and enter their e-mail."]
    )
    await expect(bubble.locator("ul li")).to_have_text(["They get a link", "It is good for 7 days"])
    await expect(bubble.locator("strong")).to_have_text(["add a team member", "Invite"])
    await expect(bubble.locator("code")).to_have_text("Settings")
    hrefs = [await link.get_attribute("href") for link in await bubble.locator("a").all()]
    assert hrefs == [f"{fake.base}/help/team", "https://example.com/a_b?c=d"]
    cards = chat.page.locator(".sources a")
    await expect(cards.first).to_contain_text("Adding a team member")
    assert await cards.first.get_attribute("href") == f"{fake.base}/help/team"


async def test_that_a_source_is_followed_where_it_says_and_told_beside_it(chat: Chat, fake: FakeFoyer):
    await whole_talk(chat, fake)
    card = chat.page.locator(".sources a").first
    async with chat.page.context.expect_page():
        await card.click()
    assert await card.get_attribute("href") == f"{fake.base}/help/team"
    for _ in range(100):
        told = [(frame["seq"], frame["source"]) for frame in fake.received if frame["type"] == "followed"]
        if told:
            break
        await chat.page.wait_for_timeout(20)
    assert told == [(2, 0)]


async def test_that_a_hostile_page_style_changes_nothing(chromium: Browser, fake: FakeFoyer):
    shapes = []
    for css in ("", HOSTILE):
        fake.css = css
        chat = await (await Chat.opened(chromium, fake)).ready()
        await chat.page.wait_for_timeout(300)  # the panel has risen
        looks = await chat.panel.evaluate(
            "(n) => (({fontSize, lineHeight, color, direction, opacity, textTransform, letterSpacing}) => "
            "[fontSize, lineHeight, color, direction, opacity, textTransform, letterSpacing])(getComputedStyle(n))"
        )
        shapes.append([looks, await box_of(chat.page, ".panel"), await box_of(chat.page, ".launcher")])
    assert shapes[0] == shapes[1]


async def test_that_a_page_that_swaps_its_content_keeps_the_chat(chat: Chat, fake: FakeFoyer):
    await chat.composer.fill("a draft")
    await chat.page.evaluate("document.body.replaceChildren()")
    await expect(chat.composer).to_have_value("a draft")
    await chat.page.evaluate("document.body.replaceWith(document.createElement('body'))")
    await chat.page.evaluate("document.body.replaceChildren()")
    await expect(chat.launcher).to_be_visible()
    await chat.write("still here")
    await chat.delivered("still here")
