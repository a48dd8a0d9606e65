"""Arrive: an incoming message becomes durable, once, with the next sequence of its conversation."""

import sqlalchemy as sa

from adapters.db.part import Part
from adapters.db.portable import insert_new, smaller
from adapters.db.schema import conversations, inbox, messages
from core.clock import new_id
from core.domain.conversation import Mode, Status
from core.domain.messages import Audience, Author, InboundMessage, Receipt
from core.errors import NotFound

_now = sa.bindparam("now", type_=sa.BigInteger)
_quiet = sa.bindparam("quiet", type_=sa.BigInteger)
_max_wait = sa.bindparam("max_wait", type_=sa.BigInteger)
_first = sa.func.coalesce(conversations.c.pending_since, _now)

# The first statement locks the conversation's row, so arrivals take their numbers one after the other, and a
# turn that commits meanwhile sees `last_input_seq` either before or after this one: never in between.
_NEXT = (
    sa.update(conversations)
    .where(
        conversations.c.id == sa.bindparam("of_id"),
        conversations.c.customer_id == sa.bindparam("of_customer"),
        conversations.c.channel == sa.bindparam("of_channel"),
    )
    .values(
        seq=conversations.c.seq + 1,
        last_input_seq=conversations.c.seq + 1,
        status=Status.OPEN.value,
        pending_since=_first,
        due_at=sa.case(
            (conversations.c.mode == Mode.HUMAN.value, _now), else_=smaller(_now + _quiet, _first + _max_wait)
        ),
        updated_at=_now,
    )
    .returning(conversations.c.seq)
)
_NEW_CONVERSATION = insert_new(conversations)
_NEW_ARRIVAL = insert_new(inbox, inbox.c.seq)
_SEEN_BEFORE = sa.select(inbox.c.seq).where(
    inbox.c.conversation_id == sa.bindparam("of_id"), inbox.c.key == sa.bindparam("of_key")
)
_NEW_MESSAGE = sa.insert(messages)


class _Duplicate(Exception):
    """Undoes the unit of work: this message was stored before."""

    def __init__(self, seq: int) -> None:
        super().__init__(seq)
        self.seq = seq


class SqlIntake(Part):
    """core.record.Intake"""

    async def arrive(self, message: InboundMessage, *, quiet_ms: int, max_wait_ms: int) -> Receipt:
        try:
            seq = await self._db.write(lambda connection: _arrive(connection, message, quiet_ms, max_wait_ms))
        except _Duplicate as before:
            return Receipt(before.seq, duplicate=True)
        return Receipt(seq, duplicate=False)


def _arrive(connection: sa.Connection, message: InboundMessage, quiet_ms: int, max_wait_ms: int) -> int:
    next_seq = {
        "of_id": message.conversation_id,
        "of_customer": message.customer_id,
        "of_channel": message.channel,
        "now": message.received_at,
        "quiet": quiet_ms,
        "max_wait": max_wait_ms,
    }
    seq = connection.execute(_NEXT, next_seq).scalar()
    if seq is None:
        connection.execute(_NEW_CONVERSATION[connection.dialect.name], _first_row(message))
        seq = connection.execute(_NEXT, next_seq).scalar()
        if seq is None:
            raise NotFound("There is no such conversation.")
    arrival = {
        "id": new_id(),
        "conversation_id": message.conversation_id,
        "channel": message.channel,
        "key": message.key,
        "seq": seq,
        "payload": message.raw,
        "received_at": message.received_at,
    }
    if connection.execute(_NEW_ARRIVAL[connection.dialect.name], arrival).scalar() is None:
        known = {"of_id": message.conversation_id, "of_key": message.key}
        raise _Duplicate(connection.execute(_SEEN_BEFORE, known).scalar_one())
    connection.execute(_NEW_MESSAGE, _message_row(message, seq))
    return int(seq)


def _first_row(message: InboundMessage) -> dict[str, object]:
    return {
        "id": message.conversation_id,
        "channel": message.channel,
        "customer_id": message.customer_id,
        "identity_id": message.identity_id,
        "status": Status.OPEN.value,
        "mode": Mode.BOT.value,
        "seq": 0,
        "done_seq": 0,
        "last_input_seq": 0,
        "seen_seq": 0,
        "state": {},
        "state_version": 0,
        "assignee_name": "",
        "locale": message.locale,
        "failures": 0,
        "lease_epoch": 0,
        "created_at": message.received_at,
        "updated_at": message.received_at,
    }


def _message_row(message: InboundMessage, seq: int) -> dict[str, object]:
    return {
        "id": new_id(),
        "conversation_id": message.conversation_id,
        "seq": seq,
        "author": Author.CUSTOMER.value,
        "author_name": message.author_name,
        "author_id": message.author_id or message.customer_id,
        "audience": Audience.CUSTOMER.value,
        "text": message.text,
        "client_id": message.key,
        "action": message.action,
        "data": {},
        "created_at": message.received_at,
    }
