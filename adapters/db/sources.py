"""When sources are read, and the claim of the one process that reads one."""

import sqlalchemy as sa

from adapters.db.library import source_of
from adapters.db.library_tables import article_sources
from adapters.db.part import Part
from core.domain.ids import Millis, SourceId
from core.library import ArticleSource
from core.sources import AGAIN, Schedule

_it = article_sources.c.id == sa.bindparam("of_id")
_free = sa.or_(article_sources.c.reading_until.is_(None), article_sources.c.reading_until <= sa.bindparam("now"))
_DUE = (
    sa.select(article_sources)
    .where(
        article_sources.c.next_at <= sa.bindparam("now"), _free, article_sources.c.kind.in_([k.value for k in AGAIN])
    )
    .order_by(article_sources.c.next_at, article_sources.c.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_CLAIM = sa.update(article_sources).where(_it, _free).values(reading_until=sa.bindparam("until"))
_RENEW = sa.update(article_sources).where(_it).values(reading_until=sa.bindparam("until"))
_PLAN = sa.update(article_sources).where(_it).values(every_minutes=sa.bindparam("every"), next_at=sa.bindparam("at"))
_READ = (
    sa.update(article_sources)
    .where(_it)
    .values(
        read_at=sa.bindparam("now"),
        next_at=sa.bindparam("at"),
        trouble=sa.bindparam("said"),
        failures=sa.case((sa.bindparam("said") == "", 0), else_=article_sources.c.failures + 1),
        reading_until=None,
    )
)
_SCHEDULES = sa.select(
    article_sources.c.id,
    article_sources.c.every_minutes,
    article_sources.c.next_at,
    article_sources.c.read_at,
    article_sources.c.failures,
    article_sources.c.trouble,
    article_sources.c.reading_until,
)


class SqlSources(Part):
    """core.sources.SourceSchedules"""

    async def schedules(self) -> dict[SourceId, Schedule]:
        rows = await self._db.read(lambda c: c.execute(_SCHEDULES).all())
        return {
            row.id: Schedule(row.every_minutes, row.next_at, row.read_at, row.failures, row.trouble, row.reading_until)
            for row in rows
        }

    async def plan_source(self, source: SourceId, every_minutes: int, next_at: Millis | None) -> None:
        values = {"of_id": source, "every": every_minutes, "at": next_at}
        await self._db.write(lambda c: c.execute(_PLAN, values))

    async def due_source(self, now: Millis, lease_ms: int) -> ArticleSource | None:
        def work(connection: sa.Connection) -> ArticleSource | None:
            row = connection.execute(_DUE, {"now": now}).one_or_none()
            if row is None:
                return None
            connection.execute(_CLAIM, {"of_id": row.id, "now": now, "until": now + lease_ms})
            return source_of(row)

        return await self._db.write(work)

    async def claim_source(self, source: SourceId, now: Millis, lease_ms: int) -> bool:
        values = {"of_id": source, "now": now, "until": now + lease_ms}
        return await self._db.write(lambda c: c.execute(_CLAIM, values).rowcount > 0)

    async def renew_source(self, source: SourceId, until: Millis) -> None:
        await self._db.write(lambda c: c.execute(_RENEW, {"of_id": source, "until": until}))

    async def read_source(self, source: SourceId, now: Millis, next_at: Millis | None, trouble: str) -> None:
        values = {"of_id": source, "now": now, "at": next_at, "said": trouble}
        await self._db.write(lambda c: c.execute(_READ, values))
