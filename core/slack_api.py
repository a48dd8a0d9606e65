"""Slack's Web API as both sides call it."""

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from core.domain.ids import Millis
from core.slack import Place
from core.slack_people import Home


class WebApi(Protocol):
    """What calls Slack."""

    async def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        """The answer of a method. Raises DeliveryError (`refused` when Slack said no) or, on 429, NotYet."""
        ...


EVENT_TYPE = "foyer_message"
"""Under this name our messages carry the key of their delivery, and nothing else."""


class Earlier(Protocol):
    """What an earlier try of a delivery left in its place."""

    async def find(self, place: Place, key: str, text: str, created_at: Millis, home: Home) -> str:
        """The `ts` of the message that carries `key`, or has our own words where metadata is not given back; ""
        for none. Raises NotYet when Slack asks to wait."""
        ...


HomeOf = Callable[[], Awaitable[Home]]
"""Asks who we are in Slack."""
