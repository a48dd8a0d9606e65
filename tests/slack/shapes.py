"""How things look as JSON: the keys and spelling of Slack's own answers and events."""

import re
from typing import Any

from tests.slack.world import Channel, File, Json, Message, Team, User, UserGroup, View, World

_ICON = "https://a.slack-edge.example/img/bot_{}.png"
_SPECIAL = re.compile(r"<(@[UWS][A-Z0-9]+|#[CG][A-Z0-9]+|![a-z]+(?:\^[A-Z0-9]+)?|[a-z]+:[^>|]+)(?:\|([^>]*))?>")


def rich_text(text: str, block_id: str) -> list[Json]:
    """The blocks Slack's clients make of typed text: one rich text section with mentions and links as elements."""
    elements: list[Json] = []
    end = 0
    for match in _SPECIAL.finditer(text):
        if before := text[end : match.start()]:
            elements.append({"type": "text", "text": unescape(before)})
        elements.append(_special(match[1], match[2]))
        end = match.end()
    if rest := text[end:]:
        elements.append({"type": "text", "text": unescape(rest)})
    section = {"type": "rich_text_section", "elements": elements}
    return [{"type": "rich_text", "block_id": block_id, "elements": [section]}]


def _special(target: str, label: str | None) -> Json:
    if target[0] == "@":
        return {"type": "user", "user_id": target[1:]}
    if target[0] == "#":
        return {"type": "channel", "channel_id": target[1:]}
    if target.startswith("!subteam^"):
        return {"type": "usergroup", "usergroup_id": target[9:]}
    if target[0] == "!":
        return {"type": "broadcast", "range": target[1:]}
    return {"type": "link", "url": unescape(target), **({"text": unescape(label)} if label else {})}


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def typed(text: str) -> str:
    """What Slack makes of a text somebody types: &, < and > escaped, addresses wrapped; mentions stay as they are."""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match[0])
        return f"\0{len(kept) - 1}\0"

    safe = escape(re.sub(r"<(?:@[UW]|#[CG]|!|https?:|mailto:)[^<>]*>", keep, text))
    safe = re.sub(r"https?://[^\s<>|]+[^\s<>|.,;:!?)]", lambda found: f"<{found[0]}>", safe)
    safe = re.sub(r"(?<![\w/@:.])[\w.+-]+@[\w-]+(?:\.[\w-]+)+", lambda found: f"<mailto:{found[0]}|{found[0]}>", safe)
    return re.sub(r"\0(\d+)\0", lambda found: kept[int(found[1])], safe)


def team(each: Team) -> Json:
    icon = {f"image_{size}": _ICON.format(size) for size in (34, 44, 68, 88, 102, 132, 230)} | {"image_default": True}
    shape = {"id": each.id, "name": each.name, "domain": each.domain, "email_domain": "", "icon": icon}
    url = {"url": f"https://{each.domain}.slack.example/", "is_verified": False, "discoverable": "unlisted"}
    return shape | url | ({"enterprise_id": each.enterprise_id} if each.enterprise_id else {})


def profile(each: User, *, with_email: bool) -> Json:
    first, _, last = each.real_name.partition(" ")
    shape: Json = {
        "title": "",
        "phone": "",
        "skype": "",
        "real_name": each.real_name,
        "real_name_normalized": each.real_name,
        "display_name": each.real_name.split()[0],
        "display_name_normalized": each.real_name.split()[0],
        "fields": None,
        "status_text": each.status_text,
        "status_emoji": each.status_emoji,
        "status_emoji_display_info": [],
        "status_expiration": each.status_expiration,
        "status_text_canonical": "",
        "avatar_hash": f"g{each.id[-6:].lower()}",
        "first_name": first,
        "last_name": last,
        **{f"image_{size}": f"https://a.slack-edge.example/{size}.png" for size in (24, 32, 48, 72, 192, 512)},
        "team": each.team.id,
    }
    if each.is_bot:
        shape |= {"api_app_id": each.app_id, "bot_id": each.bot_id, "always_active": True}
    if with_email and each.email is not None:
        shape["email"] = each.email
    return shape


