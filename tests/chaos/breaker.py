"""What breaks: kill -9 of any of our processes at any moment, frozen workers, Redis and PostgreSQL gone and back."""

import asyncio
import contextlib
import os
import random
import signal
from collections import Counter
from collections.abc import Coroutine

from tests.bench.servers import FoyerServer
from tests.support.services import PostgresServer, RedisServer, ServiceFailed


class Breaker:
    """Does one harm after another until stopped; what it took away it brings back."""

    def __init__(
        self,
        rng: random.Random,
        webs: list[FoyerServer],
        workers: list[FoyerServer],
        every_s: tuple[float, float],
        most: int,
    ) -> None:
        self.done: Counter[str] = Counter()
        self._rng = rng
        self._webs = webs
        self._workers = workers
        self._every_s = every_s
        self._most = most
        self._repairs: set[asyncio.Task[None]] = set()
        self._broken: set[int] = set()
        self._kinds: list[str] = []

    def base(self) -> str:
        """A web server to connect to: mostly one that is up."""
        up = [web for web in self._webs if id(web) not in self._broken]
        return self._rng.choice(up or self._webs).url

    async def run(self) -> None:
        """Until cancelled, or until it has done its worst."""
        for _ in range(self._most):
            await asyncio.sleep(self._rng.uniform(*self._every_s))
            self._harm()

    def _harm(self) -> None:
        if not self._kinds:  # each kind in turn, in a new order every time round
            self._kinds = ["kill web", "kill worker", "freeze worker"] if self._workers else ["kill web"]
            self._rng.shuffle(self._kinds)
        kind = self._kinds.pop()
        among = self._webs if kind == "kill web" else self._workers
        well = [server for server in among if id(server) not in self._broken]
        if not well:
            return
        server = self._rng.choice(well)
        self.done[kind] += 1
        self._broken.add(id(server))
        self._start(self._freeze(server) if kind == "freeze worker" else self._kill(server))

    async def _kill(self, server: FoyerServer) -> None:
        await asyncio.to_thread(server.kill)
        await asyncio.sleep(self._rng.random())
        await _supervise(server)
        self._broken.discard(id(server))

    async def _freeze(self, server: FoyerServer) -> None:
        """Longer than its leases last: when it goes on, others have taken over what it had."""
        os.kill(server.pid, signal.SIGSTOP)
        try:
            await asyncio.sleep(4.5)
        finally:
            os.kill(server.pid, signal.SIGCONT)
            self._broken.discard(id(server))

    async def outage(
        self, server: RedisServer | PostgresServer, start: asyncio.Event, end: asyncio.Event, most_s: float
    ) -> None:
        """Take a server away when the run has come to `start`, and bring it back at `end` or after `most_s`."""
        await start.wait()
        self.done[f"{server.name} outage"] += 1
        await asyncio.to_thread(server.kill)
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(most_s):
                    await end.wait()
        finally:
            await asyncio.to_thread(server.start)

    def _start(self, repair: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(repair)
        self._repairs.add(task)
        task.add_done_callback(self._repairs.discard)

    async def mend(self) -> None:
        """Wait until everything is up again."""
        await asyncio.gather(*self._repairs)
        for server in (*self._webs, *self._workers):
            await _supervise(server)


async def _supervise(server: FoyerServer) -> None:
    """Start it, again and again if need be, as whatever runs it in earnest does."""
    for attempt in range(10):
        try:
            await asyncio.to_thread(server.start)
            return
        except ServiceFailed:  # its database may be away just now
            if attempt == 9:
                raise
            await asyncio.sleep(1.0)
