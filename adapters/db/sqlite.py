"""SQLite behind one writer thread that commits several units of work with one sync of the disk.

A commit costs a sync and a sync costs more than all the statements in it. While one group is being synced,
the next one gathers; the busier the service, the larger the groups. The event loop never waits for a lock:
it hands over work and gets futures resolved.
"""

import asyncio
import contextlib
import queue
import sqlite3
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa

from adapters.db.columns import to_json
from adapters.db.database import translated, unavailable
from core.errors import Unavailable

T = TypeVar("T")
BUSY_MS = 5000
"""How long to wait for another process that writes."""
_LARGEST_GROUP = 128
_READERS = 2


def sqlite_engine(url: sa.URL, *, begin: str, pragmas: Sequence[str]) -> sa.Engine:
    """An engine that starts transactions by itself: the driver's own way loses updates without a word."""
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
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


class _Unit:
    """One piece of work on its way through the writer."""

    __slots__ = ("durable", "error", "future", "result", "work")

    def __init__(self, work: Callable[[sa.Connection], Any], durable: bool, future: asyncio.Future[Any]) -> None:
        self.work = work
        self.durable = durable
        self.future = future
        self.result: Any = None
        self.error: BaseException | None = None

    def settle(self) -> None:
        """Tell the caller; on the event loop."""
        if self.future.done():  # the caller was cancelled: what was committed stays committed
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


def _settle(units: Sequence[_Unit]) -> None:
    for unit in units:
        unit.settle()


class SqliteDatabase:
    """One file, one writer, a few readers."""

    def __init__(self, url: sa.URL) -> None:
        Path(url.database or "").parent.mkdir(parents=True, exist_ok=True)
        self._write_engine = sqlite_engine(
            url,
            begin="BEGIN IMMEDIATE",
            pragmas=(
                "journal_mode=WAL",
                "synchronous=FULL",
                "foreign_keys=ON",
                "journal_size_limit=67108864",
            ),
        )
        self._read_engine = sqlite_engine(url, begin="BEGIN", pragmas=("query_only=ON",))
        self._queue: queue.SimpleQueue[_Unit | None] = queue.SimpleQueue()
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="sqlite-read")
        self._closed = False
        self._thread = threading.Thread(target=self._write_loop, name="sqlite-write", daemon=True)
        self._thread.start()

    async def write(self, work: Callable[[sa.Connection], T], *, durable: bool = True) -> T:
        if self._closed:
            raise Unavailable("The database is closed.")
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._queue.put(_Unit(work, durable, future))
        return await future

    async def read(self, work: Callable[[sa.Connection], T]) -> T:
        if self._closed:
            raise Unavailable("The database is closed.")
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)

    def _read(self, work: Callable[[sa.Connection], T]) -> T:
        try:
            with self._read_engine.connect() as connection:
                return work(connection)
        except sa.exc.SQLAlchemyError as error:
            raise translated(error) from error

    async def aclose(self) -> None:
        """Finish what was handed over, then stop."""
        if self._closed:
            return
        self._closed = True
        self._queue.put(None)
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, self._thread.join)
        await loop.run_in_executor(None, self._readers.shutdown)
        self._read_engine.dispose()
        self._write_engine.dispose()

    def _write_loop(self) -> None:
        connection: sa.Connection | None = None
        synced = True
        while (unit := self._queue.get()) is not None:
            group = [unit, *self._gather()]
            try:
                if connection is None:
                    connection, synced = self._write_engine.connect(), True
                durable = any(each.durable for each in group)
                if durable != synced:
                    _set_sync(connection, durable)
                    synced = durable
                _run_group(connection, group)
            except Exception as error:
                # The whole group is undone. Start with a fresh connection: this one's state is not worth
                # guessing.
                for each in group:
                    each.error = unavailable(error)
                if connection is not None:
                    with contextlib.suppress(Exception):
                        connection.invalidate()
                        connection.close()
                    connection = None
            _tell(group)
        if connection is not None:
            connection.close()

    def _gather(self) -> list[_Unit]:
        """Whatever else waits already; never waits for more."""
        more: list[_Unit] = []
        with contextlib.suppress(queue.Empty):
            while len(more) < _LARGEST_GROUP - 1:
                unit = self._queue.get_nowait()
                if unit is None:
                    self._queue.put(None)  # the end comes after this group
                    break
                more.append(unit)
        return more


def _set_sync(connection: sa.Connection, durable: bool) -> None:
    # Outside of a transaction, where alone SQLite takes this setting. A later FULL commit syncs the earlier
    # ones too.
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute("PRAGMA synchronous=" + ("FULL" if durable else "NORMAL"))


def _run_group(connection: sa.Connection, group: list[_Unit]) -> None:
    """Run units in one transaction; one that fails undoes itself only. Raises when the group is lost."""
    driver = connection.connection.driver_connection
    assert driver is not None
    transaction = connection.begin()
    alone = len(group) == 1
    try:
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
        if alone and group[0].error is not None:
            transaction.rollback()
        else:
            transaction.commit()
    except BaseException:
        with contextlib.suppress(Exception):
            transaction.rollback()
        raise


def _tell(group: Sequence[_Unit]) -> None:
    loops: dict[asyncio.AbstractEventLoop, list[_Unit]] = {}
    for unit in group:
        loops.setdefault(unit.future.get_loop(), []).append(unit)
    for loop, units in loops.items():
        with contextlib.suppress(RuntimeError):  # the loop is gone, and its callers with it
            loop.call_soon_threadsafe(_settle, units)
