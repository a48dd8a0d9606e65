"""conversations.*: channels, who is in them, and what was said."""

from tests.slack import shapes
from tests.slack.calls import Call, SlackError, method
from tests.slack.paging import page
from tests.slack.world import Channel, Json, Message, User

_READ = "channels:read groups:read im:read mpim:read"
_HISTORY = "channels:history groups:history im:history mpim:history"
_KINDS = {"public_channel": "public", "private_channel": "private", "mpim": "mpim", "im": "im"}
_FAMILY = {"public": "channels", "private": "groups", "im": "im", "mpim": "mpim"}
_WINDOW = "cursor inclusive include_all_metadata latest limit oldest"


def _may(call: Call, channel: Channel, what: str) -> Channel:
    call.need_scope(f"{_FAMILY[channel.kind]}:{what}")
    return channel


def _shape(call: Call, channel: Channel) -> Json:
    return shapes.channel(channel, call.world, call.team, call.bot)


@method("conversations.info", "channel! include_locale include_num_members", scopes=_READ, tier=3)
def info(call: Call) -> Json:
    channel = _may(call, call.channel(), "read")
    shape = _shape(call, channel)
    if call.flag("include_num_members"):
        shape["num_members"] = len(channel.members)
    return {"channel": shape}


@method("conversations.list", "cursor exclude_archived limit types", scopes=_READ, tier=2)
def list_channels(call: Call) -> Json:
    names = (call.text("types") or "public_channel").split(",")
    if unknown := [name for name in names if name.strip() not in _KINDS]:
        raise SlackError("invalid_types", more=unknown)
    kinds = {_KINDS[name.strip()] for name in names}
    for kind in sorted(kinds):
        call.need_scope(f"{_FAMILY[kind]}:read")
    hide = call.flag("exclude_archived")
    seen = [one for one in call.world.channels.values() if one.kind in kinds and call.sees(one)]
    found, metadata = page(call, [one for one in seen if not (hide and one.archived)])
    return {"channels": [_shape(call, one) for one in found], "response_metadata": metadata}


@method("users.conversations", "cursor exclude_archived limit types user", scopes=_READ, tier=3)
def of_user(call: Call) -> Json:
    user = call.user() if call.text("user") else call.bot
    kinds = {_KINDS.get(name.strip(), "") for name in (call.text("types") or "public_channel").split(",")}
    hide = call.flag("exclude_archived")
    mine = [one for one in call.world.channels_of(user) if one.kind in kinds and call.sees(one)]
    found, metadata = page(call, [one for one in mine if not (hide and one.archived)])
    return {"channels": [_shape(call, one) for one in found], "response_metadata": metadata}


@method("conversations.members", "channel! cursor limit", scopes=_READ, tier=4)
def members(call: Call) -> Json:
    channel = _may(call, call.channel(), "read")
    found, metadata = page(call, channel.members)
    return {"members": [user.id for user in found], "response_metadata": metadata}


def _window(call: Call, messages: list[Message]) -> list[Message]:
    """Those between `oldest` and `latest`; the ends belong only if `inclusive`."""
    try:
        oldest, latest = float(call.text("oldest") or 0), float(call.text("latest") or "inf")
    except ValueError:
        raise SlackError("invalid_ts_oldest") from None
    if call.flag("inclusive"):
        return [each for each in messages if oldest <= float(each.ts) <= latest]
    return [each for each in messages if oldest < float(each.ts) < latest]


def _read(call: Call) -> Channel:
    channel = call.channel()
    if not channel.has(call.bot):
        raise SlackError("not_in_channel")
    return _may(call, channel, "history")


def _page_of(call: Call, messages: list[Message], most: int) -> Json:
    if call.slack.limits.history_a_minute:
        most = 15
    found, metadata = page(call, messages, default=min(100, most), most=most)
    with_metadata = call.flag("include_all_metadata")
    shown = [shapes.message(each, call.slack.base_url, metadata=with_metadata) for each in found]
    more = bool(metadata["next_cursor"])
    return {"messages": shown, "has_more": more, **({"response_metadata": metadata} if more else {})}


@method("conversations.history", f"channel! {_WINDOW}", scopes=_HISTORY, tier=3)
def history(call: Call) -> Json:
    channel = _read(call)
    top = [each for each in channel.messages if not each.deleted and (not each.is_reply or each.broadcast)]
    answer = _page_of(call, list(reversed(_window(call, top))), 999)
    return answer | {"pin_count": 0, "channel_actions_ts": None, "channel_actions_count": 0}


@method("conversations.replies", f"channel! ts! {_WINDOW}", scopes=_HISTORY, tier=3)
def replies(call: Call) -> Json:
    channel = _read(call)
    parent = channel.find(call.text("ts"))
    if parent is None:
        raise SlackError("thread_not_found")
    if parent.is_reply:
        return {"messages": [shapes.message(parent, call.slack.base_url)], "has_more": False}
    thread = _window(call, [parent, *channel.replies(parent.ts)])
    if parent not in thread:
        thread.insert(0, parent)  # the parent comes with every page's window
    return _page_of(call, thread, 1000)


@method("conversations.join", "channel!", scopes="channels:join", tier=3)
def join(call: Call) -> Json:
    channel = call.channel()
    if channel.archived:
        raise SlackError("is_archived")
    if channel.kind != "public":
        raise SlackError("method_not_supported_for_channel_type")
    already = channel.has(call.bot)
    call.slack.acts.join(channel, call.bot)
    extra = {"warning": "already_in_channel"} if already else {}
    return {"channel": _shape(call, channel), **extra}


@method("conversations.leave", "channel!", scopes="channels:manage channels:write groups:write", tier=3)
def leave(call: Call) -> Json:
    channel = call.channel()
    if not channel.has(call.bot):
        return {"not_in_channel": True}
    call.slack.acts.leave(channel, call.bot)
    return {}


@method("conversations.open", "channel users return_im prevent_creation", scopes="im:write mpim:write", tier=3)
def open_im(call: Call) -> Json:
    if call.text("channel"):
        channel = call.channel()
        return {"channel": {"id": channel.id}}
    people: list[User] = []
    for name in filter(None, (part.strip() for part in call.text("users").split(","))):
        user = call.world.users.get(name)
        if user is None or not call.world.known_to(user, call.team):
            raise SlackError("user_not_found")
        people.append(user)
    if len(people) != 1:
        raise SlackError("invalid_user_combination" if people else "users_list_not_supplied")
    if people[0].deleted:
        raise SlackError("user_disabled")
    known = call.world.im(people[0], call.bot)
    channel = call.slack.open_im(people[0], call.bot)
    already = {"no_op": True, "already_open": True} if known else {}
    return {"channel": _shape(call, channel) if call.flag("return_im") else {"id": channel.id}, **already}


@method("conversations.mark", "channel! ts!", scopes="channels:manage groups:write im:write mpim:write", tier=3)
def mark(call: Call) -> Json:
    call.channel(member=True)
    return {}


@method("conversations.setTopic", "channel! topic!", scopes="channels:manage groups:write", tier=2)
def set_topic(call: Call) -> Json:
    channel = call.channel(member=True)
    call.slack.acts.set_topic(channel, call.bot, call.text("topic")[:250])
    return {"channel": _shape(call, channel)}
