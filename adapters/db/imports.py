"""Taking articles in from a source: many at a time, each wholly or not at all, and what is gone there."""

from collections.abc import Sequence

import sqlalchemy as sa

from adapters.db.library import (
    LOCKED_SEQ,
    NEXT_SEQ,
    article_row,
    open_source,
    version_row,
)
from adapters.db.library_tables import article_sources, article_versions, articles
from adapters.db.part import Part
from adapters.db.portable import among
from core.domain.ids import ArticleId, Millis, SourceId
from core.library import ArticleSource, Fate, Gone, Incoming, Kept, SourceKind

_KNOWN = {
    dialect: sa.select(articles, article_versions.c.author)
    .join(
        article_versions,
        sa.and_(article_versions.c.article_id == articles.c.id, article_versions.c.version == articles.c.version),
    )
    .where(ids)
    for dialect, ids in among(articles.c.id, "ids").items()
}
_CHANGE = (
    sa.update(articles)
    .where(articles.c.id == sa.bindparam("of_id"))
    .values(
        version=sa.bindparam("to_version"),
        ref=sa.bindparam("new_ref"),
        hash=sa.bindparam("new_hash"),
        gone=None,
        gone_at=None,
        gone_by="",
        seq=sa.bindparam("to"),
        updated_at=sa.bindparam("now"),
    )
)
_RENAME = sa.update(articles).where(articles.c.id == sa.bindparam("of_id")).values(ref=sa.bindparam("new_ref"))
_RETIRE = {
    dialect: sa.update(articles)
    .where(articles.c.source_id == sa.bindparam("of_source"), articles.c.gone.is_(None), refs)
    .values(
        gone=Gone.AT_SOURCE.value,
        gone_at=sa.bindparam("now"),
        gone_by="",
        seq=sa.bindparam("to"),
        updated_at=sa.bindparam("now"),
    )
    .returning(articles.c.id)
    for dialect, refs in among(articles.c.ref, "refs").items()
}
_REFERENCES = sa.select(articles.c.ref, articles.c.id).where(
    articles.c.source_id == sa.bindparam("of_source"), articles.c.gone.is_(None)
)


class SqlImports(Part):
    """The half of core.library.Library that sources use."""

    async def open_source(self, kind: SourceKind, address: str, defaults: dict[str, object]) -> ArticleSource:
        def work(connection: sa.Connection) -> ArticleSource:
            source = open_source(connection, kind, address, defaults)
            if source.defaults != defaults:
                mine = article_sources.c.id == source.id
                connection.execute(sa.update(article_sources).where(mine).values(defaults=defaults))
                source = ArticleSource(source.id, kind, address, defaults, source.synced_at, source.report)
            return source

        return await self._db.write(work)

    async def take_in(self, source: SourceId, incoming: Sequence[Incoming], now: Millis) -> tuple[Kept, ...]:
        return await self._db.write(lambda connection: _take_in(connection, source, incoming, now))

    async def references(self, source: SourceId) -> dict[str, ArticleId]:
        rows = await self._db.read(lambda c: c.execute(_REFERENCES, {"of_source": source}).all())
        return {row.ref: row.id for row in rows}

    async def retire(self, source: SourceId, refs: Sequence[str], now: Millis) -> tuple[ArticleId, ...]:
        def work(connection: sa.Connection) -> tuple[ArticleId, ...]:
            seq = connection.execute(LOCKED_SEQ).scalar_one() + 1
            values = {"of_source": source, "refs": list(refs), "now": now, "to": seq}
            retired = tuple(connection.execute(_RETIRE[connection.dialect.name], values).scalars())
            if retired:
                connection.execute(NEXT_SEQ, {"to": seq})
            return retired

        return await self._db.write(work) if refs else ()

    async def finish_sync(self, source: SourceId, report: dict[str, object], now: Millis) -> None:
        done = sa.update(article_sources).where(article_sources.c.id == source).values(synced_at=now, report=report)
        await self._db.write(lambda c: c.execute(done))


def _take_in(connection: sa.Connection, source: SourceId, incoming: Sequence[Incoming], now: int) -> tuple[Kept, ...]:
    seq = connection.execute(LOCKED_SEQ).scalar_one() + 1
    ids = [each.article.id for each in incoming]
    known = {row.id: row for row in connection.execute(_KNOWN[connection.dialect.name], {"ids": ids})}
    kept: list[Kept] = []
    added: list[Incoming] = []
    changed: list[tuple[Incoming, int]] = []
    for each in incoming:
        outcome, reason = _fate(known.get(each.article.id), source, each)
        kept.append(Kept(each.article.id, each.ref, outcome, reason))
        if outcome is Fate.ADDED:
            added.append(each)
        elif outcome is Fate.CHANGED:
            changed.append((each, known[each.article.id].version))
        elif outcome is Fate.UNCHANGED and known[each.article.id].ref != each.ref:
            connection.execute(_RENAME, {"of_id": each.article.id, "new_ref": each.ref})
    if added:
        rows = [article_row(e.article.id, source, ref=e.ref, digest=e.hash, seq=seq, now=now) for e in added]
        connection.execute(sa.insert(articles), rows)
    for each, version in changed:
        values = {"of_id": each.article.id, "to_version": version + 1, "new_ref": each.ref, "new_hash": each.hash}
        connection.execute(_CHANGE, values | {"to": seq, "now": now})
    versions = [version_row(each.article, 1, now) for each in added]
    versions += [version_row(each.article, version + 1, now) for each, version in changed]
    if versions:
        connection.execute(sa.insert(article_versions), versions)
        connection.execute(NEXT_SEQ, {"to": seq})
    return tuple(kept)


def _fate(known: sa.Row[tuple[object, ...]] | None, source: SourceId, new: Incoming) -> tuple[Fate, str]:
    if known is None:
        return Fate.ADDED, ""
    if known.source_id != source:
        return Fate.REFUSED, f"the id `{new.article.id}` is that of an article from elsewhere; give it another one"
    if known.gone == Gone.DELETED.value:
        return Fate.REFUSED, f"deleted in the back office by {known.gone_by}; restore it there to take it in again"
    if known.hash == new.hash and known.gone is None:
        return Fate.UNCHANGED, ""
    if known.gone is not None:
        return Fate.CHANGED, "it is at its source again"
    return Fate.CHANGED, f"replaces an edit by {known.author}" if known.author else ""
