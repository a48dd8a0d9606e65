"""The back office's article pages in a real browser: nothing for axe to mend, nothing wider than a phone, uploads."""

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from adapters.company.articles import read_articles
from core.domain.company import AnswerableQuestion
from core.domain.ids import ArticleId
from core.domain.people import Role
from core.library import Incoming, SourceKind, digest_of
from tests.browser.desk_page import AXE, at_desk
from tests.support.models import embedder, models_dir
from tests.support.staff_house import StaffHouse, staff_house
from tests.support.staff_scenes import UNSURE, package, scene

HELP = Path(__file__).parents[2] / "examples/harborlight/articles"
pytestmark = pytest.mark.asyncio(loop_scope="session")
SHOTS = os.environ.get("FOYER_SHOTS", "")
PATHS = {
    "articles": "/admin/articles",
    "article": "/admin/articles/two-step-verification",
    "edit": "/admin/articles/two-step-verification/edit",
    "new": "/admin/articles/new",
    "sources": "/admin/sources",
    "gaps": "/admin/gaps",
    "labels": "/admin/labels",
    "observe": "/admin/observe",
    "questions": "/admin/questions",
    "care": "/admin/care",
    "start": "/admin",
}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def shelves(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[StaffHouse]:
    """The example company's articles, with something to see on every page; only read. Comparing them all takes long."""
    folder = tmp_path_factory.mktemp("shelves")
    shutil.copytree(models_dir() / "index", folder / "index")
    async with staff_house(folder, embedder=embedder()) as running:
        await running.member("Priya", Role.ADMIN)
        now = running.clock.now()
        source = await running.record.open_source(SourceKind.COMPANY, "company folder", {})
        articles = [Incoming(each, f"{each.id}.md", digest_of(each)) for each in read_articles(HELP)]
        await running.record.take_in(source.id, articles, now)
        talk = await scene(running.record, running.clock, "Dana", account="Acme")
        await talk.customer_says("Where is my payout?")
        await talk.hand_off(UNSURE, package("no_answer", open_question="Where is my payout?"))
        known = AnswerableQuestion("How do I get back in?", (ArticleId("lost-two-step-device"),), "recovery code")
        await running.record.seed_questions([known, AnswerableQuestion("Do you sell penguins?", ())])
        await running.record.set_gone(ArticleId("api-keys"), True, by="Priya", now=now)
        yield running


async def mended(page: Page, name: str) -> list[str]:
    """What axe finds, and whether the page is wider than its window."""
    if SHOTS:
        await page.screenshot(path=f"{SHOTS}/{name}.png", full_page=name.startswith("phone"))
    await page.evaluate(AXE.read_text())
    found = await page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    wide = await page.evaluate("document.documentElement.scrollWidth > innerWidth")
    problems = [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found["violations"]]
    return [f"{name}: {problem}" for problem in (*problems, *(["too wide"] if wide else []))]


@pytest.mark.parametrize("size", [{"width": 1280, "height": 860}, {"width": 375, "height": 760}])
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_that_the_article_pages_are_sound_on_every_screen(chromium, shelves, size, scheme):
    where = "desktop" if size["width"] > 1000 else "phone"
    page = await at_desk(chromium, shelves, "priya", "/admin/articles", viewport=size, color_scheme=scheme)
    problems: list[str] = []
    for name, path in PATHS.items():
        await page.goto(shelves.url + path)
        if name == "article":
            await page.locator("details summary").last.click()
        problems += await mended(page, f"{where}-{scheme}-{name}")
    assert problems == []


async def test_that_a_large_file_is_uploaded_and_its_report_opens(chromium, house, tmp_path):
    file = tmp_path / "walrus.md"
    file.write_text("# The walrus\n\n" + "It sleeps until noon.\n\n" * 6_000 + "The end.\n")
    big = tmp_path / "pictures.pdf"
    big.write_bytes(b"%PDF-1.4\n" + b"x" * (2 * 1024 * 1024))
    page = await at_desk(chromium, house, "priya", "/admin/sources")
    await page.set_input_files("input[type=file]", str(file))
    await page.select_option("[name=audience]", "signed_in")
    await page.click("text=Upload and read")
    await expect(page.locator("h1")).to_have_text("upload: walrus.md")
    await page.click("td a >> text=walrus.md")
    await expect(page.locator("h1")).to_have_text("The walrus")
    await page.goto(house.url + "/admin/sources")
    await page.set_input_files("input[type=file]", str(big))
    await page.click("text=Upload and read")
    await expect(page.locator("main")).to_contain_text("damaged")
