"""Wake-ups between processes, through Redis publish and subscribe."""

import asyncio
import contextlib
import json
from collections.abc import Callable

import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from adapters.memory.bus import Listener, LocalBus
from core.clock import Clock, new_id

log = structlog.get_logger("foyer.bus")

_CHANNEL = "foyer:wake"
_QUEUE = 10_000
_DOWN = (RedisError, OSError, TimeoutError)


class RedisBus:
    """Implements `core.ports.Bus`. This process hears its own notes at once, the others through Redis.

    While Redis is down notes to the others are dropped, which is harmless: every reader also polls. It
    reconnects by itself.
    """

    def __init__(self, url: str, clock: Clock) -> None:
        self._local = LocalBus()
        self._clock = clock
        self._me = new_id()
        # A wake-up that comes late is worth nothing: fail fast, never retry.
        self._sender: Redis = Redis.from_url(
            url, socket_timeout=1.0, socket_connect_timeout=1.0, retry=Retry(NoBackoff(), 0)
        )
        self._receiver: Redis = Redis.from_url(
            url, socket_timeout=None, socket_connect_timeout=2.0, socket_keepalive=True, retry=Retry(NoBackoff(), 0)
        )
        self._queue: asyncio.Queue[str] = asyncio.Queue(_QUEUE)
        self._tasks: list[asyncio.Task[None]] = []
        self.connected = False

    def start(self) -> None:
        """Begin to send and to listen."""
        loop = asyncio.get_running_loop()
        self._tasks = [loop.create_task(self._send_all()), loop.create_task(self._listen())]

    async def publish(self, topic: str, note: dict[str, object]) -> None:
        """Tell this process now and the others soon; never waits for Redis."""
        self._local.deliver(topic, note)
        with contextlib.suppress(asyncio.QueueFull):
            self._queue.put_nowait(json.dumps([self._me, topic, note]))

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Hear everybody's notes; returns the way to stop."""
        return self._local.subscribe(listener)

    async def _send_all(self) -> None:
        while True:
            notes = [await self._queue.get()]
            while not self._queue.empty() and len(notes) < 200:
                notes.append(self._queue.get_nowait())
            with contextlib.suppress(*_DOWN):
                async with self._sender.pipeline(transaction=False) as pipe:
                    for note in notes:
                        pipe.publish(_CHANNEL, note)
                    await pipe.execute()

    async def _listen(self) -> None:
        pause = 0.2
        while True:
            try:
                async with self._receiver.pubsub() as pubsub:
                    await pubsub.subscribe(_CHANNEL)
                    self._up(True)
                    pause = 0.2
                    async for message in pubsub.listen():
                        if message["type"] == "message":
                            self._hear(message["data"])
            except _DOWN:
                self._up(False)
            await self._clock.sleep(pause)
            pause = min(pause * 2, 2.0)

    def _hear(self, data: bytes) -> None:
        try:
            sender, topic, note = json.loads(data)
        except (ValueError, TypeError):
            return  # not one of ours
        if sender != self._me and isinstance(note, dict):
            self._local.deliver(str(topic), note)

    def _up(self, connected: bool) -> None:
        if connected != self.connected:
            log.info("redis_connected" if connected else "redis_lost")
        self.connected = connected

    async def close(self) -> None:
        """Stop both tasks and the connections."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for client in (self._sender, self._receiver):
            with contextlib.suppress(*_DOWN):
                await client.aclose()
