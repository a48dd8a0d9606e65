"""What agents do.

Every change takes the conversation's row first and then looks whether the handoff still allows it: one order
of locks, so nobody waits in a circle, and nobody acts on what was true a moment ago.
"""

from typing import Any

import sqlalchemy as sa

from adapters.db.codec import Row, handoff_of, resolution_values, state_of
from adapters.db.desk import desk_queue
from adapters.db.labels import keep_label
from adapters.db.log import draft_row
from adapters.db.part import Part
from adapters.db.portable import insert_new
from adapters.db.pushes import push_entries
from adapters.db.schema import conversations, handoffs, messages, timers
from adapters.db.schema import staff as members
from core.domain.conversation import ConversationState, Mode, Status, fresh_start
from core.domain.handoff import Handoff, HandoffStatus, Resolution
from core.domain.ids import ConversationId, HandoffId, Millis
from core.domain.messages import Audience, Draft, Receipt
from core.domain.people import Role, Staff
from core.errors import Conflict, NotAllowed, NotFound
from core.record import QueueEntry

_ONE = sa.select(handoffs).where(handoffs.c.id == sa.bindparam("of_handoff"))
_OF_CONVERSATION = (
    sa.select(handoffs)
    .where(handoffs.c.conversation_id == sa.bindparam("of_id"))
    .order_by(handoffs.c.opened_at, handoffs.c.id)
)
_NEXT_SEQ = (
    sa.update(conversations)
    .where(
        conversations.c.id
        == sa.select(handoffs.c.conversation_id).where(handoffs.c.id == sa.bindparam("of_handoff")).scalar_subquery()
    )
    .values(seq=conversations.c.seq + 1, updated_at=sa.bindparam("now"))
    .returning(
        conversations.c.id,
        conversations.c.seq,
        conversations.c.state,
        conversations.c.last_input_seq,
        conversations.c.channel,
    )
)
ASSIGN = (
    sa.update(conversations)
    .where(conversations.c.id == sa.bindparam("of_id"))
    .values(
        mode=Mode.HUMAN.value,
        assignee_id=sa.bindparam("staff_id"),
        assignee_name=sa.bindparam("staff_name"),
        state_version=conversations.c.state_version + 1,
    )
)
_TAKE = (
    sa.update(handoffs)
    .where(handoffs.c.id == sa.bindparam("of_handoff"))
    .values(
        status=HandoffStatus.CLAIMED.value,
        claimed_by=sa.bindparam("staff_id"),
        claimed_by_name=sa.bindparam("staff_name"),
        claimed_at=sa.bindparam("now"),
    )
)
_ACTIVE = (
    sa.select(members.c.id)
    .where(members.c.id == sa.bindparam("of_staff"), members.c.deactivated_at.is_(None))
    .with_for_update(read=True)
)
_FIRST_REPLY = (
    sa.update(handoffs).where(handoffs.c.id == sa.bindparam("of_handoff")).values(first_reply_at=sa.bindparam("now"))
)
_NEW_MESSAGE = insert_new(messages, messages.c.seq)
_SAID_BEFORE = sa.select(messages.c.seq).where(
    messages.c.conversation_id == sa.bindparam("of_id"), messages.c.client_id == sa.bindparam("of_client")
)
_now = sa.bindparam("now", type_=sa.BigInteger)
_unread = conversations.c.last_input_seq > conversations.c.done_seq
_HAND_BACK = (
    sa.update(conversations)
    .where(conversations.c.id == sa.bindparam("of_id"))
    .values(
        mode=Mode.BOT.value,
        # Something the agent has not seen came in at the last moment: not over yet, and the bot's turn.
        status=sa.case((_unread, Status.OPEN.value), else_=sa.bindparam("new_status", type_=sa.Text)),
        due_at=sa.case((_unread, _now), else_=None),
        pending_since=sa.case((_unread, sa.func.coalesce(conversations.c.pending_since, _now)), else_=None),
        assignee_id=None,
        assignee_name="",
        state=sa.bindparam("new_state", type_=conversations.c.state.type),
        state_version=conversations.c.state_version + 1,
    )
)
_END = (
    sa.update(handoffs)
    .where(handoffs.c.id == sa.bindparam("of_handoff"))
    .values(
        status=sa.bindparam("new_status"),
        closed_at=sa.bindparam("now"),
        closed_by=sa.bindparam("staff_id"),
        close_reason=sa.bindparam("why"),
        **{name: sa.bindparam(name) for name in resolution_values(None)},
    )
)


