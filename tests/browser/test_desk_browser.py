"""The desk in real browsers: two agents live, nothing typed is lost, notes stay internal, markup stays text."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Page, Route, expect

from core.domain.messages import Audience, Author, Draft
from core.domain.people import Role, Tier
from core.texts import CustomerTexts
from handoff.service import HandoffService
from tests.support.staff_house import PASSWORD, StaffHouse, staff_house
from tests.support.staff_scenes import GROUNDED, UNSURE, Scene, bot, package, scene, waiting

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
EVIL = "<img src=x onerror=\"window.hacked='yes'\"><script>window.hacked='yes'</script>"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[StaffHouse]:
    async with staff_house(tmp_path) as running:
        await running.member("Maya")
        await running.member("Jonas")
        await running.member("Priya", Role.ADMIN)
        yield running


async def at_desk(browser: Browser, house: StaffHouse, login: str, path: str = "/desk", **options: object) -> Page:
    """A new browser context, signed in, on a page. Its page errors fail the test through `page.problems`."""
    context: BrowserContext = await browser.new_context(**options)  # type: ignore[arg-type]
    page = await context.new_page()
    page.set_default_timeout(8000)
    await page.goto(house.url + path)
    await page.fill("[name=login]", login)
    await page.fill("[name=password]", PASSWORD)
    await page.click("button[type=submit]")
    await page.wait_for_url("**" + path)
    return page


async def said(house: StaffHouse, talk: Scene, audience: Audience | None = None) -> list[str]:
    return [m.text for m in await house.record.messages(talk.id, audience=audience)]


async def customer_writes(house: StaffHouse, talk: Scene, text: str) -> None:
    """As the reception does: store, then wake the readers."""
    talk.at = house.clock.now()
    await talk.customer_says(text)
    conversation = await house.record.conversation(talk.id)
    assert conversation is not None
    await house.bus.publish("conversation", {"id": talk.id, "seq": conversation.seq})


async def test_that_two_agents_and_a_customer_see_each_other_live(browser, house):
    maya, jonas = await asyncio.gather(at_desk(browser, house, "maya"), at_desk(browser, house, "jonas"))
    await expect(maya.locator("#queue-empty")).to_contain_text("Nobody is waiting")
    await expect(maya.locator("#line-state")).to_have_text("Live")
    talk = await waiting(house.record, house.clock, "Dana")
    await house.bus.publish("desk", {})
    await expect(maya).to_have_title("(1) Desk · Harborlight", timeout=2000)
    for page in (maya, jonas):
        await page.click("#queue-list a >> text=Dana")
        await expect(page.locator("#entries")).to_contain_text("Where is my payout?")
    await maya.click("#talk-actions >> text=Claim")
    await expect(jonas.locator("#talk-actions")).to_have_text("With Maya", timeout=2000)
    await expect(jonas.locator("#mode-reply")).to_be_disabled()
    await maya.fill("#text", "Hello Dana, Maya here.")
    await maya.keyboard.press("Control+Enter")
    await expect(jonas.locator("#entries")).to_contain_text("Hello Dana, Maya here.", timeout=2000)
    await expect(maya.locator("#text")).to_have_value("")
    await house.bus.publish("typing", {"id": talk.id, "who": "customer", "name": "", "on": True})
    await expect(maya.locator("#typing")).to_have_text("Dana is typing…")
    await customer_writes(house, talk, "Thanks Maya!")
    for page in (maya, jonas):
        await expect(page.locator("#entries")).to_contain_text("Thanks Maya!", timeout=2000)
    await expect(maya.locator("#typing")).to_be_hidden()
    assert (await said(house, talk)).count("Hello Dana, Maya here.") == 1


async def test_that_the_brief_says_what_came_after_it(browser, house):
    talk = await waiting(house.record, house.clock, "Dana")
    maya = await at_desk(browser, house, "maya", f"/desk/c/{talk.id}")
    await expect(maya.locator("#brief")).to_contain_text("No reliable answer")
    await expect(maya.locator("#brief")).not_to_contain_text("Since this brief")
    await customer_writes(house, talk, "It has arrived, thank you.")
    await expect(maya.locator("#brief")).to_contain_text("One message from the customer", timeout=2000)
    await maya.click("#brief >> text=Show")
    await expect(maya.locator("#entries").get_by_text("It has arrived")).to_be_in_viewport()


async def test_that_a_phone_shows_the_whole_navigation(browser, house):
    page = await at_desk(browser, house, "priya", viewport={"width": 390, "height": 844})
    await expect(page.locator("#line-state")).to_have_text("Live")
    for link in await page.locator(".places a").all():
        await expect(link).to_be_in_viewport(ratio=1)
    scrolls = "document.querySelector('.places').scrollWidth > document.querySelector('.places').clientWidth"
    assert not await page.evaluate(scrolls)


async def test_that_the_loser_of_a_claim_learns_who_won_and_keeps_the_text(browser, house):
    talk = await waiting(house.record, house.clock, "Dana")
    page = await at_desk(browser, house, "jonas", f"/desk/c/{talk.id}")
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


async def test_that_nothing_typed_is_lost_when_the_network_is(browser, house):
    talk = await waiting(house.record, house.clock, "Dana")
    page = await at_desk(browser, house, "maya", f"/desk/c/{talk.id}")
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


async def test_that_an_answer_lost_on_the_way_makes_no_second_message(browser, house):
    talk = await waiting(house.record, house.clock, "Dana")
    page = await at_desk(browser, house, "maya", f"/desk/c/{talk.id}")
    await page.click("#talk-actions >> text=Claim")
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


async def test_that_a_note_and_a_reply_never_mix(browser, house):
    talk = await waiting(house.record, house.clock, "Dana")
    page = await at_desk(browser, house, "maya", f"/desk/c/{talk.id}")
    await page.click("#talk-actions >> text=Claim")
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


async def test_that_markup_in_names_and_messages_is_shown_as_text(browser, house):
    talk = await scene(house.record, house.clock, EVIL, account=EVIL, tier=Tier.GROWTH)
    await talk.customer_says(EVIL)
    await talk.bot_turn(bot(EVIL, replies=(EVIL,)), made=GROUNDED)
    await talk.customer_says("javascript:alert(1)")
    bad_links = (("a document", "javascript:window.hacked='yes'"), ("other host", "//evil.example"))
    brief = package("no_answer", open_question=EVIL, draft_reply=EVIL, documents=bad_links, evidence={EVIL: EVIL})
    await talk.hand_off(UNSURE, brief)
    page = await at_desk(browser, house, "priya", f"/desk/c/{talk.id}")
    await expect(page.locator("#talk-name")).to_have_text(EVIL)
    await expect(page.locator("#entries .customer .words").first).to_have_text(EVIL)
    await expect(page.locator("#brief .documents a")).to_have_count(0)
    await page.click("#brief >> text=Use draft")
    await expect(page.locator("#text")).to_have_value(EVIL)
    await page.goto(f"{house.url}/admin/conversations/{talk.id}")
    await expect(page.locator("h1")).to_have_text(EVIL)
    assert await page.evaluate("window.hacked") is None
    assert await page.locator("img[src=x]").count() == 0


async def test_that_the_whole_work_can_be_done_with_the_keyboard(browser, house):
    first = await waiting(house.record, house.clock, "Ada")
    await waiting(house.record, house.clock, "Ben")
    page = await at_desk(browser, house, "maya")
    await expect(page.locator("#queue-list li")).to_have_count(2)
    await page.keyboard.press("j")
    await expect(page.locator("#talk-name")).to_have_text("Ada")
    await page.keyboard.press("j")
    await expect(page.locator("#talk-name")).to_have_text("Ben")
    await page.keyboard.press("k")
    await expect(page.locator("#talk-name")).to_have_text("Ada")
    await page.keyboard.press("c")
    await expect(page.locator("#text")).to_be_focused()
    await page.keyboard.type("Hello Ada, jk c e n")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".entry.agent:not(.pending)")).to_contain_text("Hello Ada, jk c e n")
    await page.keyboard.press("Escape")
    await page.keyboard.press("n")
    await page.keyboard.type("Called her as well")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".entry.note:not(.pending)")).to_contain_text("Called her as well")
    await page.keyboard.press("Escape")
    await page.keyboard.press("?")
    await expect(page.locator("#help-dialog")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.keyboard.press("e")
    await expect(page.locator("#resolve-dialog")).to_be_visible()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.locator("#composer-closed")).to_contain_text("Resolved")
    handoff = await house.record.handoff(first.handoff)
    assert (handoff.status, handoff.close_reason) == ("resolved", "no_reply")


async def test_that_an_agent_can_teach_the_bot_without_the_mouse(browser, house):
    talk = await waiting(house.record, house.clock, "Ada")
    page = await at_desk(browser, house, "maya", f"/desk/c/{talk.id}")
    await expect(page.locator("#talk-actions")).to_contain_text("Claim")
    await page.keyboard.press("c")
    await expect(page.locator("#text")).to_be_focused()
    await page.keyboard.press("Escape")
    await page.keyboard.press("e")
    await expect(page.locator("#resolve-intent option").first).to_have_text("As the bot read it: Payout is late")
    await page.keyboard.press("Tab")
    await expect(page.locator("#resolve-intent")).to_be_focused()
    await page.keyboard.type("Refund")
    await page.keyboard.press("Tab")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.locator("#composer-closed")).to_contain_text("Resolved")
    how = (await house.record.handoff(talk.handoff)).resolution
    assert (how.reason, how.correct_intent) == ("solved", "refund_client")
    assert how.timing in ("should_have_come_sooner", "need_not_have_come")


async def test_that_an_agent_gives_away_and_escalates_with_the_keyboard(browser, house):
    talk = await waiting(house.record, house.clock, "Dana")
    maya, jonas = await asyncio.gather(at_desk(browser, house, "maya"), at_desk(browser, house, "jonas"))
    await expect(maya.locator(".line-due")).to_have_text(re.compile("^[45] min left$"))
    await maya.keyboard.press("j")
    await expect(maya.locator("#talk-actions")).to_contain_text("Claim")
    await maya.keyboard.press("c")
    await expect(maya.locator("#talk-actions")).to_contain_text("Give")
    await maya.locator("#text").press("Escape")
    await maya.keyboard.press("g")
    await expect(maya.locator("#reassign-dialog")).to_be_visible()
    await maya.locator("#reassign-to").select_option(label="Jonas")
    await maya.locator("#reassign-to").press("Tab")
    await maya.keyboard.press("Tab")
    await maya.keyboard.press("Enter")
    await expect(maya.locator("#talk-actions")).to_contain_text("With Jonas")
    await expect(maya.locator(".entry.notice.internal")).to_contain_text("Maya gave this to Jonas.")
    await expect(jonas.locator("[data-count=mine]")).to_have_text("1")
    await jonas.keyboard.press("2")
    await jonas.keyboard.press("j")
    await expect(jonas.locator("#talk-actions")).to_contain_text("Resolve")
    await jonas.keyboard.press("x")
    await jonas.locator("#escalate-dialog .primary").click()
    await expect(jonas.locator("#escalate-dialog")).to_be_visible()  # not without a reason
    await jonas.fill("#escalate-note", "Wants a refund of 900")
    await jonas.locator("#escalate-dialog .primary").click()
    await expect(maya.locator("#queue-list")).to_contain_text("Escalated by Jonas")
    await expect(maya.locator("#brief")).to_contain_text("Wants a refund of 900")
    assert "Wants a refund of 900" not in " ".join(await said(house, talk, Audience.CUSTOMER))


async def test_that_an_agent_goes_off_and_comes_back(browser, house):
    await waiting(house.record, house.clock, "Dana")
    maya = await at_desk(browser, house, "maya")
    await expect(maya.locator("#presence")).to_have_text("On duty")
    await maya.click("#presence")
    await maya.fill("#presence-until", "some day")
    await maya.keyboard.press("Enter")
    await expect(maya.locator("#presence-problem")).to_contain_text("Say 17:00")
    await maya.fill("#presence-until", "2 h")
    await maya.keyboard.press("Enter")
    await expect(maya.locator("#presence")).to_contain_text("Off until")
    await maya.click("#presence")
    await expect(maya.locator("#presence")).to_have_text("On duty")


async def test_that_a_page_without_its_socket_still_follows(browser, house):
    talk = await waiting(house.record, house.clock, "Dana")
    page = await at_desk(browser, house, "maya", f"/desk/c/{talk.id}")
    await page.route_web_socket("**/desk/ws", lambda socket: asyncio.ensure_future(socket.close()))
    await page.reload()
    await expect(page.locator("#line-state")).to_have_text("Reconnecting…")
    talk.at = house.clock.now()
    await talk.customer_says("No wake-up for this one")
    await expect(page.locator("#entries")).to_contain_text("No wake-up for this one", timeout=8000)


async def test_that_a_session_that_ends_keeps_the_text_and_says_what_to_do(browser, house):
    talk = await waiting(house.record, house.clock, "Dana")
    page = await at_desk(browser, house, "maya", f"/desk/c/{talk.id}")
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


async def _violations(page: Page) -> list[str]:
    # The page's own policy forbids injected scripts; the tool's session does not have to obey it.
    await page.evaluate(AXE.read_text())
    found = await page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]} {v['nodes'][0]['failureSummary']}" for v in found["violations"]]


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 390)])
async def test_that_every_page_is_accessible(browser, house, scheme, width):
    talk = await waiting(house.record, house.clock, "Dana")
    options = {"color_scheme": scheme, "viewport": {"width": width, "height": 844}, "reduced_motion": "reduce"}
    page = await at_desk(browser, house, "priya", **options)
    problems = {"queue": await _violations(page)}
    await page.goto(f"{house.url}/desk/c/{talk.id}")
    await page.click("#talk-actions >> text=Claim")
    await page.fill("#text", "Hello")
    await page.click("#send")
    await expect(page.locator(".entry.agent:not(.pending)")).to_be_visible()
    problems["reply"] = await _violations(page)
    await page.click("#mode-note")
    await page.fill("#text", "a note")
    await page.click("#send")
    await expect(page.locator(".entry.note:not(.pending)")).to_be_visible()
    problems["note"] = await _violations(page)
    await page.click("#talk-actions >> text=Resolve")
    problems["dialog"] = await _violations(page)
    await page.keyboard.press("Escape")
    await page.click("#presence")
    await expect(page.locator("#presence-dialog")).to_be_visible()
    problems["presence"] = await _violations(page)
    for name in ("Escalate", "Give"):
        await page.keyboard.press("Escape")
        await page.click(f"#talk-actions >> text={name}")
        await expect(page.locator(f"#{'escalate' if name == 'Escalate' else 'reassign'}-dialog")).to_be_visible()
        problems[name] = await _violations(page)
    paths = ("/admin", f"/admin/conversations/{talk.id}", "/admin/deliveries", "/admin/staff", "/staff/password")
    for path in (*paths, "/admin/slack", "/admin/nowhere"):
        await page.goto(house.url + path)
        problems[path] = await _violations(page)
        wide = await page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not wide, f"{path} scrolls sideways at {width}"
    await page.context.clear_cookies()
    await page.goto(house.url + "/desk")
    problems["sign-in"] = await _violations(page)
    assert {where: found for where, found in problems.items() if found} == {}


async def test_that_what_a_colleague_changes_elsewhere_changes_in_the_log(browser, house):
    page = await at_desk(browser, house, "maya")
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
