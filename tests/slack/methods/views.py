"""views.*: modals with their triggers and hashes, and App Home."""

from tests.slack import shapes
from tests.slack.blocks import check_view
from tests.slack.calls import Call, SlackError, method
from tests.slack.methods.chat import with_ids
from tests.slack.world import Json, User, View

STACK = 3
"""Modals that may lie on one another."""


def _body(call: Call, kind: str) -> Json:
    view = call.json("view")
    check_view(view)
    if view["type"] != kind:
        raise SlackError("invalid_arguments", [f"[ERROR] view type must be {kind} [json-pointer:/view/type]"])
    body: Json = shapes.bare(view)
    body["blocks"] = with_ids(call.world, body["blocks"])
    return body


def answer(call: Call, view: View) -> Json:
    return {"view": shapes.view(view, call.team.id, call.slack.app.id, call.bot.bot_id)}


def _check_external(call: Call, body: Json) -> None:
    name = body.get("external_id")
    if name and any(each.open and each.external_id == name for each in call.world.views.values()):
        raise SlackError("duplicate_external_id")


@method("views.open", "trigger_id interactivity_pointer view!", tier=4)
def open_view(call: Call) -> Json:
    body = _body(call, "modal")
    _check_external(call, body)
    user = call.slack.triggers.exchange(call.text("trigger_id") or call.text("interactivity_pointer"), call.team)
    return answer(call, call.slack.modals.open(user, call.team, body))


@method("views.push", "trigger_id interactivity_pointer view!", tier=4)
def push(call: Call) -> Json:
    body = _body(call, "modal")
    user = call.slack.triggers.exchange(call.text("trigger_id") or call.text("interactivity_pointer"), call.team)
    stack = call.slack.modals.stack(user)
    if len(stack) >= STACK:
        raise SlackError("push_limit_reached")
    return answer(call, call.slack.modals.open(user, call.team, body, on=stack[-1] if stack else None))


@method("views.update", "view! view_id external_id hash", tier=4)
def update(call: Call) -> Json:
    body = _body(call, "modal")
    view = _find(call)
    if call.text("hash") and call.text("hash") != view.hash:
        raise SlackError("hash_conflict")
    call.slack.modals.replace(view, body)
    return answer(call, view)


def _find(call: Call) -> View:
    view_id, external = call.text("view_id"), call.text("external_id")
    for view in call.world.views.values():
        if view.open and ((view_id and view.id == view_id) or (external and view.external_id == external)):
            return view
    raise SlackError("not_found")


@method("views.publish", "user_id! view! hash", tier=4)
def publish(call: Call) -> Json:
    body = _body(call, "home")
    user: User | None = call.world.users.get(call.text("user_id"))
    if user is None or not call.world.known_to(user, call.team):
        raise SlackError("user_not_found")
    before = call.world.homes.get(user.id)
    if before and call.text("hash") and call.text("hash") != before.hash:
        raise SlackError("hash_conflict")
    return answer(call, call.slack.modals.publish(user, call.team, body))
