"""Who of the staff is there, off, or gone."""

from typing import Any

import sqlalchemy as sa

from adapters.db.codec import staff_of
from adapters.db.part import Part
from adapters.db.schema import staff, staff_sessions
from core.domain.ids import Millis, StaffId
from core.domain.people import Role, Staff
from core.errors import Conflict, NotFound

_FORMER = sa.select(staff).where(staff.c.deactivated_at.is_not(None)).order_by(staff.c.login)
# Locked all together: of two admins who deactivate each other, one comes second and is refused.
_ADMINS = (
    sa.select(staff.c.id)
    .where(staff.c.role == Role.ADMIN.value, staff.c.deactivated_at.is_(None))
    .order_by(staff.c.id)
    .with_for_update()
)


class SqlShifts(Part):
    """core.staff.Shifts"""

    async def go_off(self, staff_id: StaffId, now: Millis, until: Millis | None) -> Staff:
        return await self._set(staff_id, {"off_since": now, "off_until": until})

    async def come_on(self, staff_id: StaffId) -> Staff:
        return await self._set(staff_id, {"off_since": None, "off_until": None})

    async def set_teams(self, staff_id: StaffId, teams: tuple[str, ...]) -> None:
        await self._set(staff_id, {"teams": list(teams)})

    async def deactivate(self, staff_id: StaffId, now: Millis) -> Staff:
        def work(connection: sa.Connection) -> Staff:
            admins = [row.id for row in connection.execute(_ADMINS)]
            if admins == [staff_id]:
                raise Conflict("This is the last admin. Make somebody else an admin first.")
            gone = _update(connection, staff_id, {"deactivated_at": now})
            connection.execute(sa.delete(staff_sessions).where(staff_sessions.c.staff_id == staff_id))
            return gone

        return await self._db.write(work)

    async def reactivate(self, staff_id: StaffId) -> Staff:
        return await self._set(staff_id, {"deactivated_at": None, "off_since": None, "off_until": None})

    async def former_staff(self) -> tuple[Staff, ...]:
        rows = await self._db.read(lambda c: c.execute(_FORMER).all())
        return tuple(staff_of(row) for row in rows)

    async def _set(self, staff_id: StaffId, values: dict[str, Any]) -> Staff:
        return await self._db.write(lambda c: _update(c, staff_id, values))


def _update(connection: sa.Connection, staff_id: StaffId, values: dict[str, Any]) -> Staff:
    row = connection.execute(
        sa.update(staff).where(staff.c.id == staff_id).values(values).returning(*staff.c)
    ).one_or_none()
    if row is None:
        raise NotFound("There is no such member of staff. Reload the list.")
    return staff_of(row)
