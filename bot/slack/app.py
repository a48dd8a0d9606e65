"""The one slack-bolt application. It verifies what comes in, makes it durable and answers; nothing else.

`handoff/slack` registers listeners of its own on the same application: whatever must be answered within three
seconds (a modal). Everything else both sides read from the record's events, after the acknowledgement.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from core.clock import Clock
from core.engine.inbound import EVENT_TOPIC, SETTLE_MS
from core.ports import Bus
from core.slack import SlackStore
from core.slack_payloads import arrival_of, is_readable

log = structlog.get_logger("foyer.slack")

_ANY = re.compile(".*")
_MAX_BODY = 2 * 1024 * 1024


def make_bolt_app(signing_secret: str, api_url: str) -> AsyncApp:
    """The application without listeners. Events are answered only after their listener: one that raises makes Slack
    send the event again. No Web API call is made before the answer, so that a slow Slack loses no events."""

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id)

    app = AsyncApp(
        name="foyer",
        signing_secret=signing_secret,
        authorize=authorize,
        client=AsyncWebClient(base_url=api_url.rstrip("/") + "/"),
        process_before_response=True,
        # We tell our own messages apart ourselves: bolt would also drop that the app was thrown out of a channel.
        ignoring_self_events_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )

    @app.error
    async def on_error(error: Exception) -> BoltResponse:
        log.error("slack_listener_failed", error=type(error).__name__)  # the payload is the customer's
        return BoltResponse(status=503, body="")

    return app


class Intake:
    """Puts payloads into the record before they are acknowledged."""

    def __init__(self, store: SlackStore, bus: Bus, clock: Clock) -> None:
        self._store = store
        self._bus = bus
        self._clock = clock
        self._waking: set[asyncio.Task[None]] = set()
        self.last_event_at = clock.now()
        """When Slack last delivered anything: what the Socket Mode watchdog measures."""

    async def take(self, body: dict[str, Any]) -> None:
        """One short transaction; a repeat changes nothing. Raises when the record is away: Slack sends it again."""
        now = self._clock.now()
        self.last_event_at = now
        fresh = await self._store.slack_arrived(arrival_of(body, now), SETTLE_MS)
        if fresh:
            task = asyncio.get_running_loop().create_task(self._bus.publish(EVENT_TOPIC, {"at": now + SETTLE_MS}))
            self._waking.add(task)
            task.add_done_callback(self._waking.discard)


def register(app: AsyncApp, intake: Intake) -> None:
    """The customers' side: every event, our own buttons, and the slash command are rows before they are answered.

    To be called last: bolt asks listeners in the order of their registration, and these take everything.
    """

    @app.event(_ANY)
    async def on_event(body: dict[str, Any]) -> None:
        await intake.take(body)

    @app.action(re.compile(r"^(?:say|open):\d+$"))
    async def on_press(ack: AsyncAck, body: dict[str, Any]) -> None:
        await intake.take(body)
        await ack()

    @app.command("/foyer")
    async def on_command(ack: AsyncAck, body: dict[str, Any]) -> None:
        await intake.take(body)
        await ack()

    @app.action(_ANY)
    async def on_other_press(ack: AsyncAck) -> None:
        await ack()  # a link button tells us of its press, and wants no more than to be heard


def slack_routes(app: AsyncApp) -> list[web.RouteDef]:
    """One address for events, interactivity and commands."""

    async def receive(request: web.Request) -> web.Response:
        if request.content_length is not None and request.content_length > _MAX_BODY:
            return web.Response(status=413)
        request = request.clone(client_max_size=_MAX_BODY)
        content_type = request.headers.get("Content-Type", "").partition(";")[0].strip()
        try:
            readable = is_readable(await request.text(), content_type)
        except (UnicodeDecodeError, LookupError):  # bytes or a character set that nobody knows
            readable = False
        if not readable:
            return web.Response(status=400, text="Slack's payloads are JSON objects, or forms that hold one.")
        try:
            answer = await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))
        except (LookupError, TypeError, AttributeError) as error:
            # Verified by then, and so incomplete that bolt could not tell what it is: to send it again is of no use.
            log.warning("slack_incomplete", error=type(error).__name__)
            return web.Response(status=400, text="This lacks what a payload of its type consists of.")
        if answer.status == 404:
            # Verified, and nothing for us (bolt says 404 to what nobody listens for): Slack must not count a failure.
            log.info("slack_unhandled", content_type=content_type)
            return web.Response(status=200)
        return answer

    return [web.post("/slack/events", receive)]


Dispatch = Callable[[Any], Awaitable[BoltResponse]]
