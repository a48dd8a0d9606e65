"""When a source is read next, and whether a reading went wrong. Pure: `now` is passed in."""

from core.domain.ids import Millis
from core.library import Fate, SyncReport

MINUTE_MS = 60_000
FIRST_PAUSE_MINUTES = 5
"""After the first failure; doubled with each one more, up to the source's own interval."""


def next_reading(every_minutes: int, failures: int, now: Millis) -> Millis | None:
    """None for a source that nobody wants to be read by itself."""
    if not every_minutes:
        return None
    pause = min(every_minutes, FIRST_PAUSE_MINUTES * 2 ** min(failures - 1, 20)) if failures else every_minutes
    return Millis(now + pause * MINUTE_MS)


def trouble_in(report: SyncReport) -> str:
    """What a reading that ended says went wrong, with what to do; "" where it worked."""
    refused = report.of(Fate.REFUSED)
    if refused and len(refused) == len(report.kept):
        more = f" (and {len(refused) - 1} more)" if len(refused) > 1 else ""
        return f"Nothing could be taken: {refused[0].reason}{more}. Look at what the source gives, and read it again."
    return f"It was not read whole: {report.note}" if report.note else ""
