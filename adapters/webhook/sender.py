"""Sends outbox rows as signed JSON by HTTP POST."""

import hashlib
import hmac
import json
from types import TracebackType
from typing import Self

import aiohttp

from core.clock import Clock
from core.domain.ids import ConversationId
from core.errors import DeliveryError

_TIMEOUT_S = 10.0
_PERMANENT = {400, 401, 403, 404, 405, 410, 413, 415, 422}


class WebhookSender:
    """Implements `core.ports.Sender`.

    Headers: `Foyer-Key` is the same on each try of a row, so that the receiver can tell a repeat;
    `Foyer-Signature` is `t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body">` with the shared secret.
    """

    def __init__(self, url: str, secret: str, clock: Clock) -> None:
        self._url = url
        self._secret = secret.encode()
        self._clock = clock
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_TIMEOUT_S))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def send(
        self, conversation_id: ConversationId | None, payload: dict[str, object], key: str, again: bool = False
    ) -> str:
        """POST the payload; returns the status. 429 and 503 may say when to come back by Retry-After."""
        assert self._session is not None, "used outside its context"
        body = json.dumps(payload, separators=(",", ":"), sort_keys=True)
        stamp = str(self._clock.now() // 1000)
        signature = hmac.new(self._secret, f"{stamp}.{body}".encode(), hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": "application/json",
            "Foyer-Key": key,
            "Foyer-Signature": f"t={stamp},v1={signature}",
        }
        try:
            async with self._session.post(self._url, data=body, headers=headers, allow_redirects=False) as answer:
                status, retry_after = answer.status, answer.headers.get("Retry-After", "")
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise DeliveryError(f"The webhook cannot be reached ({type(error).__name__}).") from None
        if 200 <= status < 300:
            return str(status)
        wait = float(retry_after) if retry_after.isdecimal() else None
        raise DeliveryError(f"The webhook answered {status}.", permanent=status in _PERMANENT, retry_after_s=wait)
