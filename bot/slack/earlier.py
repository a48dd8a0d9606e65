"""What an earlier try of a delivery left in its thread, when nobody knows whether it arrived."""

from collections.abc import Mapping
from typing import Any

import structlog

from core.domain.ids import Millis
from core.errors import NotYet
from core.slack import Place
from core.slack_api import EVENT_TYPE, WebApi
from core.slack_people import Home

log = structlog.get_logger("foyer.slack")

_LIMIT = 100
_MOST_PAGES = 20
_MOST_KEPT = 1000
_SKEW_S = 300.0
"""Slack's clock and ours may differ by this much."""
_SLIP_S = 2.0


class Earlier:
    """Reads a thread page by page. Slack lets some apps read one page of 15 a minute only: how far a search came is
    remembered, so that the next try goes on from there."""

    def __init__(self, web: WebApi) -> None:
        self._web = web
        self._cursors: dict[str, str] = {}

    async def find(self, place: Place, key: str, text: str, created_at: Millis, home: Home) -> str:
        """The `ts` of the message that carries `key`, or "". Reads from shortly before `created_at` on.

        A server that gives no metadata back is read by our own words instead. Raises NotYet when Slack asks to wait.
        """
        arguments: dict[str, Any] = {
            "channel": place.channel_id,
            "ts": place.thread_ts or None,
            "oldest": f"{created_at / 1000 - _SKEW_S:.6f}",
            "limit": _LIMIT,
            "include_all_metadata": True,
        }
        method = "conversations.replies" if place.thread_ts else "conversations.history"
        ours: list[Mapping[str, Any]] = []
        cursor = self._cursors.pop(key, "")
        for _ in range(_MOST_PAGES):
            try:
                answer = await self._web.call(method, cursor=cursor or None, **arguments)
            except NotYet:
                self._remember(key, cursor)
                raise
            entries = [entry for entry in answer.get("messages") or [] if isinstance(entry, Mapping)]
            for entry in entries:
                if _key_of(entry) == key:
                    return str(entry.get("ts") or "")
            ours += [entry for entry in entries if _is_ours(entry, home)]
            cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                break
        if any(entry.get("metadata") for entry in ours):
            return ""
        since = created_at / 1000 - _SLIP_S
        same = [entry for entry in ours if entry.get("text") == text and _seconds(entry) >= since]
        return str(same[0].get("ts") or "") if same else ""

    def _remember(self, key: str, cursor: str) -> None:
        if cursor:
            if len(self._cursors) >= _MOST_KEPT:
                self._cursors.clear()
            self._cursors[key] = cursor


def _key_of(entry: Mapping[str, Any]) -> str:
    metadata = entry.get("metadata")
    if not isinstance(metadata, Mapping) or metadata.get("event_type") != EVENT_TYPE:
        return ""
    payload = metadata.get("event_payload")
    return str(payload.get("id") or "") if isinstance(payload, Mapping) else ""


def _is_ours(entry: Mapping[str, Any], home: Home) -> bool:
    bot = entry.get("bot_id")
    return bool(bot and bot == home.bot_id) or entry.get("user") == home.user_id


def _seconds(entry: Mapping[str, Any]) -> float:
    try:
        return float(str(entry.get("ts")))
    except ValueError:
        return 0.0
