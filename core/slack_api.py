"""Slack's Web API as both sides call it."""

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from core.slack_people import Home


class WebApi(Protocol):
    """What calls Slack."""

    async def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        """The answer of a method. Raises DeliveryError (`refused` when Slack said no) or, on 429, NotYet."""
        ...


HomeOf = Callable[[], Awaitable[Home]]
"""Asks who we are in Slack."""
