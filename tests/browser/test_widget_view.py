"""What a customer sees, hears and touches: keyboard, screen reader, phone, dark, a page that means harm."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.widget_fake import FakeFoyer
from tests.browser.widget_page import Chat

pytestmark = pytest.mark.asyncio(loop_scope="session")

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
SOURCES = [
    {"title": "Adding a team member", "url": "/help/team", "heading": "Invite by e-mail"},
    {"title": "Roles and what they may do", "url": "/help/roles", "heading": ""},
]
REPLIES = [{"text": "That helped", "action": "solved"}, {"text": "Not yet", "action": "unsolved"}]
ANSWER = """Happy to help. To **add a team member**:

1. Open `Settings`, then *Team*.
2. Choose **Invite** and enter their e-mail.

- They get a link
- It is good for 7 days

More in [the guide](/help/team) or at https://example.com/a_b?c=d."""
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


async def find_violations(page: Page, within: str = "foyer-chat") -> list[str]:
    """What axe finds wrong; by default in the widget, for the bare page around it is not the question."""
    session = await page.context.new_cdp_session(page)
    await session.send("Page.setBypassCSP", {"enabled": True})
    await session.send("Runtime.evaluate", {"expression": AXE})
    run = f"axe.run({{include: [['{within}']]}}, {{resultTypes: ['violations', 'incomplete']}})"
    found = await page.evaluate(run)
    contrast = [rule for rule in found["incomplete"] if rule["id"] == "color-contrast"]
    unsure = [node for rule in contrast for node in rule["nodes"] if _blind(node)]
    assert not unsure, f"axe could not tell the contrast of {[node['target'] for node in unsure]}"
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def _blind(node: dict[str, Any]) -> bool:
    """Whether axe saw nothing at all, instead of something covered or scrolled away."""
    return any(check["data"]["messageKey"] is None for check in node["any"])


async def _box(page: Page, selector: str) -> dict[str, float]:
    box = await page.locator(selector).bounding_box()
    assert box is not None
    return {"x": box["x"], "y": box["y"], "width": box["width"], "height": box["height"]}


async def _talk(chat: Chat, fake: FakeFoyer) -> None:
    """A conversation with everything in it."""
    await chat.write("How do I add a colleague?")
    await chat.delivered("How do I add a colleague?")
    await fake.say(ANSWER, sources=SOURCES, quick_replies=REPLIES)
    await expect(chat.theirs).to_have_count(1)


async def test_that_a_strict_policy_is_kept_across_origins(chromium: Browser, fake: FakeFoyer):
    """The page is of another origin than the widget, allows no inline anything, and demands trusted types."""
    chat = await (await Chat.opened(chromium, fake, host="localhost")).ready()
    await _talk(chat, fake)
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
    await _talk(chat, fake)
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
    await _talk(chat, fake)
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
        shapes.append([looks, await _box(chat.page, ".panel"), await _box(chat.page, ".launcher")])
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
    await _talk(chat, fake)
    await fake.say("unbroken" * 40 + " https://example.com/" + "long" * 50)
    await expect(chat.theirs).to_have_count(2)
    await chat.page.wait_for_timeout(300)
    box = await _box(chat.page, ".panel")
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
    box = await _box(chat.page, ".panel")
    assert (box["y"], box["height"]) == (60, 340)
    composer = await _box(chat.page, ".composer")
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


async def test_that_the_header_says_who_speaks_and_a_person_can_always_be_asked_for(chat: Chat, fake: FakeFoyer):
    await expect(chat.page.locator(".head")).to_contain_text("Beacon")
    await expect(chat.page.locator(".head .tag")).to_have_text("Bot")
    await chat.person.click()
    await chat.delivered("Talk to a person")
    assert [frame["action"] for frame in fake.received if frame["type"] == "message"] == ["person"]
    await fake.say("Passing you on.", kind="system", notice="handed_off", partner={"kind": "human", "name": ""})
    await expect(chat.person).to_have_text("You are in line for a person")
    await expect(chat.page.locator(".head h2")).to_have_text("Harborlight team")
    await expect(chat.page.locator(".head .sub")).to_be_hidden()
    dana = {"kind": "human", "name": "Dana Osei"}
    await fake.say("Dana Osei has joined.", kind="system", name="", notice="joined", partner=dana)
    await expect(chat.page.locator(".head h2")).to_have_text("Dana Osei")
    await expect(chat.page.locator(".head .tag")).to_have_count(0)
    await expect(chat.person).to_have_text("A person is looking after you")
    await expect(chat.person).to_be_in_viewport(ratio=1)
    await fake.say("I am back.", notice="returned", partner={"kind": "bot", "name": "Beacon"})
    await expect(chat.person).to_have_text("Talk to a person")


