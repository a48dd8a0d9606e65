"""The outer part of events, and who gets them: which installation sees what, under which scope."""

import base64
import json
from typing import TYPE_CHECKING

from tests.slack.installs import Installation
from tests.slack.shapes import bare
from tests.slack.world import Channel, Json, Team

if TYPE_CHECKING:
    from tests.slack.server import FakeSlack

_HISTORY = {"public": "channels:history", "private": "groups:history", "im": "im:history", "mpim": "mpim:history"}
_READ = {"public": "channels:read", "private": "groups:read", "im": "im:read", "mpim": "mpim:read"}
_SCOPES = {
    "app_mention": "app_mentions:read",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "user_change": "users:read",
    "team_join": "users:read",
    "file_shared": "files:read",
    "subteam_updated": "usergroups:read",
    "subteam_members_changed": "usergroups:read",
    "shared_channel_invite_received": "conversations.connect:read",
}
_NO_SCOPE = {"tokens_revoked", "app_uninstalled", "app_home_opened", "app_rate_limited"}


def scope_for(event: Json, channel: Channel | None) -> str:
    """The scope an installation must have to be sent this event; empty: none."""
    kind = event["type"]
    if kind in _NO_SCOPE:
        return ""
    if kind in _SCOPES:
        return _SCOPES[kind]
    if kind == "message" and channel:
        return _HISTORY[channel.kind]
    return _READ[channel.kind] if channel else ""


def receiver(slack: "FakeSlack", event: Json, channel: Channel | None, team: Team | None) -> Installation | None:
    """The one installation an event goes through: Slack sends each only once, also where several see it."""
    kind = event["type"]
    subscribed = slack.app.subscribed
    name = f"message.{_event_kind(channel)}" if kind == "message" and channel else kind
    if subscribed is not None and name not in subscribed:
        return None
    needed = scope_for(event, channel)
    for install in slack.app.installs:
        alive = not install.uninstalled and (not install.revoked or kind in _NO_SCOPE)
        if alive and (not needed or needed in install.scopes) and _sees(install, channel, team):
            return install
    return None


def _event_kind(channel: Channel) -> str:
    return {"public": "channels", "private": "groups", "im": "im", "mpim": "mpim"}[channel.kind]


def _sees(install: Installation, channel: Channel | None, team: Team | None) -> bool:
    if team is not None and install.team.id != team.id:
        return False
    return channel is None or channel.has(install.bot)


def envelope(slack: "FakeSlack", event: Json, install: Installation, channel: Channel | None, source: Team) -> Json:
    """The whole payload. `source`: the workspace where it happened, not always the installing one."""
    context = {"et": event["type"], "tid": source.id, "aid": slack.app.id}
    if channel is not None:
        context["cid"] = channel.id
    enterprise = install.team.enterprise_id or None
    payload: Json = {
        "token": slack.app.verification_token,
        "team_id": source.id,
        "context_team_id": install.team.id,
        "context_enterprise_id": enterprise,
        "api_app_id": slack.app.id,
        "event": bare(event),
        "type": "event_callback",
        "event_id": f"Ev{slack.world.run}{slack.world.number('event'):08d}",
        "event_time": slack.world.seconds(),
        "authorizations": [
            {
                "enterprise_id": enterprise,
                "team_id": install.team.id,
                "user_id": install.bot.id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": channel is not None and channel.is_ext_shared,
        "event_context": "4-" + base64.urlsafe_b64encode(json.dumps(context).encode()).decode().rstrip("="),
    }
    if source.enterprise_id:
        payload["enterprise_id"] = source.enterprise_id
    return payload


def read_context(event_context: str) -> Json:
    """What an `event_context` says. Raises ValueError for one that is none."""
    body = event_context.removeprefix("4-")
    found = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    if not isinstance(found, dict):
        raise ValueError("not an event context")
    return found
