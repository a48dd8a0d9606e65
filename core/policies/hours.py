"""When somebody is there, and what a waiting customer may expect. Times of the week in the company's time zone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.domain.ids import Millis

_HORIZON_DAYS = 60


@dataclass(frozen=True, slots=True)
class OpenSpan:
    """One stretch of support hours on certain weekdays (0 is Monday); minutes after local midnight."""

    weekdays: frozenset[int]
    start_minute: int
    end_minute: int


@dataclass(frozen=True, slots=True)
class Expectation:
    """What to tell somebody who waits: open now, or when it opens; and by when a reply is due."""

    open_now: bool
    opens_at: Millis | None
    reply_by: Millis | None
    target_minutes: int


def _local(day: datetime, minute: int) -> datetime:
    # Wall-clock arithmetic keeps "09:00" at nine on the day the clocks change.
    return day.replace(hour=minute // 60 % 24, minute=minute % 60, second=0, microsecond=0) + timedelta(
        days=minute // 1440
    )


def _spans(hours: Sequence[OpenSpan], zone: ZoneInfo, now: Millis) -> Iterator[tuple[float, float]]:
    """Open stretches as (start, end) in epoch ms that end after `now`, in order of their starts."""
    today = datetime.fromtimestamp(now / 1000, zone).replace(hour=0, minute=0, second=0, microsecond=0)
    in_order = sorted(hours, key=lambda span: (span.start_minute, span.end_minute))
    for ahead in range(-1, _HORIZON_DAYS):
        day = today + timedelta(days=ahead)
        for span in in_order:
            if day.weekday() in span.weekdays:
                end = _local(day, span.end_minute).timestamp() * 1000
                if end > now:
                    yield _local(day, span.start_minute).timestamp() * 1000, end


def expect(hours: Sequence[OpenSpan], timezone: str, target_minutes: int, now: Millis) -> Expectation:
    """When a reply is due: `target_minutes` of open time from `now`. No hours given means always open."""
    if not hours:
        return Expectation(True, None, Millis(now + target_minutes * 60_000), target_minutes)
    opens: float | None = None
    left = target_minutes * 60_000.0
    for start, end in _spans(hours, ZoneInfo(timezone), now):
        opens = start if opens is None else opens
        begin = max(start, float(now))
        if end - begin >= left:
            return _expectation(opens, Millis(round(begin + left)), target_minutes, now)
        left -= end - begin
    return _expectation(opens, None, target_minutes, now)


def open_ms(hours: Sequence[OpenSpan], timezone: str, start: Millis, end: Millis) -> int:
    """Milliseconds of open time from `start` to `end`, both in epoch ms; 0 when `end` is not after `start`. Of more
    than sixty days the first sixty count. Overlapping entries of one day count once."""
    if end <= start:
        return 0
    if not hours:
        return end - start
    total, counted_to = 0.0, float(start)
    for begins, ends in _spans(hours, ZoneInfo(timezone), start):
        if begins >= end:
            break
        stretch = min(ends, float(end)) - max(begins, counted_to)
        if stretch > 0:
            total += stretch
            counted_to = min(ends, float(end))
    return round(total)


def is_open(hours: Sequence[OpenSpan], timezone: str, now: Millis) -> bool:
    """Whether it is opening time now."""
    return expect(hours, timezone, 0, now).open_now


def _expectation(opens: float | None, reply_by: Millis | None, target_minutes: int, now: Millis) -> Expectation:
    open_now = opens is not None and opens <= now
    opens_at = None if opens is None or open_now else Millis(round(opens))
    return Expectation(open_now, opens_at, reply_by, target_minutes)


def zone_name(moment: Millis, timezone: str) -> str:
    """What the zone is called at that moment, in letters ("GMT", "CEST") or as its distance ("UTC+03")."""
    name = datetime.fromtimestamp(moment / 1000, ZoneInfo(timezone)).strftime("%Z")
    return name if name[:1].isalpha() else f"UTC{name}"


def spoken(moment: Millis, timezone: str, now: Millis, locale: str = "en") -> str:
    """A moment as one would say it to somebody: "14:30", "tomorrow 09:00" or "Monday 09:00"."""
    zone = ZoneInfo(timezone)
    then, today = datetime.fromtimestamp(moment / 1000, zone), datetime.fromtimestamp(now / 1000, zone)
    german = locale.startswith("de")
    days = (then.date() - today.date()).days
    clock = f"{then:%H:%M}" + (" Uhr" if german else "")
    if days == 0:
        return clock
    if days == 1:
        return f"{'morgen' if german else 'tomorrow'} {clock}"
    names = (
        ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
        if german
        else ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    )
    date = f" {then:%d.%m.}" if german else f" {then.day} {then:%B}"
    return f"{names[then.weekday()]}{date if days > 6 else ''} {clock}"
