"""Taking articles in from anywhere: what the command line and the back office share."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from adapters.fetch.fetcher import Fetcher
from core.clock import Clock
from core.domain.ids import SourceId
from core.errors import InvalidInput
from core.library import CHANGED, ArticleSource, SourceKind, SyncReport
from core.ports import Bus
from core.record import Record
from core.settings import Settings
from core.sources import AGAIN, kind_of_address
from knowledge.documents.parser import Parser
from knowledge.gathering import MOST_PAGES, Gathered, Gathering, Notice, silent
from knowledge.importing import sync


@dataclass(frozen=True, slots=True)
class Wish:
    """How something is to be taken in."""

    dry_run: bool = False
    may_empty: bool = False
    most: int = MOST_PAGES
    progress: Notice = silent


class Intake:
    """Reads sources and brings them into the library. One at a time: two syncs of one source would race."""

    def __init__(self, record: Record, bus: Bus, clock: Clock, settings: Settings) -> None:
        self._record = record
        self._bus = bus
        self._clock = clock
        self._settings = settings
        self._turn = asyncio.Lock()

    async def take(self, kind: SourceKind, address: str, defaults: Mapping[str, object], wish: Wish) -> SyncReport:
        """Read a source for the first time or again. Raises InvalidInput when there is nothing to read."""
        async with self._turn, Parser() as parser, self._fetcher() as fetcher:
            gathering = Gathering(parser, defaults, wish.progress)
            documents = self._documents(gathering, kind, address, fetcher, wish)
            return await self._sync(kind, address, defaults, gathering, documents, wish)

    async def upload(self, name: str, data: bytes, defaults: Mapping[str, object]) -> tuple[SourceId, SyncReport]:
        """Take in a file that somebody hands over; one of the same name is the same source."""
        wish, address = Wish(), f"upload: {name}"
        async with self._turn, Parser() as parser:
            gathering = Gathering(parser, defaults)
            documents = gathering.upload(name, data)
            report = await self._sync(SourceKind.DESK, address, defaults, gathering, documents, wish)
        return (await self._source(SourceKind.DESK, address, defaults, dry_run=False)).id, report

    async def again(self, source: ArticleSource) -> SyncReport:
        """Read a known source again, as it was read the first time."""
        if source.kind not in AGAIN:
            raise InvalidInput("This source cannot be read again by itself. Upload the file anew.")
        return await self.take(source.kind, source.address, source.defaults, Wish())

    @contextlib.asynccontextmanager
    async def _fetcher(self) -> AsyncIterator[Fetcher]:
        settings = self._settings
        async with Fetcher(self._clock, settings.ingest_inside, settings.ingest_pause_s) as fetcher:
            yield fetcher

    def _documents(
        self, gathering: Gathering, kind: SourceKind, address: str, fetcher: Fetcher, wish: Wish
    ) -> Gathered:
        match kind:
            case SourceKind.FOLDER | SourceKind.FILE:
                path = Path(address)
                if not path.exists():
                    raise InvalidInput(f"There is no file or folder {address}. Check the path.")
                return gathering.files(path)
            case SourceKind.SITEMAP:
                return gathering.sitemap(address, fetcher.fetch, wish.most)
            case SourceKind.SITE:
                return gathering.site(address, fetcher.fetch, wish.most)
            case _:
                return gathering.page(address, fetcher.fetch)

    async def _sync(
        self,
        kind: SourceKind,
        address: str,
        defaults: Mapping[str, object],
        gathering: Gathering,
        documents: Gathered,
        wish: Wish,
    ) -> SyncReport:
        source = await self._source(kind, address, defaults, wish.dry_run)
        report = await sync(
            self._record,
            source,
            documents,
            self._clock,
            whole=lambda: not gathering.incomplete,
            may_empty=wish.may_empty,
            dry_run=wish.dry_run,
        )
        report.note = report.note or gathering.incomplete
        await self._bus.publish(CHANGED, {})
        return report

    async def _source(
        self, kind: SourceKind, address: str, defaults: Mapping[str, object], dry_run: bool
    ) -> ArticleSource:
        if not dry_run:
            return await self._record.open_source(kind, address, dict(defaults))
        known = await self._record.article_sources()
        there = (each for each in known if (each.kind, each.address) == (kind, address))
        return next(there, ArticleSource(SourceId(""), kind, address))


def kind_of_source(what: str, *, crawl: bool = False) -> tuple[SourceKind, str]:
    """What a path or web address names, and how it is written in the record."""
    if "://" in what:
        return kind_of_address(what, crawl=crawl), what
    path_here = Path(what).resolve()
    return (SourceKind.FOLDER if path_here.is_dir() else SourceKind.FILE), str(path_here)
