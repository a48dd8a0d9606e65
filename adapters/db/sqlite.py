"""SQLite behind one writer thread that commits several units of work with one sync of the disk.

A commit costs a sync and a sync costs more than all the statements in it. While one group is being synced,
the next one gathers; the busier the service, the larger the groups. The event loop never waits for a lock:
it hands over work and gets futures resolved.
"""

import asyncio
import contextlib
import sqlite3
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa

from adapters.db.columns import to_json
from adapters.db.database import translated, unavailable
from adapters.db.lane import Lane, Unit
from core.errors import Unavailable

T = TypeVar("T")
BUSY_MS = 5000
"""How long to wait for another process that writes."""
_READERS = 2


def sqlite_engine(url: sa.URL, pragmas: Sequence[str]) -> sa.Engine:
    """An engine that leaves BEGIN to us: the driver's own way loses updates without a word."""
    engine = sa.create_engine(
        url,
        json_serializer=to_json,
        hide_parameters=True,
        connect_args={"check_same_thread": False, "timeout": BUSY_MS / 1000},
    )

    @sa.event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        for pragma in pragmas:
            _set(connection, pragma)

    return engine


def make_private(url: sa.URL) -> None:
    """Make the file, should it be missing, so that nobody else on the machine can read what customers wrote. Its
    companions (-wal, -shm) take after it."""
    file = Path(url.database or "")
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        file.touch(mode=0o600, exist_ok=False)


def _set(connection: sqlite3.Connection, pragma: str) -> None:
    """Of all statements the change to WAL alone does not wait while another process makes it; so we do."""
    for left in reversed(range(BUSY_MS // 50)):
        try:
            connection.execute(f"PRAGMA {pragma}")
            return
        except sqlite3.OperationalError as error:
            if not left or "locked" not in str(error):
                raise
            threading.Event().wait(0.05)


class SqliteDatabase:
    """One file, one writer, a few readers."""

    def __init__(self, url: sa.URL) -> None:
        make_private(url)
        self._writer = Session(
            url, ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "journal_size_limit=67108864")
        )
        self._readers = threading.local()
        self._opened: list[Session] = [self._writer]
        self._url = url
        self._closed = False
        self._writes = Lane("sqlite-write", self._write_group, largest=128)
        self._reads = Lane("sqlite-read", self._read_group, largest=8, threads=_READERS)

    async def write(self, work: Callable[[sa.Connection], T], *, durable: bool = True) -> T:
        if self._closed:
            raise Unavailable("The database is closed.")
        return await self._writes.run(work, durable=durable)

    async def read(self, work: Callable[[sa.Connection], T]) -> T:
        if self._closed:
            raise Unavailable("The database is closed.")
        return await self._reads.run(work)

    async def aclose(self) -> None:
        """Finish what was handed over, then stop."""
        if self._closed:
            return
        self._closed = True
        await asyncio.to_thread(self._writes.close)
        await asyncio.to_thread(self._reads.close)
        for session in self._opened:
            session.close()

    def _write_group(self, group: Sequence[Unit]) -> None:
        try:
            connection, driver = self._writer.use()
            durable = any(unit.durable for unit in group)
            # A later synced commit covers the earlier ones too.
            self._writer.sync_commits(durable)
            driver.execute("BEGIN IMMEDIATE")
            run_group(connection, driver, group)
        except Exception as error:
            # The whole group is undone, and this connection's state is not worth guessing.
            self._writer.close()
            for unit in group:
                unit.error = unavailable(error)

    def _read_group(self, group: Sequence[Unit]) -> None:
        """The group sees one state of the database: the one after everything that its callers have waited for."""
        session: Session | None = getattr(self._readers, "session", None)
        if session is None:
            session = self._readers.session = Session(self._url, ("query_only=ON",))
            self._opened.append(session)
        try:
            connection, driver = session.use()
            driver.execute("BEGIN")
            for unit in group:
                try:
                    unit.result = unit.work(connection)
                except Exception as error:
                    unit.error = translated(error)
            driver.execute("COMMIT")
        except Exception as error:
            session.close()
            for unit in group:
                unit.error = unavailable(error)


class Session:
    """A connection that one thread keeps for itself and opens again when something broke it."""

    def __init__(self, url: sa.URL, pragmas: Sequence[str]) -> None:
        self._engine = sqlite_engine(url, pragmas)
        self._connection: sa.Connection | None = None
        self._syncs: bool | None = None
        """Whether commits wait for the disk; None when nobody has said so to this connection."""

    def use(self) -> tuple[sa.Connection, sqlite3.Connection]:
        if self._connection is None:
            self._connection = self._engine.connect()
            self._syncs = None
        driver = self._connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        return self._connection, driver

    def sync_commits(self, on: bool) -> None:
        """Whether commits wait for the disk. Outside of a transaction, where alone SQLite takes this setting."""
        if on is not self._syncs:
            _, driver = self.use()
            driver.execute("PRAGMA synchronous=" + ("FULL" if on else "NORMAL"))
            self._syncs = on

    def close(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(Exception):
                self._connection.invalidate()
                self._connection.close()
            self._connection = None
        self._engine.dispose()


def run_group(connection: sa.Connection, driver: sqlite3.Connection, group: Sequence[Unit]) -> None:
    """Run units in the open transaction and end it; one that fails undoes itself only.

    Raises when the whole group is lost.
    """
    alone = len(group) == 1
    for unit in group:
        if not alone:
            driver.execute("SAVEPOINT unit")
        try:
            unit.result = unit.work(connection)
        except Exception as error:
            unit.error = translated(error)
            if not driver.in_transaction:
                raise  # the disk is full or broken: SQLite has undone everything already
            if not alone:
                driver.execute("ROLLBACK TO unit")
        if not alone:
            driver.execute("RELEASE unit")
    driver.execute("ROLLBACK" if alone and group[0].error is not None else "COMMIT")
