"""What opens a modal and what stays open: trigger ids, view stacks, App Home, response addresses."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web

from tests.slack.blocks import check_message_blocks
from tests.slack.calls import SlackError
from tests.slack.installs import Installation
from tests.slack.world import Channel, Json, Message, Team, User, View

if TYPE_CHECKING:
    from tests.slack.server import FakeSlack

TRIGGER_SECONDS = 3
RESPONSE_SECONDS = 30 * 60
RESPONSE_USES = 5


@dataclass
class _Trigger:
    user: User
    team: str
    expires: int
    used: bool = False


class Triggers:
    """Trigger ids: made by what a person does, good for 3 s of the clock and one use."""

    def __init__(self, slack: "FakeSlack") -> None:
        self._slack = slack
        self._known: dict[str, _Trigger] = {}

    def new(self, user: User, install: Installation) -> str:
        world = self._slack.world
        number = world.number("trigger")
        trigger = f"{world.clock.now()}.{number:06d}.{number * 2654435761 % (1 << 128):032x}"
        self._known[trigger] = _Trigger(user, install.team.id, world.clock.now() + TRIGGER_SECONDS * 1000)
        return trigger

    def exchange(self, trigger: str, team: Team) -> User:
        """Use it up. Raises `SlackError` if it is unknown, expired or used."""
        known = self._known.get(trigger)
        if known is None or known.team != team.id:
            raise SlackError("invalid_trigger_id")
        if self._slack.clock.now() > known.expires:
            raise SlackError("expired_trigger_id")
        if known.used:
            raise SlackError("exchanged_trigger_id")
        known.used = True
        return known.user


class Modals:
    """Views on people's screens."""

    def __init__(self, slack: "FakeSlack") -> None:
        self._slack = slack

    def stack(self, user: User) -> list[View]:
        """The modals this person has open, lowest first."""
        views = self._slack.world.views.values()
        return [view for view in views if view.open and view.user is user and view.body["type"] == "modal"]

    def open(self, user: User, team: Team, body: Json, *, on: View | None = None) -> View:
        """Show a modal, in place of whatever is open unless it lies `on` another."""
        if on is None:
            for view in self.stack(user):
                view.open = False
        view = self._new(user, user.team.id, body, on)
        self._slack.world.show_to(user, "modal", body)
        self._slack.changed()
        return view

    def _new(self, user: User, team: str, body: Json, on: View | None = None) -> View:
        world = self._slack.world
        view_id = world.new_id("V")
        root, previous = (on.root_id, on.id) if on else (view_id, None)
        view = View(view_id, user, team, body, self._hash(), root, previous, body.get("external_id") or "")
        world.views[view_id] = view
        return view

    def _hash(self) -> str:
        return f"{self._slack.world.seconds()}.{self._slack.world.number('hash'):08d}"

    def replace(self, view: View, body: Json) -> None:
        """Change an open view; its hash becomes another."""
        view.body, view.hash, view.errors = body, self._hash(), {}
        view.external_id = body.get("external_id") or view.external_id
        self._slack.world.show_to(view.user, body["type"], body)
        self._slack.changed()

    def publish(self, user: User, team: Team, body: Json) -> View:
        """Show a person's App Home."""
        view = self._slack.world.homes.get(user.id)
        if view is None:
            view = self._new(user, team.id, body)
            self._slack.world.homes[user.id] = view
            self._slack.world.show_to(user, "home", body)
            self._slack.changed()
        else:
            self.replace(view, body)
        return view


@dataclass
class _ResponseUrl:
    user: User
    channel: Channel
    message: Message | None
    install: Installation
    expires: int
    uses: int = 0


class ResponseUrls:
    """Addresses that answer one interaction: 5 uses within 30 minutes of the clock."""

    def __init__(self, slack: "FakeSlack") -> None:
        self._slack = slack
        self._known: dict[str, _ResponseUrl] = {}

    def new(self, kind: str, user: User, channel: Channel, message: Message | None, install: Installation) -> str:
        """A new address. `kind`: actions, commands or app, as in Slack's own."""
        name = f"{kind}/{user.team.id}/{self._slack.world.number('response'):010d}/{user.id.lower()}"
        expires = self._slack.clock.now() + RESPONSE_SECONDS * 1000
        self._known[name] = _ResponseUrl(user, channel, message, install, expires)
        return f"{self._slack.base_url}/hooks/{name}"

    async def serve(self, request: web.Request) -> web.Response:
        known = self._known.get(request.match_info["name"])
        if known is None:
            return web.json_response({"ok": False, "error": "invalid_url"}, status=404)
        if self._slack.clock.now() > known.expires:
            return web.json_response({"ok": False, "error": "expired_url"}, status=404)
        if known.uses >= RESPONSE_USES:
            return web.json_response({"ok": False, "error": "used_url"}, status=404)
        known.uses += 1
        body = await request.json()
        try:
            self._answer(known, body)
        except SlackError as error:
            return web.json_response(error.body(), status=400)
        return web.json_response({"ok": True})

    def _answer(self, known: _ResponseUrl, body: Json) -> None:
        acts, bot = self._slack.acts, known.install.bot
        message = known.message
        if body.get("delete_original") and message:
            acts.delete(message)
            return
        blocks, text = body.get("blocks") or [], body.get("text", "")
        if blocks:
            check_message_blocks(blocks)
        if not (blocks or text or body.get("attachments")):
            raise SlackError("no_text")
        if body.get("replace_original") and message:
            acts.edit(message, bot, text=text, blocks=blocks)
            return
        more = {"blocks": blocks, "thread_ts": body.get("thread_ts", ""), "bot_id": bot.bot_id}
        if body.get("response_type") == "in_channel":
            acts.post(known.channel, bot, text, app_id=bot.app_id, **more)
        else:
            acts.whisper(known.channel, bot, known.user, text, **more)
