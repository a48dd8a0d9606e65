"""Bring a database to the schema this program needs.

Blocking, for set-up. Two processes may start at once: the second waits for the first and finds nothing to do. Alembic
takes half a second to load, so it is loaded only where there is something to change.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa

from adapters.db.database import translated
from adapters.db.postgres import postgres_engine
from adapters.db.sqlite import make_private, sqlite_engine
from adapters.db.urls import database_url
from core.errors import FoyerError, Unavailable
from core.ports import Progress

T = TypeVar("T")
_LOCK = 0x466F_7965  # any number, the same for everyone who migrates
_WAIT_MS = 60_000
_SCRIPTS = Path(__file__).parent / "migrations"


def newest() -> str:
    """The revision this program needs. Each step's file is named by its revision, and they follow one another."""
    return max(file.name.partition("_")[0] for file in (_SCRIPTS / "versions").glob("[0-9]*.py"))


def _current(connection: sa.Connection) -> str | None:
    """The revision a database is at; None where it has no tables yet."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return found


def run(url: str, work: Callable[[sa.Connection], T]) -> T:
    """Do `work` in one transaction that nobody else's migration runs beside."""
    parsed = database_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _run_sqlite(parsed, work)

    async def in_postgres() -> T:
        engine = postgres_engine(parsed, pool_size=1)
        try:
            async with engine.begin() as connection:
                await connection.execute(sa.text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
                return await connection.run_sync(work)
        finally:
            await engine.dispose()

    # On a thread of its own, so that it also works where an event loop runs already.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, in_postgres()).result()


def _run_sqlite(url: sa.URL, work: Callable[[sa.Connection], T]) -> T:
    make_private(url)
    # Foreign keys stay off: Alembic changes a table by copying it.
    engine = sqlite_engine(url, (f"busy_timeout={_WAIT_MS}", "journal_mode=WAL"))
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            return work(connection)
    finally:
        engine.dispose()


def migrate(url: str, progress: Progress | None = None) -> None:
    """Create the tables or change them to what this program needs; whole, or not at all."""

    def work(connection: sa.Connection) -> None:
        if (current := _current(connection)) != newest():
            _upgrade(connection, current, progress)

    _translating(url, work)


def _translating(url: str, work: Callable[[sa.Connection], T]) -> T:
    try:
        return run(url, work)
    except (sa.exc.DBAPIError, OSError) as error:
        known = translated(error)
        if isinstance(error, OSError) or isinstance(known, Unavailable):
            kind = type(getattr(error, "orig", error)).__name__
            raise Unavailable(
                f"The database cannot be reached ({kind}). Check FOYER_DATABASE_URL, and that it runs.", detail=kind
            ) from error
        raise


def _upgrade(connection: sa.Connection, current: str | None, progress: Progress | None) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.set_main_option("path_separator", "os")
    total = sum(1 for _ in ScriptDirectory.from_config(config).iterate_revisions("head", current or "base"))
    done = 0

    def applied(**_details: Any) -> None:
        nonlocal done
        done += 1
        if progress:
            progress(done, total)

    config.attributes["connection"] = connection
    config.attributes["on_version_apply"] = applied
    command.upgrade(config, "head")


def begun(url: str) -> bool:
    """Whether there is a record yet, of whatever age. Looking makes none. Raises `Unavailable` if it cannot."""
    parsed = database_url(url)
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").exists():
        return False
    return _translating(url, _current) is not None


def check(url: str) -> str | None:
    """What is wrong with the database's schema and how to mend it, or None."""
    remedy = "Run `python app.py prepare`."
    try:
        current = run(url, _current)
    except FoyerError as error:
        return error.message
    except (sa.exc.SQLAlchemyError, OSError) as error:
        return f"The database cannot be reached ({type(error).__name__}). Check its URL, and that it runs."
    wanted = newest()
    if current == wanted:
        return None
    if current is None:
        return f"The database has no tables yet. {remedy}"
    return f"The database is at schema {current} and this program needs {wanted}. {remedy}"