class Before(Exception):
    """Undoes the unit of work: the same was done before, and this was its sequence."""

    def __init__(self, seq: int) -> None:
        super().__init__(seq)
        self.seq = seq


class SqlHandoffStore(Part):
    """core.record.HandoffStore"""

    async def queue(self) -> tuple[QueueEntry, ...]:
        return await self._db.read(desk_queue)

    async def handoff(self, handoff_id: HandoffId) -> Handoff | None:
        row = await self._db.read(lambda c: c.execute(_ONE, {"of_handoff": handoff_id}).one_or_none())
        return None if row is None else handoff_of(row)

    async def handoffs_of(self, conversation_id: ConversationId) -> tuple[Handoff, ...]:
        rows = await self._db.read(lambda c: c.execute(_OF_CONVERSATION, {"of_id": conversation_id}).all())
        return tuple(handoff_of(row) for row in rows)

    async def claim(self, handoff_id: HandoffId, staff: Staff, now: Millis, notice: Draft) -> int:
        try:
            return await self._db.write(lambda c: _claim(c, handoff_id, staff, now, notice))
        except Before as before:
            return before.seq

    async def say(self, handoff_id: HandoffId, staff: Staff, now: Millis, draft: Draft) -> Receipt:
        try:
            return Receipt(await self._db.write(lambda c: _say(c, handoff_id, staff, now, draft)), duplicate=False)
        except Before as before:
            return Receipt(before.seq, duplicate=True)

    async def close(
        self,
        handoff_id: HandoffId,
        staff: Staff,
        now: Millis,
        *,
        returned: bool,
        reason: str,
        notice: Draft,
        state_after: ConversationState | None = None,
        shown_seq: int | None = None,
        resolution: Resolution | None = None,
    ) -> int:
        status = HandoffStatus.RETURNED if returned else HandoffStatus.RESOLVED

        def work(connection: sa.Connection) -> int:
            return _close(
                connection, handoff_id, staff, now, status, reason, notice, state_after, shown_seq, resolution
            )

        try:
            return await self._db.write(work)
        except Before as before:
            return before.seq


def take_row(connection: sa.Connection, handoff_id: HandoffId, now: Millis) -> tuple[Row, Row]:
    """(conversation with its next sequence, handoff), with the conversation locked until the end."""
    conversation = connection.execute(_NEXT_SEQ, {"of_handoff": handoff_id, "now": now}).one_or_none()
    if conversation is None:
        raise NotFound("There is no such handoff.")
    return conversation, connection.execute(_ONE, {"of_handoff": handoff_id}).one()


def check_active(connection: sa.Connection, member: Staff) -> None:
    """Raises unless the member is still one of the staff; their row stays as it is until the end."""
    if connection.execute(_ACTIVE, {"of_staff": member.id}).scalar() is None:
        raise NotAllowed(f"{member.name} is no longer a member of staff. Choose somebody else.")


def refuse(handoff: Row) -> Conflict:
    """Why somebody cannot do what only its holder may."""
    if handoff.status == HandoffStatus.CLAIMED:
        return Conflict(f"{handoff.claimed_by_name} has this conversation.")
    if handoff.status == HandoffStatus.WAITING:
        return Conflict("Nobody has this conversation yet. Claim it first.")
    if handoff.status == HandoffStatus.WITHDRAWN:
        return Conflict("The customer has said that nobody is needed any more, and is with the bot again.")
    return Conflict("This handoff is closed. Reload to see what happened.")


