"""The app's manifest: exactly the scopes and events that are used, each with its reason. Pure."""

from typing import Any

SCOPES: dict[str, str] = {
    "app_mentions:read": "hear when the app is addressed in a channel that answers only then",
    "channels:history": "read messages in public channels the app is in, also to look before sending again",
    "channels:read": "know a channel's name, and with whom it is shared, before anything is posted",
    "chat:write": "answer",
    "chat:write.customize": "let a person speak under their own name, so that nobody takes them for the bot",
    "commands": "/foyer, for agents and for admins",
    "files:read": "learn what a file is, which events in shared channels do not say",
    "groups:history": "the same as channels:history for private channels",
    "groups:read": "the same as channels:read for private channels",
    "im:history": "read direct messages to the app",
    "im:read": "tell a direct message from a channel",
    "im:write": "send what others must not read as a direct message",
    "mpim:history": "read group messages the app is in",
    "mpim:read": "know who is in a group message",
    "reactions:read": "take up a message somebody marks with the ticket emoji",
    "usergroups:read": "know who the agents are: the members of the user groups you name",
    "users:read": "tell our own people from customers, and of which workspace they are",
}
EVENTS: dict[str, str] = {
    "app_home_opened": "an agent looks at the app's Home: it shows what they have and what waits",
    "app_mention": "somebody addresses the app",
    "app_uninstalled": "the app was removed from the workspace",
    "channel_archive": "a channel cannot be written to any more",
    "channel_deleted": "a channel is gone",
    "channel_id_changed": "a channel has another id from now on",
    "channel_left": "the app was removed from a channel",
    "channel_rename": "a channel's name changed",
    "channel_shared": "another company reads along from now on",
    "channel_unarchive": "a channel can be written to again",
    "channel_unshared": "a company no longer reads along",
    "group_archive": "the same for private channels",
    "group_deleted": "the same for private channels",
    "group_left": "the same for private channels",
    "group_rename": "the same for private channels",
    "group_unarchive": "the same for private channels",
    "member_joined_channel": "somebody, or the app itself, came into a channel",
    "member_left_channel": "somebody, or the app itself, left a channel",
    "message.channels": "messages, edits and deletions in public channels",
    "message.groups": "the same in private channels",
    "message.im": "direct messages",
    "message.mpim": "group messages",
    "reaction_added": "the ticket emoji",
    "subteam_members_changed": "somebody joined or left the agents",
    "subteam_updated": "a group of agents was changed or switched off",
    "tokens_revoked": "the token is void",
    "user_change": "somebody's name or membership changed",
}


def manifest(name: str, public_url: str, *, socket_mode: bool = False) -> dict[str, Any]:
    """The manifest to paste into Slack ("create an app from a manifest"). `public_url` is where Foyer is reached."""
    address = f"{public_url}/slack/events"
    interactivity: dict[str, Any] = {"is_enabled": True}
    events: dict[str, Any] = {"bot_events": sorted(EVENTS)}
    command: dict[str, Any] = {
        "command": "/foyer",
        "description": "For agents: who waits, claim, find, look up, off and on. For admins: whose channel this is",
        "usage_hint": "queue | take N | find … | kb … | off [until] | on | map <account>",
        "should_escape": False,
    }
    if not socket_mode:
        interactivity["request_url"] = events["request_url"] = command["url"] = address
    return {
        "display_information": {
            "name": name[:35],
            "description": f"Answers {name}'s customers, and fetches a person"[:140],
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": name[:80], "always_online": True},
            "slash_commands": [command],
        },
        "oauth_config": {"redirect_urls": [f"{public_url}/slack/oauth_redirect"], "scopes": {"bot": sorted(SCOPES)}},
        "settings": {
            "event_subscriptions": events,
            "interactivity": interactivity,
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket_mode,
            "token_rotation_enabled": False,
        },
    }
