"""Calling Slack's Web API: one session, no hidden repeats, every failure an error of ours that says what next."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from core.clock import Clock
from core.errors import DeliveryError, NotYet
from core.policies.slack_errors import is_token_error, meaning_of
from core.slack_people import Home

log = structlog.get_logger("foyer.slack")

_TIMEOUT_S = 10
_DOWNLOAD_S = 120
_NO_TOKEN_S = 60.0


class SlackWeb:
    """Implements `WebApi` over slack_sdk. 429s hold the method back for as long as Slack asks."""

    def __init__(self, token: str, api_url: str, clock: Clock) -> None:
        self._token = token
        self._api_url = api_url.rstrip("/") + "/"
        self._clock = clock
        self._session: aiohttp.ClientSession | None = None
        self._client: AsyncWebClient | None = None
        self._held: dict[str, float] = {}
        self._home: Home | None = None
        self._home_lock = asyncio.Lock()
        self.trouble = ""
        """Set while Slack refuses the token; "" when all is well."""

    @property
    def token(self) -> str:
        """The bot token, for downloads."""
        return self._token

    def _open(self) -> AsyncWebClient:
        if self._client is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_TIMEOUT_S))
            # No retry handlers: slack_sdk would send a message again after a broken connection without looking.
            self._client = AsyncWebClient(
                token=self._token,
                base_url=self._api_url,
                session=self._session,
                timeout=_TIMEOUT_S,
                retry_handlers=[],
            )
        return self._client

    async def close(self) -> None:
        """Close the session."""
        if self._session is not None:
            await self._session.close()
        self._session = self._client = None

    async def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        wait = self._held.get(method, 0.0) - self._clock.monotonic()
        if wait > 0:
            raise NotYet(f"Slack asked to wait before {method} is called again.", wait)
        given = {name: value for name, value in arguments.items() if value is not None}
        try:
            client = self._open()
            answer = await (
                client.api_call(method, json=given) if _as_json(method) else client.api_call(method, data=_form(given))
            )
        except SlackApiError as error:
            raise self._translated(method, error) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            kind = type(error).__name__
            raise DeliveryError(f"Slack did not answer {method} ({kind}). Check the network or a proxy.") from None
        self.trouble = ""
        return answer.data if isinstance(answer.data, dict) else {}

    def _translated(self, method: str, error: SlackApiError) -> DeliveryError:
        response = error.response
        status = getattr(response, "status_code", 0)
        headers = getattr(response, "headers", {}) or {}
        data = getattr(response, "data", None)
        code = str(data.get("error") or "") if isinstance(data, dict) else ""
        if status == 429 or code in ("ratelimited", "rate_limited"):
            seconds = _seconds(headers.get("Retry-After") or headers.get("retry-after"))
            if not method.startswith("chat."):  # messages are held per channel by whoever sends them
                self._held[method] = self._clock.monotonic() + seconds
            return NotYet(f"Slack asked to wait before {method} is called again.", seconds)
        if is_token_error(code):
            self.trouble = meaning_of(code).text
            log.error("slack_token_refused", code=code)
            # Not the message's fault: everything waits for the new token, and goes out with it.
            return NotYet(self.trouble, _NO_TOKEN_S)
        if status >= 500 or not code:
            return DeliveryError(f"Slack failed to answer {method} (status {status}).")
        meaning = meaning_of(code)
        return DeliveryError(meaning.text, permanent=meaning.permanent, refused=meaning.refused, detail=code)

    def serves(self, url: str) -> bool:
        """Whether an address is one where Slack keeps files: the token is sent nowhere else."""
        try:
            parts, own = urlsplit(url), urlsplit(self._api_url)
            return parts.scheme == own.scheme and parts.netloc in (own.netloc, f"files.{own.netloc}")
        except ValueError:
            return False

    @contextlib.asynccontextmanager
    async def download(self, url: str) -> AsyncIterator[aiohttp.ClientResponse]:
        """A file of Slack's, as an answer to read piece by piece. Redirects are not followed.

        Raises aiohttp.ClientError or TimeoutError when it cannot be had.
        """
        self._open()
        assert self._session is not None
        headers = {"Authorization": f"Bearer {self._token}"}
        timeout = aiohttp.ClientTimeout(total=_DOWNLOAD_S, sock_read=_TIMEOUT_S)
        async with self._session.get(url, headers=headers, allow_redirects=False, timeout=timeout) as answer:
            yield answer

    async def home(self) -> Home:
        """Who we are, asked once."""
        if self._home is None:
            async with self._home_lock:
                if self._home is None:
                    self._home = await self._ask_home()
        return self._home

    async def _ask_home(self) -> Home:
        answer = await self.call("auth.test")
        return Home(
            team_id=str(answer.get("team_id") or ""),
            user_id=str(answer.get("user_id") or ""),
            bot_id=str(answer.get("bot_id") or ""),
            enterprise_id=str(answer.get("enterprise_id") or ""),
            app_id=str(answer.get("app_id") or ""),
            name=str(answer.get("user") or ""),
        )


def _as_json(method: str) -> bool:
    """Methods that write take JSON; those that read want a form."""
    return method.startswith(("chat.", "views.", "reactions.add", "assistant.", "agents."))


def _form(arguments: dict[str, Any]) -> dict[str, str]:
    """Arguments as a form's fields. They go into the body: Slack reads the address's query too, others do not."""
    return {
        name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in arguments.items()
    }


def _seconds(value: Any) -> float:
    """Retry-After; what is not a number waits a while."""
    if isinstance(value, list):
        value = value[0] if value else ""
    try:
        return min(3600.0, max(0.5, float(str(value))))
    except ValueError:
        return 5.0