def user(each: User, world: World, viewer: Team, *, with_email: bool = True, with_locale: bool = False) -> Json:
    """`users.info`'s user as a team sees it: an outsider has `is_stranger` and never a locale."""
    outsider = each.team.id != viewer.id
    shape: Json = {
        "id": each.id,
        "team_id": each.team.id,
        "name": each.name,
        "deleted": each.deleted,
        "color": "9f69e7",
        "real_name": each.real_name,
        "tz": each.tz,
        "tz_label": each.tz_label,
        "tz_offset": each.tz_offset,
        "profile": profile(each, with_email=with_email),
        "is_admin": each.is_admin and not outsider,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": each.restricted,
        "is_ultra_restricted": each.ultra_restricted,
        "is_bot": each.is_bot,
        "is_app_user": False,
        "updated": each.updated,
        "is_email_confirmed": True,
        "who_can_share_contact_card": "EVERYONE",
    }
    if outsider:
        shape["is_stranger"] = not world.shares_channel(each, viewer)
    elif with_locale:
        shape["locale"] = each.locale
    if each.team.enterprise_id:
        shape["enterprise_user"] = {
            "id": each.id,
            "enterprise_id": each.team.enterprise_id,
            "enterprise_name": each.team.name,
            "is_admin": False,
            "is_owner": False,
            "is_primary_owner": False,
            "teams": [each.team.id],
        }
    if each.deleted:
        for key in ("tz", "tz_label", "tz_offset", "color", "is_admin", "is_restricted", "is_ultra_restricted"):
            shape.pop(key)
    return shape


def group(each: UserGroup) -> Json:
    shape = {"id": each.id, "team_id": each.team.id, "is_usergroup": True, "is_subteam": True, "name": each.name}
    state = {"description": "", "handle": each.handle, "is_external": False, "date_delete": int(each.disabled)}
    return shape | state | {"users": [one.id for one in each.users], "user_count": len(each.users)}


def channel(each: Channel, world: World, viewer: Team, asker: User | None) -> Json:
    """`conversations.info`'s channel as one team's app sees it: names and connected teams differ per side."""
    if each.kind == "im":
        other = next((one for one in each.members if one is not asker), each.creator)
        base = {"id": each.id, "created": each.created, "is_archived": each.archived, "is_im": True}
        return base | {"is_org_shared": False, "context_team_id": viewer.id, "user": other.id, "updated": 0}
    name = each.names.get(viewer.id, each.name)
    spoken = {"value": "", "creator": "", "last_set": 0}
    shape: Json = {
        "id": each.id,
        "name": name,
        "is_channel": each.kind == "public",
        "is_group": each.kind == "private",
        "is_im": False,
        "is_mpim": each.kind == "mpim",
        "is_private": each.kind != "public",
        "created": each.created,
        "is_archived": each.archived,
        "is_general": False,
        "unlinked": 0,
        "name_normalized": name,
        "is_shared": each.is_ext_shared,
        "is_org_shared": False,
        "is_pending_ext_shared": bool(each.pending),
        "pending_shared": [one.id for one in each.pending],
        "pending_connected_team_ids": [one.id for one in each.pending],
        "context_team_id": viewer.id,
        "updated": world.clock.now(),
        "parent_conversation": None,
        "creator": each.creator.id,
        "is_ext_shared": each.is_ext_shared,
        "shared_team_ids": [one.id for one in each.teams],
        "internal_team_ids": [],
        "connected_team_ids": [one.id for one in each.teams if one.id != viewer.id],
        "conversation_host_id": each.host.id,
        "is_member": each.has(asker),
        "topic": spoken | {"value": each.topic},
        "purpose": spoken | {"value": each.purpose},
        "previous_names": list(each.previous_names),
    }
    return shape | ({"frozen_reason": "connection_severed", "is_frozen": True} if each.severed else {})


def file(each: File, base_url: str) -> Json:
    """A file as `files.info` and history give it."""
    private = f"{base_url}/files-pri/{each.user.team.id}-{each.id}"
    return {
        "id": each.id,
        "created": each.created,
        "timestamp": each.created,
        "name": each.name,
        "title": each.title,
        "mimetype": each.mimetype,
        "filetype": each.filetype,
        "pretty_type": each.filetype.upper(),
        "user": each.user.id,
        "user_team": each.user.team.id,
        "editable": False,
        "size": len(each.content),
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": any(one.kind == "public" for one in each.channels),
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": f"{private}/{each.name}",
        "url_private_download": f"{private}/download/{each.name}",
        "permalink": f"https://{each.user.team.domain}.slack.example/files/{each.user.id}/{each.id}/{each.name}",
        "permalink_public": "",
        "has_rich_preview": False,
        "file_access": "visible",
        "channels": [one.id for one in each.channels if one.kind == "public"],
        "groups": [one.id for one in each.channels if one.kind == "private"],
        "ims": [one.id for one in each.channels if one.kind == "im"],
        "comments_count": 0,
        "shares": {},
    }


