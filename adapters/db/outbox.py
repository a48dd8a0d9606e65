"""Deliver: a conversation's pushes to one destination form a line, and only its head may go out."""

from collections.abc import Sequence

import sqlalchemy as sa

from adapters.db.codec import Row
from adapters.db.part import Part
from adapters.db.schema import outbox
from core.domain.ids import Millis
from core.record import OutboxRow

_now = sa.bindparam("now", type_=sa.BigInteger)
_ahead = outbox.alias("ahead")
_head = (
    sa.select(outbox.c.id)
    .where(
        outbox.c.status == "pending",
        outbox.c.next_at <= _now,
        sa.or_(outbox.c.lease_until.is_(None), outbox.c.lease_until < _now),
        ~sa.exists().where(
            _ahead.c.conversation_id == outbox.c.conversation_id,
            _ahead.c.destination == outbox.c.destination,
            _ahead.c.status == "pending",
            _ahead.c.id < outbox.c.id,
        ),
    )
    .order_by(outbox.c.id)
    .limit(sa.bindparam("most"))
    .with_for_update(skip_locked=True, of=outbox)
    .cte("head")
)
_CLAIM = (
    sa.update(outbox)
    .where(outbox.c.id.in_(sa.select(_head.c.id)))
    .values(lease_owner=sa.bindparam("owner"), lease_until=sa.bindparam("until"), taken=outbox.c.taken + 1)
    .returning(*outbox.c)
)
# What was sent was sent, whoever holds the lease by now: recording it can only prevent a repeat.
_SENT = (
    sa.update(outbox)
    .where(outbox.c.id == sa.bindparam("of_id"), outbox.c.status == "pending")
    .values(
        status="sent",
        attempts=outbox.c.attempts + 1,
        lease_owner=None,
        lease_until=None,
        last_error="",
        answer=sa.bindparam("said"),
        sent_at=_now,
    )
)
_FAILED = (
    sa.update(outbox)
    .where(
        outbox.c.id == sa.bindparam("of_id"),
        outbox.c.status == "pending",
        outbox.c.lease_owner == sa.bindparam("of_owner"),
    )
    .values(
        status=sa.bindparam("new_status"),
        attempts=outbox.c.attempts + 1,
        lease_owner=None,
        lease_until=None,
        next_at=sa.bindparam("retry_at"),
        last_error=sa.bindparam("error"),
    )
)
# Whoever heard a no knows that nothing arrived: the next try need not look for it.
_REFUSED = (
    sa.update(outbox)
    .where(
        outbox.c.id == sa.bindparam("of_id"),
        outbox.c.status == "pending",
        outbox.c.lease_owner == sa.bindparam("of_owner"),
    )
    .values(
        attempts=outbox.c.attempts + sa.bindparam("counted", type_=sa.Integer),
        taken=0,
        lease_owner=None,
        lease_until=None,
        next_at=sa.bindparam("retry_at"),
        last_error=sa.bindparam("error"),
    )
)
_DEAD = sa.select(outbox).where(outbox.c.status == "dead").order_by(outbox.c.id.desc()).limit(sa.bindparam("most"))
_REQUEUE = (
    sa.update(outbox)
    .where(outbox.c.id == sa.bindparam("of_id"), outbox.c.status == "dead")
    .values(status="pending", attempts=0, next_at=_now, lease_owner=None, lease_until=None)
)
_BACKLOG = sa.select(sa.func.count(), sa.func.min(outbox.c.created_at)).where(outbox.c.status == "pending")


class SqlOutboxStore(Part):
    """core.record.OutboxStore"""

    async def claim_outbox(self, owner: str, now: Millis, lease_ms: int, limit: int) -> tuple[OutboxRow, ...]:
        values = {"owner": owner, "now": now, "until": now + lease_ms, "most": limit}
        rows = await self._db.write(lambda c: c.execute(_CLAIM, values).all(), durable=False)
        return _rows_of(sorted(rows, key=lambda row: int(row.id)))

    async def outbox_sent(self, row: OutboxRow, owner: str, now: Millis, answer: str) -> None:
        values = {"of_id": row.id, "now": now, "said": answer}
        await self._db.write(lambda c: c.execute(_SENT, values))

    async def outbox_failed(self, row: OutboxRow, owner: str, now: Millis, error: str, retry_at: Millis | None) -> None:
        values = {
            "of_id": row.id,
            "of_owner": owner,
            "new_status": "dead" if retry_at is None else "pending",
            "retry_at": now if retry_at is None else retry_at,
            "error": error,
        }
        await self._db.write(lambda c: c.execute(_FAILED, values))

    async def outbox_refused(
        self, row: OutboxRow, owner: str, now: Millis, error: str, retry_at: Millis, *, counted: bool
    ) -> None:
        values = {"of_id": row.id, "of_owner": owner, "retry_at": retry_at, "error": error, "counted": int(counted)}
        await self._db.write(lambda c: c.execute(_REFUSED, values), durable=counted)

    async def dead_letters(self, limit: int = 100) -> tuple[OutboxRow, ...]:
        return _rows_of(await self._db.read(lambda c: c.execute(_DEAD, {"most": limit}).all()))

    async def requeue(self, row_id: int, now: Millis) -> bool:
        values = {"of_id": row_id, "now": now}
        return await self._db.write(lambda c: c.execute(_REQUEUE, values).rowcount == 1)

    async def outbox_backlog(self, now: Millis) -> tuple[int, int]:
        count, oldest = await self._db.read(lambda c: c.execute(_BACKLOG).one())
        return count, 0 if oldest is None else max(0, now - oldest)


def _rows_of(rows: Sequence[Row]) -> tuple[OutboxRow, ...]:
    return tuple(
        OutboxRow(
            id=row.id,
            conversation_id=row.conversation_id,
            destination=row.destination,
            key=row.key,
            payload=row.payload,
            attempts=row.attempts,
            status=row.status,
            last_error=row.last_error,
            created_at=row.created_at,
            next_at=row.next_at,
            again=row.taken > 1,
        )
        for row in rows
    )
