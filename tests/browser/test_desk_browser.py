"""The desk in real browsers: two agents live, nothing typed is lost, notes stay internal, markup stays text."""

import asyncio

import pytest
from playwright.async_api import Route, expect

from core.domain.messages import Audience, Author, Draft
from core.domain.people import Tier
from core.texts import CustomerTexts
from handoff.service import HandoffService
from tests.browser.desk_page import at_desk, said
from tests.support.staff_house import PASSWORD, StaffHouse
from tests.support.staff_scenes import GROUNDED, UNSURE, Scene, bot, package, scene, waiting

pytestmark = pytest.mark.asyncio(loop_scope="session")
EVIL = "<img src=x onerror=\"window.hacked='yes'\"><script>window.hacked='yes'</script>"


async def customer_writes(house: StaffHouse, talk: Scene, text: str) -> None:
    """As the reception does: store, then wake the readers."""
    talk.at = house.clock.now()
    await talk.customer_says(text)
    conversation = await house.record.conversation(talk.id)
    assert conversation is not None
    await house.bus.publish("conversation", {"id": talk.id, "seq": conversation.seq})


async def test_that_two_agents_and_a_customer_see_each_other_live(chromium, house):
    maya, jonas = await asyncio.gather(
        at_desk(chromium, house, "maya", pushed=True), at_desk(chromium, house, "jonas", pushed=True)
    )
    await expect(maya.locator("#queue-empty")).to_contain_text("Nobody is waiting")
    await expect(maya.locator("#line-state")).to_have_text("Live")
    talk = await waiting(house.record, house.clock, "Dana")
    await house.bus.publish("desk", {})
    await expect(maya).to_have_title("(1) Desk · Harborlight")
    for page in (maya, jonas):
        await page.click("#queue-list a >> text=Dana")
        await expect(page.locator("#entries")).to_contain_text("Where is my payout?")
    await maya.click("#talk-actions >> text=Claim")
    await expect(jonas.locator("#talk-actions")).to_have_text("With Maya")
    await expect(jonas.locator("#mode-reply")).to_be_disabled()
    await maya.fill("#text", "Hello Dana, Maya here.")
    await maya.keyboard.press("Control+Enter")
    await expect(jonas.locator("#entries")).to_contain_text("Hello Dana, Maya here.")
    await expect(maya.locator("#text")).to_have_value("")
    await house.bus.publish("typing", {"id": talk.id, "who": "customer", "name": "", "on": True})
    await expect(maya.locator("#typing")).to_have_text("Dana is typing…")
    await customer_writes(house, talk, "Thanks Maya!")
    for page in (maya, jonas):
        await expect(page.locator("#entries")).to_contain_text("Thanks Maya!")
    await expect(maya.locator("#typing")).to_be_hidden()
    assert (await said(house, talk)).count("Hello Dana, Maya here.") == 1


async def test_that_the_brief_says_what_came_after_it(chromium, house):
    talk = await waiting(house.record, house.clock, "Dana")
    maya = await at_desk(chromium, house, "maya", f"/desk/c/{talk.id}", pushed=True)
    await expect(maya.locator("#line-state")).to_have_text("Live")
    await expect(maya.locator("#brief")).to_contain_text("No reliable answer")
    await expect(maya.locator("#brief")).not_to_contain_text("Added since")
    await customer_writes(house, talk, "It has arrived, thank you.")
    await expect(maya.locator("#brief")).to_contain_text("Added since")
    await expect(maya.locator("#brief")).to_contain_text("It has arrived, thank you.")
    await expect(maya.locator("#brief")).to_contain_text("One message from the customer")
    await maya.click("#brief >> text=Show")
    await expect(maya.locator("#entries").get_by_text("It has arrived")).to_be_in_viewport()


async def test_that_the_loser_of_a_claim_learns_who_won_and_keeps_the_text(chromium, house):
    talk = await waiting(house.record, house.clock, "Dana")
    page = await at_desk(chromium, house, "jonas", f"/desk/c/{talk.id}")
    await page.fill("#text", "My careful answer")
    found = await house.record.staff_by_login("maya")

    async def maya_is_faster(route):
        await house.record.claim(talk.handoff, found[0], house.clock.now(), Draft(Author.SYSTEM, "Maya joined"))
        await route.continue_()

    await page.route("**/claim", maya_is_faster)
    await page.click("#send")  # "Claim and send", a moment too late
    await expect(page.locator("#toasts")).to_contain_text("Maya has this conversation")
    await expect(page.locator("#text")).to_have_value("My careful answer")
    assert "My careful answer" not in await said(house, talk)


