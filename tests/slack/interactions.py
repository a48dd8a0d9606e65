"""Clicks, submissions, commands and shortcuts: their payloads, and what the answers do on the screen."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.slack import forms, shapes
from tests.slack.blocks import check_message_blocks, check_view
from tests.slack.calls import SlackError
from tests.slack.installs import Installation
from tests.slack.methods.chat import with_ids
from tests.slack.people import Outcome
from tests.slack.world import Channel, Json, Message, User, View

if TYPE_CHECKING:
    from tests.slack.server import FakeSlack


class Interactions:
    """What people do with the app's controls."""

    def __init__(self, slack: "FakeSlack") -> None:
        self._slack = slack

    def _who(self, user: User, kind: str) -> Json:
        """The part every payload has. The team is the actor's own, also for outsiders in a shared channel."""
        team: Json = {"id": user.team.id, "domain": user.team.domain}
        enterprise = None
        if user.team.enterprise_id:
            enterprise = {"id": user.team.enterprise_id, "name": user.team.name}
            team |= {"enterprise_id": user.team.enterprise_id, "enterprise_name": user.team.name}
        return {
            "type": kind,
            "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team.id},
            "api_app_id": self._slack.app.id,
            "token": self._slack.app.verification_token,
            "team": team,
            "enterprise": enterprise,
            "is_enterprise_install": False,
        }

    def _install_of(self, where: Message | View) -> Installation:
        if isinstance(where, Message):
            return next(one for one in self._slack.app.installs if one.bot is where.user)
        return self._slack.installed_for(where.user)

    async def act(self, user: User, where: Message | View, what: str, value: Any) -> Outcome:
        """A press or a choice: `block_actions`."""
        if isinstance(where, Message) and where not in self._slack.sight.messages(user, where.channel):
            raise PermissionError(f"{user.real_name} does not see that message")
        if isinstance(where, View) and (where.user is not user or not where.open):
            raise PermissionError(f"{user.real_name} does not see that view")
        block, element = forms.find(where.blocks, what)
        state = forms.answered(element, value)
        action: Json = {"action_id": element["action_id"], "block_id": block["block_id"], **state}
        if element["type"] == "button":
            action |= {"text": element["text"], "value": element.get("value", "")}
            action |= {"style": element["style"]} if "style" in element else {}
        action["action_ts"] = self._slack.world.stamp()
        install = self._install_of(where)
        payload = self._who(user, "block_actions") | {"trigger_id": self._slack.triggers.new(user, install)}
        payload |= self._place(user, where, install) | {"actions": [action]}
        return Outcome(await self._slack.courier.interact(payload))

    async def suggest(self, user: User, where: Message | View, what: str, typed: str) -> list[str]:
        """`block_suggestion`. Raises AssertionError unless the app answers with up to 100 options."""
        block, element = forms.find(where.blocks, what)
        place = self._place(user, where, self._install_of(where))
        place.pop("response_url", None)
        about = {"action_id": element["action_id"], "block_id": block["block_id"], "value": typed}
        answer = await self._slack.courier.interact(self._who(user, "block_suggestion") | place | about)
        assert isinstance(answer.body, dict), f"no options came: {answer}"
        groups = [group["options"] for group in answer.body.get("option_groups", [])]
        options = [one for group in groups for one in group] or answer.body["options"]
        assert len(options) <= 100, "no more than 100 options are shown"
        return [one["text"]["text"] for one in options]

    def _place(self, user: User, where: Message | View, install: Installation) -> Json:
        if isinstance(where, View):
            shape = shapes.view(where, install.team.id, self._slack.app.id, install.bot_id, _state(where))
            return {"container": {"type": "view", "view_id": where.id}, "view": shape}
        channel = where.channel
        container: Json = {"type": "message", "message_ts": where.ts, "channel_id": channel.id}
        container["is_ephemeral"] = where.only_for is not None
        if where.thread_ts:
            container["thread_ts"] = where.thread_ts
        place: Json = {
            "container": container,
            "channel": {"id": channel.id, "name": _name(channel)},
            "state": {"values": {}},
            "response_url": self._slack.response_urls.new("actions", user, channel, where, install),
        }
        if where.only_for is None:
            place["message"] = shapes.message(where, self._slack.base_url)
        return place

    async def submit(self, user: User, view: View, given: dict[str, Any]) -> Outcome:
        """`view_submission`; its answer closes, changes or stacks views, or says what is wrong."""
        if view not in self._slack.modals.stack(user):
            raise PermissionError(f"{user.real_name} has no such modal open")
        install = self._slack.installed_for(user)
        state = forms.fill(view.blocks, given)
        shape = shapes.view(view, install.team.id, self._slack.app.id, install.bot_id, state)
        payload = self._who(user, "view_submission") | {"trigger_id": self._slack.triggers.new(user, install)}
        answer = await self._slack.courier.interact(payload | {"view": shape, "response_urls": []})
        outcome = Outcome(answer)
        if answer.ok:
            self._respond(view, install, answer.body if isinstance(answer.body, dict) else {}, outcome)
        self._slack.changed()
        return outcome

    def _respond(self, view: View, install: Installation, body: Json, outcome: Outcome) -> None:
        action = body.get("response_action")
        if action == "errors":
            known = {block["block_id"] for block in view.blocks if block["type"] == "input"}
            strange = set(body["errors"]) - known
            assert not strange, f"errors for blocks that are no inputs of this view: {strange}"
            view.errors = outcome.errors = dict(body["errors"])
            self._slack.world.show_to(view.user, "modal errors", view.errors)
        elif action in ("update", "push"):
            _accept(check_view, body["view"])
            shown: Json = shapes.bare(body["view"])
            shown["blocks"] = with_ids(self._slack.world, shown["blocks"])
            if action == "update":
                self._slack.modals.replace(view, shown)
            else:
                self._slack.modals.open(view.user, install.team, shown, on=view)
        elif action == "clear":
            for each in self._slack.modals.stack(view.user):
                each.open = False
        else:
            assert action is None, f"no such response_action: {action}"
            view.open = False

    async def close(self, user: User, view: View, *, all_views: bool) -> None:
        stack = self._slack.modals.stack(user)
        for each in stack if all_views else [view]:
            each.open = False
            if each.body.get("notify_on_close"):
                install = self._slack.installed_for(user)
                shape = shapes.view(each, install.team.id, self._slack.app.id, install.bot_id)
                payload = self._who(user, "view_closed") | {"view": shape, "is_cleared": all_views}
                await self._slack.courier.interact(payload | {"response_urls": []})
        self._slack.changed()

    async def command(self, user: User, where: Channel, line: str) -> Outcome:
        """A slash command. What it answers is shown to the person, or to all if it says so."""
        install = self._own_install(user, "slash commands")
        command, _, text = line.partition(" ")
        form = {
            "token": self._slack.app.verification_token,
            "team_id": user.team.id,
            "team_domain": user.team.domain,
            "channel_id": where.id,
            "channel_name": _name(where),
            "user_id": user.id,
            "user_name": user.name,
            "command": command,
            "text": text,
            "api_app_id": self._slack.app.id,
            "is_enterprise_install": "false",
            "response_url": self._slack.response_urls.new("commands", user, where, None, install),
            "trigger_id": self._slack.triggers.new(user, install),
        }
        answer = await self._slack.courier.command(form)
        body = {"text": answer.body} if isinstance(answer.body, str) else answer.body or {}
        if answer.ok and (body.get("text") or body.get("blocks")):
            _accept(check_message_blocks, body.get("blocks") or [])
            more = {"blocks": body.get("blocks") or [], "bot_id": install.bot_id}
            if body.get("response_type") == "in_channel":
                self._slack.acts.post(where, install.bot, body.get("text", ""), **more)
            else:
                self._slack.acts.whisper(where, install.bot, user, body.get("text", ""), **more)
        return Outcome(answer)

    async def shortcut(self, user: User, callback_id: str, message: Message | None) -> Outcome:
        install = self._own_install(user, "shortcuts")
        payload = self._who(user, "message_action" if message else "shortcut")
        payload |= {"callback_id": callback_id, "trigger_id": self._slack.triggers.new(user, install)}
        payload["action_ts"] = self._slack.world.stamp()
        if message:
            channel = message.channel
            payload |= {
                "channel": {"id": channel.id, "name": _name(channel)},
                "message_ts": message.ts,
                "message": shapes.message(message, self._slack.base_url),
                "response_url": self._slack.response_urls.new("app", user, channel, message, install),
            }
        return Outcome(await self._slack.courier.interact(payload))

    def _own_install(self, user: User, what: str) -> Installation:
        install = self._slack.app.install_in(user.team)
        if install is None:
            raise PermissionError(f"{user.team.name} does not have the app: its people get no {what}")
        return install


def _accept(check: Callable[[Any], None], value: Any) -> None:
    """Hold what an acknowledgement carries to the same rules as a call. Raises AssertionError: nobody could answer."""
    try:
        check(value)
    except SlackError as error:
        raise AssertionError(f"Slack would not show this: {error.code} {error.messages}") from None


def _name(channel: Channel) -> str:
    return {"im": "directmessage", "private": "privategroup"}.get(channel.kind, channel.name)


def _state(view: View) -> Json:
    values: Json = {}
    for block, element in forms.elements(view.blocks):
        if element["type"] != "button":
            values.setdefault(block["block_id"], {})[element["action_id"]] = forms.initial(element)
    return values
