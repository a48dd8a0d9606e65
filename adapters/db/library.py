"""The articles in the record: reading them, and changing them by hand."""

from typing import Any

import sqlalchemy as sa

from adapters.db.codec import Row
from adapters.db.library_tables import LIBRARY_ROW, article_sources, article_versions, articles, library
from adapters.db.part import Part
from adapters.db.portable import insert_new
from core.clock import new_id
from core.domain.company import Article, ArticleAudience
from core.domain.ids import ArticleId, Millis
from core.errors import Conflict, NotFound
from core.library import ArticleFilter, ArticleSource, ArticleVersion, Gone, SourceKind, StoredArticle

BY_HAND = "back office"
"""The address of the one source of what is written here."""

SEQ = sa.select(library.c.seq).where(library.c.id == LIBRARY_ROW)
LOCKED_SEQ = SEQ.with_for_update()
NEXT_SEQ = sa.update(library).where(library.c.id == LIBRARY_ROW).values(seq=sa.bindparam("to", type_=sa.BigInteger))
NEW_SOURCE = insert_new(article_sources)
NEW_ARTICLE = insert_new(articles)
OF_SOURCE = sa.select(article_sources).where(
    article_sources.c.kind == sa.bindparam("of_kind"), article_sources.c.address == sa.bindparam("of_address")
)
_current = articles.join(
    article_versions,
    sa.and_(article_versions.c.article_id == articles.c.id, article_versions.c.version == articles.c.version),
)
_SAID = (
    "title", "area", "audience", "accounts", "locale", "product", "updated", "owner", "url", "body",
    "valid_from", "valid_until", "review_at",
)  # fmt: skip
STORED = sa.select(
    articles, *(article_versions.c[name] for name in _SAID), article_versions.c.author
).select_from(_current)  # fmt: skip
_ONE = STORED.where(articles.c.id == sa.bindparam("of_id"))
_SHELF = STORED.where(articles.c.gone.is_(None)).order_by(articles.c.id)
_AT = STORED.where(article_versions.c.url == sa.bindparam("of_url")).order_by(articles.c.gone.is_not(None)).limit(1)
_CHANGED = sa.select(articles.c.id).where(articles.c.seq > sa.bindparam("after")).order_by(articles.c.id)
_VERSIONS = (
    sa.select(article_versions)
    .where(article_versions.c.article_id == sa.bindparam("of_id"))
    .order_by(article_versions.c.version.desc())
)
_ADVANCE = (
    sa.update(articles)
    .where(articles.c.id == sa.bindparam("of_id"), articles.c.version == sa.bindparam("from_version"))
    .values(version=sa.bindparam("to_version"), seq=sa.bindparam("to"), updated_at=sa.bindparam("now"))
)
_SET_GONE = (
    sa.update(articles)
    .where(articles.c.id == sa.bindparam("of_id"))
    .values(
        gone=sa.bindparam("why"),
        gone_at=sa.bindparam("at"),
        gone_by=sa.bindparam("by"),
        seq=sa.bindparam("to"),
        updated_at=sa.bindparam("now"),
    )
)


class SqlLibrary(Part):
    """Half of core.library.Library; the other half is `imports.SqlImports`."""

    async def library_seq(self) -> int:
        return await self._db.read(lambda c: c.execute(SEQ).scalar_one())

    async def shelf(self) -> tuple[int, tuple[Article, ...]]:
        def work(connection: sa.Connection) -> tuple[int, list[Row]]:
            # The number first: between two statements PostgreSQL may show more, and never less, than it says.
            return connection.execute(SEQ).scalar_one(), list(connection.execute(_SHELF).all())

        seq, rows = await self._db.read(work)
        return seq, tuple(article_of(row) for row in rows)

    async def changed_articles(self, after: int) -> tuple[int, tuple[ArticleId, ...]]:
        def work(connection: sa.Connection) -> tuple[int, tuple[ArticleId, ...]]:
            seq = connection.execute(SEQ).scalar_one()
            return seq, tuple(connection.execute(_CHANGED, {"after": after}).scalars())

        return await self._db.read(work)

    async def stored_article(self, article_id: ArticleId) -> StoredArticle | None:
        row = await self._db.read(lambda c: c.execute(_ONE, {"of_id": article_id}).one_or_none())
        return None if row is None else stored_of(row)

    async def article_at(self, url: str) -> StoredArticle | None:
        row = await self._db.read(lambda c: c.execute(_AT, {"of_url": url}).one_or_none())
        return None if row is None else stored_of(row)

    async def article_versions(self, article_id: ArticleId) -> tuple[ArticleVersion, ...]:
        rows = await self._db.read(lambda c: c.execute(_VERSIONS, {"of_id": article_id}).all())
        return tuple(
            ArticleVersion(article_of(row, row.article_id), row.author, row.note, row.created_at) for row in rows
        )

    async def list_articles(
        self, which: ArticleFilter, now: Millis, *, after: str = "", limit: int = 50
    ) -> tuple[StoredArticle, ...]:
        statement = STORED.where(articles.c.id > after, *_conditions(which, now)).order_by(articles.c.id).limit(limit)
        rows = await self._db.read(lambda c: c.execute(statement).all())
        return tuple(stored_of(row) for row in rows)

    async def article_sources(self) -> tuple[ArticleSource, ...]:
        order = (article_sources.c.kind, article_sources.c.address)
        rows = await self._db.read(lambda c: c.execute(sa.select(article_sources).order_by(*order)).all())
        return tuple(source_of(row) for row in rows)

    async def write_article(self, article: Article, *, by: str, note: str, now: Millis) -> int:
        def work(connection: sa.Connection) -> int:
            seq = connection.execute(LOCKED_SEQ).scalar_one() + 1
            taken = connection.execute(_AT, {"of_url": article.url}).one_or_none()
            if taken is not None and taken.id != article.id and taken.gone is None:
                raise Conflict(f"The address {article.url} is that of the article “{taken.title}”. Give another one.")
            if article.version == 0:
                _add(connection, article, seq, now)
            else:
                values = {"of_id": article.id, "from_version": article.version, "to_version": article.version + 1}
                if not connection.execute(_ADVANCE, values | {"to": seq, "now": now}).rowcount:
                    raise Conflict("Somebody has changed this article meanwhile. Open it again; your text is kept.")
            row = version_row(article, article.version + 1, now, author=by, note=note)
            connection.execute(sa.insert(article_versions), row)
            connection.execute(NEXT_SEQ, {"to": seq})
            return article.version + 1

        return await self._db.write(work)

    async def set_gone(self, article_id: ArticleId, gone: bool, *, by: str, now: Millis) -> None:
        def work(connection: sa.Connection) -> None:
            seq = connection.execute(LOCKED_SEQ).scalar_one() + 1
            values = {
                "why": Gone.DELETED.value if gone else None,
                "at": now if gone else None,
                "by": by if gone else "",
            }
            if not connection.execute(_SET_GONE, values | {"of_id": article_id, "to": seq, "now": now}).rowcount:
                raise NotFound("There is no such article. The link may be incomplete.")
            connection.execute(NEXT_SEQ, {"to": seq})

        await self._db.write(work)


