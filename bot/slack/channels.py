"""What Slack says of a channel, kept in the record and looked at again when it may have changed."""

from dataclasses import replace
from typing import Any

import structlog

from core.clock import Clock
from core.errors import DeliveryError
from core.slack import ChannelState, Ingest, SlackChannel, SlackStore
from core.slack_api import WebApi
from core.slack_people import Home

log = structlog.get_logger("foyer.slack")

_FRESH_MS = 30 * 60 * 1000
_AWAY = ("channel_not_found", "not_in_channel")
NOT_A_MEMBER = "Slack says that the app is not a member of this channel. Invite it, so that it can read and answer."


def channel_from(data: dict[str, Any], home: Home) -> SlackChannel:
    """Read `conversations.info`. `teams` are the workspaces in it besides ours."""
    kind = "im" if data.get("is_im") else "mpim" if data.get("is_mpim") else "channel"
    listed = [*(data.get("shared_team_ids") or []), *(data.get("connected_team_ids") or [])]
    ours = {home.team_id, home.enterprise_id, *(data.get("internal_team_ids") or [])}
    teams = tuple(sorted({str(team) for team in listed if team} - ours))
    state, note = ChannelState.OK, ""
    if data.get("is_archived"):
        state, note = ChannelState.ARCHIVED, "Archived in Slack."
    elif kind == "channel" and data.get("is_member") is False:
        # Events that come from it say otherwise, and Slack has the last word when we post.
        note = NOT_A_MEMBER
    return SlackChannel(
        id=str(data.get("id") or ""),
        team_id=home.team_id,
        name=str(data.get("name") or ("direct message" if kind == "im" else "")),
        kind=kind,
        is_private=bool(data.get("is_private") or kind != "channel"),
        teams=teams,
        account_id=None,
        account_teams=(),
        ingest=Ingest.ALL,
        state=state,
        note=note,
        checked_at=0,  # type: ignore[arg-type]
    )


class Channels:
    """Channels by id."""

    def __init__(self, web: WebApi, record: SlackStore, clock: Clock) -> None:
        self._web = web
        self._record = record
        self._clock = clock

    async def channel(self, channel_id: str, home: Home, *, fresh: bool = False) -> SlackChannel | None:
        """A channel as stored, asked of Slack when new or stale; None when Slack hides one we have never seen.

        When Slack does not answer, what we know stands, unless `fresh` is asked for or nothing is known.
        """
        known = await self._record.slack_channel(channel_id)
        now = self._clock.now()
        if known is not None and not fresh and now - known.checked_at < _FRESH_MS:
            return known
        try:
            answer = await self._web.call("conversations.info", channel=channel_id)
        except DeliveryError as error:
            if error.detail in _AWAY:
                return await self._gone(channel_id, known)
            if known is None or fresh:
                raise
            return known
        seen = channel_from({**(answer.get("channel") or {}), "id": channel_id}, home)
        if known is not None and known.state is ChannelState.REMOVED and seen.note == NOT_A_MEMBER:
            seen = replace(seen, state=known.state, note=known.note)
        if known is not None and set(seen.teams) - set(known.teams):
            log.warning("slack_channel_widened", channel=channel_id, teams=len(seen.teams))
        return await self._record.see_slack_channel(seen, now)

    async def _gone(self, channel_id: str, known: SlackChannel | None) -> SlackChannel | None:
        if known is None:
            return None
        note = "Slack no longer shows us this channel: the app was removed, or it is no longer shared."
        await self._record.slack_channel_state(channel_id, self._clock.now(), ChannelState.REMOVED, note)
        return await self._record.slack_channel(channel_id)
