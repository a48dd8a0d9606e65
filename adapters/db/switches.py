"""The switches in the record: one row a change, the newest of a category holds."""

import sqlalchemy as sa

from adapters.db.library import LOCKED_SEQ, NEXT_SEQ
from adapters.db.library_tables import switchings
from adapters.db.part import Part
from core.domain.ids import Millis
from core.domain.policy import Autonomy
from core.switches import Switched, Switching

_NEWEST = sa.select(sa.func.max(switchings.c.seq)).group_by(switchings.c.category)
_IN_FORCE = sa.select(switchings).where(switchings.c.seq.in_(_NEWEST), switchings.c.autonomy.is_not(None))
_ALL = sa.select(switchings).order_by(switchings.c.seq.desc())


class SqlSwitches(Part):
    """core.switches.Switches"""

    async def switched(self) -> Switched:
        rows = await self._db.read(lambda c: c.execute(_IN_FORCE).all())
        return {row.category: Autonomy(row.autonomy) for row in rows}

    async def switchings(self, limit: int = 50) -> tuple[Switching, ...]:
        rows = await self._db.read(lambda c: c.execute(_ALL.limit(limit)).all())
        return tuple(
            Switching(row.category, Autonomy(row.autonomy) if row.autonomy else None, row.by, Millis(row.at))
            for row in rows
        )

    async def switch(self, change: Switching) -> bool:
        wanted = None if change.autonomy is None else change.autonomy.value

        def work(connection: sa.Connection) -> bool:
            seq = connection.execute(LOCKED_SEQ).scalar_one() + 1
            of = sa.select(switchings.c.autonomy).where(switchings.c.category == change.category)
            if connection.execute(of.order_by(switchings.c.seq.desc()).limit(1)).scalar() == wanted:
                return False
            values = {"seq": seq, "category": change.category, "autonomy": wanted, "by": change.by, "at": change.at}
            connection.execute(sa.insert(switchings), values)
            connection.execute(NEXT_SEQ, {"to": seq})
            return True

        return await self._db.write(work)
