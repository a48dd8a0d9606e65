"""Who is there. Pure: `now` is passed in; a time somebody names is read in the company's time zone."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.domain.ids import Millis
from core.domain.people import Role, Staff
from core.errors import InvalidInput

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LONGEST = timedelta(days=366)
_MORNING = 9
_SPAN = re.compile(r"(?:for )?(\d{1,4}) ?(m|min|mins|minutes?|h|hrs?|hours?|d|days?|w|weeks?)")
_CLOCK = re.compile(r"(\d{1,2})(?::(\d{2}))? ?(am|pm)?")
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def is_there(member: Staff, now: Millis) -> bool:
    """Whether somebody takes work now: a member who has not said that they are off, or was until a moment gone by."""
    if not member.active:
        return False
    return member.off_since is None or (member.off_until is not None and member.off_until <= now)


@dataclass(frozen=True, slots=True)
class Duty:
    """Who could take a conversation, and whether there is `nobody` although there are people who do such work.

    `back_at` is when the first of them is back, where nobody is there and somebody has said when; epoch ms.
    """

    there: tuple[Staff, ...]
    nobody: bool = False
    back_at: Millis | None = None


def duty(members: Iterable[Staff], now: Millis, team: str = "") -> Duty:
    """Who is there of a team; who is in no team helps all of them. Where a team has nobody at all, everybody is asked.

    Admins count where they are in a team, or where there are no agents. A company that has no staff yet is not taken
    to have nobody: nothing says so.
    """
    active = [member for member in members if member.active]
    working = [member for member in active if member.role is Role.AGENT or member.teams] or active
    of_team = [member for member in working if not team or not member.teams or team in member.teams] or working
    there = tuple(member for member in of_team if is_there(member, now))
    back = [member.off_until for member in of_team if member.off_until is not None and not is_there(member, now)]
    return Duty(there, bool(of_team) and not there, min(back) if back and not there else None)


def off_until(words: str, timezone: str, now: Millis) -> Millis | None:
    """When somebody who says "off <words>" is back: "17:00", "5pm", "2h", "30 min", "tomorrow", "monday 10:00",
    "2026-12-24". None where `words` is empty: until they say so.

    Raises InvalidInput for what it cannot read, for what has passed, and for more than a year.
    """
    text = " ".join(words.casefold().replace(",", " ").split())
    text = text.removeprefix("until ").removeprefix("till ").removeprefix("til ").strip()
    if not text:
        return None
    here = datetime.fromtimestamp(now / 1000, ZoneInfo(timezone))
    span = _SPAN.fullmatch(text)
    try:
        moment = _after(here, span) if span else _named(here, text.split())
    except (ValueError, OverflowError):
        moment = here
    if not here < moment <= here + _LONGEST:
        raise InvalidInput(
            f"“{words.strip()[:40]}” is no time within a year from now. "
            "Say 17:00, 2h, tomorrow, monday 10:00 or 2026-12-24."
        )
    return Millis(round(moment.timestamp() * 1000))


def _after(here: datetime, span: re.Match[str]) -> datetime:
    # Through UTC: "in two hours" is two hours also on the night the clocks change.
    later = here.astimezone(ZoneInfo("UTC")) + timedelta(**{_UNITS[span[2][0]]: int(span[1])})
    return later.astimezone(here.tzinfo)


def _named(here: datetime, words: Sequence[str]) -> datetime:
    day, clock = _day(here, words[0]), words[1:] if _day(here, words[0]) is not None else words
    clock = [word for word in clock if word != "at"]
    if day is not None and not clock:
        return day.replace(hour=_MORNING)
    hour, minute = _time(" ".join(clock))
    moment = (day or _midnight(here)).replace(hour=hour, minute=minute)
    return moment + timedelta(days=1) if day is None and moment <= here else moment


def _midnight(here: datetime) -> datetime:
    return here.replace(hour=0, minute=0, second=0, microsecond=0)


def _day(here: datetime, word: str) -> datetime | None:
    today = _midnight(here)
    if word == "today":
        return today
    if word == "tomorrow":
        return today + timedelta(days=1)
    if word[:3] in _WEEKDAYS and word.isalpha():
        ahead = (_WEEKDAYS.index(word[:3]) - here.weekday() - 1) % 7 + 1
        return today + timedelta(days=ahead)
    found = _DATE.fullmatch(word)
    return today.replace(year=int(found[1]), month=int(found[2]), day=int(found[3])) if found else None


def _time(text: str) -> tuple[int, int]:
    found = _CLOCK.fullmatch(text)
    if found is None:
        raise ValueError(text)
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3]:
        if not 1 <= hour <= 12:
            raise ValueError(text)
        hour = hour % 12 + (12 if found[3] == "pm" else 0)
    if hour > 23 or minute > 59:
        raise ValueError(text)
    return hour, minute
