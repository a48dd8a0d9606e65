"""A durable turn from the message to the reply, with the real model, next to the floor.

Both are measured in the same run and by turns, A B A B, so that what the machine does meanwhile hits both.
"""

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from statistics import fmean
from typing import Any

import uvloop
from aiohttp import ClientSession, TCPConnector

from tests.bench.load import Burst, all_at_once, one_at_a_time, questions
from tests.bench.report import percentile, progress, table
from tests.bench.servers import ROOT, FoyerServer, Home
from tests.support.services import PostgresServer

FLOOR = [str(ROOT / "tests" / "bench" / "floor.py")]
CONCURRENCY = 32


@dataclass
class Side:
    """One of the two servers and what was measured of it."""

    name: str
    server: FoyerServer
    singles_ms: list[float] = field(default_factory=list)
    bursts: list[Burst] = field(default_factory=list)
    spent_ms: dict[str, float] = field(default_factory=dict)
    """Mean time of each step of a single turn, as the server itself tells."""
    cpu_ms: float = 0.0

    @property
    def p50(self) -> float:
        return percentile(self.singles_ms, 50)

    @property
    def p99(self) -> float:
        return percentile(self.singles_ms, 99)

    @property
    def throughput(self) -> float:
        return sum(burst.turns for burst in self.bursts) / sum(burst.seconds for burst in self.bursts)


@contextmanager
def database(kind: str, home: Home) -> Iterator[Callable[[], str]]:
    """Makes URLs of new databases."""
    if kind == "sqlite":
        yield home.new_sqlite
        return
    with PostgresServer() as postgres:
        yield postgres.create_database


def measure(home: Home, *, quick: bool) -> dict[str, Any]:
    """The section `turn`."""
    results = {}
    for kind in ("sqlite", "postgresql"):
        with database(kind, home) as new:
            foyer = FoyerServer(home.settings(new()))
            floor = FoyerServer({**home.settings(new()), "PYTHONPATH": str(ROOT)}, FLOOR)
            with foyer, floor:
                sides = [Side("foyer", foyer), Side("floor", floor)]
                uvloop.run(_rounds(kind, sides, rounds=3 if quick else 8, each=20 if quick else 50))
        results[kind] = _result(kind, *sides)
    return results


async def _rounds(kind: str, sides: list[Side], rounds: int, each: int) -> None:
    texts = questions(seed=7)
    async with ClientSession(connector=TCPConnector(limit=0)) as http:
        for side, words in zip(sides, _same(texts, 40, 2), strict=True):  # caches fill, statements are prepared
            await one_at_a_time(http, side.server.url, words[:8])
            await all_at_once(http, side.server.url, words[8:], 8)
        for number in range(rounds):
            for side, words in zip(sides, _same(texts, each, 2), strict=True):
                before = await asyncio.to_thread(_spent, side)
                side.singles_ms += await one_at_a_time(http, side.server.url, words)
                after = await asyncio.to_thread(_spent, side)
                for step in after:
                    spent = (after[step] - before.get(step, 0.0)) * 1000 / len(words) / rounds
                    side.spent_ms[step] = side.spent_ms.get(step, 0.0) + spent
            progress(f"turn, {kind}, one at a time", number + 1, rounds)
        for number in range(rounds):
            for side, words in zip(sides, _same(texts, each * 8, 2), strict=True):
                cpu = side.server.cpu_s()
                side.bursts.append(await all_at_once(http, side.server.url, words, CONCURRENCY))
                side.cpu_ms += (side.server.cpu_s() - cpu) * 1000 / len(words) / rounds
            progress(f"turn, {kind}, {CONCURRENCY} at once", number + 1, rounds)


def _same(texts: Iterator[str], count: int, times: int) -> list[list[str]]:
    """The next texts, the same for everybody."""
    return [list(islice(texts, count))] * times


def _spent(side: Side) -> dict[str, float]:
    """Seconds spent so far by step."""
    if side.name == "floor":
        spent = json.loads(side.server.get("/spent"))
        return {"embedding": spent["embedding"], "commit": spent["commit"]}
    metrics = side.server.metrics()
    steps = {name: metrics.get(f'foyer_turn_seconds_sum{{step="{name}"}}', 0.0) for name in _STEPS}
    return {**steps, "until_committed": metrics.get('foyer_reply_seconds_sum{kind="bot"}', 0.0)}


_STEPS = ("understand", "graph", "think", "commit")


def _steps(foyer: Side, floor: Side) -> dict[str, float]:
    """Where the mean turn goes. The embedding is the floor's: the same model on the same texts at the same time."""
    whole, spent = fmean(foyer.singles_ms), foyer.spent_ms
    return {
        "whole": whole,
        "arrive_and_claim": spent["until_committed"] - spent["think"] - spent["commit"],
        "understand": spent["understand"],
        "of_it_embedding_at_most": min(floor.spent_ms["embedding"], spent["understand"]),
        "graph": spent["graph"],
        "history_and_typing": spent["think"] - spent["understand"] - spent["graph"],
        "commit": spent["commit"],
        "socket_and_client": whole - spent["until_committed"],
    }


def _result(kind: str, foyer: Side, floor: Side) -> dict[str, Any]:
    head = ("", "p50 ms", "p99 ms", f"turns/s at {CONCURRENCY}", "CPU ms a turn")
    rows = [(side.name, side.p50, side.p99, side.throughput, side.cpu_ms) for side in (foyer, floor)]
    p50_ratio, throughput_ratio = foyer.p50 / floor.p50, foyer.throughput / floor.throughput
    table(f"Turn on {kind}", head, [*rows, ("ratio", p50_ratio, foyer.p99 / floor.p99, throughput_ratio, "")])
    steps = _steps(foyer, floor)
    floor_steps = {**floor.spent_ms, "socket_and_client": fmean(floor.singles_ms) - sum(floor.spent_ms.values())}
    table("  Mean ms by step", ("foyer", "ms"), list(steps.items()))
    table("", ("floor", "ms"), list(floor_steps.items()))
    return {
        "p50_ms": foyer.p50,
        "p99_ms": foyer.p99,
        "throughput_per_s": foyer.throughput,
        "p50_ratio_to_floor": p50_ratio,
        "throughput_ratio_to_floor": throughput_ratio,
        "steps_ms": steps,
        "floor": {
            "p50_ms": floor.p50,
            "p99_ms": floor.p99,
            "throughput_per_s": floor.throughput,
            "steps_ms": floor_steps,
        },
        "cpu_ms": {"foyer": foyer.cpu_ms, "floor": floor.cpu_ms},
        "burst_p50_ms": percentile([took for burst in foyer.bursts for took in burst.took_ms], 50),
    }
