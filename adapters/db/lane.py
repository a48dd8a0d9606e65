"""A thread that takes work from an event loop in groups.

Handing one thing to a thread and waking the loop for its answer costs more than a small statement. So whatever
waits when the thread is free goes as one group, and its answers come back in one call.
"""

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa

T = TypeVar("T")


class Unit:
    """One piece of work on its way through a lane."""

    __slots__ = ("durable", "error", "future", "result", "work")

    def __init__(self, work: Callable[[sa.Connection], Any], durable: bool, future: asyncio.Future[Any]) -> None:
        self.work = work
        self.durable = durable
        self.future = future
        self.result: Any = None
        self.error: BaseException | None = None


class Lane:
    """`handle` runs groups of up to `largest` units on `threads` threads until the lane is closed."""

    def __init__(self, name: str, handle: Callable[[Sequence[Unit]], None], *, largest: int, threads: int = 1) -> None:
        self._handle = handle
        self._largest = largest
        self._queue: queue.SimpleQueue[Unit | None] = queue.SimpleQueue()
        self._threads = [
            threading.Thread(target=self._run, name=f"{name}-{number}", daemon=True) for number in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    async def run(self, work: Callable[[sa.Connection], T], *, durable: bool = True) -> T:
        """Hand over `work` and wait for what it returns or raises."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._queue.put(Unit(work, durable, future))
        return await future

    def close(self) -> None:
        """Finish what was handed over; blocking."""
        self._queue.put(None)
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        while (unit := self._queue.get()) is not None:
            group = [unit, *self._gather()]
            self._handle(group)
            tell(group)
        self._queue.put(None)  # for the other threads of this lane

    def _gather(self) -> list[Unit]:
        """Whatever else waits already; never waits for more."""
        more: list[Unit] = []
        with contextlib.suppress(queue.Empty):
            while len(more) < self._largest - 1:
                unit = self._queue.get_nowait()
                if unit is None:
                    self._queue.put(None)  # the end comes after this group
                    break
                more.append(unit)
        return more


def tell(group: Sequence[Unit]) -> None:
    """Bring results to the callers, one call for each event loop."""
    loops: dict[asyncio.AbstractEventLoop, list[Unit]] = {}
    for unit in group:
        loops.setdefault(unit.future.get_loop(), []).append(unit)
    for loop, units in loops.items():
        with contextlib.suppress(RuntimeError):  # the loop is gone, and its callers with it
            loop.call_soon_threadsafe(_settle, units)


def _settle(units: Sequence[Unit]) -> None:
    for unit in units:
        if unit.future.done():  # the caller was cancelled: what was committed stays committed
            continue
        if unit.error is not None:
            unit.future.set_exception(unit.error)
        else:
            unit.future.set_result(unit.result)
