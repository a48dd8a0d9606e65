"""The desk for everybody: with the keyboard alone, on a phone, and nothing for axe to mend on any page."""

import asyncio
import re

import pytest
from playwright.async_api import Page, expect

from core.domain.messages import Audience
from tests.browser.desk_page import AXE, at_desk, said
from tests.support.staff_scenes import waiting

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_that_a_phone_shows_the_whole_navigation(chromium, house):
    page = await at_desk(chromium, house, "priya", viewport={"width": 390, "height": 844})
    await expect(page.locator("#line-state")).to_have_text("Live")
    for link in await page.locator(".places a").all():
        await expect(link).to_be_in_viewport(ratio=1)
    scrolls = "document.querySelector('.places').scrollWidth > document.querySelector('.places').clientWidth"
    assert not await page.evaluate(scrolls)


async def test_that_the_whole_work_can_be_done_with_the_keyboard(chromium, house):
    first = await waiting(house.record, house.clock, "Ada")
    await waiting(house.record, house.clock, "Ben")
    page = await at_desk(chromium, house, "maya")
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


async def test_that_an_agent_can_teach_the_bot_without_the_mouse(chromium, house):
    talk = await waiting(house.record, house.clock, "Ada")
    page = await at_desk(chromium, house, "maya", f"/desk/c/{talk.id}")
    await expect(page.locator("#talk-actions")).to_contain_text("Claim")
    await page.keyboard.press("c")
    await expect(page.locator("#text")).to_be_focused()
    await expect(page.locator("#talk-actions")).to_contain_text("Resolve")
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


async def test_that_an_agent_gives_away_and_escalates_with_the_keyboard(chromium, house):
    talk = await waiting(house.record, house.clock, "Dana")
    maya, jonas = await asyncio.gather(at_desk(chromium, house, "maya"), at_desk(chromium, house, "jonas"))
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


async def test_that_an_agent_goes_off_and_comes_back(chromium, house):
    await waiting(house.record, house.clock, "Dana")
    maya = await at_desk(chromium, house, "maya")
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


async def _violations(page: Page) -> list[str]:
    # The page's own policy forbids injected scripts; the tool's session does not have to obey it.
    await page.evaluate(AXE.read_text())
    found = await page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]} {v['nodes'][0]['failureSummary']}" for v in found["violations"]]


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 390)])
async def test_that_every_page_is_accessible(chromium, house, scheme, width):
    talk = await waiting(house.record, house.clock, "Dana")
    options = {"color_scheme": scheme, "viewport": {"width": width, "height": 844}, "reduced_motion": "reduce"}
    page = await at_desk(chromium, house, "priya", **options)
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
