"""Channels that are renamed, archived, moved, shared and unshared; who comes and goes; the app thrown out."""

from collections.abc import Mapping
from typing import Any

import structlog

from bot.slack.channels import Channels
from bot.slack.workspaces import Workspaces
from core.clock import Clock
from core.slack import ChannelState, SlackStore
from core.slack_payloads import Kind, channel_of, inner
from core.slack_people import Home

log = structlog.get_logger("foyer.slack")

_GONE = frozenset({"channel_left", "group_left", "channel_deleted", "group_deleted"})
_ARCHIVED = frozenset({"channel_archive", "group_archive"})


class HouseKeeping:
    """Keeps the record's picture of channels current."""

    def __init__(self, web: Workspaces, record: SlackStore, channels: Channels, clock: Clock) -> None:
        self._web = web
        self._record = record
        self._channels = channels
        self._clock = clock

    async def handle(self, body: Mapping[str, Any], kind: Kind, home: Home) -> None:
        """Note what happened, or ask Slack how things stand now."""
        event = inner(body)
        name, channel_id, now = str(event.get("type") or ""), channel_of(body), self._clock.now()
        if kind is Kind.INSTALL:
            await self._removed(body, name)
            return
        if name == "channel_id_changed":
            old, new = str(event.get("old_channel_id") or ""), str(event.get("new_channel_id") or "")
            if old and new:
                await self._record.slack_channel_moved(old, new, now)
                await self._channels.channel(new, home, fresh=True)
            return
        if not channel_id:
            return
        left = name == "member_left_channel" and event.get("user") == home.user_id
        if left or name in _GONE:
            note = "The app was removed from this channel. Invite it again to serve it."
            await self._record.slack_channel_state(channel_id, now, ChannelState.REMOVED, note)
        elif name in _ARCHIVED:
            await self._record.slack_channel_state(channel_id, now, ChannelState.ARCHIVED, "Archived in Slack.")
        elif not name.startswith("member_") or event.get("user") == home.user_id or _outsider(event, home):
            await self._channels.channel(channel_id, home, fresh=True)

    async def _removed(self, body: Mapping[str, Any], name: str) -> None:
        if not _only_users(inner(body)):
            await self._web.removed(body, "The app was removed from the workspace, or its token was revoked.")
            log.error("slack_app_removed", event_type=name)


def _only_users(event: Mapping[str, Any]) -> bool:
    """A person's token was revoked, not the bot's."""
    tokens = event.get("tokens")
    return isinstance(tokens, Mapping) and not tokens.get("bot") and bool(tokens.get("oauth"))


def _outsider(event: Mapping[str, Any], home: Home) -> bool:
    """Somebody of another workspace came: the circle of readers may have widened."""
    team = event.get("team")
    return bool(team) and team != home.team_id
