"""Fixtures every test may ask for, and the rule that tests talk to this machine only."""

import sys
from collections.abc import AsyncIterator, Generator, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.support.databases import give_back, migrated_postgres
from tests.support.services import PostgresServer, RedisServer, find_chromium, launch_chromium

TESTS = Path(__file__).parent

# How long one example takes tells how busy the machine is. A test that hangs is ended by its own time limit.
_UNTIMED = hypothesis.settings(deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.register_profile("foyer", _UNTIMED)
hypothesis.settings.load_profile("foyer")


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
_LONG_FIRST = ("integration", "scenario", "browser", "contract", "slack", "unit", "architecture")
"""The order of the folders where several processes share the tests: whoever comes last waits for little."""


@cache
def _folder(path: Path) -> str:
    """The folder of tests a file is in."""
    return path.relative_to(TESTS).parts[0]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with a test that asks for a longer limit come first, then folder by folder."""
    long = {item.path for item in items if item.get_closest_marker("timeout")}

    def place(item: pytest.Item) -> tuple[bool, int]:
        folder = _folder(item.path)
        return item.path not in long, _LONG_FIRST.index(folder) if folder in _LONG_FIRST else len(_LONG_FIRST)

    items.sort(key=place)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Have the models before the first test that needs them, outside of its time limit."""
    if _folder(item.path) in _SERVING:
        from tests.support.models import prepare_models

        prepare_models()
    return (yield)


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
    """A database with all tables, as the migrations leave them, for this test."""
    url = migrated_postgres(postgres_server)
    yield url
    give_back(postgres_server, url)


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


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def _shared_chromium(chromium_path: str) -> AsyncIterator[Browser]:
    async with launch_chromium(chromium_path) as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="session")
async def chromium(_shared_chromium: Browser) -> AsyncIterator[Browser]:
    """The running browser, for tests marked `asyncio(loop_scope="session")`; what they open is closed. Starting one
    takes more than most tests do with it."""
    yield _shared_chromium
    for context in _shared_chromium.contexts:
        await context.close()