def file_in_event(each: File, base_url: str, *, shared: bool) -> Json:
    """A file within a pushed event: in a Slack Connect channel only a hint to ask `files.info`."""
    if shared or each.connect_hidden:
        hidden = {"id": each.id, "mode": "file_access", "file_access": "check_file_info"}
        return hidden | {"created": 0, "timestamp": 0, "user": ""}
    return file(each, base_url)


def bot_profile(author: User) -> Json:
    icons = {f"image_{size}": _ICON.format(size) for size in (36, 48, 72)}
    shape = {"id": author.bot_id, "deleted": author.deleted, "name": author.real_name, "updated": author.updated}
    return shape | {"app_id": author.app_id, "icons": icons, "team_id": author.team.id}


def message(each: Message, base_url: str, *, pushed: bool = False, metadata: bool = True) -> Json:
    """A message as history gives it, or as an event pushes it (`pushed`: no counts, files perhaps hidden)."""
    shape: Json = {"type": "message"}
    if each.subtype:
        shape["subtype"] = each.subtype
    if each.subtype != "bot_message":
        shape["user"] = each.user.id
    shape |= {"text": each.text, "ts": each.ts}
    for key, value in (
        ("client_msg_id", each.client_msg_id),
        ("bot_id", each.bot_id),
        ("app_id", each.app_id),
        ("username", each.username),
        ("icons", each.icons),
        ("blocks", each.blocks),
        ("attachments", each.attachments),
        ("metadata", each.metadata if metadata else {}),
    ):
        if value:
            shape[key] = value
    if each.subtype != "bot_message":
        shape["team"] = each.user.team.id
        if each.bot_id:
            shape["bot_profile"] = bot_profile(each.user)
    shape |= _where(each)
    if each.files:
        shared = each.channel.is_ext_shared and pushed
        files = [file_in_event(one, base_url, shared=shared) if pushed else file(one, base_url) for one in each.files]
        shape |= {"files": files, "upload": False, "display_as_bot": False}
    if each.edited_ts:
        shape["edited"] = {"user": each.edited_by, "ts": each.edited_ts}
    if each.reactions and not pushed:
        shape["reactions"] = [
            {"name": name, "users": [one.id for one in who], "count": len(who)} for name, who in each.reactions.items()
        ]
    if each.streaming:
        shape["streaming_state"] = "in_progress"
    return shape | each.extra


def _where(each: Message) -> Json:
    """Thread and shared-channel keys."""
    shape: Json = {}
    replies = each.channel.replies(each.ts)
    if each.is_reply:
        parent = each.channel.find(each.thread_ts)
        shape |= {"thread_ts": each.thread_ts}
        if parent:
            shape["parent_user_id"] = parent.user.id
    elif replies:
        who = list(dict.fromkeys(one.user.id for one in replies))
        shape |= {"thread_ts": each.ts, "reply_count": len(replies), "reply_users_count": len(who)}
        shape |= {"latest_reply": replies[-1].ts, "reply_users": who, "is_locked": False, "subscribed": False}
    if each.channel.is_ext_shared and not each.bot_id and not each.subtype.startswith("channel_"):
        shape |= {"user_team": each.user.team.id, "source_team": each.user.team.id}
        face = profile(each.user, with_email=False)
        keys = ("avatar_hash", "image_72", "first_name", "real_name", "display_name", "team")
        guest = {"is_restricted": each.user.restricted, "is_ultra_restricted": each.user.ultra_restricted}
        shape["user_profile"] = {key: face[key] for key in keys} | {"name": each.user.name} | guest
    return shape


def view(each: View, installed_team: str, app_id: str, bot_id: str, state: Json | None = None) -> Json:
    """A view as the API answers and payloads carry it."""
    body = each.body
    shape: Json = {
        "id": each.id,
        "team_id": each.team_id,
        "type": body["type"],
        "blocks": body["blocks"],
        "private_metadata": body.get("private_metadata", ""),
        "callback_id": body.get("callback_id", ""),
        "state": {"values": state or {}},
        "hash": each.hash,
        "title": body.get("title", {"type": "plain_text", "text": "View Title", "emoji": True}),
        "clear_on_close": body.get("clear_on_close", False),
        "notify_on_close": body.get("notify_on_close", False),
        "close": body.get("close"),
        "submit": body.get("submit"),
        "previous_view_id": each.previous_id,
        "root_view_id": each.root_id,
        "app_id": app_id,
        "external_id": each.external_id,
        "app_installed_team_id": installed_team,
        "bot_id": bot_id,
    }
    return shape


def bare(value: Any) -> Any:
    """A deep copy, so that what was sent does not change afterwards."""
    if isinstance(value, dict):
        return {key: bare(part) for key, part in value.items()}
    if isinstance(value, list):
        return [bare(part) for part in value]
    return value
