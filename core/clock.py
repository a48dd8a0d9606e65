"""The one clock and the one source of ids. Everything that waits or asks the time goes through here."""

import asyncio
import heapq
import itertools
import os
import time
from typing import Protocol

from core.domain.ids import Millis


class Clock(Protocol):
    """Time as the service knows it."""

    def now(self) -> Millis:
        """Wall time in milliseconds UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never go back, for durations."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait that many seconds of this clock; cancellable."""
        ...


class SystemClock:
    """The machine's time."""

    def now(self) -> Millis:
        return Millis(time.time_ns() // 1_000_000)

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class ManualClock:
    """A clock that tests move by hand; sleepers wake in the order of their hour."""

    def __init__(self, start: int = 1_767_225_600_000) -> None:
        self._now = start
        self._sleepers: list[tuple[int, int, asyncio.Future[None]]] = []
        self._count = itertools.count()

    def now(self) -> Millis:
        return Millis(self._now)

    def monotonic(self) -> float:
        return self._now / 1000

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._now + round(seconds * 1000), next(self._count), future))
        await future

    async def advance(self, seconds: float) -> None:
        """Move time forward and let everyone whose hour has come run."""
        end = self._now + round(seconds * 1000)
        while self._sleepers and self._sleepers[0][0] <= end:
            self._now, _, future = heapq.heappop(self._sleepers)
            if not future.done():
                future.set_result(None)
            await asyncio.sleep(0)
        self._now = end
        await asyncio.sleep(0)


def new_id() -> str:
    """A fresh id: 32 hexadecimal digits, time first, so that ids made later sort later (UUID version 7 layout)."""
    stamp = time.time_ns() // 1_000_000
    rand = int.from_bytes(os.urandom(10), "big")
    value = (stamp & (1 << 48) - 1) << 80 | 0x7 << 76 | (rand >> 62 & 0xFFF) << 64 | 0b10 << 62 | rand & (1 << 62) - 1
    return f"{value:032x}"
