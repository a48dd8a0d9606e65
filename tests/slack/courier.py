"""Brings events and interactions to the app: signed HTTP or Socket Mode, with Slack's retries by the test's clock."""

import asyncio
import contextlib
import json
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import aiohttp
from slack_sdk.signature import SignatureVerifier

from core.clock import Clock
from tests.slack.mischief import Order
from tests.slack.world import Json

if TYPE_CHECKING:
    from tests.slack.server import FakeSlack

ACK_SECONDS = 3.0
RETRY_DELAYS = (0.0, 60.0, 300.0)
"""How long after the attempt before it Slack tries again: at once, a minute, five minutes."""


@dataclass
class Answer:
    """What the app answered to one delivery. Status 0: nothing; `reason` then says why, in Slack's words."""

    status: int
    body: Any = None
    reason: str = ""
    no_retry: bool = False

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300


@dataclass
class Attempt:
    """One delivery of one event; number 0 is the first, then Slack's retry numbers."""

    event_id: str
    event: str
    number: int
    at: int
    answer: Answer


class Courier:
    """Delivers. Signing goes by `signing_clock`, the machine's unless told: the app checks against its own time."""

    def __init__(self, slack: "FakeSlack", clock: Clock, signing_clock: Clock) -> None:
        self._slack = slack
        self._clock = clock
        self._signing_clock = signing_clock
        self._http: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[Any]] = set()
        self._busy = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self.attempts: list[Attempt] = []
        self.given_up: list[Json] = []

    async def open(self) -> None:
        self._http = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._http:
            await self._http.close()

    @property
    def under_way(self) -> int:
        """Deliveries that are not over, those that wait for their next try included."""
        return sum(not task.done() for task in self._tasks)

    async def settle(self) -> None:
        """Wait until nothing is on its way; what waits for the clock (a retry, a delay) does not count."""
        while self._busy:
            await self._idle.wait()

    def start(self, work: Coroutine[Any, Any, Any]) -> None:
        """Run in the background until this is closed."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def send_event(self, payload: Json) -> None:
        """Deliver an event in the background, through whatever mischief is on."""
        for delay in self._slack.mischief.journeys(payload):
            self._launch(payload, delay)

    def release(self, order: Order = "as_held") -> None:
        """Deliver what was held back."""
        for payload in self._slack.mischief.take_held(order):
            self._launch(payload, 0.0)

    def _launch(self, payload: Json, delay: float) -> None:
        if not delay:
            self._begin()
        self.start(self._deliver(payload, delay))

    async def _deliver(self, payload: Json, delay: float) -> None:
        if delay:
            await self._clock.sleep(delay)
            self._begin()
        answer = Answer(0)
        for number in range(len(RETRY_DELAYS) + 1):
            if number and (wait := RETRY_DELAYS[number - 1]):
                await self._clock.sleep(wait)
            if number:
                self._begin()
            try:
                answer = await self._attempt(payload, number, answer.reason)
            finally:
                self._end()
            if answer.ok or answer.no_retry:
                return
        self.given_up.append(payload)

    async def _attempt(self, payload: Json, number: int, reason: str) -> Answer:
        began = self._clock.now()
        if self._slack.app.socket_mode:
            answer = await self._slack.sockets.send("events_api", payload, number, reason)
        elif self._slack.app.events_url:
            headers = {"x-slack-retry-num": str(number), "x-slack-retry-reason": reason} if number else {}
            answer = await self._post(self._slack.app.events_url, json.dumps(payload), "application/json", headers)
        else:
            return Answer(0, reason="connection_failed", no_retry=True)
        event = payload["event"]
        name = event.get("subtype") or event["type"]
        self.attempts.append(Attempt(payload["event_id"], name, number, began, answer))
        return answer

    async def interact(self, payload: Json) -> Answer:
        """Deliver a click, a submission or a shortcut, once, and give what the app answered."""
        body = urlencode({"payload": json.dumps(payload)})
        return await self._once("interactive", payload, self._slack.app.interactivity_url, body)

    async def command(self, form: Json) -> Answer:
        """Deliver a slash command, once."""
        return await self._once("slash_commands", form, self._slack.app.commands_url, urlencode(form))

    async def verify(self, url: str, challenge: str) -> Answer:
        """Send a `url_verification`."""
        body = {"token": self._slack.app.verification_token, "challenge": challenge, "type": "url_verification"}
        return await self._post(url, json.dumps(body), "application/json", {})

    async def _once(self, kind: str, payload: Json, url: str, body: str) -> Answer:
        self._begin()
        try:
            if self._slack.app.socket_mode:
                return await self._slack.sockets.send(kind, payload, 0, "")
            return await self._post(url, body, "application/x-www-form-urlencoded", {})
        finally:
            self._end()

    async def _post(self, url: str, body: str, content_type: str, headers: dict[str, str]) -> Answer:
        if not url or self._http is None:
            return Answer(0, reason="connection_failed")
        post = asyncio.ensure_future(self._signed(url, body, content_type, headers))
        limit = asyncio.ensure_future(self._clock.sleep(ACK_SECONDS))
        try:
            await asyncio.wait({post, limit}, return_when=asyncio.FIRST_COMPLETED)
            return post.result() if post.done() else Answer(0, reason="http_timeout")
        finally:
            for task in (post, limit):
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task

    async def _signed(self, url: str, body: str, content_type: str, headers: dict[str, str]) -> Answer:
        assert self._http is not None
        stamp = str(self._signing_clock.now() // 1000)
        signature = SignatureVerifier(self._slack.app.signing_secret).generate_signature(timestamp=stamp, body=body)
        signed = {"x-slack-request-timestamp": stamp, "x-slack-signature": signature or ""}
        about = {"content-type": content_type, "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)"}
        try:
            async with self._http.post(
                url, data=body.encode(), headers={**about, **signed, **headers}, allow_redirects=False
            ) as answer:
                text = await answer.text()
                no_retry = answer.headers.get("x-slack-no-retry") == "1"
                reason = "" if answer.status < 300 else "http_error"
                return Answer(answer.status, _parsed(text), reason, no_retry)
        except (aiohttp.ClientError, ConnectionError, OSError):
            return Answer(0, reason="connection_failed")

    def _begin(self) -> None:
        self._busy += 1
        self._idle.clear()

    def _end(self) -> None:
        self._busy -= 1
        if not self._busy:
            self._idle.set()
        self._slack.changed()


def _parsed(text: str) -> Any:
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text
