"""The articles beside the conversation, in a real browser: by keyboard alone, and nothing internal slips out."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import expect

from core.domain.messages import Audience
from tests.browser.desk_page import AXE, at_desk, said
from tests.support.help_pages import ARTICLES
from tests.support.staff_house import StaffHouse, staff_house
from tests.support.staff_scenes import waiting

pytestmark = pytest.mark.asyncio(loop_scope="session")
SHOTS = os.environ.get("FOYER_SHOTS", "")
TOO_WIDE = """(() => {
  const dialog = document.querySelector("dialog[open]");
  const right = dialog.getBoundingClientRect().right;
  const over = [...dialog.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > right);
  return (dialog.scrollWidth > dialog.clientWidth ? [dialog] : over).map((one) => one.outerHTML.slice(0, 80));
})()"""


@pytest_asyncio.fixture(loop_scope="session")
async def house(tmp_path: Path) -> AsyncIterator[StaffHouse]:
    async with staff_house(tmp_path) as running:
        await running.member("Maya")
        for each in ARTICLES:
            await running.record.write_article(each, by="Priya", note="", now=running.clock.now())
        yield running


async def test_that_an_article_is_found_and_inserted_by_keyboard(chromium, house):
    talk = await waiting(house.record, house.clock)
    page = await at_desk(chromium, house, "maya", f"/desk/c/{talk.id}")
    await page.locator("#talk-actions >> text=Claim").click()
    await expect(page.locator("#text")).to_be_focused()
    await page.keyboard.press("Escape")
    await page.keyboard.press("/")
    await expect(page.locator("#knowledge-query")).to_be_focused()
    await page.keyboard.type("when does a payout arrive")
    await expect(page.locator(".hit").first).to_contain_text("Payouts")
    await page.keyboard.press("ArrowDown")
    await expect(page.locator(".hit").first).to_be_focused()
    public = page.locator(".hit", has_text="Payouts to your bank")
    await public.locator("text=Insert link").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#text")).to_have_value(f"Payouts to your bank: {house.url}/help/payouts")
    if SHOTS:
        await page.screenshot(path=f"{SHOTS}/desk-knowledge.png")


async def test_that_what_is_internal_goes_into_a_note_and_a_reply_that_quotes_it_is_held_up(chromium, house):
    talk = await waiting(house.record, house.clock)
    page = await at_desk(chromium, house, "maya", f"/desk/c/{talk.id}")
    await page.locator("#talk-actions >> text=Claim").click()
    await page.click("#knowledge-button")
    inside = page.locator(".hit.internal")
    await expect(inside).to_contain_text("It must not reach a customer")
    assert await inside.locator("text=Insert").count() == 0
    await inside.locator("text=Quote in a note").click()
    await expect(page.locator("#composer")).to_have_attribute("data-mode", "note")
    await expect(page.locator("#text")).to_have_value(
        "Goodwill for late payouts: When a payout is three days late, agents may credit 20 pounds."
    )
    await page.click("#mode-reply")
    await page.fill("#text", "Hi! When a payout is three days late, agents may credit something.")
    await page.click("#send")
    await expect(page.locator("#internal-dialog")).to_contain_text("Goodwill for late payouts")
    if SHOTS:
        await page.screenshot(path=f"{SHOTS}/desk-internal.png")
    await page.click("text=Change the reply")
    assert not [text for text in await said(house, talk, Audience.CUSTOMER) if "Hi!" in text]
    await page.fill("#text", "I have credited you something.")
    await page.click("#send")
    await expect(page.locator("#entries")).to_contain_text("I have credited you something.")


@pytest.mark.parametrize("size", [{"width": 1360, "height": 860}, {"width": 390, "height": 800}])
async def test_that_the_panel_is_sound_on_every_screen(chromium, house, size):
    talk = await waiting(house.record, house.clock)
    page = await at_desk(chromium, house, "maya", f"/desk/c/{talk.id}", viewport=size, color_scheme="dark")
    await page.click("#knowledge-button")
    await expect(page.locator(".hit").first).to_be_visible()
    await page.locator("text=Read all of it").first.click()
    await page.evaluate(AXE.read_text())
    found = await page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found["violations"]] == []
    assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth")
    if SHOTS:
        await page.screenshot(path=f"{SHOTS}/desk-knowledge-{size['width']}.png")
    await page.keyboard.press("Escape")
    await expect(page.locator("#knowledge")).to_be_hidden()


async def test_that_settling_asks_for_the_article_and_takes_one_or_a_wish(chromium, house):
    linked, wanting = await waiting(house.record, house.clock, "Dana"), await waiting(house.record, house.clock, "Noor")
    page = await at_desk(chromium, house, "maya", f"/desk/c/{linked.id}")
    await page.locator("#talk-actions >> text=Claim").click()
    await page.locator("#talk-actions >> text=Resolve").click()
    await page.locator("#article-choices >> text=Payouts to your bank").click()
    await page.fill("#article-find", "goodwill credit")
    await expect(page.locator("#article-choices label").nth(1)).to_contain_text("Goodwill")
    await expect(page.locator("#article-choices input:checked")).to_have_value("=payouts")
    if SHOTS:
        await page.screenshot(path=f"{SHOTS}/desk-resolve.png")
    for width, height in ((1366, 768), (1280, 720), (390, 700)):
        await page.set_viewport_size({"width": width, "height": height})
        assert await page.evaluate(TOO_WIDE) == []
        if SHOTS:
            await page.screenshot(path=f"{SHOTS}/desk-resolve-{width}.png")
    await page.set_viewport_size({"width": 1366, "height": 768})
    await page.locator("#resolve-dialog button[value=go]").click()
    await expect(page.locator("#composer-closed")).to_be_visible()
    assert (await house.record.handoff(linked.handoff)).resolution.article_id == "payouts"
    await page.goto(f"{house.url}/desk/c/{wanting.id}")
    await page.locator("#talk-actions >> text=Claim").click()
    await page.locator("#talk-actions >> text=Resolve").click()
    await page.locator("#article-picker >> text=No, one is wanted").click()
    await page.locator("#resolve-dialog button[value=go]").click()
    await expect(page.locator("#article-missing")).to_be_in_viewport(ratio=1)
    await expect(page.locator("#article-wanted")).to_be_focused()
    assert await page.evaluate(
        "document.querySelector('#article-missing').getBoundingClientRect().bottom"
        " <= document.querySelector('#resolve-dialog .dialog-foot').getBoundingClientRect().top"
    )
    if SHOTS:
        await page.screenshot(path=f"{SHOTS}/desk-resolve-missing.png")
    await page.fill("#article-wanted", "How to trace a payout that is late")
    await page.locator("#resolve-dialog button[value=go]").click()
    await expect(page.locator("#composer-closed")).to_be_visible()
    resolution = (await house.record.handoff(wanting.handoff)).resolution
    assert (resolution.article_id, resolution.article_wanted) == (None, "How to trace a payout that is late")
