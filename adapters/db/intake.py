"""Arrive: an incoming message becomes durable, once, with the next sequence of its conversation."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from adapters.db.hot import Hot
from adapters.db.part import Part
from adapters.db.people import identity_row, newcomer_row
from adapters.db.portable import Variants, insert_new, smaller
from adapters.db.schema import conversations, customers, identities, inbox, messages
from core.clock import new_id
from core.domain.conversation import Mode, Status
from core.domain.messages import Audience, Author, InboundMessage, Receipt
from core.domain.people import Newcomer
from core.errors import Conflict, NotFound

_FIRST = (
    "id", "channel", "customer_id", "identity_id", "status", "mode", "seq", "done_seq", "last_input_seq", "seen_seq",
    "state", "state_version", "assignee_name", "locale", "due_at", "pending_since", "failures", "lease_epoch",
    "created_at", "updated_at",
)  # fmt: skip


def _next(insert: sqlite.Insert | postgresql.Insert) -> sa.Insert:
    """Begin a conversation or go on with one, which only its own customer can; returns the message's sequence.

    It locks the conversation's row, so arrivals take their numbers one after the other, and a turn that commits
    meanwhile sees `last_input_seq` either before or after this one: never in between.
    """
    now, new = insert.excluded.updated_at, conversations.c.seq + 1
    first = sa.func.coalesce(conversations.c.pending_since, now)
    soon = smaller(insert.excluded.due_at, first + sa.bindparam("max_wait", type_=sa.BigInteger))
    begun = insert.values({name: sa.bindparam(f"new_{name}", type_=conversations.c[name].type) for name in _FIRST})
    ours = sa.and_(
        conversations.c.customer_id == insert.excluded.customer_id, conversations.c.channel == insert.excluded.channel
    )
    return begun.on_conflict_do_update(
        index_elements=["id"],
        set_={
            "seq": new,
            "last_input_seq": new,
            "status": Status.OPEN.value,
            "pending_since": first,
            "due_at": sa.case((conversations.c.mode == Mode.HUMAN.value, now), else_=soon),
            "updated_at": now,
        },
        where=ours,
    ).returning(conversations.c.seq)


NEXT: Variants = {
    "sqlite": _next(sqlite.insert(conversations)),
    "postgresql": _next(postgresql.insert(conversations)),
}
_NEXT = Hot(NEXT)
_NEW_ARRIVAL = Hot(insert_new(inbox, inbox.c.seq))
_SEEN_BEFORE = sa.select(inbox.c.seq).where(
    inbox.c.conversation_id == sa.bindparam("of_id"), inbox.c.key == sa.bindparam("of_key")
)
_NEW_MESSAGE = Hot(sa.insert(messages))
_NEW_CUSTOMER = Hot(sa.insert(customers))
_NEW_IDENTITY = Hot(insert_new(identities))


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
    if message.newcomer is not None:
        _meet(connection, message.newcomer)
    next_seq = next_values(message, quiet_ms, max_wait_ms)
    seq = _NEXT.scalar(connection, next_seq)
    if seq is None:
        raise NotFound("There is no such conversation.")
    arrival = arrival_row(message, seq)
    if _NEW_ARRIVAL.scalar(connection, arrival) is None:
        known = {"of_id": message.conversation_id, "of_key": message.key}
        raise _Duplicate(connection.execute(_SEEN_BEFORE, known).scalar_one())
    _NEW_MESSAGE.run(connection, message_row(message, seq))
    return int(seq)


def _meet(connection: sa.Connection, newcomer: Newcomer) -> None:
    _NEW_CUSTOMER.run(connection, newcomer_row(newcomer))
    if not _NEW_IDENTITY.run(connection, identity_row(newcomer.identity)):
        raise Conflict("This visitor is known already.")


def next_values(message: InboundMessage, quiet_ms: int, max_wait_ms: int) -> dict[str, object]:
    """What `NEXT` is given."""
    now = message.received_at
    first: dict[str, object] = {
        "id": message.conversation_id,
        "channel": message.channel,
        "customer_id": message.customer_id,
        "identity_id": message.identity_id,
        "status": Status.OPEN.value,
        "mode": Mode.BOT.value,
        "seq": 1,
        "done_seq": 0,
        "last_input_seq": 1,
        "seen_seq": 0,
        "state": {},
        "state_version": 0,
        "assignee_name": "",
        "locale": message.locale,
        "due_at": now + min(quiet_ms, max_wait_ms),
        "pending_since": now,
        "failures": 0,
        "lease_epoch": 0,
        "created_at": now,
        "updated_at": now,
    }
    return {f"new_{name}": first[name] for name in _FIRST} | {"max_wait": max_wait_ms}


def arrival_row(message: InboundMessage, seq: int) -> dict[str, object]:
    """The inbox's row: what came, as it came."""
    return {
        "id": new_id(),
        "conversation_id": message.conversation_id,
        "channel": message.channel,
        "key": message.key,
        "seq": seq,
        "payload": message.raw,
        "received_at": message.received_at,
    }


def message_row(message: InboundMessage, seq: int) -> dict[str, object]:
    """The log's entry."""
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
