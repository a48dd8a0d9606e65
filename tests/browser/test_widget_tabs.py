"""Several tabs, several people, one browser."""

import base64
import itertools
import json
import time

import pytest
from playwright.async_api import Browser, expect

from tests.browser.widget_fake import FAST, FakeFoyer
from tests.browser.widget_page import Chat

pytestmark = pytest.mark.asyncio(loop_scope="session")


def _jwt(subject: str, **claims: int) -> str:
    def part(claims: dict[str, str | int]) -> str:
        return base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")

    return f"{part({'alg': 'HS256'})}.{part({'sub': subject, **claims})}.signature"


async def test_that_two_tabs_show_one_log(chromium: Browser, fake: FakeFoyer):
    context = await chromium.new_context()
    left = await (await Chat.opened(context, fake)).ready()
    right = await (await Chat.opened(context, fake)).ready()
    await left.write("from the left")
    await left.delivered("from the left")
    await right.delivered("from the left")
    await right.write("from the right")
    for tab in (left, right):
        await tab.delivered("from the left", "from the right")
    await fake.say("to both")
    for tab in (left, right):
        await expect(tab.theirs).to_have_text(["to both"])
    assert len(fake.talks) == 1
    assert fake.texts == ["from the left", "from the right"]


async def test_that_two_tabs_share_one_outbox_and_each_message_goes_once(chromium: Browser, fake: FakeFoyer):
    context = await chromium.new_context()
    left = await (await Chat.opened(context, fake)).ready()
    right = await (await Chat.opened(context, fake)).ready()
    await fake.stop()
    written = []
    for number in range(3):
        for tab, side in ((left, "left"), (right, "right")):
            written.append(f"{side} {number}")
            await tab.write(written[-1])
            # A busy browser tells the other tab a moment later; nobody writes in two tabs within that moment.
            for both in (left, right):
                await expect(both.mine).to_have_count(len(written))
    await fake.start()
    for tab in (left, right):
        await tab.delivered(*written)
    assert fake.texts == written
    assert len(fake.talks) == 1


async def test_that_two_tabs_agree_without_a_socket(chromium: Browser, fake: FakeFoyer):
    fake.refuse_sockets = True
    context = await chromium.new_context()
    left = await (await Chat.opened(context, fake)).ready()
    right = await (await Chat.opened(context, fake)).ready()
    await left.write("from the left")
    for tab in (left, right):
        await tab.delivered("from the left")
    await fake.say("to both")
    for tab in (left, right):
        await expect(tab.theirs).to_have_text(["to both"])
    assert fake.texts == ["from the left"]


LATE_STORAGE = """() => {
  const get = Storage.prototype.getItem;
  let late = true; // another process's tab sees what is stored a moment after it gets the lock
  Storage.prototype.getItem = function (key) {
    const found = get.call(this, key);
    if (!late || !found || !key.endsWith(":token")) return found;
    setTimeout(() => { late = false; }, 100);
    return null;
  };
}"""


async def test_that_two_new_tabs_become_one_visitor(chromium: Browser, fake: FakeFoyer):
    fake.settings["times"] = FAST | {"hello": 60_000, "upgrade": 60_000}  # a busy machine changes nothing
    context = await chromium.new_context()
    left, right = await Chat.visit(context, fake), await Chat.visit(context, fake)
    fake.greets.clear()
    await right.page.evaluate(LATE_STORAGE)
    for tab in (left, right):  # both have opened before the first is greeted
        await tab.page.evaluate("Foyer.open()")
        await expect(tab.panel).to_be_visible()
    fake.greets.set()
    await left.ready()
    await right.ready()
    tokens = [frame["token"] for frame in fake.received if frame["type"] == "hello"]
    assert tokens == [None, "visitor-1"]


async def test_that_reading_in_one_tab_clears_the_count_in_the_other(chromium: Browser, fake: FakeFoyer):
    context = await chromium.new_context()
    reader = await (await Chat.opened(context, fake)).ready()
    await reader.write("hi")
    await reader.delivered("hi")
    other = await Chat.visit(context, fake)
    await reader.page.locator(".head .icon").click()
    await fake.say("unread")
    for tab in (reader, other):
        await expect(tab.page.get_by_role("button", name="Open chat, 1 unread")).to_be_visible()
    await reader.page.bring_to_front()
    await reader.open()
    await expect(other.page.get_by_role("button", name="Open chat", exact=True)).to_be_visible()
    seen = [frame for frame in fake.received if frame["type"] == "seen"]
    assert seen[-1]["seq"] == 2
    assert await other.page.title() == "Host page"


async def test_that_each_person_signed_in_has_a_conversation_of_their_own(chromium: Browser, fake: FakeFoyer):
    context = await chromium.new_context()
    fake.settings["identity"] = _jwt("ana")
    chat = await (await Chat.opened(context, fake)).ready()
    await chat.write("Ana's secret")
    await chat.delivered("Ana's secret")
    await chat.page.evaluate(f"Foyer.identify('{_jwt('ben')}')")
    await expect(chat.mine).to_have_count(0)
    await chat.write("Ben here")
    await chat.delivered("Ben here")
    assert len(fake.talks) == 2
    await chat.page.evaluate(f"Foyer.identify('{_jwt('ana')}')")
    await chat.delivered("Ana's secret")
    hellos = [frame for frame in fake.received if frame["type"] == "hello"]
    names = [name for name, _ in itertools.groupby(hello["identity"] for hello in hellos)]
    assert names == [_jwt("ana"), _jwt("ben"), _jwt("ana")]


async def test_that_a_short_lived_sign_in_lasts_for_the_visit(chromium: Browser, fake: FakeFoyer):
    fake.settings["identity"] = _jwt("ana", exp=int(time.time()) + 6)
    chat = await (await Chat.opened(chromium, fake)).ready()
    await chat.page.wait_for_timeout(1200)
    await fake.close_sockets(1001)
    await chat.write("later")
    await chat.delivered("later")
    hellos = [frame for frame in fake.received if frame["type"] == "hello"]
    assert hellos[0]["identity"]
    assert hellos[1]["token"]
    assert {hello["identity"] for hello in hellos[1:]} == {None}


async def test_that_signing_in_takes_the_visitors_conversation_along(chromium: Browser, fake: FakeFoyer):
    chat = await (await Chat.opened(chromium, fake)).ready()
    await chat.write("before signing in")
    await chat.delivered("before signing in")
    await chat.page.evaluate(f"Foyer.identify(async () => '{_jwt('ana')}')")
    await expect(chat.page.locator(".strip")).to_be_hidden()
    await chat.write("and after")
    await chat.delivered("before signing in", "and after")
    hellos = [frame for frame in fake.received if frame["type"] == "hello"]
    assert [hello["identity"] for hello in hellos] == [None, _jwt("ana")]
    assert len({hello["conversation"] for hello in hellos[1:]} - {None}) == 1
    assert len(fake.talks) == 1


async def test_that_shutdown_forgets_the_person(chromium: Browser, fake: FakeFoyer):
    chat = await (await Chat.opened(chromium, fake)).ready()
    await chat.write("a private matter")
    await chat.delivered("a private matter")
    await chat.page.evaluate("Foyer.shutdown()")
    await expect(chat.launcher).to_have_count(0)
    assert await chat.page.evaluate("Object.keys(localStorage)") == []
    await chat.page.evaluate("Foyer.open()")
    await chat.ready()
    await expect(chat.mine).to_have_count(0)
