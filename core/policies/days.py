"""Days as people write them in front matter and forms. Pure."""

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
