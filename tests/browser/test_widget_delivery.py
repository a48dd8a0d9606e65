"""The widget loses nothing, repeats nothing, keeps the order, and says so: against a server that misbehaves."""

import pytest
from playwright.async_api import Browser, expect

from tests.browser.widget_fake import FakeFoyer
from tests.browser.widget_page import Chat

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def _impatient(chromium: Browser, fake: FakeFoyer) -> Chat:
    fake.settings["times"]["ack"] = 500
    return await (await Chat.opened(chromium, fake)).ready()


async def test_that_a_visitor_who_never_opens_the_chat_costs_no_connection(chromium: Browser, fake: FakeFoyer):
    chat = await Chat.visit(chromium, fake)
    await expect(chat.launcher).to_be_visible()
    await chat.page.wait_for_timeout(200)
    assert fake.received == []


async def test_that_a_message_is_shown_at_once_and_marked_when_stored(chromium: Browser, fake: FakeFoyer):
    chat = await _impatient(chromium, fake)
    fake.ignore_messages = 1
    await chat.write("Hello there")
    await expect(chat.mine).to_have_text("Hello there")
    await expect(chat.mark).to_contain_text("Sent")
    await expect(chat.composer).to_have_value("")
    await chat.delivered("Hello there")
    assert fake.texts == ["Hello there"]


async def test_that_a_lost_acknowledgement_does_not_double_the_message(chat: Chat, fake: FakeFoyer):
    fake.drop_acks = 2
    await chat.write("only once")
    await chat.delivered("only once")
    await chat.write("and then this")
    await chat.delivered("only once", "and then this")
    assert fake.texts == ["only once", "and then this"]


async def test_that_messages_written_offline_survive_a_reload_and_go_out_in_order(chat: Chat, fake: FakeFoyer):
    await chat.write("zero")
    await chat.delivered("zero")
    await fake.stop()
    for text in ("one", "two", "three"):
        await chat.write(text)
    await expect(chat.mark).to_contain_text("Waiting for a connection")
    await expect(chat.strip).to_contain_text("Reconnecting")
    await fake.start()
    fake.refuse_sockets = False
    await chat.page.reload()
    await chat.open()
    await chat.delivered("zero", "one", "two", "three")
    assert fake.texts == ["zero", "one", "two", "three"]
    cids = [frame["cid"] for frame in fake.received if frame["type"] == "message"]
    assert len(set(cids)) == 4


async def test_that_the_browser_going_offline_and_back_is_told_and_healed(chat: Chat, fake: FakeFoyer):
    await chat.page.context.set_offline(True)
    await expect(chat.strip).to_contain_text("You are offline")
    await chat.write("from the tunnel")
    await expect(chat.mark).to_contain_text("Waiting for a connection")
    await chat.page.context.set_offline(False)
    await chat.delivered("from the tunnel")
    await expect(chat.strip).to_be_hidden()


@pytest.mark.parametrize("code", [1001, 1006, 1013, 4008])
async def test_that_a_closed_socket_resumes_where_it_was(chat: Chat, fake: FakeFoyer, code: int):
    await chat.write("question")
    await chat.delivered("question")
    if code == 1006:
        fake.cut_sockets()
    else:
        await fake.close_sockets(code)
    fake.write_silently("answer one")
    fake.write_silently("answer two")
    await expect(chat.theirs).to_have_text(["answer one", "answer two"])
    hellos = [frame for frame in fake.received if frame["type"] == "hello"]
    assert [hello["after"] for hello in hellos] == [0, 1]


async def test_that_a_hole_in_the_log_is_repaired_and_repeats_are_ignored(chat: Chat, fake: FakeFoyer):
    await chat.write("question")
    await chat.delivered("question")
    fake.talk.seq += 5  # messages the customer does not see: no hole
    await fake.say("first")
    lost = fake.write_silently("lost on the way")
    last = await fake.say("last")
    await fake.broadcast(lost)
    await fake.broadcast(last)
    await expect(chat.theirs).to_have_text(["first", "lost on the way", "last"])
    hellos = [frame for frame in fake.received if frame["type"] == "hello"]
    assert [hello["after"] for hello in hellos] == [0, 7]


async def test_that_a_dead_socket_is_noticed_when_the_tab_is_looked_at(chat: Chat, fake: FakeFoyer):
    await chat.write("question")
    await chat.delivered("question")
    fake.deaf = True
    fake.write_silently("you never got this")
    await chat.page.evaluate("window.dispatchEvent(new Event('focus'))")
    await expect(chat.theirs).to_have_text(["you never got this"])


