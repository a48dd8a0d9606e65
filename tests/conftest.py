"""Fixtures every test may ask for, and the rule that tests talk to this machine only."""

import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from playwright.async_api import Browser

from tests.support.databases import migrated_postgres
from tests.support.services import PostgresServer, RedisServer, find_chromium, launch_chromium


def _is_this_machine(host: str | bytes | None) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    return not name or name in ("localhost", "::1", "0.0.0.0", "::") or name.startswith("127.")


def _refuse_network(event: str, arguments: tuple[Any, ...]) -> None:
    """Make reaching for anything but loopback an error, so that no test depends on the network."""
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    if not _is_this_machine(host):
        raise PermissionError(f"a test tried to reach {host}: tests talk to this machine only")


sys.addaudithook(_refuse_network)

_SERVING = {"browser", "integration", "scenario"}
"""Folders whose tests run the whole service and so need its models."""


def pytest_collection_finish(session: pytest.Session) -> None:
    """Make the models before the first test, outside of every test's time limit."""
    from tests.support.house import prepare_models

    if session.items and not session.config.option.collectonly:
        folders = {part for item in session.items for part in item.path.parts}
        if folders & _SERVING:
            prepare_models()


@pytest.fixture(autouse=True)
def _logs_stay_with_pytest(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command run inside a test would bind the loggers for good to a stream that pytest closes after it."""
    monkeypatch.setattr("adapters.logs.setup.set_up_logs", lambda *_: None)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One PostgreSQL for the whole run. A test that stops or kills it makes its own `PostgresServer()`."""
    with PostgresServer() as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """A new, empty database for this test: postgresql+asyncpg://…"""
    url = postgres_server.create_database()
    yield url
    postgres_server.drop_database(url)


@pytest.fixture
def migrated_postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """A new database with all tables for this test."""
    url = migrated_postgres(postgres_server)
    yield url
    postgres_server.drop_database(url)


@pytest.fixture(scope="session")
def _redis_session() -> Iterator[RedisServer]:
    with RedisServer() as server:
        yield server


@pytest.fixture
def redis_server(_redis_session: RedisServer) -> RedisServer:
    """A running, empty Redis. Tests may call .stop(), .kill(), .pause() and .start() on it."""
    _redis_session.start().flush()
    return _redis_session


@pytest.fixture(scope="session")
def chromium_path() -> str:
    return find_chromium()


@pytest.fixture
async def browser(chromium_path: str) -> AsyncIterator[Browser]:
    """A new headless Chromium (about half a second)."""
    async with launch_chromium(chromium_path) as chromium:
        yield chromium
