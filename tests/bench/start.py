"""How long until a waiting customer has an answer, and how much memory that takes."""

import asyncio
import time
from statistics import median
from typing import Any

import uvloop
from aiohttp import ClientError, ClientSession, TCPConnector

from tests.bench.load import Asker, one_at_a_time, questions
from tests.bench.report import progress, table
from tests.bench.servers import FoyerServer, Home, prepare

TURNS = 50


def measure(home: Home, *, quick: bool) -> dict[str, Any]:
    """The section `start`."""
    starts = 2 if quick else 5
    url = home.new_sqlite()
    prepare(home, url)
    seconds, rss, peak = [], [], []
    for number in range(starts):
        server = FoyerServer(home.settings(url))
        with server.launched():
            seconds.append(uvloop.run(_first_answer(server.url)))
            uvloop.run(_turns(server.url, number))
            rss.append(server.status("VmRSS"))
            peak.append(server.status("VmHWM"))
        progress("start", number + 1, starts)
    result = {
        "first_answer_s": median(seconds),
        "rss_after_50_turns_bytes": round(median(rss)),
        "peak_bytes": round(median(peak)),
    }
    rows = [
        ("first answer, s", result["first_answer_s"]),
        (f"resident after {TURNS} turns, MiB", result["rss_after_50_turns_bytes"] / 2**20),
        ("most ever, MiB", result["peak_bytes"] / 2**20),
    ]
    table(f"Start of a prepared installation, median of {starts}", ("", ""), rows)
    return result


async def _first_answer(url: str) -> float:
    """A customer who waits at the door."""
    began = time.perf_counter()
    text = next(questions(seed=1))
    async with ClientSession(connector=TCPConnector(limit=0)) as http:
        while time.perf_counter() - began < 60:
            try:
                asker = await Asker(http, url).open()
            except (ClientError, OSError):
                await asyncio.sleep(0.01)
                continue
            await asker.ask(text)
            return time.perf_counter() - began
    raise TimeoutError("nobody opened within a minute")


async def _turns(url: str, number: int) -> None:
    texts = questions(seed=100 + number)
    async with ClientSession(connector=TCPConnector(limit=0)) as http:
        await one_at_a_time(http, url, [next(texts) for _ in range(TURNS)])
