"""The widget for everybody: keyboard, screen reader, phone, dark."""

from typing import Any

import pytest
from playwright.async_api import Browser, expect

from tests.browser.widget_fake import FakeFoyer
from tests.browser.widget_page import ANSWER, REPLIES, SOURCES, Chat, box_of, find_violations, whole_talk

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_that_the_keyboard_is_enough(chromium: Browser, fake: FakeFoyer):
    chat = await Chat.visit(chromium, fake)
    keys = chat.page.keyboard

    async def focused() -> str:
        label: str = await chat.page.evaluate(
            "(() => { const n = document.querySelector('foyer-chat').shadowRoot.activeElement;"
            " return n ? n.getAttribute('aria-label') || n.textContent : document.activeElement.localName })()"
        )
        return label

    await chat.launcher.focus()
    await keys.press("Enter")
    await expect(chat.composer).to_be_focused()
    await chat.ready()
    await keys.type("first line")
    await keys.press("Shift+Enter")
    await keys.type("second line")
    await keys.press("Enter")
    await chat.delivered("first line\nsecond line")
    await fake.say("Was that it?", quick_replies=REPLIES)
    await expect(chat.button("That helped")).to_be_visible()
    await keys.type("x")
    walk = []
    for _ in range(3):
        await keys.press("Tab")
        walk.append(await focused())
    assert walk == ["Send", "Talk to a person", "Close chat"]
    await chat.composer.focus()
    back = []
    for _ in range(4):
        await keys.press("Shift+Tab")
        back.append(await focused())
    assert back == ["Not yet", "That helped", "Messages", "Close chat"]
    await keys.press("Escape")
    await expect(chat.panel).to_be_hidden()
    await expect(chat.launcher).to_be_focused()


async def test_that_shortcuts_of_the_page_do_not_hear_what_is_typed(chat: Chat):
    await chat.page.evaluate("addEventListener('keydown', (e) => complaints.push(e.key))")
    await chat.composer.press("/")
    await expect(chat.composer).to_have_value("/")
    assert await chat.complaints() == []


async def test_that_enter_while_composing_does_not_send(chat: Chat, fake: FakeFoyer):
    await chat.composer.fill("にほん")
    await chat.composer.evaluate(
        "(n) => n.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))"
    )
    await expect(chat.composer).to_have_value("にほん")
    assert fake.texts == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_that_axe_finds_nothing(chromium: Browser, fake: FakeFoyer, scheme: Any):
    fake.attributes = 'data-locale="en" data-accent="#f2a33a"'  # an accent that needs care
    fake.settings["times"]["ack"] = 150
    options = {"color_scheme": scheme, "reduced_motion": "reduce", "bypass_csp": True}
    chat = await Chat.visit(chromium, fake, **options)
    assert await find_violations(chat.page) == []
    await chat.open()
    await chat.ready()
    assert await find_violations(chat.page) == []
    await chat.write("Words on the accent, in view of the checker")
    await expect(chat.mark).to_contain_text("Delivered")
    assert await find_violations(chat.page) == []
    await fake.say(ANSWER, sources=SOURCES, quick_replies=REPLIES)
    await fake.say("Hi, I am Dana.", kind="agent", name="Dana Osei")
    await fake.say("Dana joined.", kind="system", name="", notice="joined")
    await expect(chat.theirs).to_have_count(2)
    fake.ignore_messages = 3
    await chat.write("does this arrive?")
    await expect(chat.mark).to_contain_text("Not delivered")
    assert await find_violations(chat.page) == []
    await fake.stop()
    await chat.composer.fill("x" * 4001)
    await expect(chat.strip).to_contain_text("Reconnecting")
    assert await find_violations(chat.page) == []


async def test_that_the_log_speaks_and_states_are_announced(chat: Chat, fake: FakeFoyer):
    log = chat.page.get_by_role("log", name="Messages")
    await expect(log).to_have_attribute("aria-live", "polite")
    await expect(log).to_have_attribute("aria-busy", "false")
    status = chat.page.get_by_role("status")
    await fake.stop()
    await expect(status).to_contain_text("Connection lost")
    await fake.start()
    await expect(status).to_contain_text("Connected again")


@pytest.mark.parametrize("width", [320, 390])
async def test_that_a_phone_gets_a_full_sheet_without_sideways_scrolling(
    chromium: Browser, fake: FakeFoyer, width: int
):
    phone = {"viewport": {"width": width, "height": 640}, "has_touch": True, "is_mobile": True}
    chat = await (await Chat.opened(chromium, fake, **phone)).ready()
    await whole_talk(chat, fake)
    await fake.say("unbroken" * 40 + " https://example.com/" + "long" * 50)
    await expect(chat.theirs).to_have_count(2)
    await chat.page.wait_for_timeout(300)
    box = await box_of(chat.page, ".panel")
    assert box == {"x": 0, "y": 0, "width": width, "height": 640}
    wide = "(n) => n.scrollWidth - n.clientWidth"
    assert await chat.page.locator(".log").evaluate(wide) == 0
    assert await chat.panel.evaluate(wide) == 0
    assert await chat.page.evaluate("document.documentElement.scrollWidth") == width
    await expect(chat.person).to_be_in_viewport(ratio=1)
    await expect(chat.composer).to_be_in_viewport(ratio=1)
    await expect(chat.launcher).to_be_hidden()
    # Focus stays in the sheet that covers the page.
    await chat.person.focus()
    await chat.page.keyboard.press("Tab")
    await expect(chat.button("Close chat").first).to_be_focused()


async def test_that_the_sheet_shrinks_to_what_the_phones_keyboard_leaves(chromium: Browser, fake: FakeFoyer):
    view = """const view = new EventTarget(); Object.assign(view, {height: 640, offsetTop: 0, width: 390});
        Object.defineProperty(window, 'visualViewport', {value: view})"""
    phone: dict[str, Any] = {"viewport": {"width": 390, "height": 640}, "has_touch": True, "is_mobile": True}
    context = await chromium.new_context(**phone)
    await context.add_init_script(view)
    chat = await (await Chat.opened(context, fake)).ready()
    await chat.page.evaluate(
        "Object.assign(visualViewport, {height: 340, offsetTop: 60}); visualViewport.dispatchEvent(new Event('resize'))"
    )
    await chat.page.wait_for_timeout(300)
    box = await box_of(chat.page, ".panel")
    assert (box["y"], box["height"]) == (60, 340)
    composer = await box_of(chat.page, ".composer")
    assert composer["y"] + composer["height"] <= 400


async def test_that_dark_and_reduced_motion_are_respected(chromium: Browser, fake: FakeFoyer):
    light = await Chat.opened(chromium, fake, color_scheme="light")
    dark = await Chat.opened(chromium, fake, color_scheme="dark", reduced_motion="reduce")
    ground = "(n) => getComputedStyle(n).backgroundColor"
    assert await light.panel.evaluate(ground) == "rgb(255, 255, 255)"
    assert await dark.panel.evaluate(ground) == "rgb(20, 25, 31)"
    motion = "(n) => getComputedStyle(n).animationName"
    assert await light.panel.evaluate(motion) == "rise"
    assert await dark.panel.evaluate(motion) == "none"
