"""A company's staff, for the tests of their pages."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.domain.people import Role
from tests.support.staff_client import Agent, signed_in
from tests.support.staff_house import StaffHouse, staff_house


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[StaffHouse]:
    """The staff's side without models: Priya, an admin, and Maya, an agent."""
    async with staff_house(tmp_path) as running:
        await running.member("Priya", Role.ADMIN)
        await running.member("Maya")
        yield running


@pytest.fixture
async def priya(house: StaffHouse) -> AsyncIterator[Agent]:
    """Priya, signed in."""
    async with signed_in(house, "priya") as admin:
        yield admin
