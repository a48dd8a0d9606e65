"""Slack installations in the record: one row a workspace, and states that are good once."""

import sqlalchemy as sa

from adapters.db.codec import Row
from adapters.db.install_tables import slack_installs as installs
from adapters.db.install_tables import slack_oauth_states as states
from adapters.db.part import Part
from adapters.db.portable import upsert
from core.domain.ids import Millis
from core.slack_installs import SlackInstall

_FIELDS = ("name", "app_id", "bot_user_id", "sealed_token", "scopes", "installed_by", "installed_at")
_KEEP = upsert(installs, ["key"], [*_FIELDS, "removed_at", "note"])
_ALL = sa.select(installs).order_by(installs.c.installed_at, installs.c.key)
_TOKEN = sa.select(installs.c.sealed_token).where(
    installs.c.key == sa.bindparam("of_key"), installs.c.removed_at.is_(None)
)
_REMOVED = (
    sa.update(installs)
    .where(installs.c.key == sa.bindparam("of_key"), installs.c.removed_at.is_(None))
    .values(sealed_token="", removed_at=sa.bindparam("at"), note=sa.bindparam("why"))
)
_NEW_STATE = sa.insert(states)
_OLD_STATES = sa.delete(states).where(states.c.expires_at <= sa.bindparam("now"))
_TAKE = sa.delete(states).where(states.c.digest == sa.bindparam("of_digest")).returning(states.c.staff_id)


class SqlInstalls(Part):
    """core.slack_installs.InstallStore"""

    async def keep_install(self, install: SlackInstall, sealed_token: str) -> None:
        row = {
            "key": install.key,
            "name": install.name,
            "app_id": install.app_id,
            "bot_user_id": install.bot_user_id,
            "sealed_token": sealed_token,
            "scopes": list(install.scopes),
            "installed_by": install.installed_by,
            "installed_at": install.installed_at,
            "removed_at": None,
            "note": "",
        }
        await self._db.write(lambda c: c.execute(_KEEP[c.dialect.name], row))

    async def installs(self) -> tuple[SlackInstall, ...]:
        rows = await self._db.read(lambda c: c.execute(_ALL).all())
        return tuple(_install_of(row) for row in rows)

    async def sealed_token(self, key: str) -> str | None:
        return await self._db.read(lambda c: c.execute(_TOKEN, {"of_key": key}).scalar())

    async def install_removed(self, key: str, now: Millis, note: str) -> bool:
        values = {"of_key": key, "at": now, "why": note}
        return await self._db.write(lambda c: c.execute(_REMOVED, values).rowcount == 1)

    async def keep_oauth_state(self, digest: str, staff_id: str, expires_at: Millis) -> None:
        row = {"digest": digest, "staff_id": staff_id, "expires_at": expires_at}
        await self._db.write(lambda c: c.execute(_NEW_STATE, row))

    async def take_oauth_state(self, digest: str, now: Millis) -> str | None:
        def work(connection: sa.Connection) -> str | None:
            connection.execute(_OLD_STATES, {"now": now})
            return connection.execute(_TAKE, {"of_digest": digest}).scalar()

        return await self._db.write(work)


def _install_of(row: Row) -> SlackInstall:
    return SlackInstall(
        key=row.key,
        name=row.name,
        app_id=row.app_id,
        bot_user_id=row.bot_user_id,
        scopes=tuple(row.scopes),
        installed_by=row.installed_by,
        installed_at=row.installed_at,
        removed_at=row.removed_at,
        note=row.note,
    )
