"""The library: the company's articles as the record keeps them, every version, with where each came from.

Every change of what may be read takes the next number of one counter, in its own transaction; numbers are given in
the order of their commits. Who has seen number N and hears of N + 1 asks for what changed after N.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Protocol

from core.domain.company import Article
from core.domain.ids import ArticleId, Millis, SourceId

CHANGED = "knowledge"
"""What the bus says when the library has changed."""


class SourceKind(StrEnum):
    """Where articles come from."""

    COMPANY = "company"
    """The company folder's own `articles/`."""
    FOLDER = "folder"
    FILE = "file"
    PAGE = "page"
    SITE = "site"
    SITEMAP = "sitemap"
    DESK = "desk"
    """Written or uploaded in the back office."""


@dataclass(frozen=True, slots=True)
class ArticleSource:
    """A place that articles were taken from, and can be taken from again. `defaults` are the values for what a
    document does not say itself (audience, locale, product, accounts); `report` counts the last sync's results."""

    id: SourceId
    kind: SourceKind
    address: str
    defaults: dict[str, object] = field(default_factory=dict)
    synced_at: Millis | None = None
    report: dict[str, object] = field(default_factory=dict)


class Gone(StrEnum):
    """Why an article is not there any more."""

    AT_SOURCE = "at_source"
    """Its source no longer has it; it comes back when the source does."""
    DELETED = "deleted"
    """A person took it away; only a person brings it back."""


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article in its current version. `seq` is the number of its last change, `ref` its name at its source and
    `hash` the digest of what was last taken from there."""

    article: Article
    source: SourceId
    ref: str
    hash: str
    gone: Gone | None
    gone_at: Millis | None
    gone_by: str
    author: str
    """Who wrote the current version: a member of staff, or "" for an import."""
    seq: int
    created_at: Millis
    updated_at: Millis


@dataclass(frozen=True, slots=True)
class ArticleVersion:
    """An article as it once was."""

    article: Article
    author: str
    note: str
    created_at: Millis


@dataclass(frozen=True, slots=True)
class Incoming:
    """An article as it came from a source. Its `version` is not looked at; `hash` covers all that is stored of it."""

    article: Article
    ref: str
    hash: str


def digest_of(article: Article) -> str:
    """A digest of all that is stored of an article, its version aside: equal digests need no new version."""
    return hashlib.sha256(repr(replace(article, version=0)).encode("utf-8", "replace")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class WebPage:
    """A page as its server gave it. `url` is where it was found in the end."""

    url: str
    content_type: str
    data: bytes


class Fate(StrEnum):
    """What became of an incoming article."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Kept:
    """The outcome for one incoming article; `reason` says why it was refused, or what else is worth knowing."""

    id: ArticleId
    ref: str
    fate: Fate
    reason: str = ""


_MOST_LINES = 200


@dataclass(slots=True)
class SyncReport:
    """What became of each document of a source. `note` says what was left undone, if anything."""

    kept: list[Kept] = field(default_factory=list)
    note: str = ""

    def of(self, fate: Fate) -> list[Kept]:
        """Those with this outcome."""
        return [kept for kept in self.kept if kept.fate is fate]

    def counts(self) -> dict[str, int]:
        """How many of each outcome."""
        return {fate.value: len(self.of(fate)) for fate in Fate}

    def said(self) -> dict[str, object]:
        """As it is stored: the counts, the note, and a line for each of the first that did not stay as they were."""
        told = [kept for kept in self.kept if kept.fate is not Fate.UNCHANGED]
        lines = [[kept.fate.value, str(kept.id), kept.ref, kept.reason] for kept in told[:_MOST_LINES]]
        return {"counts": self.counts(), "note": self.note, "lines": lines}


class ArticleIntake(Protocol):
    """Taking documents in from the back office."""

    async def upload(self, name: str, data: bytes, defaults: Mapping[str, object]) -> tuple[SourceId, SyncReport]:
        """Take in a file that somebody hands over; one of the same name is the same source."""
        ...

    async def again(self, source: ArticleSource) -> SyncReport:
        """Read a known source again. Raises InvalidInput when there is nothing to read."""
        ...


@dataclass(frozen=True, slots=True)
class ArticleFilter:
    """What the back office's list shows. `state` is "", "live", "gone", "expired" or "review" (its day has come)."""

    search: str = ""
    audience: str = ""
    state: str = ""
    locale: str = ""
    product: str = ""
    source: str = ""


class Library(Protocol):
    """Reading and changing articles. Each call is one transaction."""

    async def library_seq(self) -> int:
        """The number of the newest change."""
        ...

    async def shelf(self) -> tuple[int, tuple[Article, ...]]:
        """Every article that is not gone, whatever its audience and validity, with the number of the newest change
        among them; ordered by id."""
        ...

    async def changed_articles(self, after: int) -> tuple[int, tuple[ArticleId, ...]]:
        """Which articles changed, came or went after a number; and the newest number."""
        ...

    async def stored_article(self, article_id: ArticleId) -> StoredArticle | None: ...

    async def article_at(self, url: str) -> StoredArticle | None:
        """The article whose page has this address."""
        ...

    async def article_versions(self, article_id: ArticleId) -> tuple[ArticleVersion, ...]:
        """Newest first."""
        ...

    async def list_articles(
        self, which: ArticleFilter, now: Millis, *, after: str = "", limit: int = 50
    ) -> tuple[StoredArticle, ...]:
        """In the order of their ids, from behind `after`."""
        ...

    async def article_sources(self) -> tuple[ArticleSource, ...]: ...

    async def open_source(self, kind: SourceKind, address: str, defaults: dict[str, object]) -> ArticleSource:
        """The source at an address, made where it is new; `defaults` replace the ones it had."""
        ...

    async def take_in(self, source: SourceId, incoming: Sequence[Incoming], now: Millis) -> tuple[Kept, ...]:
        """Add what is new and change what has changed, all of it or nothing.

        An id that belongs to another source is refused, and so is what a person has deleted.
        """
        ...

    async def references(self, source: SourceId) -> dict[str, ArticleId]:
        """What is there of a source, by its name there."""
        ...

    async def retire(self, source: SourceId, refs: Sequence[str], now: Millis) -> tuple[ArticleId, ...]:
        """Tombstone what a source no longer has."""
        ...

    async def finish_sync(self, source: SourceId, report: dict[str, object], now: Millis) -> None: ...

    async def write_article(self, article: Article, *, by: str, note: str, now: Millis) -> int:
        """A new version by hand; returns its number. `article.version` is the one it was made from, 0 for a new
        article. Raises Conflict when another one is current, or the id or the page's address is taken."""
        ...

    async def set_gone(self, article_id: ArticleId, gone: bool, *, by: str, now: Millis) -> None:
        """Delete an article, or bring it back. Its versions stay. Raises NotFound."""
        ...
