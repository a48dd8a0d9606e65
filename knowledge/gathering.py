"""Where documents are gathered: files and folders, uploads and archives, single pages, sitemaps and whole sites."""

import gzip
import html
import re
import zlib
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from urllib.parse import urldefrag, urlsplit

from core.errors import InvalidInput, NotFound, Unavailable
from core.library import Incoming, WebPage
from knowledge.documents.archive import entries_of
from knowledge.documents.articles import article_of
from knowledge.documents.document import Document, Refused
from knowledge.documents.kinds import Kind, check_size, is_supported, kind_of
from knowledge.documents.parser import Parser
from knowledge.importing import Unread

Gathered = AsyncIterator[Incoming | Unread]
Fetch = Callable[[str], Awaitable[WebPage]]
Notice = Callable[[int, int], None]
"""Called with (done, known so far)."""

MOST_PAGES = 1_000
_MOST_SITEMAPS = 50
_MOST_UNPACKED = 20 * 1024 * 1024
_LOCATION = re.compile(rb"<(?:\w+:)?loc\s*>\s*(?:<!\[CDATA\[)?\s*([^<\]]+?)\s*(?:\]\]>)?\s*</", re.IGNORECASE)
_NO_PAGE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|ico|css|js|json|xml|zip|gz|mp4|webm|mp3|woff2?|ttf|exe|dmg)$", re.I)


def silent(done: int, total: int) -> None:
    """Progress nobody looks at."""


@dataclass(slots=True)
class Gathering:
    """What all ways of gathering share. `incomplete` is set when something may be missing from what was gathered, so
    that nothing must be taken for gone."""

    parser: Parser
    defaults: Mapping[str, object]
    progress: Notice = silent
    incomplete: str = ""
    _found: dict[str, None] = field(default_factory=dict)

    async def files(self, root: Path) -> Gathered:
        """One file, or every file below a folder that can be read, by name. Links to elsewhere are not followed."""
        paths = _paths(root)
        for done, (ref, path) in enumerate(paths):
            self.progress(done, len(paths))
            try:
                data = _read(path)
            except OSError as error:
                yield Unread(ref, f"it cannot be opened ({error.strerror})")
                continue
            except Refused as refusal:
                yield Unread(ref, refusal.message)
                continue
            async for each in self.upload(ref, data, within="" if path == root else f"{ref}/"):
                yield each
        self.progress(len(paths), len(paths))

    async def upload(self, name: str, data: bytes, within: str = "") -> Gathered:
        """The documents in a file; those in an archive one by one, their names behind `within`."""
        try:
            if kind_of(name, data) is not Kind.ZIP:
                for each in await self._documents(name, data):
                    yield each
                return
            entries = list(entries_of(data))
        except Refused as refusal:
            if not within:  # the documents of a file in a folder are known by its name
                self.incomplete = f"{name} could not be read"
            yield Unread(name, refusal.message)
            return
        for done, (inner, content) in enumerate(entries):
            self.progress(done, len(entries))
            ref = within + PurePosixPath(inner.replace("\\", "/")).as_posix()
            if isinstance(content, Refused):
                yield Unread(ref, content.message)
                continue
            for each in await self._documents(ref, content):
                yield each

    async def page(self, url: str, fetch: Fetch) -> Gathered:
        """A single page. One that is gone yields nothing: the library then says so too."""
        async for each, _ in self._fetched(url, fetch):
            yield each

    async def sitemap(self, url: str, fetch: Fetch, most: int = MOST_PAGES) -> Gathered:
        """Every page of the same host that a sitemap, or the sitemaps it names, lists."""
        pages = await self._listed(url, fetch, most)
        for done, page in enumerate(pages):
            self.progress(done, len(pages))
            async for each, _ in self._fetched(page, fetch):
                yield each
        self.progress(len(pages), len(pages))

    async def site(self, url: str, fetch: Fetch, most: int = MOST_PAGES) -> Gathered:
        """Every page that can be reached from one by links, on the same host and below the same path."""
        start = urldefrag(url).url
        waiting, known = deque([start]), {start}
        done = 0
        while waiting:
            if done >= most:
                self.incomplete = f"only the first {most} pages were read; say --most to read more"
                return
            self.progress(done, len(known))
            done += 1
            async for each, links in self._fetched(waiting.popleft(), fetch):
                yield each
                for link in links:
                    if link not in known and _is_below(link, start):
                        known.add(link)
                        waiting.append(link)
        self.progress(done, done)

    async def _fetched(self, url: str, fetch: Fetch) -> AsyncIterator[tuple[Incoming | Unread, tuple[str, ...]]]:
        try:
            page = await fetch(url)
        except NotFound:
            return
        except Unavailable as error:
            self.incomplete = "a server did not answer"  # so nothing is known about the page: it may well be there
            yield Unread(url, error.message), ()
            return
        except InvalidInput as error:
            yield Unread(url, error.message), ()
            return
        if urlsplit(page.url).hostname != urlsplit(url).hostname:
            yield Unread(url, f"it leads to another host ({urlsplit(page.url).hostname})"), ()
            return
        if page.url in self._found:
            return  # two addresses of one page
        self._found[page.url] = None
        try:
            named = _name_of(page.url)
            documents = await self.parser.read(named, page.data, content_type=page.content_type, address=page.url)
        except Refused as refusal:
            yield Unread(page.url, refusal.message), ()
            return
        for document in documents:
            yield self._taken(document, page.url, page.url), document.links

    async def _listed(self, url: str, fetch: Fetch, most: int) -> list[str]:
        host = urlsplit(url).hostname
        sitemaps, read, pages = deque([url]), 0, dict[str, None]()
        while sitemaps:
            read += 1
            if read > _MOST_SITEMAPS:
                self.incomplete = f"only the first {_MOST_SITEMAPS} sitemaps were read"
                break
            page = await fetch(sitemaps.popleft())
            data = _unzipped(page.data)
            nested = b"<sitemapindex" in data[:2048]
            for found in _LOCATION.findall(data):
                link = urldefrag(html.unescape(found.decode("utf-8", "replace"))).url
                if urlsplit(link).hostname != host:
                    continue
                if nested or link.endswith((".xml", ".xml.gz")):
                    sitemaps.append(link)
                else:
                    pages[link] = None
        if len(pages) > most:
            self.incomplete = f"only the first {most} of {len(pages)} pages were read; say --most to read more"
        if not pages:
            raise InvalidInput(f"{url} lists no pages of its own host. Is it a sitemap?")
        return list(pages)[:most]

    async def _documents(self, ref: str, data: bytes) -> list[Incoming | Unread]:
        try:
            documents = await self.parser.read(ref, data)
        except Refused as refusal:
            return [Unread(ref, refusal.message)]
        return [self._taken(document, ref) for document in documents]

    def _taken(self, document: Document, ref: str, address: str = "") -> Incoming | Unread:
        try:
            return article_of(document, ref, self.defaults, address)
        except Refused as refusal:
            return Unread(f"{ref}#{document.part}" if document.part else ref, refusal.message)


