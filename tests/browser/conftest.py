"""One browser for all tests of the widget; each test has contexts of its own."""

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser

from tests.browser.widget_fake import FakeFoyer, fake_foyer
from tests.browser.widget_page import Chat
from tests.support.services import launch_chromium


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def _shared_chromium(chromium_path: str) -> AsyncIterator[Browser]:
    async with launch_chromium(chromium_path) as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="session")
async def chromium(_shared_chromium: Browser) -> AsyncIterator[Browser]:
    """The running browser, for tests marked `asyncio(loop_scope="session")`; what they open is closed."""
    yield _shared_chromium
    for context in _shared_chromium.contexts:
        await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def fake() -> AsyncIterator[FakeFoyer]:
    """The server side of the widget's protocol, in memory."""
    async with fake_foyer() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def chat(chromium: Browser, fake: FakeFoyer) -> Chat:
    """The widget, open and greeted."""
    return await (await Chat.opened(chromium, fake)).ready()