async def test_that_what_is_sent_while_a_claim_is_on_its_way_follows_it(chromium, house):
    talk = await waiting(house.record, house.clock, "Dana")
    page = await at_desk(chromium, house, "maya", f"/desk/c/{talk.id}")
    go_on = asyncio.Event()

    async def slow(route):
        await go_on.wait()
        await route.continue_()

    await page.route("**/claim", slow)
    await page.fill("#text", "Already on it")
    async with page.expect_request("**/claim"):
        await page.click("#talk-actions >> text=Claim")
    await page.click("#send")
    go_on.set()
    await expect(page.locator(".entry.agent:not(.pending)")).to_contain_text("Already on it")
    assert (await said(house, talk)).count("Already on it") == 1


async def test_that_nothing_typed_is_lost_when_the_network_is(chromium, house):
    talk = await waiting(house.record, house.clock, "Dana")
    page = await at_desk(chromium, house, "maya", f"/desk/c/{talk.id}")
    await page.click("#talk-actions >> text=Claim")
    await expect(page.locator("#talk-actions")).to_contain_text("Resolve")
    await page.context.set_offline(True)
    await page.fill("#text", "Written in a tunnel")
    await page.click("#send")
    await expect(page.locator(".pending")).to_contain_text("Written in a tunnel")
    await expect(page.locator(".pending")).to_contain_text("trying again")
    await page.fill("#text", "Half a thou")
    await page.context.set_offline(False)
    await page.reload()
    await expect(page.locator("#text")).to_have_value("Half a thou")
    await expect(page.locator(".entry.agent:not(.pending)")).to_contain_text("Written in a tunnel")
    await expect(page.locator(".pending")).to_have_count(0)
    assert (await said(house, talk)).count("Written in a tunnel") == 1


async def test_that_an_answer_lost_on_the_way_makes_no_second_message(chromium, house):
    talk = await waiting(house.record, house.clock, "Dana")
    page = await at_desk(chromium, house, "maya", f"/desk/c/{talk.id}")
    await page.click("#talk-actions >> text=Claim")
    await expect(page.locator("#talk-actions")).to_contain_text("Resolve")
    tries = 0

    async def lose_first_answer(route: Route) -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            await route.fetch()  # the server has it …
            await route.abort()  # … and the page never hears of it
        else:
            await route.continue_()

    await page.route("**/reply", lose_first_answer)
    await page.fill("#text", "Only once")
    await page.click("#send")
    await expect(page.locator(".entry.agent:not(.pending)")).to_contain_text("Only once")
    await expect(page.locator(".pending")).to_have_count(0)
    await page.wait_for_timeout(2500)
    assert (await said(house, talk)).count("Only once") == 1


async def test_that_a_note_and_a_reply_never_mix(chromium, house):
    talk = await waiting(house.record, house.clock, "Dana")
    page = await at_desk(chromium, house, "maya", f"/desk/c/{talk.id}")
    await page.click("#talk-actions >> text=Claim")
    await expect(page.locator("#talk-actions")).to_contain_text("Resolve")
    await page.fill("#text", "for the customer")
    await page.click("#mode-note")
    await expect(page.locator("#text")).to_have_value("")
    await expect(page.locator("#note-warning")).to_be_visible()
    await expect(page.locator("#send")).to_have_text("Save note")
    await expect(page.locator("#text")).to_have_attribute("aria-label", "Internal note, only your team sees it")
    await page.fill("#text", "for us only")
    await page.click("#mode-reply")
    await expect(page.locator("#text")).to_have_value("for the customer")
    await page.click("#mode-note")
    await page.click("#send")
    await expect(page.locator(".entry.note:not(.pending)")).to_contain_text("for us only")
    await page.click("#mode-reply")
    await expect(page.locator("#text")).to_have_value("for the customer")
    await page.click("#send")
    await expect(page.locator(".entry.agent:not(.pending)")).to_contain_text("for the customer")
    assert "for us only" not in await said(house, talk, Audience.CUSTOMER)
    assert "for the customer" in await said(house, talk, Audience.CUSTOMER)


