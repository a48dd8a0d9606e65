"""Which member of staff an id of a chat channel is."""

import sqlalchemy as sa

from adapters.db.codec import staff_of
from adapters.db.part import Part
from adapters.db.portable import insert_new, upsert
from adapters.db.schema import staff
from adapters.db.triage_tables import staff_identities
from core.clock import new_id
from core.domain.ids import Millis, StaffId
from core.domain.people import Role, Staff
from core.errors import Conflict

NO_PASSWORD = ""
"""No password has this digest: whoever has it comes in by their channel only."""

_AS = (
    sa.select(staff)
    .join(staff_identities, staff_identities.c.staff_id == staff.c.id)
    .where(
        staff_identities.c.channel == sa.bindparam("of_channel"),
        staff_identities.c.external_id == sa.bindparam("of_external_id"),
    )
)
_ALL = (
    sa.select(staff, staff_identities.c.external_id)
    .join(staff_identities, staff_identities.c.staff_id == staff.c.id)
    .where(staff_identities.c.channel == sa.bindparam("of_channel"))
    .order_by(staff.c.name, staff_identities.c.external_id)
)
_NEW_STAFF = insert_new(staff)
_NEW_IDENTITY = insert_new(staff_identities)
_LINK = upsert(staff_identities, ["channel", "external_id"], ["staff_id"])


class SqlStaffIdentities(Part):
    """The people's part of core.triage.TriageStore"""

    async def staff_as(self, channel: str, external_id: str) -> Staff | None:
        key = {"of_channel": channel, "of_external_id": external_id}
        row = await self._db.read(lambda c: c.execute(_AS, key).one_or_none())
        return None if row is None else staff_of(row)

    async def enrol_as(self, channel: str, external_id: str, login: str, name: str, now: Millis) -> Staff:
        def work(connection: sa.Connection) -> Staff:
            dialect = connection.dialect.name
            row = {
                "id": new_id(),
                "login": login,
                "name": name,
                "role": Role.AGENT.value,
                "password_hash": NO_PASSWORD,
                "created_at": now,
            }
            connection.execute(_NEW_STAFF[dialect], row)
            staff_id = connection.execute(sa.select(staff.c.id).where(staff.c.login == login)).scalar_one()
            connection.execute(_NEW_IDENTITY[dialect], _identity(channel, external_id, staff_id, now))
            key = {"of_channel": channel, "of_external_id": external_id}
            return staff_of(connection.execute(_AS, key).one())

        return await self._db.write(work)

    async def staff_of_channel(self, channel: str) -> tuple[tuple[str, Staff], ...]:
        rows = await self._db.read(lambda c: c.execute(_ALL, {"of_channel": channel}).all())
        return tuple((row.external_id, staff_of(row)) for row in rows)

    async def link_staff(self, staff_id: StaffId, channel: str, external_id: str, now: Millis) -> None:
        row = _identity(channel, external_id, staff_id, now)
        try:
            await self._db.write(lambda c: c.execute(_LINK[c.dialect.name], row))
        except sa.exc.IntegrityError:
            raise Conflict("There is no such member of staff any more. Reload the page.") from None


def _identity(channel: str, external_id: str, staff_id: str, now: Millis) -> dict[str, object]:
    return {"channel": channel, "external_id": external_id, "staff_id": staff_id, "created_at": now}
