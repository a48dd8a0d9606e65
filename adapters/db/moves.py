"""Handoffs that change hands. The locks are those of `adapters.db.handoffs`: the conversation's row first."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from adapters.db.codec import Row
from adapters.db.commit import set_timers
from adapters.db.handoffs import ASSIGN, Before, check_active, refuse, take_row, write_entry
from adapters.db.log import draft_row
from adapters.db.part import Part
from adapters.db.pushes import push, write_entries
from adapters.db.schema import conversations, handoffs, timers
from adapters.db.timers import NEXT_SEQ
from core.domain.handoff import HandoffStatus, Priority
from core.domain.ids import HandoffId, Millis, StaffId
from core.domain.messages import Draft
from core.domain.people import Role, Staff
from core.errors import Conflict, NotAllowed
from core.later import DueTimer, Push, Timer

_ONE = handoffs.c.id == sa.bindparam("of_handoff")
_GIVE = (
    sa.update(handoffs)
    .where(_ONE)
    .values(
        status=HandoffStatus.CLAIMED.value,
        claimed_by=sa.bindparam("staff_id"),
        claimed_by_name=sa.bindparam("staff_name"),
        claimed_at=sa.func.coalesce(handoffs.c.claimed_at, sa.bindparam("now", type_=sa.BigInteger)),
    )
)
_RAISE = (
    sa.update(handoffs)
    .where(_ONE)
    .values(
        priority=sa.case(
            (handoffs.c.priority < int(Priority.CRITICAL), handoffs.c.priority + 1), else_=handoffs.c.priority
        ),
        escalated_at=sa.bindparam("now"),
        escalated_by=sa.bindparam("staff_id"),
        escalated_by_name=sa.bindparam("staff_name"),
        escalation_note=sa.bindparam("note"),
    )
)
_WAIT = (
    sa.update(handoffs)
    .where(_ONE)
    .values(status=HandoffStatus.WAITING.value, claimed_by=None, claimed_by_name="", claimed_at=None)
)
_COUNT_ANNOUNCEMENT = sa.update(handoffs).where(_ONE).values(reannounced=handoffs.c.reannounced + 1)
_NOBODY = (
    sa.update(conversations)
    .where(conversations.c.id == sa.bindparam("of_id"))
    .values(assignee_id=None, assignee_name="", state_version=conversations.c.state_version + 1)
)
_NEXT = (
    sa.update(conversations)
    .where(conversations.c.id == sa.bindparam("of_id"))
    .values(seq=conversations.c.seq + 1)
    .returning(conversations.c.id, conversations.c.seq, conversations.c.channel)
)
_TAKE_TIMER = sa.delete(timers).where(timers.c.id == sa.bindparam("of_timer"), timers.c.due_at <= sa.bindparam("now"))
_WAITING = sa.select(handoffs.c.id).where(
    handoffs.c.conversation_id == sa.bindparam("of_id"), handoffs.c.status == HandoffStatus.WAITING.value
)
_LOCK = sa.select(conversations.c.id).where(conversations.c.id == sa.bindparam("of_id")).with_for_update()
_HELD_BY = sa.select(handoffs.c.id).where(
    handoffs.c.claimed_by == sa.bindparam("of_staff"), handoffs.c.status == HandoffStatus.CLAIMED.value
)


class SqlHandoffMoves(Part):
    """core.moves.HandoffMoves"""

    async def reassign(
        self,
        handoff_id: HandoffId,
        by: Staff,
        to: Staff,
        now: Millis,
        *,
        held_by: StaffId | None,
        entries: tuple[Draft, ...],
    ) -> int:
        def work(connection: sa.Connection) -> int:
            return _reassign(connection, handoff_id, by, to, now, held_by, entries)

        try:
            return await self._db.write(work)
        except Before as before:
            return before.seq

    async def put_back(
        self,
        handoff_id: HandoffId,
        by: Staff,
        now: Millis,
        *,
        entries: tuple[Draft, ...],
        telling: Draft,
        escalation: str = "",
        timers: tuple[Timer, ...] = (),
        pushes: tuple[Push, ...] = (),
    ) -> int:
        move = _PutBack(handoff_id, by, now, entries, telling, escalation, timers, pushes)
        try:
            return await self._db.write(lambda c: _put_back(c, move))
        except Before as before:
            return before.seq

    async def announce_again(
        self,
        timer: DueTimer,
        now: Millis,
        *,
        entry: Draft,
        escalation: str = "",
        again: Timer | None = None,
        pushes: tuple[Push, ...] = (),
    ) -> int | None:
        return await self._db.write(lambda c: _announce_again(c, timer, now, entry, escalation, again, pushes))

    async def held_by(self, staff_id: StaffId) -> tuple[HandoffId, ...]:
        rows = await self._db.read(lambda c: c.execute(_HELD_BY, {"of_staff": staff_id}).all())
        return tuple(HandoffId(row.id) for row in rows)


@dataclass(frozen=True, slots=True)
class _PutBack:
    """What `put_back` was asked for."""

    handoff_id: HandoffId
    by: Staff
    now: Millis
    entries: tuple[Draft, ...]
    telling: Draft
    escalation: str
    timers: tuple[Timer, ...]
    pushes: tuple[Push, ...]


def _reassign(
    connection: sa.Connection,
    handoff_id: HandoffId,
    by: Staff,
    to: Staff,
    now: Millis,
    held_by: StaffId | None,
    entries: tuple[Draft, ...],
) -> int:
    conversation, handoff = take_row(connection, handoff_id, now)
    if handoff.status == HandoffStatus.CLAIMED and handoff.claimed_by == to.id:
        raise Before(conversation.seq - 1)
    if handoff.closed_at is not None or handoff.claimed_by != held_by:
        raise (
            refuse(handoff)
            if handoff.status != HandoffStatus.WAITING
            else Conflict("It has gone back to the queue meanwhile. Look again before you give it to somebody.")
        )
    _check_may_move(handoff, by)
    check_active(connection, to)
    who = {"staff_id": to.id, "staff_name": to.name}
    connection.execute(ASSIGN, who | {"of_id": conversation.id})
    connection.execute(_GIVE, who | {"of_handoff": handoff_id, "now": now})
    return _write_all(connection, conversation, entries, now)


def _put_back(connection: sa.Connection, move: _PutBack) -> int:
    conversation, handoff = take_row(connection, move.handoff_id, move.now)
    claimed = handoff.status == HandoffStatus.CLAIMED
    # Written before anything is refused: a repeat finds its own entry, whatever became of the handoff since.
    seq = _write_all(connection, conversation, (*move.entries, move.telling) if claimed else move.entries, move.now)
    if handoff.closed_at is not None or not (claimed or move.escalation):
        raise refuse(handoff)
    one = {"of_handoff": move.handoff_id}
    if move.escalation:
        _raise(connection, move.handoff_id, move.now, move.by.id, move.by.name, move.escalation)
    if claimed:
        _check_may_move(handoff, move.by)
        connection.execute(_NOBODY, {"of_id": conversation.id})
        connection.execute(_WAIT, one)
        if move.timers:
            set_timers(connection, conversation.id, move.timers, move.handoff_id)
    if move.pushes:
        push(connection, move.pushes, conversation.id, move.now)
    return seq


def _raise(
    connection: sa.Connection, handoff_id: HandoffId, now: Millis, by: str | None, by_name: str, note: str
) -> None:
    what = {"of_handoff": handoff_id, "now": now, "staff_id": by, "staff_name": by_name, "note": note}
    connection.execute(_RAISE, what)


def _announce_again(
    connection: sa.Connection,
    timer: DueTimer,
    now: Millis,
    entry: Draft,
    escalation: str,
    again: Timer | None,
    pushes: tuple[Push, ...],
) -> int | None:
    conversation_id = {"of_id": timer.conversation_id}
    connection.execute(_LOCK, conversation_id)  # before looking whether it waits: an agent may be claiming it
    if not connection.execute(_TAKE_TIMER, {"of_timer": timer.id, "now": now}).rowcount:
        return None
    handoff_id = connection.execute(_WAITING, conversation_id).scalar()
    if handoff_id is None:
        return None
    if escalation:
        _raise(connection, handoff_id, now, None, entry.author_name, escalation)
    else:
        connection.execute(_COUNT_ANNOUNCEMENT, {"of_handoff": handoff_id})
    place = connection.execute(NEXT_SEQ, conversation_id | {"now": now}).one()
    row = draft_row(entry, timer.conversation_id, place.seq, now)
    write_entries(connection, place.channel, timer.conversation_id, [row], now)
    if again is not None:
        set_timers(connection, timer.conversation_id, (again,), handoff_id)
    if pushes:
        push(connection, pushes, timer.conversation_id, now)
    return int(place.seq)


def _check_may_move(handoff: Row, by: Staff) -> None:
    """Raises unless `by` holds it or is an admin."""
    if by.role == Role.ADMIN or handoff.claimed_by == by.id:
        return
    if handoff.status == HandoffStatus.CLAIMED:
        raise refuse(handoff)
    raise NotAllowed("Only an admin gives somebody what nobody has claimed. Claim it, or ask an admin.")


def _write_all(connection: sa.Connection, conversation: Row, entries: Sequence[Draft], now: Millis) -> int:
    """The first entry takes the place the row was taken for, the others the next ones."""
    place = conversation
    for number, entry in enumerate(entries):
        if number:
            place = connection.execute(_NEXT, {"of_id": conversation.id}).one()
        write_entry(connection, place, entry, now)
    return int(place.seq)
