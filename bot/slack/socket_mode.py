"""Events over a WebSocket that we open, for a Foyer that Slack cannot reach. What counts is events, not sockets.

Sockets have been seen to look alive for hours while nothing came through them. So nobody asks the socket how it is:
after `silence_s` without an event a new one is opened, and the old one closed once the new one stands. A quiet
workspace pays with one connection every few minutes.
"""

import contextlib
import logging

import structlog
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.app import Intake
from core.clock import Clock
from core.engine.pulse import Loop

log = structlog.get_logger("foyer.slack")

SILENCE_S = 300.0


class SocketMode(Loop):
    """Keeps one connection that delivers. Payloads go the same way as those that come by HTTP."""

    name = "slack-socket"

    def __init__(
        self,
        app: AsyncApp,
        intake: Intake,
        app_token: str,
        api_url: str,
        clock: Clock,
        silence_s: float = SILENCE_S,
    ) -> None:
        super().__init__(clock, min(5.0, silence_s))
        self._app = app
        self._intake = intake
        self._app_token = app_token
        self._api_url = api_url
        self._silence_ms = silence_s * 1000
        self._handler: AsyncSocketModeHandler | None = None
        self._opened_at = clock.now()
        self._logger = logging.getLogger("foyer.slack.socket")
        self._logger.setLevel(logging.CRITICAL)  # may hold payloads; ours say what matters

    def on_error(self, error: Exception) -> None:
        """Say what failed; the loop tries again."""
        log.error("slack_socket_failed", error=type(error).__name__)

    async def step(self) -> bool:
        """Open the first connection, or another one when nothing has come for too long."""
        now = self.clock.now()
        last = max(self._opened_at, self._intake.last_event_at)
        if self._handler is not None and now - last < self._silence_ms:
            return False
        fresh = await self._open()
        old, self._handler, self._opened_at = self._handler, fresh, now
        if old is not None:
            log.info("slack_socket_renewed", silent_s=round((now - last) / 1000))
            await _close(old)
        return False

    async def stop(self) -> None:
        """Close the connection; Slack keeps what we did not acknowledge and sends it again."""
        await super().stop()
        if self._handler is not None:
            await _close(self._handler)
            self._handler = None

    async def _open(self) -> AsyncSocketModeHandler:
        web_client = AsyncWebClient(base_url=self._api_url)
        handler = AsyncSocketModeHandler(self._app, self._app_token, logger=self._logger, web_client=web_client)
        try:
            await handler.connect_async()  # type: ignore[no-untyped-call]
        except BaseException:
            await _close(handler)
            raise
        return handler


async def _close(handler: AsyncSocketModeHandler) -> None:
    with contextlib.suppress(Exception):
        await handler.close_async()  # type: ignore[no-untyped-call]
    with contextlib.suppress(Exception):
        await handler.client.aiohttp_client_session.close()
