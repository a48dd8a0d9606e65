"""The servers that other tests rely on really are there, and can be taken away."""

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest
import redis.asyncio as redis
from aiohttp import web
from playwright.async_api import Browser
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from adapters.db.record import open_record
from core.clock import ManualClock
from tests.support import serving
from tests.support.databases import give_back, migrated_postgres
from tests.support.help_pages import ARTICLES
from tests.support.record import House
from tests.support.services import PostgresServer, RedisServer, ServiceMissing, find_program


async def _row_count(url: str) -> int:
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            await connection.execute(text("CREATE TABLE IF NOT EXISTS visits (id serial PRIMARY KEY)"))
            await connection.execute(text("INSERT INTO visits DEFAULT VALUES"))
            return int((await connection.execute(text("SELECT count(*) FROM visits"))).scalar_one())
    finally:
        await engine.dispose()


@pytest.mark.parametrize("run", ["first", "second"])
async def test_that_every_test_gets_an_empty_postgres_database(postgres_url, run):
    assert await _row_count(postgres_url) == 1


async def test_that_a_database_given_back_is_as_the_migrations_left_it(postgres_server):
    url = migrated_postgres(postgres_server)
    fresh = _rows(postgres_server, url)
    record = await open_record(url, ManualClock())
    assert await House(record, ManualClock()).handed_off()
    await record.write_article(ARTICLES[0], by="Priya", note="", now=ManualClock().now())
    assert _rows(postgres_server, url) != fresh
    give_back(postgres_server, url)
    assert _rows(postgres_server, url) == fresh
    assert migrated_postgres(postgres_server) == url
    await record.aclose()
    give_back(postgres_server, url)


def _rows(server: PostgresServer, url: str) -> str:
    """Every row of every table, and where every sequence stands."""
    return server.execute("SELECT database_to_xml(true, false, '')", url.rsplit("/", 1)[1]) + server.execute(
        "SELECT sequencename, last_value FROM pg_sequences ORDER BY 1", url.rsplit("/", 1)[1]
    )


async def test_that_postgres_commits_are_durable(postgres_server):
    assert postgres_server.execute("SHOW fsync") == "on"
    assert postgres_server.execute("SHOW synchronous_commit") == "on"


async def test_that_postgres_asks_for_its_password(postgres_url):
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(postgres_url.replace("+asyncpg", ""), password="wrong")


async def test_that_committed_rows_survive_a_killed_postgres():
    with PostgresServer() as server:
        url = server.create_database()
        assert await _row_count(url) == 1
        server.kill()
        with pytest.raises(ConnectionRefusedError):
            await asyncpg.connect(url.replace("+asyncpg", ""))
        server.start()
        assert await _row_count(url) == 2


def _client(server: RedisServer) -> redis.Redis:
    return redis.Redis.from_url(server.url, retry=Retry(NoBackoff(), 0), socket_timeout=0.5)


async def test_that_redis_can_be_taken_away_and_brought_back(redis_server):
    async with _client(redis_server) as client:
        await client.set("greeting", "hello")
        redis_server.stop()
        with pytest.raises(redis.ConnectionError):
            await client.get("greeting")
        redis_server.start()
        assert await client.get("greeting") is None
        assert await client.ping()


async def test_that_a_paused_redis_does_not_answer(redis_server):
    async with _client(redis_server) as client:
        await client.ping()
        redis_server.pause()
        with pytest.raises(redis.TimeoutError):
            await client.ping()
        redis_server.resume()
        assert await client.ping()


async def test_that_every_test_gets_an_empty_running_redis(redis_server):
    async with _client(redis_server) as client:
        assert await client.dbsize() == 0


@pytest.mark.asyncio(loop_scope="session")
async def test_that_a_page_opens_in_chromium(chromium: Browser, unused_tcp_port: int):
    async def page(_: web.Request) -> web.Response:
        return web.Response(text="<h1>Welcome</h1>", content_type="text/html")

    app = web.Application()
    app.router.add_get("/", page)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", unused_tcp_port).start()
        tab = await chromium.new_page()
        await tab.goto(f"http://127.0.0.1:{unused_tcp_port}/")
        assert await tab.inner_text("h1") == "Welcome"
    finally:
        await serving.close(runner)


KILLED = """
import os, signal, subprocess, sys
from pathlib import Path
from tests.support.reaper import end_after_us, remove_after_us
remove_after_us(Path(sys.argv[1]))
server = subprocess.Popen(["sleep", "600"])
end_after_us(server.pid)
print(server.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


async def test_that_nothing_outlives_a_run_that_was_killed(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    done = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", KILLED, folder], capture_output=True, text=True, check=False
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    async with asyncio.timeout(30):
        while folder.exists() or _is_alive(int(done.stdout)):  # noqa: ASYNC110
            await asyncio.sleep(0.02)


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_that_a_missing_program_is_an_error_that_says_what_to_do():
    with pytest.raises(ServiceMissing, match="make test"):
        find_program("no-such-server", folders="/usr/lib/no-such/*/bin")


async def test_that_tests_cannot_look_up_other_machines():
    with pytest.raises(PermissionError, match="this machine only"):
        await asyncpg.connect("postgresql://nobody:secret@elsewhere.invalid/none", timeout=1)


async def test_that_tests_cannot_reach_other_machines():
    with pytest.raises(PermissionError, match="this machine only"):
        await asyncpg.connect("postgresql://nobody:secret@192.0.2.1/none", timeout=1)