async def test_that_waiting_is_told_honestly(chat: Chat, fake: FakeFoyer):
    busy = chat.page.locator(".busy")
    await chat.write("question")
    await expect(busy).to_contain_text("Beacon is thinking…")
    await fake.say("answer")
    await expect(busy).to_be_hidden()
    await fake.broadcast({"type": "typing", "who": "agent", "name": "Dana", "on": True})
    await expect(busy).to_contain_text("Dana is typing…")
    await fake.broadcast({"type": "typing", "who": "agent", "name": "Dana", "on": False})
    await expect(busy).to_be_hidden()


async def test_that_a_slow_answer_is_admitted(chromium: Browser, fake: FakeFoyer):
    fake.settings["times"]["think"] = 300
    chat = await (await Chat.opened(chromium, fake)).ready()
    await chat.write("question")
    await expect(chat.page.locator(".busy")).to_contain_text("Still working on it")


async def test_that_quick_replies_work_once(chat: Chat, fake: FakeFoyer):
    await _talk(chat, fake)
    await chat.button("Not yet").click()
    await expect(chat.mine).to_have_text(["How do I add a colleague?", "Not yet"])
    await expect(chat.button("That helped")).to_be_disabled()
    await expect(chat.button("Not yet")).to_be_disabled()
    await expect(chat.mark).to_contain_text("Delivered")
    sent = [frame for frame in fake.received if frame["type"] == "message"]
    assert (sent[-1]["text"], sent[-1]["action"]) == ("Not yet", "unsolved")


async def test_that_the_way_to_a_person_is_drawn_once(chat: Chat, fake: FakeFoyer):
    person = {"text": "Talk to a person", "action": "person"}
    await chat.write("It does not work")
    await chat.delivered("It does not work")
    await fake.say("Which one?", quick_replies=[{"text": "The first", "action": "intent:first"}, person])
    await expect(chat.button("The first")).to_be_visible()
    await expect(chat.button("Talk to a person")).to_have_count(1)
    await fake.say("I can't tell.", quick_replies=[person])
    await expect(chat.theirs).to_have_count(2)
    await expect(chat.page.locator(".quick")).to_have_count(1)


@pytest.mark.parametrize(
    ("browsers", "words"), [("de-AT", "Mit einem Menschen sprechen"), ("fr-FR", "Talk to a person")]
)
async def test_that_the_browsers_language_comes_before_the_pages(
    chromium: Browser, fake: FakeFoyer, browsers: str, words: str
):
    fake.attributes = ""
    chat = await Chat.opened(chromium, fake, locale=browsers)
    await expect(chat.person).to_have_text(words)


async def test_that_a_suggestion_starts_the_conversation(chat: Chat, fake: FakeFoyer):
    await chat.button(fake.suggestions[1]).click()
    await chat.delivered(fake.suggestions[1])
    await expect(chat.button(fake.suggestions[0])).to_have_count(0)


async def test_that_too_long_a_text_is_kept_and_explained(chromium: Browser, fake: FakeFoyer):
    fake.max_chars = 200
    chat = await (await Chat.opened(chromium, fake)).ready()
    count = chat.page.locator(".count")
    await chat.composer.fill("🙂" * 150)
    await expect(count).to_have_text("50 characters left")
    await chat.composer.fill("🙂" * 203)
    await expect(count).to_contain_text("3 characters too many")
    await expect(chat.button("Send")).to_be_disabled()
    await chat.composer.press("Enter")
    await expect(chat.composer).to_have_value("🙂" * 203)
    await expect(chat.mine).to_have_count(0)
    await chat.composer.fill("🙂" * 200)
    await chat.composer.press("Enter")
    await chat.delivered("🙂" * 200)


