"""The articles beside the conversation, in a real browser: by keyboard alone, and nothing internal slips out."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import expect

from core.domain.messages import Audience
from tests.browser.test_desk_browser import AXE, at_desk, said
from tests.integration.test_desk_knowledge import ARTICLES
from tests.support.staff_house import StaffHouse, staff_house
from tests.support.staff_scenes import waiting

SHOTS = os.environ.get("FOYER_SHOTS", "")


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[StaffHouse]:
    async with staff_house(tmp_path) as running:
        await running.member("Maya")
        for each in ARTICLES:
            await running.record.write_article(each, by="Priya", note="", now=running.clock.now())
        yield running


async def test_that_an_article_is_found_and_inserted_by_keyboard(browser, house):
    talk = await waiting(house.record, house.clock)
    page = await at_desk(browser, house, "maya", f"/desk/c/{talk.id}")
    await page.locator("#talk-actions >> text=Claim").click()
    await expect(page.locator("#text")).to_be_focused()
    await page.keyboard.press("Escape")
    await page.keyboard.press("/")
    await expect(page.locator("#knowledge-query")).to_be_focused()
    await page.keyboard.type("when does a payout arrive")
    await expect(page.locator(".hit").first).to_contain_text("Payouts", timeout=15_000)
    await page.keyboard.press("ArrowDown")
    await expect(page.locator(".hit").first).to_be_focused()
    public = page.locator(".hit", has_text="Payouts to your bank")
    await public.locator("text=Insert link").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#text")).to_have_value(f"Payouts to your bank: {house.url}/help/payouts")
    if SHOTS:
        await page.screenshot(path=f"{SHOTS}/desk-knowledge.png")


async def test_that_what_is_internal_goes_into_a_note_and_a_reply_that_quotes_it_is_held_up(browser, house):
    talk = await waiting(house.record, house.clock)
    page = await at_desk(browser, house, "maya", f"/desk/c/{talk.id}")
    await page.locator("#talk-actions >> text=Claim").click()
    await page.click("#knowledge-button")
    inside = page.locator(".hit.internal")
    await expect(inside).to_contain_text("It must not reach a customer", timeout=15_000)
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
async def test_that_the_panel_is_sound_on_every_screen(browser, house, size):
    talk = await waiting(house.record, house.clock)
    page = await at_desk(browser, house, "maya", f"/desk/c/{talk.id}", viewport=size, color_scheme="dark")
    await page.click("#knowledge-button")
    await expect(page.locator(".hit").first).to_be_visible(timeout=15_000)
    await page.locator("text=Read all of it").first.click()
    await page.evaluate(AXE.read_text())
    found = await page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found["violations"]] == []
    assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth")
    if SHOTS:
        await page.screenshot(path=f"{SHOTS}/desk-knowledge-{size['width']}.png")
    await page.keyboard.press("Escape")
    await expect(page.locator("#knowledge")).to_be_hidden()
