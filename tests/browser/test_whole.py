"""The whole service in two real browsers: a customer on the company's page, an agent at the desk."""

import os

import pytest
from playwright.async_api import Browser, Page, expect

from core.domain.people import Role
from tests.support.house import PASSWORD, House, open_house

pytestmark = pytest.mark.asyncio(loop_scope="session")
SHOTS = os.environ.get("FOYER_SHOTS", "")


async def shot(page: Page, name: str) -> None:
    """A picture for people to look at, when FOYER_SHOTS names a folder."""
    if SHOTS:
        await page.screenshot(path=f"{SHOTS}/{name}.png")


async def desk(browser: Browser, house: House, name: str) -> Page:
    await house.hire(name, Role.ADMIN)
    page = await (await browser.new_context(viewport={"width": 1440, "height": 900})).new_page()
    await page.goto(house.url + "/desk")
    await page.fill("input[name=login]", name.lower())
    await page.fill("input[name=password]", PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/desk")
    return page


async def test_a_customer_gets_an_answer_then_a_person_then_the_bot_again(chromium):
    async with open_house() as house:
        context = await chromium.new_context(viewport={"width": 1280, "height": 860})
        customer = await context.new_page()
        complaints: list[str] = []
        customer.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        await customer.goto(house.url + "/")
        await shot(customer, "1-host")
        await customer.get_by_role("button", name="chat").first.click()
        composer = customer.get_by_role("textbox")
        await composer.fill("How do I reset my password?")
        await customer.keyboard.press("Enter")
        log = customer.get_by_role("log")
        await expect(log.get_by_role("link", name="Reset your password").first).to_be_visible()
        await shot(customer, "2-answer")
        agent = await desk(chromium, house, "Maya")
        await composer.fill("I'd rather talk to a real person about my invoice")
        await customer.keyboard.press("Enter")
        await expect(log).to_contain_text("bringing in a person")
        await shot(customer, "3-handed-off")
        await agent.get_by_text("talk to a real person about my invoice").first.click()
        await expect(agent.locator("#brief")).to_contain_text("asked for a person", ignore_case=True)
        await shot(agent, "4-desk-package")
        await agent.locator("#talk-actions").get_by_role("button", name="Claim").click()
        await expect(log).to_contain_text("Maya from Harborlight has joined")
        await agent.get_by_role("textbox", name="Reply to customer").fill(
            "Hello, Maya here. Which invoice is it about?"
        )
        await agent.get_by_role("button", name="Send reply").click()
        await expect(log).to_contain_text("Which invoice is it about?")
        await shot(customer, "5-person")
        await shot(agent, "6-desk-claimed")
        await agent.locator("#talk-actions").get_by_role("button", name="Return").click()
        await agent.get_by_role("dialog").get_by_role("button", name="Return").click()
        await expect(log).to_contain_text("handed the chat back")
        await composer.fill("Can clients book online?")
        await customer.keyboard.press("Enter")
        await expect(log.get_by_role("link").last).to_be_visible()
        await shot(customer, "7-back")
        conversation = (await agent.evaluate("location.pathname")).rsplit("/", 1)[-1]
        await agent.goto(house.url + "/admin")
        await shot(agent, "8-admin")
        await agent.goto(f"{house.url}/admin/conversations/{conversation}")
        await expect(agent.get_by_text("asked for a person", exact=False).first).to_be_visible()
        await shot(agent, "9-why")
        assert complaints == []