@pytest.mark.parametrize("way", ["paste", "drop"])
async def test_that_files_are_declined_with_a_way_out(chat: Chat, fake: FakeFoyer, way: str):
    await chat.composer.evaluate(
        """(node, way) => {
            const data = new DataTransfer();
            data.items.add(new File(['x'], 'screen.png', {type: 'image/png'}));
            const options = {bubbles: true, composed: true, cancelable: true};
            node.dispatchEvent(way === 'paste' ? new ClipboardEvent('paste', {...options, clipboardData: data})
                : new DragEvent('drop', {...options, dataTransfer: data}));
        }""",
        way,
    )
    await expect(chat.page.locator(".note")).to_contain_text("Files can’t be sent in this chat")
    await chat.button("Dismiss").click()
    await expect(chat.page.locator(".note")).to_be_hidden()
    await expect(chat.composer).to_be_focused()


async def test_that_a_solved_conversation_can_go_on(chat: Chat, fake: FakeFoyer):
    await _talk(chat, fake)
    await fake.say("Marked as solved.", kind="system", name="", notice="resolved")
    await expect(chat.page.locator(".solved")).to_contain_text("Just write again")
    await chat.write("one more thing")
    await chat.delivered("How do I add a colleague?", "one more thing")
    await expect(chat.page.locator(".solved")).to_be_hidden()


async def test_that_german_and_own_words_are_spoken(chromium: Browser, fake: FakeFoyer):
    fake.attributes = 'data-locale="de-CH"'
    fake.settings["strings"] = {"send": "Los"}
    chat = await Chat.visit(chromium, fake)
    await chat.open()
    await expect(chat.button("Chat öffnen")).to_have_count(0)
    await expect(chat.person).to_have_text("Mit einem Menschen sprechen")
    await expect(chat.button("Los")).to_be_visible()
    await expect(chat.page.get_by_role("log", name="Nachrichten")).to_be_visible()
    await expect(chat.page.get_by_role("dialog", name="Chat mit Harborlight")).to_be_visible()
    assert fake.received[0]["locale"] == "de-CH"


async def test_that_every_language_says_every_sentence(chat: Chat):
    script = f"import({json.dumps(chat.fake.base + '/widget/strings.js')}).then((m) => m.gaps())"
    assert await chat.page.evaluate(script) == []


async def test_that_the_public_functions_work_and_focus_returns(chromium: Browser, fake: FakeFoyer):
    chat = await Chat.visit(chromium, fake)
    await chat.page.get_by_label("Field of the page").focus()
    await chat.page.evaluate("Foyer.open()")
    await expect(chat.composer).to_be_focused()
    await chat.page.evaluate("Foyer.close()")
    await expect(chat.panel).to_be_hidden()
    await expect(chat.page.get_by_label("Field of the page")).to_be_focused()


async def test_that_what_an_agent_changes_or_takes_back_changes_in_place(chat: Chat, fake: FakeFoyer):
    """Nothing is announced anew, and a page that is loaded later shows the last words only."""
    await chat.write("It is broken")
    await chat.delivered("It is broken")
    said = await fake.say("Restart the router.", kind="agent", name="Maya")
    await expect(chat.theirs).to_have_count(1)
    await fake.say("Restart the **exporter**.", kind="system", name="Maya", notice="changed", of=said["seq"])
    await expect(chat.theirs.last).to_contain_text("Restart the exporter.")
    await expect(chat.panel).to_contain_text("· changed")
    await expect(chat.panel.get_by_text("router")).to_have_count(0)
    await fake.say("", kind="system", name="Maya", notice="taken_back", of=said["seq"])
    await expect(chat.theirs.last).to_contain_text("This message was taken back.")
    await expect(chat.theirs).to_have_count(1)
    assert await chat.complaints() == []
