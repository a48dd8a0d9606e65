"""users.*, usergroups.*, bots.*, team.*, dnd.* and auth.*: who is who, and who may be reached."""

from tests.slack import shapes
from tests.slack.calls import Call, SlackError, method
from tests.slack.paging import page
from tests.slack.world import Json, User, UserGroup


@method("auth.test", tier=5)
def auth_test(call: Call) -> Json:
    team = call.team
    about = {"url": f"https://{team.domain}.slack.example/", "team": team.name, "user": call.bot.name}
    ids = {"team_id": team.id, "user_id": call.bot.id, "bot_id": call.bot.bot_id, "is_enterprise_install": False}
    return about | ids | ({"enterprise_id": team.enterprise_id} if team.enterprise_id else {})


@method("api.test", "error foo", token="none", tier=5)
def api_test(call: Call) -> Json:
    if call.text("error"):
        raise SlackError(call.text("error"))
    return {"args": dict(call.arguments)}


def _shape(call: Call, user: User, *, with_locale: bool = False) -> Json:
    with_email = call.has_scope("users:read.email")
    return shapes.user(user, call.world, call.team, with_email=with_email, with_locale=with_locale)


@method("users.info", "user! include_locale", scopes="users:read", tier=4)
def info(call: Call) -> Json:
    return {"user": _shape(call, call.user(), with_locale=call.flag("include_locale"))}


@method("users.list", "cursor include_locale limit", scopes="users:read", tier=2)
def list_users(call: Call) -> Json:
    own = [user for user in call.world.users.values() if user.team.id == call.team.id]
    found, metadata = page(call, own)
    shown = [_shape(call, user, with_locale=call.flag("include_locale")) for user in found]
    return {"members": shown, "cache_ts": call.world.seconds(), "response_metadata": metadata}


@method("users.lookupByEmail", "email!", scopes="users:read.email", tier=3)
def lookup(call: Call) -> Json:
    wanted = call.text("email").casefold()
    for user in call.world.users.values():
        if user.team.id == call.team.id and not user.deleted and (user.email or "").casefold() == wanted:
            return {"user": _shape(call, user)}
    raise SlackError("users_not_found")


@method("users.profile.get", "user include_labels", scopes="users:read users.profile:read", tier=4)
def profile(call: Call) -> Json:
    user = call.user() if call.text("user") else call.bot
    return {"profile": shapes.profile(user, with_email=call.has_scope("users:read.email"))}


@method("users.getPresence", "user", scopes="users:read", tier=3)
def presence(call: Call) -> Json:
    return {"presence": (call.user() if call.text("user") else call.bot).presence}


def _dnd(user: User) -> Json:
    shape: Json = {"dnd_enabled": bool(user.dnd_end), "next_dnd_start_ts": user.dnd_start or 1}
    return shape | {"next_dnd_end_ts": user.dnd_end or 1}


@method("dnd.info", "user", scopes="dnd:read", tier=3)
def dnd_info(call: Call) -> Json:
    user = call.user() if call.text("user") else call.bot
    return {**_dnd(user), "snooze_enabled": False}


@method("dnd.teamInfo", "users!", scopes="dnd:read", tier=2)
def dnd_team(call: Call) -> Json:
    names = call.text("users").split(",")
    if len(names) > 50:
        raise SlackError("too_many_users")
    known = [call.world.users.get(name.strip()) for name in names]
    return {"users": {user.id: _dnd(user) for user in known if user and user.team.id == call.team.id}}


def _group(call: Call) -> UserGroup:
    group = call.world.groups.get(call.text("usergroup"))
    if group is None or group.team.id != call.team.id:
        raise SlackError("no_such_subteam")
    return group


@method("usergroups.list", "include_count include_disabled include_users", scopes="usergroups:read", tier=2)
def groups(call: Call) -> Json:
    mine = [one for one in call.world.groups.values() if one.team.id == call.team.id]
    shown = [shapes.group(one) for one in mine if not one.disabled or call.flag("include_disabled")]
    if not call.flag("include_users"):
        shown = [{key: value for key, value in one.items() if key != "users"} for one in shown]
    return {"usergroups": shown}


@method("usergroups.users.list", "usergroup! include_disabled", scopes="usergroups:read", tier=2)
def group_users(call: Call) -> Json:
    return {"users": [user.id for user in _group(call).users if not user.deleted]}


@method("bots.info", "bot", scopes="users:read", tier=3)
def bot_info(call: Call) -> Json:
    bot = call.world.bot_user(call.text("bot")) if call.text("bot") else call.bot
    if bot is None:
        raise SlackError("bot_not_found")
    shape = shapes.bot_profile(bot)
    keys = ("id", "deleted", "name", "updated", "app_id", "icons")
    return {"bot": {key: shape[key] for key in keys} | {"user_id": bot.id}}


@method("team.info", "team domain", scopes="team:read", tier=3)
def team_info(call: Call) -> Json:
    team = call.world.teams.get(call.text("team")) if call.text("team") else call.team
    if team is None:
        raise SlackError("team_not_found")
    return {"team": shapes.team(team)}
