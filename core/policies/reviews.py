"""When owners are reminded of articles that are to be reviewed. Pure."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from core.domain.ids import Millis
from core.policies.hours import OpenSpan, is_open


def reminder_day(hours: Sequence[OpenSpan], timezone: str, now: Millis) -> str:
    """The company's day, whose one message may go out now; "" outside its opening hours."""
    return f"{datetime.fromtimestamp(now / 1000, ZoneInfo(timezone)):%Y-%m-%d}" if is_open(hours, timezone, now) else ""
