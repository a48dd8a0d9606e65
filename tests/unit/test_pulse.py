"""Loops that wait: woken, due, or polling."""

import asyncio

from core.clock import ManualClock
from core.domain.ids import Millis
from core.engine.outbox import backoff_s
from core.engine.pulse import Loop, Pulse


async def settled() -> None:
    for _ in range(20):
        await asyncio.sleep(0)  # noqa: TID251 - lets other tasks run, waits for nothing


async def test_that_it_wakes_at_the_earliest_moment_it_was_told():
    clock = ManualClock()
    pulse = Pulse(clock, poll_s=60)
    pulse.wake(Millis(clock.now() + 5_000))
    pulse.wake(Millis(clock.now() + 2_000))
    await asyncio.wait_for(pulse.wait(), 1)  # the news of an earlier moment itself is a reason to look
    waiting = asyncio.create_task(pulse.wait())
    await settled()
    await clock.advance(1.9)
    await settled()
    assert not waiting.done()
    await clock.advance(0.1)
    await asyncio.wait_for(waiting, 1)


async def test_that_it_looks_by_itself_when_nobody_calls():
    clock = ManualClock()
    pulse = Pulse(clock, poll_s=1)
    waiting = asyncio.create_task(pulse.wait())
    await settled()
    await clock.advance(1)
    await asyncio.wait_for(waiting, 1)


class Failing(Loop):
    def __init__(self, clock):
        super().__init__(clock, poll_s=1)
        self.steps = 0
        self.errors = 0

    async def step(self) -> bool:
        self.steps += 1
        if self.steps == 1:
            raise RuntimeError
        return False

    def on_error(self, error: Exception) -> None:
        self.errors += 1


async def test_that_a_loop_outlives_a_failing_step():
    clock = ManualClock()
    loop = Failing(clock)
    loop.start()
    await settled()
    for _ in range(4):
        await clock.advance(1)
        await settled()
    assert (loop.errors, loop.alive) == (1, True)
    assert loop.steps >= 2
    stopping = asyncio.create_task(loop.stop())
    await settled()
    await clock.advance(2)
    await asyncio.wait_for(stopping, 1)
    assert not loop.alive


def test_that_pauses_between_tries_grow_to_five_minutes():
    waits = [backoff_s(tries, 0) for tries in range(1, 12)]
    assert waits[:4] == [1, 2, 4, 8]
    assert waits[-1] == 300
    assert backoff_s(4, 1) == 10
