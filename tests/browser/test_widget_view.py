"""What a customer sees: who speaks, what waits, what is said when something does not go, in their language."""

import json

import pytest
from playwright.async_api import Browser, expect

from tests.browser.widget_fake import BOT, FakeFoyer
from tests.browser.widget_page import Chat, find_violations, whole_talk

pytestmark = pytest.mark.asyncio(loop_scope="session")


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
    await whole_talk(chat, fake)
    await chat.button("Not yet").click()
    await expect(chat.mine).to_have_text(["How do I add a colleague?", "Not yet"])
    await expect(chat.button("That helped")).to_be_disabled()
    await expect(chat.button("Not yet")).to_be_disabled()
    await expect(chat.mark).to_contain_text("Delivered")
    sent = [frame for frame in fake.received if frame["type"] == "message"]
    assert (sent[-1]["text"], sent[-1]["action"]) == ("Not yet", "unsolved")


async def test_that_who_waits_for_a_person_can_let_them_go_until_one_is_there(chat: Chat, fake: FakeFoyer):
    leave = chat.button("I no longer need help")
    await chat.write("human please")
    await chat.delivered("human please")
    await expect(leave).to_be_hidden()
    await fake.say("A person comes.", kind="system", notice="handed_off", partner={"kind": "human", "name": ""})
    await expect(leave).to_be_visible()
    assert await find_violations(chat.page) == []
    await leave.click()
    await chat.delivered("human please", "I no longer need help")
    assert [frame["action"] for frame in fake.received if frame["type"] == "message"] == ["", "withdraw"]
    await fake.say("All right.", kind="system", notice="withdrawn", partner=BOT)
    await expect(leave).to_be_hidden()
    await expect(chat.person).to_have_text("Talk to a person")
    await fake.say("Dana is here.", kind="system", notice="joined", partner={"kind": "human", "name": "Dana"})
    await expect(chat.person).to_have_text("A person is looking after you")
    await expect(leave).to_be_hidden()


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
    await whole_talk(chat, fake)
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
