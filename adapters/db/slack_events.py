"""Raw Slack events: one insert before the acknowledgement, then dealt with in order within each channel."""

import sqlalchemy as sa

from adapters.db.part import Part
from adapters.db.portable import insert_new
from adapters.db.schema import slack_events as events
from core.domain.ids import Millis
from core.slack import Arrival, StoredEvent

_now = sa.bindparam("now", type_=sa.BigInteger)
_NEW = insert_new(events, events.c.id)
_ahead = events.alias("ahead")
_head = (
    sa.select(events.c.id)
    .where(
        events.c.status == "pending",
        events.c.next_at <= _now,
        sa.or_(events.c.lease_until.is_(None), events.c.lease_until < _now),
        ~sa.exists().where(
            _ahead.c.lane == events.c.lane,
            _ahead.c.status == "pending",
            sa.tuple_(_ahead.c.sort_key, _ahead.c.id) < sa.tuple_(events.c.sort_key, events.c.id),
        ),
        # An event that came late and sorts first must not overtake the one at work.
        ~sa.exists().where(
            _ahead.c.lane == events.c.lane,
            _ahead.c.status == "pending",
            _ahead.c.id != events.c.id,
            _ahead.c.lease_until >= _now,
        ),
    )
    .order_by(events.c.id)
    .limit(sa.bindparam("most"))
    .with_for_update(skip_locked=True, of=events)
    .cte("head")
)
_CLAIM = (
    sa.update(events)
    .where(events.c.id.in_(sa.select(_head.c.id)))
    .values(lease_owner=sa.bindparam("owner"), lease_until=sa.bindparam("until"))
    .returning(events.c.id, events.c.lane, events.c.payload, events.c.attempts, events.c.asked, events.c.received_at)
)
_ONE = sa.update(events).where(events.c.id == sa.bindparam("of_id"), events.c.status == "pending")
_FREE = {"lease_owner": None, "lease_until": None}
_DONE = _ONE.values(status="done", payload={}, last_error="", **_FREE)
_PARKED = _ONE.values(status="parked", thread_key=sa.bindparam("thread"), last_error="", **_FREE)
_FAILED = _ONE.values(
    status=sa.bindparam("new_status"),
    attempts=events.c.attempts + sa.bindparam("counted", type_=sa.Integer),
    next_at=sa.bindparam("retry_at"),
    last_error=sa.bindparam("error"),
    **_FREE,
)
_RELEASE = (
    sa.update(events)
    .where(events.c.thread_key == sa.bindparam("thread"), events.c.status == "parked")
    .values(status="pending", asked=True, next_at=_now)
)
_DROP = (
    sa.update(events)
    .where(events.c.message_key == sa.bindparam("of_key"))
    .values(status="done", payload={}, last_error="", **_FREE)
)
_FORGET = sa.delete(events).where(
    events.c.received_at < sa.bindparam("before"), events.c.status.in_(("done", "parked"))
)
_BACKLOG = sa.select(
    sa.func.count().filter(events.c.status == "pending"),
    sa.func.min(sa.case((events.c.status == "pending", events.c.received_at))),
    sa.func.count().filter(events.c.status == "failed"),
).where(events.c.status.in_(("pending", "failed")))


class SqlSlackEvents(Part):
    """The events' part of core.slack.SlackStore"""

    async def slack_arrived(self, arrival: Arrival, settle_ms: int) -> bool:
        row = {
            "key": arrival.key,
            "message_key": arrival.message_key or None,
            "lane": arrival.lane,
            "sort_key": arrival.sort_key,
            "payload": arrival.payload,
            "status": "pending",
            "asked": False,
            "attempts": 0,
            "next_at": arrival.received_at + settle_ms,
            "last_error": "",
            "received_at": arrival.received_at,
        }
        return await self._db.write(lambda c: c.execute(_NEW[c.dialect.name], row).scalar() is not None)

    async def claim_slack_events(self, owner: str, now: Millis, lease_ms: int, limit: int) -> tuple[StoredEvent, ...]:
        values = {"owner": owner, "now": now, "until": now + lease_ms, "most": limit}
        rows = await self._db.write(lambda c: c.execute(_CLAIM, values).all(), durable=False)
        found = (
            StoredEvent(row.id, row.lane, row.payload, row.attempts, bool(row.asked), Millis(row.received_at))
            for row in rows
        )
        return tuple(sorted(found, key=lambda event: event.id))

    async def slack_event_done(self, event: StoredEvent) -> None:
        # A repeat after a power cut finds every step done before: no need to wait for the disk.
        await self._db.write(lambda c: c.execute(_DONE, {"of_id": event.id}), durable=False)

    async def slack_event_parked(self, event: StoredEvent, thread_key: str) -> None:
        await self._db.write(lambda c: c.execute(_PARKED, {"of_id": event.id, "thread": thread_key}), durable=False)

    async def slack_event_failed(
        self, event: StoredEvent, error: str, retry_at: Millis | None, *, counted: bool = True
    ) -> None:
        values = {
            "of_id": event.id,
            "new_status": "failed" if retry_at is None else "pending",
            "retry_at": retry_at or 0,
            "error": error,
            "counted": int(counted),
        }
        await self._db.write(lambda c: c.execute(_FAILED, values))

    async def release_parked(self, thread_key: str, now: Millis) -> int:
        values = {"thread": thread_key, "now": now}
        return await self._db.write(lambda c: c.execute(_RELEASE, values).rowcount)

    async def drop_slack_message(self, message_key: str, now: Millis) -> None:
        row = {
            "key": f"deleted:{message_key}",
            "message_key": message_key,
            "lane": message_key.partition(":")[0],
            "sort_key": "",
            "payload": {},
            "status": "done",
            "asked": False,
            "attempts": 0,
            "next_at": now,
            "last_error": "",
            "received_at": now,
        }

        def work(connection: sa.Connection) -> None:
            if not connection.execute(_DROP, {"of_key": message_key}).rowcount:
                connection.execute(_NEW[connection.dialect.name], row)

        await self._db.write(work)

    async def forget_slack_events(self, before: Millis) -> int:
        return await self._db.write(lambda c: c.execute(_FORGET, {"before": before}).rowcount, durable=False)

    async def slack_backlog(self, now: Millis) -> tuple[int, int, int]:
        waiting, oldest, failed = await self._db.read(lambda c: c.execute(_BACKLOG).one())
        return waiting, 0 if oldest is None else max(0, now - oldest), failed
