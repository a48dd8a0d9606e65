"""When sources are read again by themselves, and what came of it."""

from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from core.domain.ids import Millis, SourceId
from core.library import ArticleSource, SourceKind

AGAIN = (SourceKind.FOLDER, SourceKind.FILE, SourceKind.PAGE, SourceKind.SITE, SourceKind.SITEMAP)
"""Kinds that can be read again without anybody's help."""

INTERVALS = {0: "Never", 60: "Every hour", 360: "Every six hours", 1_440: "Every day", 10_080: "Every week"}
"""What the back office offers, in minutes."""


def kind_of_address(url: str, *, crawl: bool) -> SourceKind:
    """What a web address names: a sitemap by its ending, else a page, or with `crawl` the site below it."""
    if urlsplit(url).path.endswith((".xml", ".xml.gz")):
        return SourceKind.SITEMAP
    return SourceKind.SITE if crawl else SourceKind.PAGE


@dataclass(frozen=True, slots=True)
class Schedule:
    """How a source is read by itself. `every_minutes` 0: never; `next_at` None: not waited for.

    `failures` counts those since it last worked, `trouble` says what the last one was and what to do. `reading_until`
    is how long the process that reads it now has claimed it.
    """

    every_minutes: int = 0
    next_at: Millis | None = None
    read_at: Millis | None = None
    failures: int = 0
    trouble: str = ""
    reading_until: Millis | None = None

    def is_read_at(self, now: Millis) -> bool:
        """Whether some process reads it at this moment."""
        return self.reading_until is not None and self.reading_until > now


class SourceSchedules(Protocol):
    """One process at a time reads a source, however many look. Each call is one transaction."""

    async def schedules(self) -> dict[SourceId, Schedule]:
        """Of all sources."""
        ...

    async def plan_source(self, source: SourceId, every_minutes: int, next_at: Millis | None) -> None:
        """Set how often it is read, and when next."""
        ...

    async def due_source(self, now: Millis, lease_ms: int) -> ArticleSource | None:
        """Claim a source whose time has come; None when nothing is due. A claim ends by itself when its holder dies."""
        ...

    async def claim_source(self, source: SourceId, now: Millis, lease_ms: int) -> bool:
        """Claim one, due or not; False while another process reads it."""
        ...

    async def renew_source(self, source: SourceId, until: Millis) -> None:
        """Keep a claim."""
        ...

    async def read_source(self, source: SourceId, now: Millis, next_at: Millis | None, trouble: str) -> None:
        """End a claim: what went wrong, "" when it worked, and when it is due again."""
        ...
