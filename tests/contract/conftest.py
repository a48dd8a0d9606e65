"""Every contract test of the record runs over both databases."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.db.record import SqlRecord, open_record
from core.clock import ManualClock
from tests.support.databases import migrated_sqlite
from tests.support.record import House


@pytest.fixture(params=["sqlite", "postgresql"])
def record_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database with all tables."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("migrated_postgres_url"))
    return migrated_sqlite(tmp_path / "foyer.db")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
async def record(record_url: str, clock: ManualClock) -> AsyncIterator[SqlRecord]:
    opened = await open_record(record_url, clock)
    yield opened
    await opened.aclose()


@pytest.fixture
async def house(record: SqlRecord, clock: ManualClock) -> House:
    return House(record, clock)
