""" "… is looking into it" in the thread, while an answer is being thought. A nicety: it never holds anything up."""

import asyncio

import structlog

from core.clock import Clock
from core.errors import DeliveryError
from core.ports import Texts
from core.slack_api import WebApi

log = structlog.get_logger("foyer.slack")

_AGAIN_S = 3600.0


class Progress:
    """Slack takes the status away by itself when we post. Where it may not be set, we do not try again for an hour."""

    def __init__(self, web: WebApi, texts: Texts, clock: Clock) -> None:
        self._web = web
        self._texts = texts
        self._clock = clock
        self._tasks: set[asyncio.Task[None]] = set()
        self._not_before: dict[str, float] = {}

    def show(self, channel_id: str, thread_ts: str, kind: str, locale: str) -> None:
        """Begin to show it; returns at once. Only threads have a status."""
        if not thread_ts or self._clock.monotonic() < self._not_before.get(kind, 0.0) or len(self._tasks) > 20:
            return
        task = asyncio.get_running_loop().create_task(self._show(channel_id, thread_ts, kind, locale))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _show(self, channel_id: str, thread_ts: str, kind: str, locale: str) -> None:
        status = self._texts.say("slack_thinking", locale)
        try:
            await self._web.call(
                "assistant.threads.setStatus", channel_id=channel_id, thread_ts=thread_ts, status=status
            )
        except DeliveryError as error:
            self._not_before[kind] = self._clock.monotonic() + _AGAIN_S
            log.info("slack_no_status", kind=kind, reason=error.detail or type(error).__name__)
