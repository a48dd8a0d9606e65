"""Who reads a triage channel: whether people of other companies do."""

from core.clock import Clock
from core.errors import DeliveryError
from core.slack_api import WebApi

_FRESH_MS = 10 * 60 * 1000


class Readers:
    """Asks Slack, and remembers for ten minutes; while Slack does not answer, what it said last stands."""

    def __init__(self, web: WebApi, clock: Clock) -> None:
        self._web = web
        self._clock = clock
        self._known: dict[str, tuple[bool, int]] = {}

    async def strangers_in(self, channel_id: str) -> bool:
        """Whether the channel is shared with another company."""
        known = self._known.get(channel_id)
        now = self._clock.now()
        if known is not None and now - known[1] < _FRESH_MS:
            return known[0]
        try:
            channel = (await self._web.call("conversations.info", channel=channel_id)).get("channel") or {}
        except DeliveryError:
            return known is not None and known[0]
        shared = bool(channel.get("is_ext_shared") or channel.get("is_pending_ext_shared"))
        self._known[channel_id] = (shared, now)
        return shared