async def test_that_markup_in_names_and_messages_is_shown_as_text(chromium, house):
    talk = await scene(house.record, house.clock, EVIL, account=EVIL, tier=Tier.GROWTH)
    await talk.customer_says(EVIL)
    await talk.bot_turn(bot(EVIL, replies=(EVIL,)), made=GROUNDED)
    await talk.customer_says("javascript:alert(1)")
    bad_links = (("a document", "javascript:window.hacked='yes'"), ("other host", "//evil.example"))
    brief = package("no_answer", open_question=EVIL, draft_reply=EVIL, documents=bad_links, evidence={EVIL: EVIL})
    await talk.hand_off(UNSURE, brief)
    page = await at_desk(chromium, house, "priya", f"/desk/c/{talk.id}")
    await expect(page.locator("#talk-name")).to_have_text(EVIL)
    await expect(page.locator("#entries .customer .words").first).to_have_text(EVIL)
    await expect(page.locator("#brief .documents a")).to_have_count(0)
    await page.click("#brief >> text=Use draft")
    await expect(page.locator("#text")).to_have_value(EVIL)
    await page.goto(f"{house.url}/admin/conversations/{talk.id}")
    await expect(page.locator("h1")).to_have_text(EVIL)
    assert await page.evaluate("window.hacked") is None
    assert await page.locator("img[src=x]").count() == 0


async def test_that_a_page_without_its_socket_still_follows(chromium, house):
    talk = await waiting(house.record, house.clock, "Dana")
    page = await at_desk(chromium, house, "maya", f"/desk/c/{talk.id}")
    await page.route_web_socket("**/desk/ws", lambda socket: asyncio.ensure_future(socket.close()))
    await page.reload()
    await expect(page.locator("#line-state")).to_have_text("Reconnecting…")
    talk.at = house.clock.now()
    await talk.customer_says("No wake-up for this one")
    await expect(page.locator("#entries")).to_contain_text("No wake-up for this one")


async def test_that_a_session_that_ends_keeps_the_text_and_says_what_to_do(chromium, house):
    talk = await waiting(house.record, house.clock, "Dana")
    page = await at_desk(chromium, house, "maya", f"/desk/c/{talk.id}")
    await page.click("#talk-actions >> text=Claim")
    await expect(page.locator("#talk-actions")).to_contain_text("Resolve")
    staff = (await house.record.staff_by_login("maya"))[0]
    await house.record.set_password(staff.id, await house.passwords.hash(PASSWORD))
    await page.fill("#text", "Typed while signed out")
    await page.click("#send")
    await expect(page.locator("#toasts")).to_contain_text("You are signed out")
    await page.click("#toasts a")
    await page.fill("[name=login]", "maya")
    await page.fill("[name=password]", PASSWORD)
    await page.click("button[type=submit]")
    await expect(page.locator(".entry.agent:not(.pending)")).to_contain_text("Typed while signed out")
    assert (await said(house, talk)).count("Typed while signed out") == 1


async def test_that_whoever_is_given_a_conversation_is_told_at_once(chromium, house):
    talk = await waiting(house.record, house.clock, "Dana")
    maya = await at_desk(chromium, house, "maya", f"/desk/c/{talk.id}", pushed=True)
    await expect(maya.locator("#line-state")).to_have_text("Live")
    people = {one.login: one for one in await house.record.staff()}
    service = HandoffService(
        house.record, house.record, house.bus, house.clock, CustomerTexts({"company": "Harborlight"})
    )
    await service.claim(talk.handoff, people["priya"])
    await expect(maya.locator("#composer-state")).to_have_text("Priya is replying")
    await service.reassign(talk.handoff, people["priya"], people["maya"])
    await expect(maya.locator("#toasts")).to_contain_text("Dana is with you now.")
    await expect(maya.locator("#mode-reply")).to_be_enabled()
    await expect(maya.locator("#composer-state")).to_have_text("")


async def test_that_what_a_colleague_changes_elsewhere_changes_in_the_log(chromium, house):
    page = await at_desk(chromium, house, "maya")
    talk = await waiting(house.record, house.clock, "Dana")
    (handoff,) = await house.record.handoffs_of(talk.id)
    jonas = next(one for one in await house.record.staff() if one.login == "jonas")
    service = HandoffService(house.record, house.record, house.bus, house.clock, CustomerTexts({}))
    await service.note(handoff.id, jonas, "first words", "window:V0000001")
    await page.goto(f"{house.url}/desk/c/{talk.id}")
    entries = page.locator("#entries")
    await expect(entries).to_contain_text("first words")
    await service.change(handoff.id, jonas, "window:V0000001", "second words")
    await expect(entries).to_contain_text("second words")
    await expect(entries).to_contain_text("Jonas changed an earlier note.")
    await expect(entries).not_to_contain_text("first words")
    await service.take_back(handoff.id, jonas, "window:V0000001")
    await expect(entries).to_contain_text("Deleted by the one who wrote it.")
    await expect(entries).not_to_contain_text("second words")
