"""Customers' files in the record: noted with their message, fetched later, forgotten with it."""

from collections.abc import Sequence

import sqlalchemy as sa

from adapters.db.codec import Row
from adapters.db.file_tables import files
from adapters.db.part import Part
from adapters.db.portable import insert_new
from core.clock import new_id
from core.domain.ids import ConversationId, Millis
from core.files import FileState, KeptFile, NewFile

_now = sa.bindparam("now", type_=sa.BigInteger)
_NEW = insert_new(files, files.c.id)
_head = (
    sa.select(files.c.id)
    .where(
        files.c.state == FileState.WAITING.value,
        files.c.next_at <= _now,
        sa.or_(files.c.lease_until.is_(None), files.c.lease_until < _now),
    )
    .order_by(files.c.next_at, files.c.id)
    .limit(1)
    .with_for_update(skip_locked=True, of=files)
    .cte("head")
)
_CLAIM = (
    sa.update(files)
    .where(files.c.id.in_(sa.select(_head.c.id)))
    .values(lease_owner=sa.bindparam("owner"), lease_until=sa.bindparam("until"))
    .returning(*files.c)
)
_FREE = {"lease_owner": None, "lease_until": None}
_WAITING = sa.update(files).where(files.c.id == sa.bindparam("of_id"), files.c.state == FileState.WAITING.value)
_KEPT = _WAITING.values(
    state=FileState.KEPT.value,
    name=sa.bindparam("new_name"),
    mimetype=sa.bindparam("new_type"),
    size=sa.bindparam("new_size"),
    sha256=sa.bindparam("hash"),
    note="",
    **_FREE,
)
_REFUSED = _WAITING.values(
    state=FileState.REFUSED.value,
    name=sa.bindparam("new_name"),
    mimetype=sa.bindparam("new_type"),
    size=sa.bindparam("new_size"),
    note=sa.bindparam("why"),
    **_FREE,
)
_LATER = _WAITING.values(
    next_at=sa.bindparam("at"), attempts=files.c.attempts + sa.bindparam("counted", type_=sa.Integer), **_FREE
)
_OF = (
    sa.select(files)
    .where(files.c.conversation_id == sa.bindparam("of_conversation"))
    .order_by(files.c.created_at, files.c.id)
)
_ONE = sa.select(files).where(files.c.id == sa.bindparam("of_id"))
_GONE = (
    sa.update(files)
    .where(
        files.c.conversation_id == sa.bindparam("of_conversation"),
        files.c.message_key == sa.bindparam("of_key"),
        files.c.state != FileState.GONE.value,
    )
    .values(state=FileState.GONE.value, name="", mimetype="", size=0, url="", sha256="", note="", **_FREE)
    .returning(files.c.id)
)
_STILL = sa.select(files.c.id).where(
    files.c.id.in_(sa.bindparam("ids", expanding=True)),
    files.c.state.in_((FileState.WAITING.value, FileState.KEPT.value)),
)


class SqlFiles(Part):
    """core.files.FileStore"""

    async def note_files(
        self, conversation_id: ConversationId, message_key: str, files: Sequence[NewFile], now: Millis
    ) -> int:
        ids = sorted(new_id() for _ in files)  # of one moment: they keep the order they were attached in
        rows = [
            {
                "id": file_id,
                "conversation_id": conversation_id,
                "message_key": message_key,
                "source_id": file.source_id,
                "team": file.team,
                "name": file.name,
                "mimetype": file.mimetype,
                "size": file.size,
                "url": file.url,
                "state": FileState.WAITING.value,
                "note": "",
                "sha256": "",
                "attempts": 0,
                "next_at": now,
                "created_at": now,
            }
            for file_id, file in zip(ids, files, strict=True)
        ]

        def work(connection: sa.Connection) -> int:
            statement = _NEW[connection.dialect.name]
            return sum(connection.execute(statement, row).first() is not None for row in rows)

        return await self._db.write(work) if rows else 0

    async def claim_file(self, owner: str, now: Millis, lease_ms: int) -> KeptFile | None:
        values = {"owner": owner, "now": now, "until": now + lease_ms}
        row = await self._db.write(lambda c: c.execute(_CLAIM, values).one_or_none())
        return None if row is None else _file_of(row)

    async def file_kept(self, file: KeptFile, sha256: str, now: Millis) -> bool:
        values = {**_told(file), "hash": sha256}
        return await self._db.write(lambda c: c.execute(_KEPT, values).rowcount == 1)

    async def file_refused(self, file: KeptFile, note: str, now: Millis) -> None:
        values = {**_told(file), "why": note}
        await self._db.write(lambda c: c.execute(_REFUSED, values))

    async def file_later(self, file: KeptFile, retry_at: Millis, *, counted: bool) -> None:
        values = {"of_id": file.id, "at": retry_at, "counted": int(counted)}
        await self._db.write(lambda c: c.execute(_LATER, values))

    async def files_of(self, conversation_id: ConversationId) -> tuple[KeptFile, ...]:
        rows = await self._db.read(lambda c: c.execute(_OF, {"of_conversation": conversation_id}).all())
        return tuple(_file_of(row) for row in rows)

    async def kept_file(self, file_id: str) -> KeptFile | None:
        row = await self._db.read(lambda c: c.execute(_ONE, {"of_id": file_id}).one_or_none())
        return None if row is None else _file_of(row)

    async def files_gone(self, conversation_id: ConversationId, message_key: str, now: Millis) -> tuple[str, ...]:
        values = {"of_conversation": conversation_id, "of_key": message_key}
        return await self._db.write(lambda c: tuple(c.execute(_GONE, values).scalars()))

    async def files_still_kept(self, ids: Sequence[str]) -> frozenset[str]:
        if not ids:
            return frozenset()
        return await self._db.read(lambda c: frozenset(c.execute(_STILL, {"ids": list(ids)}).scalars()))


def _told(file: KeptFile) -> dict[str, object]:
    return {"of_id": file.id, "new_name": file.name, "new_type": file.mimetype, "new_size": file.size}


def _file_of(row: Row) -> KeptFile:
    return KeptFile(
        id=row.id,
        conversation_id=ConversationId(row.conversation_id),
        message_key=row.message_key,
        source_id=row.source_id,
        team=row.team,
        name=row.name,
        mimetype=row.mimetype,
        size=row.size,
        url=row.url,
        state=FileState(row.state),
        note=row.note,
        sha256=row.sha256,
        attempts=row.attempts,
    )
