"""Things to do later in a conversation."""

import sqlalchemy as sa

from adapters.db.commit import set_timers
from adapters.db.log import draft_row
from adapters.db.part import Part
from adapters.db.pushes import write_entries
from adapters.db.schema import conversations, handoffs, timers
from core.domain.handoff import HandoffStatus
from core.domain.ids import Millis
from core.domain.messages import Draft
from core.later import DueTimer, Timer

_DUE = (
    sa.select(timers)
    .where(timers.c.due_at <= sa.bindparam("now"))
    .order_by(timers.c.due_at, timers.c.id)
    .limit(sa.bindparam("most"))
)
_LOCK = sa.select(conversations.c.id).where(conversations.c.id == sa.bindparam("of_id")).with_for_update()
_TAKE = sa.delete(timers).where(timers.c.id == sa.bindparam("of_id"), timers.c.due_at <= sa.bindparam("now"))
_WAITING = sa.select(handoffs.c.id).where(
    handoffs.c.conversation_id == sa.bindparam("of_id"), handoffs.c.status == HandoffStatus.WAITING.value
)
NEXT_SEQ = (
    sa.update(conversations)
    .where(conversations.c.id == sa.bindparam("of_id"))
    .values(seq=conversations.c.seq + 1, updated_at=sa.bindparam("now"))
    .returning(conversations.c.seq, conversations.c.channel)
)
"""The next place in a log, which also locks the conversation."""


class SqlTimerStore(Part):
    """core.record.TimerStore"""

    async def due_timers(self, now: Millis, limit: int) -> tuple[DueTimer, ...]:
        rows = await self._db.read(lambda c: c.execute(_DUE, {"now": now, "most": limit}).all())
        return tuple(DueTimer(row.id, row.conversation_id, row.kind, row.payload, row.due_at) for row in rows)

    async def fire_waiting_notice(self, timer: DueTimer, now: Millis, draft: Draft, again: Timer | None) -> int | None:
        return await self._db.write(lambda c: _fire(c, timer, now, draft, again))

    async def drop_timer(self, timer: DueTimer, now: Millis) -> bool:
        return await self._db.write(lambda c: c.execute(_TAKE, {"of_id": timer.id, "now": now}).rowcount == 1)


def _fire(connection: sa.Connection, timer: DueTimer, now: Millis, draft: Draft, again: Timer | None) -> int | None:
    conversation = {"of_id": timer.conversation_id}
    connection.execute(_LOCK, conversation)  # before looking whether the handoff waits: an agent may be claiming it
    if not connection.execute(_TAKE, {"of_id": timer.id, "now": now}).rowcount:
        return None
    handoff_id = connection.execute(_WAITING, conversation).scalar()
    if handoff_id is None:
        return None
    place = connection.execute(NEXT_SEQ, conversation | {"now": now}).one()
    row = draft_row(draft, timer.conversation_id, place.seq, now)
    write_entries(connection, place.channel, timer.conversation_id, [row], now)
    if again is not None:
        set_timers(connection, timer.conversation_id, (again,), handoff_id)
    return int(place.seq)
