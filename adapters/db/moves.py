"""Handoffs that change hands. The locks are those of `adapters.db.handoffs`: the conversation's row first."""

from collections.abc import Sequence

import sqlalchemy as sa

from adapters.db.codec import Row
from adapters.db.handoffs import ASSIGN, Before, refuse, take_row, write_entry
from adapters.db.part import Part
from adapters.db.schema import conversations, handoffs, staff
from core.domain.handoff import HandoffStatus, Priority
from core.domain.ids import HandoffId, Millis, StaffId
from core.domain.messages import Draft
from core.domain.people import Role, Staff
from core.errors import Conflict, NotAllowed, NotFound

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
_ESCALATE = (
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
        status=HandoffStatus.WAITING.value,
        claimed_by=None,
        claimed_by_name="",
        claimed_at=None,
    )
)
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
_EXISTS = sa.select(staff.c.id).where(staff.c.id == sa.bindparam("of_staff"))


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

    async def escalate(
        self, handoff_id: HandoffId, by: Staff, now: Millis, *, note: str, entries: tuple[Draft, ...], telling: Draft
    ) -> int:
        try:
            return await self._db.write(lambda c: _escalate(c, handoff_id, by, now, note, entries, telling))
        except Before as before:
            return before.seq


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
    if connection.execute(_EXISTS, {"of_staff": to.id}).scalar() is None:
        raise NotFound(f"{to.name} is no longer a member of staff. Choose somebody else.")
    who = {"staff_id": to.id, "staff_name": to.name}
    connection.execute(ASSIGN, who | {"of_id": conversation.id})
    connection.execute(_GIVE, who | {"of_handoff": handoff_id, "now": now})
    return _write_all(connection, conversation, entries, now)


def _escalate(
    connection: sa.Connection,
    handoff_id: HandoffId,
    by: Staff,
    now: Millis,
    note: str,
    entries: tuple[Draft, ...],
    telling: Draft,
) -> int:
    conversation, handoff = take_row(connection, handoff_id, now)
    claimed = handoff.status == HandoffStatus.CLAIMED
    # Written before anything is refused: a repeat finds its own entry, whatever became of the handoff since.
    seq = _write_all(connection, conversation, (*entries, telling) if claimed else entries, now)
    if handoff.closed_at is not None:
        raise refuse(handoff)
    if claimed:
        _check_may_move(handoff, by)
        connection.execute(_NOBODY, {"of_id": conversation.id})
    what = {"of_handoff": handoff_id, "now": now, "staff_id": by.id, "staff_name": by.name, "note": note}
    connection.execute(_ESCALATE, what)
    return seq


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