def _claim(connection: sa.Connection, handoff_id: HandoffId, staff: Staff, now: Millis, notice: Draft) -> int:
    conversation, handoff = take_row(connection, handoff_id, now)
    if handoff.status == HandoffStatus.CLAIMED and handoff.claimed_by == staff.id:
        raise Before(conversation.seq - 1)
    if handoff.status != HandoffStatus.WAITING:
        raise refuse(handoff)
    check_active(connection, staff)
    who = {"staff_id": staff.id, "staff_name": staff.name}
    connection.execute(ASSIGN, who | {"of_id": conversation.id})
    connection.execute(_TAKE, who | {"of_handoff": handoff_id, "now": now})
    write_entry(connection, conversation, notice, now)
    return int(conversation.seq)


def _say(connection: sa.Connection, handoff_id: HandoffId, staff: Staff, now: Millis, draft: Draft) -> int:
    conversation, handoff = take_row(connection, handoff_id, now)
    write_entry(connection, conversation, draft, now)
    # A resend is answered before anything is refused: what was accepted once stays accepted.
    if draft.audience == Audience.CUSTOMER and not (
        handoff.status == HandoffStatus.CLAIMED and handoff.claimed_by == staff.id
    ):
        raise refuse(handoff)
    if draft.audience == Audience.CUSTOMER and handoff.first_reply_at is None:
        connection.execute(_FIRST_REPLY, {"of_handoff": handoff_id, "now": now})
    return int(conversation.seq)


def write_entry(connection: sa.Connection, conversation: Row, draft: Draft, now: Millis) -> None:
    """Write the entry the conversation's row was taken for; undoes everything when it stands in the log already."""
    row = draft_row(draft, conversation.id, conversation.seq, now)
    if connection.execute(_NEW_MESSAGE[connection.dialect.name], row).scalar() is None:
        known = {"of_id": conversation.id, "of_client": draft.client_id}
        raise Before(connection.execute(_SAID_BEFORE, known).scalar_one())
    push_entries(connection, conversation.channel, conversation.id, [row], now)


def _close(
    connection: sa.Connection,
    handoff_id: HandoffId,
    staff: Staff,
    now: Millis,
    status: HandoffStatus,
    reason: str,
    notice: Draft,
    state_after: ConversationState | None,
    shown_seq: int | None,
    resolution: Resolution | None,
) -> int:
    conversation, handoff = take_row(connection, handoff_id, now)
    if handoff.status == status and handoff.closed_by == staff.id:
        raise Before(conversation.seq - 1)
    # A handoff nobody has may be closed by anybody (a duplicate, say); an absent colleague's by an admin.
    mine = handoff.claimed_by == staff.id or staff.role == Role.ADMIN
    if handoff.status != HandoffStatus.WAITING and not (handoff.status == HandoffStatus.CLAIMED and mine):
        raise refuse(handoff)
    if shown_seq is not None and conversation.last_input_seq > shown_seq:
        raise Conflict("The customer has just written something new. Read it first, then close.")
    back_to = Status.OPEN if status == HandoffStatus.RETURNED else Status.RESOLVED
    state = fresh_start(state_of(conversation.state), conversation.seq) if state_after is None else state_after
    values: dict[str, Any] = {
        "of_id": conversation.id,
        "new_status": back_to.value,
        "new_state": state,
        "now": now,
    }
    connection.execute(_HAND_BACK, values)
    ended = {
        "of_handoff": handoff_id,
        "new_status": status.value,
        "now": now,
        "staff_id": staff.id,
        "why": reason,
        **resolution_values(resolution),
    }
    connection.execute(_END, ended)
    keep_label(connection, handoff, resolution, staff.name, now)
    connection.execute(sa.delete(timers).where(timers.c.handoff_id == handoff_id))
    write_entry(connection, conversation, notice, now)
    return int(conversation.seq)
