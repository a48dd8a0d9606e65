"""chat.*Stream, assistant.* and agents.*: answers that grow while they are made, and what is shown meanwhile."""

from tests.slack import shapes
from tests.slack.blocks import check_message_blocks
from tests.slack.calls import Call, SlackError, method
from tests.slack.methods.chat import MARKDOWN_TEXT, look_of, metadata_of, own, reader_of, target
from tests.slack.world import Json, Message

_STREAM = "markdown_text chunks"
_LOOK = "icon_emoji icon_url username"


def _words(call: Call) -> str:
    """The text of a call: `markdown_text`, or that of its chunks."""
    text = call.text("markdown_text")
    for chunk in call.json("chunks") or []:
        if chunk.get("type") not in ("markdown_text", "task_update", "plan_update", "blocks"):
            raise SlackError("invalid_chunks")
        text += chunk.get("text", "") if chunk["type"] == "markdown_text" else ""
    if len(text) > MARKDOWN_TEXT:
        raise SlackError("msg_too_long")
    return text


@method(
    "chat.startStream",
    f"channel! thread_ts! {_STREAM} recipient_team_id recipient_user_id task_display_mode {_LOOK}",
    scopes="chat:write",
    tier=2,
)
def start(call: Call) -> Json:
    channel = target(call)
    if not channel.has(call.bot):
        raise SlackError("not_in_channel")
    reader_of(call, channel)
    parent = call.message(channel, "thread_ts")
    body = {"text": _words(call), "thread_ts": parent.thread, **look_of(call)}
    message = call.slack.acts.post(
        channel, call.bot, bot_id=call.bot.bot_id, app_id=call.bot.app_id, streaming=True, **body
    )
    call.world.statuses.pop((channel.id, parent.thread), None)
    return {"channel": channel.id, "ts": message.ts}


def _streaming(call: Call) -> Message:
    message = own(call, call.message(call.channel()), "message_not_owned_by_app")
    if not message.streaming:
        raise SlackError("message_not_in_streaming_state")
    return message


@method("chat.appendStream", f"channel! ts! {_STREAM}", scopes="chat:write", tier=4)
def append(call: Call) -> Json:
    message = _streaming(call)
    words = _words(call)
    if not words and not call.json("chunks"):
        raise SlackError("no_text")
    message.text += words
    call.world.show(message)
    call.slack.changed()
    return {"channel": message.channel.id, "ts": message.ts}


@method("chat.stopStream", f"channel! ts! {_STREAM} blocks metadata session_status", scopes="chat:write", tier=2)
def stop(call: Call) -> Json:
    message = _streaming(call)
    blocks = call.json("blocks") or []
    if blocks:
        check_message_blocks(blocks)
    text = message.text + _words(call)
    message.streaming = False
    metadata = metadata_of(call)
    call.slack.acts.edit(message, call.bot, mark=False, text=text, blocks=blocks, metadata=metadata)
    shape = shapes.message(message, call.slack.base_url)
    return {"channel": message.channel.id, "ts": message.ts, "message": shape}


@method(
    "assistant.threads.setStatus",
    f"channel_id! thread_ts! status! loading_messages {_LOOK}",
    scopes="assistant:write chat:write",
    tier=5,
)
def set_status(call: Call) -> Json:
    channel = call.channel("channel_id", member=True)
    thread = call.message(channel, "thread_ts").thread
    status = call.text("status")
    if len(call.json("loading_messages") or []) > 10:
        raise SlackError(
            "invalid_arguments", ["[ERROR] no more than 10 items allowed [json-pointer:/loading_messages]"]
        )
    _remember(call, channel.id, thread, {"status": status} if status else {})
    return {}


@method("assistant.threads.setTitle", "channel_id! thread_ts! title!", scopes="assistant:write", tier=5)
def set_title(call: Call) -> Json:
    call.message(call.channel("channel_id", member=True), "thread_ts")
    return {}


@method(
    "assistant.threads.setSuggestedPrompts", "channel_id! thread_ts title prompts!", scopes="assistant:write", tier=5
)
def set_prompts(call: Call) -> Json:
    call.channel("channel_id", member=True)
    prompts = call.json("prompts")
    if not isinstance(prompts, list) or not 1 <= len(prompts) <= 4:
        raise SlackError("invalid_arguments", ["[ERROR] no more than 4 items allowed [json-pointer:/prompts]"])
    return {}


@method(
    "agents.sessions.setStatus",
    f"channel_id! status! thread_ts title initiator_user_id {_LOOK}",
    scopes="chat:write assistant:write",
    tier=5,
)
def session_status(call: Call) -> Json:
    channel = call.channel("channel_id", member=True)
    status = call.text("status")
    if status not in ("processing", "active", "suspended", "closed"):
        raise SlackError("invalid_arguments", ["[ERROR] must be a valid enum value [json-pointer:/status]"])
    thread = call.text("thread_ts") and call.message(channel, "thread_ts").thread
    _remember(call, channel.id, thread, {"status": status} if status == "processing" else {})
    return {}


@method("agents.sessions.rename", "channel_id! title! thread_ts", scopes="chat:write assistant:write", tier=5)
def session_rename(call: Call) -> Json:
    call.channel("channel_id", member=True)
    return {}


def _remember(call: Call, channel: str, thread: str, status: Json) -> None:
    if status:
        call.world.statuses[channel, thread] = status
    else:
        call.world.statuses.pop((channel, thread), None)
    call.slack.changed()
