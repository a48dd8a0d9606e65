"""What people said about pairs of articles; and when each article was last used."""

from collections.abc import Mapping

import sqlalchemy as sa

from adapters.db.library_tables import dismissed_pairs
from adapters.db.part import Part
from adapters.db.portable import insert_new
from core.domain.ids import Millis

_NEW = insert_new(dismissed_pairs)


class SqlCare(Part):
    """core.care.Care"""

    async def dismissed_pairs(self) -> Mapping[str, tuple[str, Millis]]:
        rows = await self._db.read(lambda c: c.execute(sa.select(dismissed_pairs)).all())
        return {row.key: (row.by, row.at) for row in rows}

    async def dismiss_pair(self, key: str, by: str, now: Millis) -> None:
        await self._db.write(lambda c: c.execute(_NEW[c.dialect.name], {"key": key, "by": by, "at": now}))

    async def recall_pair(self, key: str) -> bool:
        recall = sa.delete(dismissed_pairs).where(dismissed_pairs.c.key == key)
        return await self._db.write(lambda c: c.execute(recall).rowcount > 0)
