"""The writer thread: units of a group stand and fall alone, and a locked file is an error, not a hang."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from adapters.db import sqlite
from adapters.db.migrate import migrate
from adapters.db.sqlite import SqliteDatabase
from core.errors import Conflict, Unavailable

Unit = Callable[[sa.Connection], int]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with sqlite3.connect(tmp_path / "t.db") as connection:
        connection.execute("CREATE TABLE t (n INTEGER PRIMARY KEY)")
    connection.close()
    return tmp_path / "t.db"


@pytest.fixture
async def database(path: Path) -> AsyncIterator[SqliteDatabase]:
    opened = SqliteDatabase(sa.make_url(f"sqlite:///{path}"))
    yield opened
    await opened.aclose()


def insert(number: int) -> Unit:
    def work(connection: sa.Connection) -> int:
        connection.execute(sa.text("INSERT INTO t VALUES (:n)"), {"n": number})
        if number % 5 == 0:
            raise Conflict("no fives")
        return number

    return work


def _numbers(connection: sa.Connection) -> list[int]:
    return list(connection.execute(sa.text("SELECT n FROM t ORDER BY n")).scalars())


async def test_that_one_failing_unit_undoes_itself_only(database: SqliteDatabase) -> None:
    results = await asyncio.gather(*(database.write(insert(n)) for n in range(1, 101)), return_exceptions=True)
    refused = [result for result in results if isinstance(result, Conflict)]
    assert len(refused) == 20
    assert await database.read(_numbers) == [n for n in range(1, 101) if n % 5]


async def test_that_a_database_error_undoes_its_unit_only(database: SqliteDatabase) -> None:
    results = await asyncio.gather(*(database.write(insert(n)) for n in (1, 2, 2, 3)), return_exceptions=True)
    assert [type(result) for result in results] == [int, int, sa.exc.IntegrityError, int]
    assert await database.read(_numbers) == [1, 2, 3]


async def test_that_commits_are_shared(database: SqliteDatabase) -> None:
    commits = 0

    def count(statement: str) -> None:
        nonlocal commits
        commits += statement == "COMMIT"

    def trace(connection: sa.Connection) -> None:
        connection.connection.driver_connection.set_trace_callback(count)  # type: ignore[union-attr]

    await database.write(trace)
    commits = 0
    await asyncio.gather(*(database.write(insert(n)) for n in range(1, 101)), return_exceptions=True)
    assert commits < 20


async def test_that_only_forgettable_groups_skip_the_sync(database: SqliteDatabase) -> None:
    def level(connection: sa.Connection) -> int:
        return int(connection.execute(sa.text("PRAGMA synchronous")).scalar_one())

    assert await database.write(level) == 2
    assert await database.write(level, durable=False) == 1
    assert await database.write(level) == 2
    mixed = await asyncio.gather(*(database.write(level, durable=bool(n % 2)) for n in range(20)))
    assert set(mixed[1::2]) == {2}


async def test_that_readers_cannot_write(database: SqliteDatabase) -> None:
    with pytest.raises(Unavailable):
        await database.read(insert(1))


async def test_that_a_file_locked_for_long_is_unavailable_and_then_works_again(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_MS", 50)
    database = SqliteDatabase(sa.make_url(f"sqlite:///{path}"))
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable):
        await database.write(insert(1))
    other.execute("ROLLBACK")
    other.close()
    assert await database.write(insert(1)) == 1
    await database.aclose()


async def test_that_closing_finishes_what_was_handed_over(path: Path) -> None:
    database = SqliteDatabase(sa.make_url(f"sqlite:///{path}"))
    writes = [asyncio.ensure_future(database.write(insert(n))) for n in range(1, 5)]
    await asyncio.sleep(0)  # noqa: TID251
    await database.aclose()
    assert [await write for write in writes] == [1, 2, 3, 4]
    with pytest.raises(Unavailable):
        await database.write(insert(6))
    with pytest.raises(Unavailable):
        await database.read(_numbers)


def test_that_nobody_else_on_the_machine_can_read_the_file(tmp_path: Path) -> None:
    file = tmp_path / "data" / "foyer.db"
    migrate(f"sqlite:///{file}")
    assert (file.parent.stat().st_mode & 0o077, file.stat().st_mode & 0o077) == (0, 0)
