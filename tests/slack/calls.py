"""A Web API call: its arguments as Slack reads them, the errors it may answer, and the table of methods."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.slack.world import Channel, Json, Message, Team, User, World

if TYPE_CHECKING:
    from tests.slack.installs import Installation
    from tests.slack.server import FakeSlack


class SlackError(Exception):
    """An answer with `ok: false`. `more` holds further keys, such as `needed` and `provided`."""

    def __init__(self, code: str, messages: list[str] | None = None, **more: Any) -> None:
        super().__init__(code)
        self.code = code
        self.messages = messages or []
        self.more = more

    def body(self) -> Json:
        body: Json = {"ok": False, "error": self.code, **self.more}
        if self.messages:
            body |= {"errors": [text.removeprefix("[ERROR] ") for text in self.messages]}
            body["response_metadata"] = {"messages": self.messages}
        return body


@dataclass(frozen=True)
class Method:
    """One row of the table of methods. `scopes` are alternatives: any of them will do."""

    name: str
    handler: Callable[["Call"], Json]
    scopes: tuple[str, ...]
    tier: int
    required: tuple[str, ...]
    allowed: frozenset[str]
    token: str


METHODS: dict[str, Method] = {}


def method(
    name: str, arguments: str = "", *, scopes: str = "", tier: int = 3, token: str = "bot"
) -> Callable[[Callable[["Call"], Json]], Callable[["Call"], Json]]:
    """Register a method. `arguments` lists names, `!` after those that must be there; `token` is bot, app or none."""
    names = arguments.split()
    required = tuple(each[:-1] for each in names if each.endswith("!"))
    allowed = frozenset(each.rstrip("!") for each in names) | {"token", "team_id"}

    def register(handler: Callable[["Call"], Json]) -> Callable[["Call"], Json]:
        METHODS[name] = Method(name, handler, tuple(scopes.split()), tier, required, allowed, token)
        return handler

    return register


@dataclass
class Call:
    """One call: what was asked, and by whom. Readers raise `SlackError` as Slack would answer."""

    slack: "FakeSlack"
    method: Method
    arguments: dict[str, Any]
    install: "Installation"

    @property
    def world(self) -> World:
        return self.slack.world

    @property
    def team(self) -> Team:
        return self.install.team

    @property
    def bot(self) -> User:
        return self.install.bot

    def text(self, name: str, default: str = "") -> str:
        value = self.arguments.get(name)
        return default if value is None else str(value)

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self.arguments.get(name)
        if value is None or value == "":
            return default
        return value in (True, 1, "1", "true", "True")

    def number(self, name: str, default: int) -> int:
        value = self.arguments.get(name)
        if value in (None, ""):
            return default
        try:
            return int(str(value))
        except ValueError:
            raise SlackError("invalid_arguments", [f"[ERROR] must be an integer [json-pointer:/{name}]"]) from None

    def json(self, name: str) -> Any:
        """An argument that is JSON: given as such, or as text in a form."""
        value = self.arguments.get(name)
        if not isinstance(value, str) or not value:
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise SlackError(f"invalid_{name}_format" if name == "blocks" else "invalid_arguments") from None

    def channel(self, name: str = "channel", *, member: bool = False) -> Channel:
        """The channel it names, if the app can see it at all; `member`: and the bot is in it."""
        channel = self.world.channels.get(self.text(name))
        if channel is None or not self.sees(channel):
            raise SlackError("channel_not_found")
        if member and not channel.has(self.bot):
            raise SlackError("not_in_channel")
        return channel

    def sees(self, channel: Channel) -> bool:
        """Whether the app knows of a channel: a public one of its team, or any it is in."""
        if channel.has(self.bot):
            return True
        return channel.kind == "public" and any(team.id == self.team.id for team in channel.teams)

    def user(self, name: str = "user") -> User:
        user = self.world.users.get(self.text(name))
        if user is None or not self.world.known_to(user, self.team):
            raise SlackError("user_not_found")
        return user

    def message(self, channel: Channel, name: str = "ts") -> Message:
        message = channel.find(self.text(name))
        if message is None:
            raise SlackError("message_not_found")
        return message

    def has_scope(self, *scopes: str) -> bool:
        return any(scope in self.install.scopes for scope in scopes)

    def need_scope(self, *scopes: str) -> None:
        if scopes and not self.has_scope(*scopes):
            raise SlackError("missing_scope", needed=scopes[0], provided=",".join(self.install.scopes))
