"""The two sides that a browser sees: the widget, and the desk of the staff."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Browser, expect

from core.domain.people import Role
from tests.browser.widget_fake import FakeFoyer, fake_foyer
from tests.browser.widget_page import Chat
from tests.support.staff_house import StaffHouse, staff_house

expect.set_options(timeout=20_000)  # for a busy machine; what must come sooner says so


@pytest_asyncio.fixture(loop_scope="session")
async def fake() -> AsyncIterator[FakeFoyer]:
    """The server side of the widget's protocol, in memory."""
    async with fake_foyer() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def chat(chromium: Browser, fake: FakeFoyer) -> Chat:
    """The widget, open and greeted."""
    return await (await Chat.opened(chromium, fake)).ready()


@pytest_asyncio.fixture(loop_scope="session")
async def house(tmp_path: Path) -> AsyncIterator[StaffHouse]:
    """The staff's side with two agents and an admin."""
    async with staff_house(tmp_path) as running:
        await running.member("Maya")
        await running.member("Jonas")
        await running.member("Priya", Role.ADMIN)
        yield running
