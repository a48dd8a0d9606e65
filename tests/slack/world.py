"""What exists in the fake Slack: teams, people, channels, messages, files, views. State only; `acts` changes it."""

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from core.clock import Clock

Json = dict[str, Any]
Kind = Literal["public", "private", "im", "mpim"]

ALWAYS = 1 << 62
"""A moment that never comes: the end of what still lasts."""


@dataclass
class Team:
    """A workspace."""

    id: str
    name: str
    domain: str
    enterprise_id: str = ""


@dataclass(eq=False)
class User:
    """A person or a bot user. `email` is what `users.info` may give; None for a profile without one."""

    id: str
    team: Team
    name: str
    real_name: str
    email: str | None = None
    is_bot: bool = False
    bot_id: str = ""
    app_id: str = ""
    restricted: bool = False
    ultra_restricted: bool = False
    is_admin: bool = False
    deleted: bool = False
    tz: str = "Europe/Berlin"
    tz_label: str = "Central European Time"
    tz_offset: int = 3600
    locale: str = "en-US"
    presence: Literal["active", "away"] = "active"
    status_text: str = ""
    status_emoji: str = ""
    status_expiration: int = 0
    dnd_start: int = 0
    dnd_end: int = 0
    updated: int = 0

    @property
    def is_guest(self) -> bool:
        return self.restricted or self.ultra_restricted


@dataclass(eq=False)
class UserGroup:
    """A user group such as @support."""

    id: str
    team: Team
    handle: str
    name: str
    users: list[User] = field(default_factory=list)
    disabled: bool = False


@dataclass
class Stay:
    """That somebody was in a channel, from one moment to before another."""

    user: User
    since: int
    until: int = ALWAYS


@dataclass(eq=False)
class File:
    """An uploaded file. `connect_hidden` makes events carry only `file_access: check_file_info`."""

    id: str
    user: User
    name: str
    title: str
    content: bytes
    mimetype: str
    created: int
    connect_hidden: bool = False
    deleted: bool = False
    channels: list["Channel"] = field(default_factory=list)

    @property
    def filetype(self) -> str:
        return self.name.rpartition(".")[2].lower() if "." in self.name else "text"


@dataclass(eq=False)
class Message:
    """A message, posted by a user, a bot or Slack itself. Ephemeral when `only_for` names its one reader."""

    ts: str
    channel: "Channel"
    user: User
    text: str
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    thread_ts: str = ""
    subtype: str = ""
    bot_id: str = ""
    app_id: str = ""
    username: str = ""
    icons: Json = field(default_factory=dict)
    metadata: Json = field(default_factory=dict)
    client_msg_id: str = ""
    edited_ts: str = ""
    edited_by: str = ""
    reactions: dict[str, list[User]] = field(default_factory=dict)
    files: list[File] = field(default_factory=list)
    broadcast: bool = False
    extra: Json = field(default_factory=dict)
    only_for: User | None = None
    streaming: bool = False
    deleted: bool = False

    @property
    def is_reply(self) -> bool:
        return bool(self.thread_ts) and self.thread_ts != self.ts

    @property
    def thread(self) -> str:
        """The ts of the message at the top of its thread, or its own."""
        return self.thread_ts or self.ts


@dataclass(eq=False)
class Channel:
    """A conversation of any kind. `names` holds what other teams call it; `teams` all that share it, host first."""

    id: str
    kind: Kind
    name: str
    creator: User
    created: int
    teams: list[Team]
    names: dict[str, str] = field(default_factory=dict)
    pending: list[Team] = field(default_factory=list)
    archived: bool = False
    severed: bool = False
    topic: str = ""
    purpose: str = ""
    previous_names: list[str] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)
    team_spans: list[tuple[Team, list[int]]] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    ephemerals: list[Message] = field(default_factory=list)
    _by_ts: dict[str, Message] = field(default_factory=dict, repr=False)
    _threads: dict[str, list[Message]] = field(default_factory=dict, repr=False)

    @property
    def host(self) -> Team:
        return self.teams[0]

    @property
    def is_ext_shared(self) -> bool:
        return len(self.teams) > 1

    @property
    def members(self) -> list[User]:
        return [stay.user for stay in self.stays if stay.until == ALWAYS]

    def has(self, user: User | None) -> bool:
        return user is not None and any(stay.user is user for stay in self.stays if stay.until == ALWAYS)

    def ever_had(self, team: Team) -> bool:
        return any(stay.user.team.id == team.id for stay in self.stays)

    def add(self, message: Message) -> None:
        self.messages.append(message)
        self._by_ts[message.ts] = message
        if message.is_reply:
            self._threads.setdefault(message.thread_ts, []).append(message)

    def find(self, ts: str) -> Message | None:
        """The message with this ts that is still there, or None."""
        found = self._by_ts.get(ts)
        return None if found is None or found.deleted else found

    def replies(self, ts: str) -> list[Message]:
        """What stands below a message, in order."""
        return [each for each in self._threads.get(ts, ()) if not each.deleted]

    def type_letter(self) -> str:
        return {"public": "C", "private": "G", "im": "D", "mpim": "G"}[self.kind]

    def event_kind(self) -> str:
        return {"public": "channel", "private": "group", "im": "im", "mpim": "mpim"}[self.kind]


