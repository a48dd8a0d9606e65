"""The example company's own pages with the widget on them, as the service serves them."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import jwt
import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from adapters.company.loader import load_company
from bot.web.pages import DEMO_KEY, HostPages, Scripts
from bot.web.visitors import Sessions
from core.clock import SystemClock
from core.domain.company import Article, ArticleAudience
from tests.browser.widget_fake import FakeFoyer
from tests.browser.widget_page import Chat, find_violations

pytestmark = pytest.mark.asyncio(loop_scope="session")

COMPANY = Path(__file__).resolve().parents[2] / "examples" / "harborlight"


@pytest_asyncio.fixture(loop_scope="session")
async def site() -> AsyncIterator[FakeFoyer]:
    fake = FakeFoyer()
    sessions = Sessions(
        secret="s" * 40, identity_keys={DEMO_KEY: "k" * 40}, identity_audience="foyer", clock=SystemClock()
    )
    company = load_company(COMPANY)
    public = {a.url: a for a in company.articles if a.audience is ArticleAudience.PUBLIC}

    async def find(url: str) -> Article | None:
        return public.get(url)

    pages = HostPages(company, sessions, find, demo=True, sign_in=True)
    fake.pages = [*Scripts().routes(), *pages.routes()]
    await fake.start()
    yield fake
    await fake.stop()


async def _visit(chromium: Browser, site: FakeFoyer, path: str, **options: Any) -> Chat:
    context = await chromium.new_context(**options)
    chat = Chat(await context.new_page(), site)
    await chat.page.goto(site.base + path)
    await chat.launcher.wait_for(state="attached")
    return chat


async def test_that_the_page_carries_the_chat_under_its_strict_policy(chromium: Browser, site: FakeFoyer):
    chat = await _visit(chromium, site, "/")
    await chat.page.locator(".hero [data-chat]").click()
    await chat.ready()
    await chat.write("hello")
    await chat.delivered("hello")
    await chat.page.locator(".head .icon").click()
    await expect(chat.page.locator(".hero [data-chat]")).to_be_focused()
    assert chat.console == []


async def test_that_a_customer_can_be_tried_and_signed_out(chromium: Browser, site: FakeFoyer):
    chat = await _visit(chromium, site, "/")
    await chat.page.get_by_text("Sign in as…").click()
    await chat.page.get_by_role("link", name="Graham Marlowe").click()
    await expect(chat.page.get_by_text("Signed in as Graham Marlowe")).to_be_visible()
    await chat.open()
    await chat.ready()
    await chat.write("a private matter")
    await chat.delivered("a private matter")
    claims = jwt.decode(site.received[0]["identity"], options={"verify_signature": False})
    assert claims["sub"] == "hl-u-70007"
    await chat.page.locator(".head .icon").click()
    await chat.page.get_by_role("link", name="Sign out").click()
    await expect(chat.page.get_by_text("You are an anonymous visitor")).to_be_visible()
    assert await chat.page.evaluate("Object.keys(localStorage)") == []


async def test_that_help_pages_read_well_and_offer_the_chat(chromium: Browser, site: FakeFoyer):
    chat = await _visit(chromium, site, "/help/add-a-location")
    await expect(chat.page.get_by_role("heading", name="Add another location", level=1)).to_be_visible()
    await chat.page.get_by_role("button", name="Open the chat").click()
    await expect(chat.panel).to_be_visible()
    assert chat.console == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", "/help/add-a-location"])
async def test_that_axe_finds_nothing_on_the_pages(chromium: Browser, site: FakeFoyer, scheme: Any, path: str):
    chat = await _visit(chromium, site, path, color_scheme=scheme, viewport={"width": 360, "height": 700})
    assert await find_violations(chat.page, "html") == []
    assert await chat.page.evaluate("document.documentElement.scrollWidth") == 360
