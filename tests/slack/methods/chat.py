"""chat.*: posting, changing and deleting messages, to all or to one."""

from typing import Any

from tests.slack import shapes
from tests.slack.blocks import check_message_blocks
from tests.slack.calls import Call, SlackError, method
from tests.slack.world import Channel, Json, Message, User, World, strings

POST_TEXT = 40_000
UPDATE_TEXT_BYTES = 4000
"""`chat.update` refuses longer texts; counted in bytes after escaping, as users of it measured."""
MARKDOWN_TEXT = 12_000
_LOOK = "icon_emoji icon_url username"
_BODY = "text blocks attachments markdown_text as_user link_names parse metadata"


def body_of(call: Call) -> Json:
    """Text, blocks, attachments and metadata of a call, checked. Raises `SlackError` as Slack would answer."""
    blocks, attachments = call.json("blocks"), call.json("attachments")
    text, markdown = call.text("text"), call.text("markdown_text")
    if markdown and (text or blocks):
        raise SlackError("markdown_text_conflict")
    if len(markdown) > MARKDOWN_TEXT:
        raise SlackError("msg_too_long")
    if blocks:
        check_message_blocks(blocks)
    if attachments and (not isinstance(attachments, list) or len(attachments) > 100):
        raise SlackError("too_many_attachments" if isinstance(attachments, list) else "invalid_attachments")
    if not (text or blocks or attachments or markdown):
        raise SlackError("no_text")
    shown = text or markdown or _fallback(blocks or [])
    return {"text": shown, "blocks": with_ids(call.world, blocks or []), "attachments": attachments or []}


def _fallback(blocks: list[Json]) -> str:
    return " ".join(strings([each.get("text") for each in blocks]))[:3000]


def with_ids(world: World, blocks: list[Json]) -> list[Json]:
    """Blocks and their elements with the ids Slack gives to those that have none."""
    for block in blocks:
        block.setdefault("block_id", f"b{world.number('block'):05d}")
        inner = [*(block.get("elements") or []), block.get("accessory"), block.get("element")]
        for each in inner:
            if isinstance(each, dict) and each.get("type") not in ("image", "plain_text", "mrkdwn", None):
                each.setdefault("action_id", f"a{world.number('action'):05d}")
    return shapes.bare(blocks)  # type: ignore[no-any-return]


def metadata_of(call: Call) -> Json:
    metadata = call.json("metadata")
    if not metadata:
        return {}
    if not isinstance(metadata, dict) or not {"event_type", "event_payload"} <= set(metadata):
        raise SlackError("invalid_metadata_format")
    return metadata


def look_of(call: Call) -> Json:
    """Another name or picture for a message, which needs `chat:write.customize`."""
    look = {name: call.text(name) for name in _LOOK.split() if call.text(name)}
    if not look:
        return {}
    call.need_scope("chat:write.customize")
    icons = {"emoji": look["icon_emoji"]} if "icon_emoji" in look else {}
    if "icon_url" in look:
        icons = {f"image_{size}": look["icon_url"] for size in (36, 48, 72)}
    return {"username": look.get("username", ""), "icons": icons}


def target(call: Call, name: str = "channel") -> Channel:
    """The channel a message goes to: an id of one, or of a person for their direct messages."""
    wanted = call.text(name)
    if wanted.startswith(("U", "W")):
        user = call.world.users.get(wanted)
        if user is None or not call.world.known_to(user, call.team):
            raise SlackError("channel_not_found")
        if user.deleted or user is call.bot:
            raise SlackError("cannot_dm_bot" if user is call.bot else "user_disabled")
        return call.slack.open_im(user, call.bot)
    channel = call.channel(name)
    if channel.archived:
        raise SlackError("is_archived")
    return channel


def thread_of(call: Call, channel: Channel) -> str:
    """The thread a message goes to. Where the parent is gone this refuses: stricter than Slack may be."""
    thread_ts = call.text("thread_ts")
    if not thread_ts:
        return ""
    parent = channel.find(thread_ts)
    if parent is None or (parent.subtype == "tombstone" and not channel.replies(thread_ts)):
        raise SlackError("thread_not_found")
    return parent.thread


