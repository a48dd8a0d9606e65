"""What Slack sends, as typed values. Pure: nothing here asks Slack or the record anything."""

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl

from core.domain.ids import Millis
from core.slack import Arrival

_REF = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
_NOT_NEW = frozenset({"message_changed", "message_deleted", "message_replied"})
SPOKEN = frozenset({"", "file_share", "thread_broadcast", "me_message", "bot_message"})
"""Subtypes of things somebody said; all others announce something (joins, topics, reminders)."""
LONGEST = 3900
"""Characters kept of one message; the rest stays readable in Slack."""


class Kind(StrEnum):
    """What a payload is about."""

    MESSAGE = "message"
    EDIT = "edit"
    DELETION = "deletion"
    REACTION = "reaction"
    PRESS = "press"
    COMMAND = "command"
    CHANNEL = "channel"
    """Something happened to a channel or to who is in it."""
    INSTALL = "install"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file as the event names it; `unknown` ones must be asked for (`files.info`)."""

    id: str
    name: str
    mimetype: str
    size: int
    unknown: bool
    url: str = ""
    """Where its bytes are, for the app's token; "" when the event does not say."""


@dataclass(frozen=True, slots=True)
class Said:
    """A message as Slack tells of it. `user` is "" for what no person wrote; `team` is the writer's workspace
    where the event says so. `thread_ts` is "" outside of threads, `parent_user` who began the thread, if told."""

    channel: str
    channel_type: str
    ts: str
    thread_ts: str
    user: str
    team: str
    bot_id: str
    app_id: str
    subtype: str
    text: str
    parent_user: str
    files: tuple[FileRef, ...]
    edited_ts: str = ""

    @property
    def root_ts(self) -> str:
        """The thread this belongs to or would begin."""
        return self.thread_ts or self.ts


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _dict(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def is_readable(text: str, content_type: str) -> bool:
    """Whether a request's body has the form of anything Slack sends: an object, within a form or not, and the parts
    of it that routing looks into are objects too."""
    try:
        if content_type == "application/json" or text.startswith("{"):
            body = json.loads(text) if text else {}
        else:
            payload = dict(parse_qsl(text, keep_blank_values=True)).get("payload")
            body = {} if payload is None else json.loads(payload)
    except ValueError:
        return False
    return isinstance(body, dict) and isinstance(body.get("event", {}), dict)


def inner(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """The event within an event callback."""
    return _dict(body.get("event"))


def kind_of(body: Mapping[str, Any]) -> Kind:
    """What a payload is about; anything unknown is OTHER."""
    if body.get("type") == "block_actions":
        return Kind.PRESS
    if "command" in body:
        return Kind.COMMAND
    event = inner(body)
    name = _text(event.get("type"))
    if name in ("message", "app_mention"):
        subtype = _text(event.get("subtype"))
        special = {"message_changed": Kind.EDIT, "message_deleted": Kind.DELETION}
        return special.get(subtype, Kind.MESSAGE if subtype in SPOKEN else Kind.OTHER)
    if name == "reaction_added":
        return Kind.REACTION
    if name.startswith(("channel_", "group_", "member_", "shared_channel_")):
        return Kind.CHANNEL
    return Kind.INSTALL if name in ("app_uninstalled", "tokens_revoked") else Kind.OTHER


def channel_of(body: Mapping[str, Any]) -> str:
    """The channel a payload is about, or ""."""
    event = inner(body)
    if not event:
        container = _dict(body.get("container"))
        found = _dict(body.get("channel")).get("id") or container.get("channel_id") or body.get("channel_id")
        return _text(found)
    channel = event.get("channel")
    named = _dict(channel).get("id") if isinstance(channel, Mapping) else channel
    return _text(named or _dict(event.get("item")).get("channel") or event.get("channel_id"))


def arrival_of(body: Mapping[str, Any], now: Millis) -> Arrival:
    """The row a verified payload becomes. The same delivery, and the same message, always have the same keys."""
    channel = channel_of(body)
    lane = channel or _text(body.get("team_id")) or "workspace"
    event = inner(body)
    received = f"{now / 1000:.6f}"
    if not event:
        return Arrival(_key_of_press(body, received), lane, _press_time(body) or received, dict(body), now)
    subtype = _text(event.get("subtype"))
    said = event.get("type") in ("message", "app_mention") and subtype not in _NOT_NEW
    ts = _text(event.get("ts"))
    when = ts if said else _text(event.get("event_ts")) or ts
    key = _text(body.get("event_id")) or f"{lane}:{event.get('type')}:{subtype}:{when or received}"
    return Arrival(
        key=f"event:{key}",
        lane=lane,
        sort_key=when or received,
        payload=dict(body),
        received_at=now,
        message_key=f"{channel}:{ts}" if said and channel and ts else "",
    )


def _press_time(body: Mapping[str, Any]) -> str:
    actions = body.get("actions")
    first = _dict(actions[0]) if isinstance(actions, list) and actions else {}
    return _text(first.get("action_ts"))


def _key_of_press(body: Mapping[str, Any], received: str) -> str:
    if "command" in body:
        return f"command:{_text(body.get('trigger_id')) or received}"
    actions = body.get("actions")
    first = _dict(actions[0]) if isinstance(actions, list) and actions else {}
    container, user = _dict(body.get("container")), _dict(body.get("user"))
    parts = (container.get("channel_id"), container.get("message_ts"), user.get("id"), first.get("action_id"))
    return ":".join(["press", *(_text(part) for part in parts), _press_time(body) or received])


def said_in(body: Mapping[str, Any]) -> Said:
    """The message a MESSAGE or EDIT payload carries; for a DELETION what was deleted, as far as Slack says."""
    event = inner(body)
    subtype = _text(event.get("subtype"))
    message = event
    if subtype == "message_changed":
        message = _dict(event.get("message"))
    elif subtype == "message_deleted":
        message = {**_dict(event.get("previous_message")), "ts": _text(event.get("deleted_ts"))}
    mentioned = event.get("type") == "app_mention"
    files = message.get("files")
    return Said(
        channel=channel_of(body),
        channel_type=_text(event.get("channel_type")),
        ts=_text(message.get("ts")),
        thread_ts=_text(message.get("thread_ts")),
        user=_text(message.get("user")),
        team=_text(message.get("user_team") or message.get("source_team") or message.get("team")),
        bot_id=_text(message.get("bot_id")),
        app_id=_text(message.get("app_id") or _dict(message.get("bot_profile")).get("app_id")),
        subtype="" if mentioned else _text(message.get("subtype")),
        text=_text(message.get("text")),
        parent_user=_text(message.get("parent_user_id")),
        files=tuple(_file_of(each) for each in files if isinstance(each, Mapping)) if isinstance(files, list) else (),
        edited_ts=_text(_dict(message.get("edited")).get("ts")),
    )


def _file_of(data: Mapping[str, Any]) -> FileRef:
    size = data.get("size")
    return FileRef(
        id=_text(data.get("id")),
        name=_text(data.get("name")) or _text(data.get("title")),
        mimetype=_text(data.get("mimetype")),
        size=size if isinstance(size, int) else 0,
        unknown=data.get("file_access") == "check_file_info",
        url=_text(data.get("url_private_download")) or _text(data.get("url_private")),
    )


def mentions(text: str) -> set[str]:
    """Ids of the people a text addresses."""
    return {target for sign, target, _ in _REF.findall(text) if sign == "@"}


def opens_with(text: str) -> str:
    """The id of the person whom a text addresses first, before any word, or ""."""
    match = _REF.match(text.lstrip())
    return match.group(2) if match and match.group(1) == "@" else ""


def plain_text(text: str, names: Mapping[str, str]) -> str:
    """Slack's text as people read it. `names` says what to put for a person's id ("" leaves them out)."""

    def read(match: re.Match[str]) -> str:
        sign, target, label = match.group(1), match.group(2), match.group(3) or ""
        if sign == "@":
            name = names.get(target, label or "someone")
            return f"@{name}" if name else ""
        if sign == "#":
            return f"#{label or 'a channel'}"
        if sign == "!":
            return f"@{label or target.partition('^')[0]}".replace("@@", "@")
        address = target.removeprefix("mailto:")
        return address if not label or label in address else f"{label} ({address})"

    plain = html.unescape(_REF.sub(read, text))
    plain = re.sub(r"[ \t]{2,}", " ", plain).strip()
    return plain if len(plain) <= LONGEST else plain[:LONGEST].rstrip() + " […]"
