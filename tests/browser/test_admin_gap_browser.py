"""From a gap to a published article, as a lead goes: the draft, the check, publishing, and the gap is dealt with."""

import pytest
from playwright.async_api import expect

from core.domain.ids import ArticleId
from core.domain.people import Role
from tests.browser.desk_page import at_desk
from tests.support.help_pages import ARTICLES
from tests.support.models import embedder
from tests.support.staff_house import staff_house
from tests.support.staff_scenes import UNSURE, package, scene

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_that_a_gap_is_edited_checked_published_and_then_dealt_with(chromium, tmp_path):
    async with staff_house(tmp_path, embedder=embedder()) as house:
        await house.member("Priya", Role.ADMIN)
        await house.record.write_article(ARTICLES[0], by="Priya", note="", now=house.clock.now())
        talk = await scene(house.record, house.clock, "Dana", account="Acme")
        await talk.customer_says("Do you sell penguins?")
        await talk.hand_off(UNSURE, package("no_answer", open_question="Do you sell penguins?"))
        page = await at_desk(chromium, house, "priya", "/admin/gaps")
        await page.get_by_role("button", name="Write an article about Do you sell penguins?").click()
        await expect(page.locator("[name=title]")).to_have_value("Do you sell penguins?")
        await expect(page.locator("[name=audience]")).to_have_value("internal")
        await page.fill("[name=body]", "# Penguins\n\nWe do not sell penguins.")
        await page.fill("[name=id]", "penguins")
        await page.select_option("[name=audience]", "public")
        await page.get_by_role("button", name="Check the known answers").click()
        await page.get_by_role("button", name="Publish", exact=True).click(timeout=60_000)
        await expect(page.locator("h1")).to_have_text("Do you sell penguins?")
        await page.goto(house.url + "/admin/gaps")
        await expect(page.locator("main")).to_contain_text("No gaps")
        await expect(page.locator("main")).to_contain_text("Not once")
        stored = await house.record.stored_article(ArticleId("penguins"))
        assert stored is not None
        assert (stored.article.audience, stored.author) == ("public", "Priya")
