"""Members of staff and their sessions."""

import sqlalchemy as sa

from adapters.db.codec import staff_of
from adapters.db.part import Part
from adapters.db.portable import insert_new
from adapters.db.schema import staff, staff_sessions
from core.clock import new_id
from core.domain.ids import Millis, StaffId
from core.domain.people import Role, Staff
from core.errors import Conflict
from core.staff import StaffSession

_NEW_STAFF = insert_new(staff)
_BY_LOGIN = sa.select(staff).where(staff.c.login == sa.bindparam("of_login"), staff.c.deactivated_at.is_(None))
_ACTIVE = sa.select(staff).where(staff.c.deactivated_at.is_(None)).order_by(staff.c.login)
_SESSION = (
    sa.select(staff, staff_sessions.c.csrf, staff_sessions.c.expires_at)
    .join(staff_sessions, staff_sessions.c.staff_id == staff.c.id)
    .where(
        staff_sessions.c.token_digest == sa.bindparam("digest"),
        staff_sessions.c.expires_at > sa.bindparam("now"),
        staff.c.deactivated_at.is_(None),
    )
)


class SqlStaffStore(Part):
    """core.staff.StaffStore"""

    async def staff_count(self) -> int:
        return await self._db.read(lambda c: c.execute(sa.select(sa.func.count()).select_from(staff)).scalar_one())

    async def add_staff(self, login: str, name: str, role: Role, password_hash: str, now: Millis) -> Staff:
        row = {
            "id": new_id(),
            "login": login,
            "name": name,
            "role": role.value,
            "password_hash": password_hash,
            "created_at": now,
        }
        if not await self._db.write(lambda c: c.execute(_NEW_STAFF[c.dialect.name], row).rowcount):
            raise Conflict("This login is taken. Choose another one.")
        return Staff(StaffId(str(row["id"])), login, name, role)

    async def staff_by_login(self, login: str) -> tuple[Staff, str] | None:
        row = await self._db.read(lambda c: c.execute(_BY_LOGIN, {"of_login": login}).one_or_none())
        return None if row is None else (staff_of(row), row.password_hash)

    async def staff(self) -> tuple[Staff, ...]:
        rows = await self._db.read(lambda c: c.execute(_ACTIVE).all())
        return tuple(staff_of(row) for row in rows)

    async def set_password(self, staff_id: StaffId, password_hash: str) -> None:
        def work(connection: sa.Connection) -> None:
            connection.execute(sa.update(staff).where(staff.c.id == staff_id).values(password_hash=password_hash))
            connection.execute(sa.delete(staff_sessions).where(staff_sessions.c.staff_id == staff_id))

        await self._db.write(work)

    async def open_session(self, token_digest: str, staff_id: StaffId, csrf: str, now: Millis, until: Millis) -> None:
        row = {
            "token_digest": token_digest,
            "staff_id": staff_id,
            "csrf": csrf,
            "created_at": now,
            "expires_at": until,
        }

        def work(connection: sa.Connection) -> None:
            # Signing in sweeps: nothing else needs to remember expired sessions.
            connection.execute(sa.delete(staff_sessions).where(staff_sessions.c.expires_at <= now))
            connection.execute(sa.insert(staff_sessions), row)

        await self._db.write(work)

    async def session(self, token_digest: str, now: Millis) -> StaffSession | None:
        values = {"digest": token_digest, "now": now}
        row = await self._db.read(lambda c: c.execute(_SESSION, values).one_or_none())
        return None if row is None else StaffSession(staff_of(row), row.csrf, row.expires_at)

    async def close_session(self, token_digest: str) -> None:
        await self._db.write(
            lambda c: c.execute(sa.delete(staff_sessions).where(staff_sessions.c.token_digest == token_digest))
        )
