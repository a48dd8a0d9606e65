"""What a widget that is open and silent costs: 10,000 of them on one process."""

import asyncio
import json
import resource
import subprocess
import sys
import time
from typing import Any

import uvloop
from aiohttp import ClientSession, TCPConnector

from tests.bench.load import one_at_a_time, questions
from tests.bench.report import progress, table
from tests.bench.servers import ROOT, FoyerServer, Home, environment
from tests.bench.turn import FLOOR

SOCKETS = 10_000
PROCESSES = 2
SPARE = 500
"""File descriptors for everything else."""


def measure(home: Home, *, quick: bool) -> dict[str, Any]:
    """The section `idle_sockets`."""
    wanted = 1_000 if quick else SOCKETS
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < wanted + SPARE:
        wanted = hard - SPARE
        print(f"  this system allows {hard} open files: {wanted} sockets")
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))  # the server inherits it
    foyer = _memory("idle sockets, foyer", FoyerServer(home.settings(home.new_sqlite())), wanted)
    settings = {**home.settings(home.new_sqlite()), "PYTHONPATH": str(ROOT)}
    floor = _memory("idle sockets, floor", FoyerServer(settings, FLOOR), wanted)
    table(
        f"{wanted:,} idle sockets on one process",
        ("", "bytes each", "MiB before", "MiB with them", "opened a second", "% of a core idle"),
        [
            (
                name,
                each["bytes_each"],
                each["rss_before"] / 2**20,
                each["rss_with"] / 2**20,
                each["opened_per_s"],
                each["cpu_percent"],
            )
            for name, each in (("foyer", foyer), ("floor", floor))
        ],
    )
    return {"sockets": wanted, **foyer, "floor": floor}


def _memory(what: str, server: FoyerServer, wanted: int) -> dict[str, float]:
    with server:
        uvloop.run(_warm(server.url))
        time.sleep(1.0)
        before = server.status("VmRSS")
        began = time.perf_counter()
        clients = [_client(server.url, wanted // PROCESSES, f"127.0.0.{2 + index}") for index in range(PROCESSES)]
        try:
            opened = 0
            for client in clients:
                for line in client.stdout or ():
                    opened += int(line)
                    progress(what, opened, wanted)
                    if line.strip() == "0":
                        break
            took = time.perf_counter() - began
            time.sleep(2.0)
            rss, cpu = server.status("VmRSS"), server.cpu_s()
            time.sleep(5.0)
            idle = (server.cpu_s() - cpu) / 5.0 * 100
        finally:
            for client in clients:
                client.kill()
                client.wait()
    if opened < wanted // PROCESSES * PROCESSES:
        raise RuntimeError(f"only {opened} of {wanted} sockets opened")
    each = (rss - before) / opened
    return {
        "bytes_each": round(each),
        "rss_before": before,
        "rss_with": rss,
        "opened_per_s": opened / took,
        "cpu_percent": idle,
    }


async def _warm(url: str) -> None:
    """Everything that the first visitors load is loaded."""
    async with ClientSession(connector=TCPConnector(limit=0)) as http:
        texts = questions(seed=5)
        await one_at_a_time(http, url, [next(texts) for _ in range(20)])


def _client(url: str, count: int, source: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.bench.idle", url, str(count), source]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment({}), cwd=ROOT)


async def hold(url: str, count: int, source: str) -> None:
    """Open sockets, say hello on each, and listen until killed. Prints how many more are open, then 0."""
    connector = TCPConnector(limit=0, local_addr=(source, 0))
    turn = asyncio.Semaphore(50)
    tasks = []
    async with ClientSession(connector=connector) as http:

        async def visitor(ready: asyncio.Event) -> None:
            async with turn:
                ws = await http.ws_connect(url.replace("http", "ws", 1) + "/ws", max_msg_size=0)
                await ws.send_str(json.dumps({"type": "hello", "v": 1, "locale": "en"}))
                await ws.receive()
            ready.set()
            while not ws.closed:
                await ws.receive()  # answers the server's pings

        for start in range(0, count, 100):
            opened = [asyncio.Event() for _ in range(min(100, count - start))]
            tasks += [asyncio.create_task(visitor(ready)) for ready in opened]
            await asyncio.gather(*(ready.wait() for ready in opened))
            print(len(opened), flush=True)
        print(0, flush=True)
        await asyncio.gather(*tasks)


if __name__ == "__main__":
    uvloop.run(hold(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