def _add(connection: sa.Connection, article: Article, seq: int, now: int) -> None:
    source = open_source(connection, SourceKind.DESK, BY_HAND, {})
    row = article_row(article.id, source.id, ref=article.id, digest="", seq=seq, now=now)
    if not connection.execute(NEW_ARTICLE[connection.dialect.name], row).rowcount:
        raise Conflict(f"There is an article `{article.id}` already. Choose another id.")


def open_source(
    connection: sa.Connection, kind: SourceKind, address: str, defaults: dict[str, object]
) -> ArticleSource:
    """The source of that kind and address, made where it is new."""
    row = {"id": new_id(), "kind": kind.value, "address": address, "defaults": defaults, "report": {}}
    connection.execute(NEW_SOURCE[connection.dialect.name], row)
    return source_of(connection.execute(OF_SOURCE, {"of_kind": kind.value, "of_address": address}).one())


def article_row(article_id: str, source: str, *, ref: str, digest: str, seq: int, now: int) -> dict[str, Any]:
    return {
        "id": article_id,
        "version": 1,
        "source_id": source,
        "ref": ref,
        "hash": digest,
        "gone_by": "",
        "seq": seq,
        "created_at": now,
        "updated_at": now,
    }


def version_row(article: Article, version: int, now: int, *, author: str = "", note: str = "") -> dict[str, Any]:
    said = {name: getattr(article, name) for name in _SAID}
    said |= {"audience": article.audience.value, "accounts": list(article.accounts)}
    return {"article_id": article.id, "version": version, **said, "author": author, "note": note, "created_at": now}


def article_of(row: Row, article_id: str = "") -> Article:
    said = {name: getattr(row, name) for name in _SAID}
    said |= {"audience": ArticleAudience(row.audience), "accounts": tuple(row.accounts)}
    return Article(id=ArticleId(article_id or row.id), version=row.version, **said)


def stored_of(row: Row) -> StoredArticle:
    return StoredArticle(
        article=article_of(row),
        source=row.source_id,
        ref=row.ref,
        hash=row.hash,
        gone=Gone(row.gone) if row.gone else None,
        gone_at=row.gone_at,
        gone_by=row.gone_by,
        author=row.author,
        seq=row.seq,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def source_of(row: Row) -> ArticleSource:
    return ArticleSource(row.id, SourceKind(row.kind), row.address, row.defaults, row.synced_at, row.report)


def _conditions(which: ArticleFilter, now: int) -> list[sa.ColumnElement[bool]]:
    asked = {name: getattr(which, name) for name in ("audience", "locale", "product")}
    found = [article_versions.c[name] == value for name, value in asked.items() if value]
    if which.source:
        found.append(articles.c.source_id == which.source)
    if which.search:
        texts = (articles.c.id, article_versions.c.title, article_versions.c.body)
        found.append(sa.or_(*(column.icontains(which.search, autoescape=True) for column in texts)))
    if which.state:
        here = articles.c.gone.is_(None)
        states = {
            "live": here,
            "gone": articles.c.gone.is_not(None),
            "expired": sa.and_(here, article_versions.c.valid_until <= now),
            "review": sa.and_(here, article_versions.c.review_at <= now),
        }
        found.append(states[which.state])
    return found
