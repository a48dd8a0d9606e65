"""PostgreSQL through asyncpg: one pool, one transaction a unit of work, READ COMMITTED.

No ping before each use: it would cost every call a round trip to notice what happens once a month. A dead
connection is noticed when it is used; until the commit is sent nothing can have been written, so the work
simply runs again on a fresh one.
"""

from collections.abc import Callable
from typing import TypeVar

import asyncpg
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from adapters.db.columns import to_json
from adapters.db.database import translated, unavailable

T = TypeVar("T")
_TRIES = 3
_TRY_AGAIN = {"40001", "40P01"}  # serialisation failure, deadlock: PostgreSQL asks for another try
_NO_CONNECTION = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)


def postgres_engine(url: sa.URL, pool_size: int, *, durable: bool = True) -> AsyncEngine:
    """An engine that gives up on a silent server instead of waiting for ever."""
    # Short statements never repay the compiler.
    settings = {"application_name": "foyer", "jit": "off"}
    if not durable:
        settings["synchronous_commit"] = "off"
    return create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=10,
        pool_recycle=1800,
        json_serializer=to_json,
        hide_parameters=True,
        isolation_level="READ COMMITTED",
        connect_args={
            "timeout": 5,
            "command_timeout": 30,
            "prepared_statement_cache_size": 500,
            "server_settings": settings,
        },
    )


class PostgresDatabase:
    """A pool of connections to one server."""

    def __init__(self, url: sa.URL, pool_size: int) -> None:
        self._engine = postgres_engine(url, pool_size)
        # Setting this for one transaction would cost the round trip that it saves, so it is a matter of pools.
        self._forgetful = postgres_engine(url, max(1, pool_size // 3), durable=False)
        # A single SELECT is its own transaction; BEGIN and COMMIT around it would be two round trips for
        # nothing.
        self._reader = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        self._forgetful_alone = self._forgetful.execution_options(isolation_level="AUTOCOMMIT")

    async def write(self, work: Callable[[sa.Connection], T], *, durable: bool = True) -> T:
        engine = self._engine if durable else self._forgetful
        for tries_left in reversed(range(_TRIES)):
            try:
                return await _once(engine, work)
            except sa.exc.DBAPIError as error:
                if tries_left == 0 or not _worth_another_try(error):
                    raise translated(error) from error
            except sa.exc.SQLAlchemyError as error:
                raise translated(error) from error
            except _NO_CONNECTION as error:
                raise unavailable(error) from error
        raise AssertionError("unreachable")

    async def one_statement(self, work: Callable[[sa.Connection], T], *, durable: bool = True) -> T:
        """Run `work`, which executes one statement that is a transaction by itself: no BEGIN, no COMMIT.

        A lost connection leaves open whether it was done, so `work` must be such that a repeat does no harm.
        Raises IntegrityError as it is.
        """
        engine = self._reader if durable else self._forgetful_alone
        for tries_left in reversed(range(_TRIES)):
            try:
                connection: AsyncConnection
                async with engine.connect() as connection:
                    return await connection.run_sync(work)
            except sa.exc.IntegrityError:
                raise
            except sa.exc.DBAPIError as error:
                if tries_left == 0 or not _worth_another_try(error):
                    raise translated(error) from error
            except sa.exc.SQLAlchemyError as error:
                raise translated(error) from error
            except _NO_CONNECTION as error:
                raise unavailable(error) from error
        raise AssertionError("unreachable")

    async def read(self, work: Callable[[sa.Connection], T]) -> T:
        for last in (False, True):
            try:
                connection: AsyncConnection
                async with self._reader.connect() as connection:
                    return await connection.run_sync(work)
            except sa.exc.DBAPIError as error:
                if last or not error.connection_invalidated:
                    raise translated(error) from error
            except sa.exc.SQLAlchemyError as error:
                raise translated(error) from error
            except _NO_CONNECTION as error:
                raise unavailable(error) from error
        raise AssertionError("unreachable")

    async def aclose(self) -> None:
        await self._engine.dispose()
        await self._forgetful.dispose()


def _worth_another_try(error: sa.exc.DBAPIError) -> bool:
    return error.connection_invalidated or getattr(error.orig, "sqlstate", None) in _TRY_AGAIN


async def _once(engine: AsyncEngine, work: Callable[[sa.Connection], T]) -> T:
    async with engine.connect() as connection:
        await connection.begin()
        result = await connection.run_sync(work)
        try:
            await connection.commit()
        except sa.exc.DBAPIError as error:
            # The server may have committed before we lost it. Callers repeat with the same keys.
            raise unavailable(error) from error
        return result