def _paths(root: Path) -> list[tuple[str, Path]]:
    """Each with its name below the root."""
    if root.is_file():
        return [(root.name, root)]
    return [(path.relative_to(root).as_posix(), path) for path in sorted(root.rglob("*")) if _is_wanted(path, root)]


def _read(path: Path) -> bytes:
    check_size(path.stat().st_size)
    return path.read_bytes()


def _is_wanted(path: Path, root: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.relative_to(root).parts)
    return path.is_file() and not path.is_symlink() and not hidden and is_supported(path.name)


def _is_below(link: str, start: str) -> bool:
    mine, other = urlsplit(start), urlsplit(link)
    folder = mine.path.rpartition("/")[0] + "/"
    same = (mine.scheme, mine.netloc) == (other.scheme, other.netloc)
    return same and (other.path or "/").startswith(folder) and not _NO_PAGE.search(other.path)


def _name_of(url: str) -> str:
    """A name for what a page holds, for servers that do not say what they send."""
    name = PurePosixPath(urlsplit(url).path).name
    return name if is_supported(name) else f"{name or 'index'}.html"


def _unzipped(data: bytes) -> bytes:
    if not data.startswith(b"\x1f\x8b"):
        return data
    try:
        unpacked = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data, _MOST_UNPACKED)
    except (zlib.error, gzip.BadGzipFile):
        raise InvalidInput("the sitemap is damaged: it cannot be unpacked") from None
    return unpacked