@dataclass
class Shown:
    """That a text was to be read, from one moment to before another, in a channel or by one person."""

    text: str
    what: str
    since: int
    channel: Channel | None = None
    user: User | None = None
    message: Message | None = None
    until: int = ALWAYS


@dataclass(eq=False)
class View:
    """A modal or an App Home tab that is or was open."""

    id: str
    user: User
    team_id: str
    body: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    external_id: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    open: bool = True

    @property
    def blocks(self) -> list[Json]:
        return list(self.body.get("blocks", []))


class World:
    """Everything there is, and the makers of ids and timestamps; the same steps always make the same ids."""

    def __init__(self, clock: Clock, run: str = "0F") -> None:
        self.clock = clock
        self.run = run
        self.teams: dict[str, Team] = {}
        self.users: dict[str, User] = {}
        self.groups: dict[str, UserGroup] = {}
        self.channels: dict[str, Channel] = {}
        self.files: dict[str, File] = {}
        self.views: dict[str, View] = {}
        self.homes: dict[str, View] = {}
        self.shown: list[Shown] = []
        self._standing: dict[int, Shown] = {}
        self.statuses: dict[tuple[str, str], Json] = {}
        self._counts: Counter[str] = Counter()
        self._moments = itertools.count(1)
        self._last_us = 0

    def new_id(self, prefix: str) -> str:
        """An id as Slack's look, such as `U0F00000001`."""
        self._counts[prefix] += 1
        return f"{prefix}0F{self._counts[prefix]:08d}"

    def number(self, name: str) -> int:
        """The next whole number of a series."""
        self._counts[name] += 1
        return self._counts[name]

    def moment(self) -> int:
        """A count that grows with everything that happens: finer than the clock, which tests may hold still."""
        return next(self._moments)

    def seconds(self) -> int:
        return self.clock.now() // 1000

    def stamp(self) -> str:
        """A `ts` that no other has: seconds and six decimals, later ones greater."""
        self._last_us = max(self._last_us + 100, self.clock.now() * 1000)
        return f"{self._last_us // 1_000_000}.{self._last_us % 1_000_000:06d}"

    def bot_user(self, bot_id: str) -> User | None:
        return next((user for user in self.users.values() if user.bot_id == bot_id), None)

    def channels_of(self, user: User) -> list[Channel]:
        return [channel for channel in self.channels.values() if channel.has(user)]

    def im(self, one: User, other: User) -> Channel | None:
        """The direct messages of two people, if they ever opened them."""
        pair = {one.id, other.id}
        ims = (channel for channel in self.channels.values() if channel.kind == "im")
        return next((channel for channel in ims if {user.id for user in channel.members} == pair), None)

    def shares_channel(self, user: User, team: Team) -> bool:
        """Whether somebody of the team is in a channel with this user now."""
        return any(any(member.team.id == team.id for member in channel.members) for channel in self.channels_of(user))

    def known_to(self, user: User, team: Team) -> bool:
        """Whether the team may look this user up: its own, or one it ever shared a channel with."""
        if user.team.id == team.id:
            return True
        return any(
            channel.ever_had(team) and any(stay.user is user for stay in channel.stays)
            for channel in self.channels.values()
        )

    def show(self, message: Message) -> None:
        """Note that a message can be read from now on, in place of what it said before."""
        self.hide(message)
        words = strings([message.text, message.username, message.blocks, message.attachments, message.metadata])
        names = [f"{each.name} {each.title}" for each in message.files]
        entry = Shown("\n".join([*words, *names]), "message", self.moment(), message.channel, message.only_for, message)
        self.shown.append(entry)
        self._standing[id(message)] = entry

    def hide(self, message: Message) -> None:
        if entry := self._standing.pop(id(message), None):
            entry.until = self.moment()

    def show_to(self, user: User, what: str, content: Any) -> None:
        """Note that one person saw something outside of messages: a modal, a Home tab, an error."""
        self.shown.append(Shown("\n".join(strings(content)), what, self.moment(), user=user))

    def messages(self) -> Iterator[Message]:
        for channel in self.channels.values():
            yield from channel.messages


def strings(value: Any) -> list[str]:
    """All the strings within a JSON value, keys left out."""
    if isinstance(value, str):
        return [value] if value else []
    if isinstance(value, dict):
        return [text for key, part in value.items() if key != "type" for text in strings(part)]
    if isinstance(value, Iterable):
        return [text for part in value for text in strings(part)]
    return []
