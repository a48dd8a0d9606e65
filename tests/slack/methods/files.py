"""files.* and reactions.*: files uploaded and asked about, emoji on messages."""

from tests.slack import shapes
from tests.slack.calls import Call, SlackError, method
from tests.slack.file_door import seen_by
from tests.slack.world import File, Json, Message


def _file(call: Call, name: str = "file") -> File:
    file = call.world.files.get(call.text(name))
    if file is None or not seen_by(file, call.bot):
        raise SlackError("file_not_found")
    if file.deleted:
        raise SlackError("file_deleted")
    return file


@method("files.info", "file! count cursor limit page", scopes="files:read", tier=4)
def info(call: Call) -> Json:
    file = _file(call)
    return {"file": shapes.file(file, call.slack.base_url), "comments": [], "response_metadata": {"next_cursor": ""}}


@method("files.getUploadURLExternal", "filename! length! alt_txt snippet_type", scopes="files:write", tier=4)
def upload_url(call: Call) -> Json:
    length = call.number("length", 0)
    if length <= 0:
        raise SlackError("invalid_arguments", ["[ERROR] must be greater than 0 [json-pointer:/length]"])
    file = call.slack.new_file(call.bot, call.text("filename"), b"")
    call.slack.uploads[file.id] = length
    return {"upload_url": f"{call.slack.base_url}/upload/v1/{file.id}", "file_id": file.id}


@method(
    "files.completeUploadExternal",
    "files! channel_id channels initial_comment thread_ts blocks",
    scopes="files:write",
    tier=4,
)
def complete(call: Call) -> Json:
    done = []
    for each in call.json("files") or []:
        file = call.world.files.get(each.get("id", ""))
        if file is None or file.id not in call.slack.uploads or not file.content:
            raise SlackError("file_not_found")
        file.title = each.get("title") or file.name
        done.append(file)
    names = call.text("channels") or call.text("channel_id")
    for name in filter(None, names.split(",")):
        channel = call.world.channels.get(name)
        if channel is None or not channel.has(call.bot):
            raise SlackError("channel_not_found" if channel is None else "not_in_channel")
        for file in done:
            call.slack.acts.share_file(channel, file)
        comment, thread = call.text("initial_comment"), call.text("thread_ts")
        bot = {"bot_id": call.bot.bot_id, "app_id": call.bot.app_id}
        call.slack.acts.post(channel, call.bot, comment, subtype="file_share", files=done, thread_ts=thread, **bot)
    for file in done:
        call.slack.uploads.pop(file.id, None)
    return {"files": [shapes.file(file, call.slack.base_url) for file in done]}


@method("files.delete", "file!", scopes="files:write", tier=3)
def delete(call: Call) -> Json:
    file = _file(call)
    if file.user is not call.bot:
        raise SlackError("cant_delete_file")
    file.deleted = True
    return {}


_REACTION = "name! channel! timestamp!"


@method("reactions.add", _REACTION, scopes="reactions:write", tier=3)
def add_reaction(call: Call) -> Json:
    message, name = _reacted(call)
    if call.bot in message.reactions.get(name, []):
        raise SlackError("already_reacted")
    call.slack.acts.react(message, call.bot, name)
    return {}


@method("reactions.remove", "name! channel timestamp file", scopes="reactions:write", tier=2)
def remove_reaction(call: Call) -> Json:
    message, name = _reacted(call)
    if call.bot not in message.reactions.get(name, []):
        raise SlackError("no_reaction")
    call.slack.acts.react(message, call.bot, name, remove=True)
    return {}


def _reacted(call: Call) -> tuple[Message, str]:
    channel = call.channel(member=True)
    if channel.archived:
        raise SlackError("is_archived")
    name = call.text("name").strip(":")
    if not name or not all(sign.isalnum() or sign in "_+-'" for sign in name.partition("::")[0]):
        raise SlackError("invalid_name")
    return call.message(channel, "timestamp"), name


@method("reactions.get", "channel timestamp file full", scopes="reactions:read", tier=3)
def get_reactions(call: Call) -> Json:
    message = call.message(call.channel(), "timestamp")
    return {"type": "message", "channel": message.channel.id, "message": shapes.message(message, call.slack.base_url)}
