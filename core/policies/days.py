"""Days as people write them in front matter and forms, and as one says them. Pure."""

import re
from datetime import UTC, date, datetime, timedelta

from core.domain.ids import Millis


def start_of(day: str) -> Millis:
    """The beginning, in UTC, of a day written 2026-11-23. Raises ValueError."""
    return Millis(
        int(datetime.combine(date.fromisoformat(day.strip()[:10]), datetime.min.time(), UTC).timestamp()) * 1000
    )


def day_of(moment: Millis) -> str:
    """The day of a moment, in UTC, as 2026-11-23."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=moment)).date().isoformat()


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
}


def in_words(day: str, locale: str) -> str:
    """A day written 2027-04-01 as one says it, "1 April 2027" or "1. April 2027"; anything else as it is."""
    if not _DAY.fullmatch(day.strip()):
        return day
    try:
        then = date.fromisoformat(day.strip())
    except ValueError:
        return day
    german = locale.startswith("de")
    month = _MONTHS["de" if german else "en"].split()[then.month - 1]
    return f"{then.day}{'.' if german else ''} {month} {then.year}"


def ways_to_say(value: str) -> tuple[str, ...]:
    """A value of an account as it may stand in a text: as it is, and where it is a day, in words too."""
    return tuple(dict.fromkeys((value, *(in_words(value, language) for language in _MONTHS))))
