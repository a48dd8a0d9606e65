"""Waiting for something to do: until somebody wakes us, something falls due, or it is time to look anyway."""

import asyncio
import contextlib
import heapq

from core.clock import Clock
from core.domain.ids import Millis


class Pulse:
    """Sleeps of a loop that polls every `poll_s` seconds and can be woken sooner.

    Wake-ups are hints: losing one costs at most `poll_s`.
    """

    def __init__(self, clock: Clock, poll_s: float) -> None:
        self._clock = clock
        self._poll_s = poll_s
        self._event = asyncio.Event()
        self._due: list[Millis] = []

    def wake(self, at: Millis | None = None) -> None:
        """Wake now, or at a moment to come."""
        if at is not None and at > self._clock.now():
            if not self._due or at < self._due[0]:
                self._event.set()
            heapq.heappush(self._due, at)
        else:
            self._event.set()

    async def wait(self) -> None:
        """Return when woken, when the earliest known moment has come, or after the polling interval."""
        if not self._event.is_set():
            nap = asyncio.get_running_loop().create_task(self._clock.sleep(self._nap()))
            nap.add_done_callback(self._napped)
            try:
                await self._event.wait()
            finally:
                nap.cancel()
        self._event.clear()
        now = self._clock.now()
        while self._due and self._due[0] <= now:
            heapq.heappop(self._due)

    def _napped(self, nap: asyncio.Task[None]) -> None:
        if not nap.cancelled():
            self._event.set()

    def _nap(self) -> float:
        if not self._due:
            return self._poll_s
        return max(0.0, min(self._poll_s, (self._due[0] - self._clock.now()) / 1000))


class Loop:
    """A background task with a graceful stop. Subclasses implement `step`, which returns True to go on at once."""

    name = "loop"

    def __init__(self, clock: Clock, poll_s: float) -> None:
        self.pulse = Pulse(clock, poll_s)
        self.clock = clock
        self.last_beat: Millis = clock.now()
        self._stopping = False
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin; to be called once, inside the running event loop."""
        self._task = asyncio.get_running_loop().create_task(self._run(), name=self.name)

    async def stop(self) -> None:
        """End after the step in hand."""
        self._stopping = True
        self.pulse.wake()
        if self._task is not None:
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    @property
    def alive(self) -> bool:
        """Whether the task runs."""
        return self._task is not None and not self._task.done()

    async def step(self) -> bool:
        """Do what is due; True when more may be waiting."""
        raise NotImplementedError

    def on_error(self, error: Exception) -> None:
        """A step failed; the loop goes on after the polling interval."""

    async def _run(self) -> None:
        while not self._stopping:
            try:
                again = await self.step()
            except Exception as error:  # a loop must outlive any single failure
                self.on_error(error)
                await self.clock.sleep(0.5)
                again = False
            self.last_beat = self.clock.now()
            if not again and not self._stopping:
                await self.pulse.wait()
