"""Bringing a source's articles into the library: what is new, what has changed, and what is gone there.

Each batch is one transaction and articles stand in it whole; what is gone is taken away only after everything has been
read. So an import that dies leaves whole articles, old and new, and the next one goes on: what is there already is
unchanged.
"""

from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable
from dataclasses import dataclass

from core.clock import Clock
from core.domain.ids import ArticleId
from core.library import ArticleSource, Fate, Incoming, Kept, Library, SyncReport

BATCH = 50
MOST_GONE = 0.5
"""When more than this share of a source seems to be gone, it is more likely that the source is broken."""
FEW = 5


@dataclass(frozen=True, slots=True)
class Unread:
    """A document that could not be taken, and why. What the library has of it stays."""

    ref: str
    reason: str


Documents = Iterable[Incoming | Unread] | AsyncIterable[Incoming | Unread]


async def sync(
    library: Library,
    source: ArticleSource,
    documents: Documents,
    clock: Clock,
    *,
    whole: Callable[[], bool] = lambda: True,
    may_empty: bool = False,
    dry_run: bool = False,
) -> SyncReport:
    """Take all documents of a source in, and tombstone what is not among them.

    Nothing is taken for gone when `whole`, asked after the last document, says that they were not all. A source that
    seems to have lost most of its articles keeps them, unless `may_empty`. `dry_run` changes nothing and reports what
    would happen.
    """
    report = SyncReport()
    refs: set[str] = set()
    unread: set[str] = set()
    ids: dict[ArticleId, str] = {}
    batch: list[Incoming] = []
    async for document in _all(documents):
        refs.add(document.ref)
        if isinstance(document, Unread):
            unread.add(document.ref)
            report.kept.append(Kept(ArticleId(""), document.ref, Fate.REFUSED, document.reason))
            continue
        other = ids.setdefault(document.article.id, document.ref)
        if other != document.ref:
            reason = f"its id `{document.article.id}` is also that of {other}; give one of them another id"
            report.kept.append(Kept(document.article.id, document.ref, Fate.REFUSED, reason))
            continue
        batch.append(document)
        if len(batch) >= BATCH:
            report.kept += await _take(library, source, batch, clock, dry_run)
            batch = []
    if batch:
        report.kept += await _take(library, source, batch, clock, dry_run)
    if whole():
        await _retire(library, source, refs, clock, report, unread=unread, may_empty=may_empty, dry_run=dry_run)
    said = report.said()
    if not dry_run and said != source.report:
        await library.finish_sync(source.id, said, clock.now())
    return report


async def _all(documents: Documents) -> AsyncIterator[Incoming | Unread]:
    if isinstance(documents, AsyncIterable):
        async for document in documents:
            yield document
    else:
        for document in documents:
            yield document


async def _take(
    library: Library, source: ArticleSource, batch: list[Incoming], clock: Clock, dry_run: bool
) -> list[Kept]:
    if not dry_run:
        return list(await library.take_in(source.id, batch, clock.now()))
    return [await _foresee(library, source, each) for each in batch]


async def _foresee(library: Library, source: ArticleSource, new: Incoming) -> Kept:
    known = await library.stored_article(new.article.id)
    if known is None:
        fate = Fate.ADDED
    elif known.source != source.id or (known.gone is not None and known.gone_by):
        fate = Fate.REFUSED
    else:
        fate = Fate.UNCHANGED if known.hash == new.hash and known.gone is None else Fate.CHANGED
    return Kept(new.article.id, new.ref, fate)


def _is_in(ref: str, unread: set[str]) -> bool:
    """Whether an article came out of a file that could not be read this time (`faq.csv#row 3`, `help.zip/a.md`)."""
    return any(ref.startswith((f"{name}#", f"{name}/")) for name in unread)


async def _retire(
    library: Library,
    source: ArticleSource,
    refs: set[str],
    clock: Clock,
    report: SyncReport,
    *,
    unread: set[str],
    may_empty: bool,
    dry_run: bool,
) -> None:
    there = await library.references(source.id)
    missing = {ref: article_id for ref, article_id in there.items() if ref not in refs and not _is_in(ref, unread)}
    if len(missing) > max(FEW, MOST_GONE * len(there)) and not may_empty:
        report.note = (
            f"{len(missing)} of {len(there)} articles seem to be gone at the source. That looks like a mistake, so "
            "they were kept; say --remove to take them away."
        )
        return
    if missing and not dry_run:
        await library.retire(source.id, list(missing), clock.now())
    report.kept += [Kept(article_id, ref, Fate.GONE) for ref, article_id in missing.items()]
