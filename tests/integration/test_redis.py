"""Redis carries wake-ups only: with it processes hear each other at once, without it they still work."""

import asyncio
from typing import Any

from adapters.redis.bus import RedisBus
from core.clock import SystemClock
from tests.support.house import open_house


async def until(done, seconds: float = 8.0) -> None:
    for _ in range(round(seconds / 0.02)):
        if done():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("did not happen in time")


async def test_that_processes_hear_each_other_and_themselves_once(redis_server):
    clock = SystemClock()
    here, there = RedisBus(redis_server.url, clock), RedisBus(redis_server.url, clock)
    heard: dict[str, list[Any]] = {"here": [], "there": []}
    here.subscribe(lambda topic, note: heard["here"].append((topic, note)))
    there.subscribe(lambda topic, note: heard["there"].append((topic, note)))
    here.start()
    there.start()
    await until(lambda: here.connected and there.connected)
    await here.publish("conversation", {"id": "a", "seq": 3})
    await until(lambda: heard["there"])
    await asyncio.sleep(0.05)
    once = [("conversation", {"id": "a", "seq": 3})]
    assert heard == {"here": once, "there": once}
    await here.close()
    await there.close()


async def test_that_the_bus_never_waits_for_a_dead_redis_and_comes_back_with_it(redis_server):
    clock = SystemClock()
    bus, other = RedisBus(redis_server.url, clock), RedisBus(redis_server.url, clock)
    heard: list[str] = []
    other.subscribe(lambda topic, note: heard.append(topic))
    bus.start()
    other.start()
    await until(lambda: bus.connected and other.connected)
    redis_server.kill()
    await until(lambda: not other.connected)
    async with asyncio.timeout(0.2):
        for _ in range(100):
            await bus.publish("lost", {})
    redis_server.start()
    await until(lambda: bus.connected and other.connected)
    await bus.publish("found", {})
    await until(lambda: "found" in heard)
    await bus.close()
    await other.close()


async def test_that_two_processes_serve_one_conversation_with_and_without_redis(postgres_url, redis_server):
    settings = {"redis_url": redis_server.url, "database_pool": 4}
    async with (
        open_house(postgres_url, role="web", **settings) as front,
        open_house(postgres_url, role="worker", **settings),
        front.visitor() as visitor,
    ):
        assert (await visitor.ask("How do I reset my password?"))["author"]["kind"] == "bot"
        redis_server.kill()
        assert (await visitor.ask("How do I add a colleague?"))["author"]["kind"] in ("bot", "system")
        async with front.http.get(front.url + "/readyz") as answer:
            report = await answer.json()
        assert report["ready"]
        assert "without it" in report["redis"]
        redis_server.start()
        assert (await visitor.ask("thanks"))["author"]["kind"] in ("bot", "system")