@method(
    "chat.postMessage",
    f"channel! {_BODY} {_LOOK} thread_ts reply_broadcast unfurl_links unfurl_media mrkdwn client_msg_id "
    "container_id file_annotation",
    scopes="chat:write",
    tier=5,
)
def post_message(call: Call) -> Json:
    channel = target(call)
    if not channel.has(call.bot) and not (channel.kind == "public" and call.has_scope("chat:write.public")):
        raise SlackError("not_in_channel")
    body = body_of(call)
    body["text"] = body["text"][:POST_TEXT]
    thread_ts = thread_of(call, channel)
    look, metadata = look_of(call), metadata_of(call)
    subtype = "bot_message" if look.get("username") else ""
    more: dict[str, Any] = {**body, **look, "metadata": metadata, "thread_ts": thread_ts, "subtype": subtype}
    more |= {"broadcast": bool(thread_ts) and call.flag("reply_broadcast")}
    message = call.slack.acts.post(channel, call.bot, bot_id=call.bot.bot_id, app_id=call.bot.app_id, **more)
    call.world.statuses.pop((channel.id, thread_ts), None)
    shape = shapes.message(message, call.slack.base_url)
    return {"channel": channel.id, "ts": message.ts, "message": shape}


@method("chat.postEphemeral", f"channel! user! {_BODY} {_LOOK} thread_ts", scopes="chat:write", tier=4)
def post_ephemeral(call: Call) -> Json:
    channel = target(call)
    if not channel.has(call.bot):
        raise SlackError("not_in_channel")
    reader = call.world.users.get(call.text("user"))
    if reader is None or not channel.has(reader):
        raise SlackError("user_not_in_channel")
    body = body_of(call)
    look = look_of(call)
    message = call.slack.acts.whisper(
        channel, call.bot, reader, thread_ts=call.text("thread_ts"), bot_id=call.bot.bot_id, **body, **look
    )
    return {"message_ts": message.ts}


def own(call: Call, message: Message, error: str) -> Message:
    if message.user is not call.bot:
        raise SlackError(error)
    return message


@method("chat.update", f"channel! ts! {_BODY} file_ids reply_broadcast", scopes="chat:write", tier=3)
def update(call: Call) -> Json:
    channel = call.channel()
    if channel.archived:
        raise SlackError("is_archived")
    message = own(call, call.message(channel), "cant_update_message")
    if message.streaming:
        raise SlackError("streaming_state_conflict")
    if len(shapes.escape(call.text("text")).encode()) > UPDATE_TEXT_BYTES:
        raise SlackError("msg_too_long")
    changes = body_of(call)
    for name in ("blocks", "attachments"):
        if call.arguments.get(name) is None and name != "blocks":
            del changes[name]
    if call.arguments.get("metadata") is not None:
        changes["metadata"] = metadata_of(call)
    call.slack.acts.edit(message, call.bot, **changes)
    shape = shapes.message(message, call.slack.base_url)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": shape}


@method("chat.delete", "channel! ts! as_user", scopes="chat:write", tier=3)
def delete(call: Call) -> Json:
    channel = call.channel()
    message = own(call, call.message(channel), "cant_delete_message")
    call.slack.acts.delete(message)
    return {"channel": channel.id, "ts": message.ts}


@method("chat.getPermalink", "channel! message_ts!", tier=5)
def get_permalink(call: Call) -> Json:
    channel = call.channel()
    message = call.message(channel, "message_ts")
    link = f"https://{call.team.domain}.slack.example/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def reader_of(call: Call, channel: Channel) -> User | None:
    """The person a streamed answer is for, who must be named outside of direct messages."""
    if channel.kind == "im":
        return None
    for name in ("recipient_user_id", "recipient_team_id"):
        if not call.text(name):
            raise SlackError(f"missing_{name}")
    reader = call.world.users.get(call.text("recipient_user_id"))
    if reader is None or reader.team.id != call.text("recipient_team_id"):
        raise SlackError("user_not_found")
    return reader