async def test_that_a_message_without_any_answer_fails_visibly_and_can_be_retried(chromium: Browser, fake: FakeFoyer):
    chat = await _impatient(chromium, fake)
    fake.ignore_messages = 3
    await chat.write("anybody?")
    await expect(chat.mark).to_contain_text("Not delivered")
    assert fake.texts == []
    await chat.button("Retry").click()
    await chat.delivered("anybody?")
    assert fake.texts == ["anybody?"]
    cids = [frame["cid"] for frame in fake.received if frame["type"] == "message"]
    assert len(cids) >= 4
    assert len(set(cids)) == 1


async def test_that_a_refused_message_keeps_its_text_and_later_ones_still_go(chat: Chat, fake: FakeFoyer):
    fake.errors = [{"code": "invalid", "message": "This text cannot be sent."}]
    await chat.write("bad one")
    await expect(chat.mark).to_contain_text("Not delivered: This text cannot be sent.")
    await chat.write("good one")
    await expect(chat.page.locator(".mine", has_text="good one")).to_contain_text("Delivered")
    await chat.button("Edit").click()
    await expect(chat.composer).to_have_value("bad one")
    await chat.delivered("good one")


async def test_that_a_rate_limit_is_waited_out(chat: Chat, fake: FakeFoyer):
    fake.errors = [{"code": "rate_limited", "message": "Slow down.", "retry_after_s": 0.6}]
    await chat.write("one")
    await chat.write("two")
    await expect(chat.page.locator(".mine .mark").first).to_contain_text("Waiting a moment")
    await chat.delivered("one", "two")
    assert fake.texts == ["one", "two"]


async def test_that_plain_requests_take_over_where_no_socket_opens(chromium: Browser, fake: FakeFoyer):
    fake.refuse_sockets = True
    chat = await (await Chat.opened(chromium, fake)).ready()
    await chat.write("by post")
    await chat.delivered("by post")
    await fake.say("answered by post")
    await expect(chat.theirs).to_have_text(["answered by post"])
    assert {frame.get("via") for frame in fake.received if frame["type"] == "message"} == {"http"}
    fake.refuse_sockets = False  # and back to a socket, when that works again
    for _ in range(60):
        if fake.sockets:
            break
        await chat.page.wait_for_timeout(100)
    assert fake.sockets
    await chat.write("by socket")
    await chat.delivered("by post", "by socket")


async def test_that_a_proxy_that_swallows_the_socket_is_worked_around(chromium: Browser, fake: FakeFoyer):
    fake.swallow_sockets = True
    fake.settings["times"]["hello"] = 300
    chat = await (await Chat.opened(chromium, fake)).ready()
    await chat.write("through")
    await chat.delivered("through")


async def test_that_a_refused_token_is_dropped_and_a_new_one_asked_for(chat: Chat, fake: FakeFoyer):
    fake.close_hellos_with = [4401]
    await fake.close_sockets(1001)
    await chat.write("still here")
    await chat.delivered("still here")
    tokens = [frame["token"] for frame in fake.received if frame["type"] == "hello"]
    assert tokens[:3] == [None, "visitor-1", None]
    assert set(tokens[3:]) <= {"visitor-2"}, "a busy machine may connect once more, with the new one"


async def test_that_a_page_that_is_not_allowed_is_told_quietly_and_once(chromium: Browser, fake: FakeFoyer):
    fake.close_hellos_with = [4403] * 5
    chat = await Chat.opened(chromium, fake)
    await expect(chat.strip).to_contain_text("not available on this page")
    await chat.page.wait_for_timeout(400)
    assert len(fake.received) == 1


async def test_that_a_conversation_of_somebody_else_is_not_shown(chat: Chat, fake: FakeFoyer):
    await chat.write("mine")
    await chat.delivered("mine")
    event = await fake.say("hello")
    await fake.broadcast({**event, "seq": 9, "prev": 2, "conversation": "f" * 32, "text": "not yours"})
    await expect(chat.theirs).to_have_text(["hello"])
    fake.talk.owner = "somebody else"
    await fake.close_sockets(1001)
    await expect(chat.mine).to_have_count(0)
    await expect(chat.theirs).to_have_count(0)


async def test_that_the_draft_and_the_log_survive_a_reload(chat: Chat, fake: FakeFoyer):
    await chat.write("question")
    await chat.delivered("question")
    await fake.say("answer")
    await chat.composer.fill("half a thou")
    await chat.page.reload()
    await chat.open()
    await expect(chat.composer).to_have_value("half a thou")
    await expect(chat.theirs).to_have_text(["answer"])
    await chat.delivered("question")


async def test_that_it_works_without_storage(chromium: Browser, fake: FakeFoyer):
    context = await chromium.new_context()
    blocked = "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError') }})"
    await context.add_init_script(blocked)
    chat = await (await Chat.opened(context, fake)).ready()
    await chat.write("from memory")
    await chat.delivered("from memory")
    assert await chat.complaints() == []
