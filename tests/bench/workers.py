"""One web process in front of one and of two workers, with PostgreSQL as record and Redis for wake-ups."""

from contextlib import ExitStack
from itertools import islice
from typing import Any

import uvloop
from aiohttp import ClientSession, TCPConnector

from tests.bench.load import Burst, all_at_once, questions
from tests.bench.report import percentile, progress, table
from tests.bench.servers import FoyerServer, Home
from tests.bench.turn import CONCURRENCY
from tests.support.services import PostgresServer, RedisServer

PROCESSES = (1, 2)


def measure(home: Home, *, quick: bool) -> dict[str, Any]:
    """The section `workers`."""
    turns = 200 if quick else 1500
    results: dict[str, Any] = {}
    rows = []
    for count in PROCESSES:
        burst = _with_workers(home, count, turns)
        speed = burst.turns / burst.seconds
        results[str(count)] = {"turns_per_s": speed, "p50_ms": percentile(burst.took_ms, 50)}
        rows.append((f"{count} worker{'s' * (count > 1)}", speed, percentile(burst.took_ms, 50)))
        progress("workers", count, len(PROCESSES))
    ratio = results["2"]["turns_per_s"] / results["1"]["turns_per_s"]
    table(f"Worker processes, {CONCURRENCY} at once", ("", "turns/s", "p50 ms"), [*rows, ("ratio", ratio, "")])
    return {**results, "ratio": ratio}


def _with_workers(home: Home, count: int, turns: int) -> Burst:
    with ExitStack() as stack:
        postgres, redis = stack.enter_context(PostgresServer()), stack.enter_context(RedisServer())
        settings = {**home.settings(postgres.create_database()), "FOYER_REDIS_URL": redis.url}
        web = stack.enter_context(FoyerServer({**settings, "FOYER_ROLE": "web"}))
        for _ in range(count):
            stack.enter_context(FoyerServer({**settings, "FOYER_ROLE": "worker"}))
        return uvloop.run(_load(web.url, turns))


async def _load(url: str, turns: int) -> Burst:
    texts = questions(seed=21)
    async with ClientSession(connector=TCPConnector(limit=0)) as http:
        await all_at_once(http, url, list(islice(texts, 100)), CONCURRENCY)
        return await all_at_once(http, url, list(islice(texts, turns)), CONCURRENCY)
