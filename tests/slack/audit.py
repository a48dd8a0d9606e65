"""Who did and could read what: the log of API calls, and the leak checker."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.slack.world import ALWAYS, Channel, Json, Shown, Team, User, World


@dataclass
class Entry:
    """One API call as it came and was answered. `unknown` are arguments that the method does not have."""

    at: int
    method: str
    team: str
    arguments: Json
    status: int = 200
    answer: Json = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    fault: str = ""
    done: bool = False

    @property
    def ok(self) -> bool:
        return bool(self.answer.get("ok"))

    @property
    def error(self) -> str:
        return str(self.answer.get("error", ""))


class Audit:
    """Every call, in order."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def calls(self, method: str = "", **arguments: Any) -> list[Entry]:
        """Calls of a method (all, without one), with these arguments."""
        return [
            entry
            for entry in self.entries
            if method in ("", entry.method)
            and all(entry.arguments.get(key) == value for key, value in arguments.items())
        ]

    def unknown_arguments(self) -> dict[str, tuple[str, ...]]:
        """Arguments Slack would have ignored, by method: mostly misspelt ones."""
        return {entry.method: entry.unknown for entry in self.entries if entry.unknown}

    def clear(self) -> None:
        self.entries.clear()


@dataclass(frozen=True)
class Leak:
    """That somebody could read a text that was not for them."""

    user: str
    team: str
    where: str
    what: str
    text: str


class Readers:
    """Who could read what was shown."""

    def __init__(self, world: World) -> None:
        self._world = world

    def of(self, shown: Shown, *, members_only: bool = False) -> list[User]:
        """People who could read it: its one reader; else who was in the channel while it stood there, or could
        have looked in, as every full member can into a public channel of their workspace."""
        if shown.user is not None:
            return [shown.user]
        channel = shown.channel
        if channel is None:
            return []
        inside = [stay.user for stay in channel.stays if stay.since < shown.until and stay.until > shown.since]
        if channel.kind == "public" and not members_only:
            inside += self._lookers_in(channel, shown)
        return list({user.id: user for user in inside if not user.is_bot}.values())

    def _lookers_in(self, channel: Channel, shown: Shown) -> list[User]:
        teams = {team.id for team, (since, until) in channel.team_spans if since < shown.until and until > shown.since}
        everybody = self._world.users.values()
        return [user for user in everybody if user.team.id in teams and not user.is_guest and not user.deleted]

    def leaks(self, fragment: str, allowed: Iterable[User | Team], *, members_only: bool = False) -> list[Leak]:
        """Everyone outside of `allowed` who could read a text holding `fragment`, whatever became of it later."""
        people = {one.id for one in allowed}
        found: dict[tuple[str, str], Leak] = {}
        for shown in self._world.shown:
            if fragment.casefold() not in shown.text.casefold():
                continue
            for user in self.of(shown, members_only=members_only):
                if user.id in people or user.team.id in people:
                    continue
                where = shown.channel.name or shown.channel.id if shown.channel else "outside of channels"
                leak = Leak(user.name, user.team.name, where, shown.what, shown.text)
                found.setdefault((user.id, where), leak)
        return list(found.values())


def open_span(channel: Channel, team: Team, moment: int) -> None:
    """Note that a team can look into a channel from now on."""
    channel.team_spans.append((team, [moment, ALWAYS]))


def close_span(channel: Channel, team: Team, moment: int) -> None:
    for each, span in channel.team_spans:
        if each.id == team.id and span[1] == ALWAYS:
            span[1] = moment
