"""A conversation's log: writing entries inside a transaction, and reading it from where one left off."""

import sqlalchemy as sa

from adapters.db.codec import conversation_of, decision_of, draft_data, message_of
from adapters.db.hot import Hot
from adapters.db.part import Part
from adapters.db.schema import conversations, decisions, messages
from core.clock import new_id
from core.domain.conversation import Conversation
from core.domain.ids import ConversationId, CustomerId, Millis
from core.domain.messages import Audience, Draft, Message
from core.domain.mind import Decision

_ONE = Hot(sa.select(conversations).where(conversations.c.id == sa.bindparam("of_id")))
_AFTER = (
    sa.select(messages)
    .where(messages.c.conversation_id == sa.bindparam("of_id"), messages.c.seq > sa.bindparam("after"))
    .order_by(messages.c.seq)
    .limit(sa.bindparam("most"))
)
_AFTER_FOR: dict[Audience | None, Hot] = {
    None: Hot(_AFTER),
    **{audience: Hot(_AFTER.where(messages.c.audience == audience.value)) for audience in Audience},
}
_NEWEST = Hot(
    sa.select(messages)
    .where(messages.c.conversation_id == sa.bindparam("of_id"))
    .order_by(messages.c.seq.desc())
    .limit(sa.bindparam("most"))
)
_LATEST_OF = (
    sa.select(conversations)
    .where(
        conversations.c.customer_id == sa.bindparam("of_customer"),
        conversations.c.channel == sa.bindparam("of_channel"),
    )
    .order_by(conversations.c.updated_at.desc())
    .limit(1)
)
_CHANGED = Hot(
    sa.select(conversations.c.id, conversations.c.seq, conversations.c.updated_at)
    .where(conversations.c.updated_at >= sa.bindparam("since"))
    .order_by(conversations.c.updated_at)
    .limit(sa.bindparam("most"))
)
_seen = sa.bindparam("seen", type_=sa.BigInteger)
# A client cannot have shown what has not been written; nobody sees less than before.
_MARK_SEEN = (
    sa.update(conversations)
    .where(conversations.c.id == sa.bindparam("of_id"), conversations.c.seen_seq < _seen)
    .values(seen_seq=sa.case((_seen > conversations.c.seq, conversations.c.seq), else_=_seen))
)
_DECISIONS = (
    sa.select(decisions)
    .where(decisions.c.conversation_id == sa.bindparam("of_id"))
    .order_by(decisions.c.id.desc())
    .limit(sa.bindparam("most"))
)


def draft_row(
    draft: Draft, conversation_id: ConversationId, seq: int, now: Millis, turn_id: str | None = None
) -> dict[str, object]:
    """The row of a message we write."""
    return {
        "id": new_id(),
        "conversation_id": conversation_id,
        "seq": seq,
        "author": draft.author.value,
        "author_name": draft.author_name,
        "author_id": draft.author_id,
        "audience": draft.audience.value,
        "text": draft.text,
        "client_id": draft.client_id,
        "notice": None if draft.notice is None else draft.notice.value,
        "action": "",
        "data": draft_data(draft),
        "turn_id": turn_id,
        "created_at": now,
    }


class SqlEventLog(Part):
    """core.record.EventLog"""

    async def conversation(self, conversation_id: ConversationId) -> Conversation | None:
        row = await self._db.read(lambda c: _ONE.first(c, {"of_id": conversation_id}))
        return None if row is None else conversation_of(row)

    async def messages(
        self,
        conversation_id: ConversationId,
        *,
        after: int = 0,
        audience: Audience | None = None,
        limit: int = 200,
    ) -> tuple[Message, ...]:
        values = {"of_id": conversation_id, "after": after, "most": limit}
        rows = await self._db.read(lambda c: _AFTER_FOR[audience].rows(c, values))
        return tuple(message_of(row) for row in rows)

    async def last_messages(self, conversation_id: ConversationId, limit: int) -> tuple[Message, ...]:
        values = {"of_id": conversation_id, "most": limit}
        rows = await self._db.read(lambda c: _NEWEST.rows(c, values))
        return tuple(message_of(row) for row in reversed(rows))

    async def latest_of_customer(self, customer_id: CustomerId, channel: str) -> Conversation | None:
        values = {"of_customer": customer_id, "of_channel": channel}
        row = await self._db.read(lambda c: c.execute(_LATEST_OF, values).one_or_none())
        return None if row is None else conversation_of(row)

    async def changed_since(self, since: Millis, limit: int) -> tuple[tuple[ConversationId, int, Millis], ...]:
        values = {"since": since, "most": limit}
        rows = await self._db.read(lambda c: _CHANGED.rows(c, values))
        return tuple((ConversationId(row.id), row.seq, Millis(row.updated_at)) for row in rows)

    async def mark_seen(self, conversation_id: ConversationId, seq: int) -> None:
        values = {"of_id": conversation_id, "seen": seq}
        await self._db.write(lambda c: c.execute(_MARK_SEEN, values), durable=False)

    async def decisions_before(self, conversation_id: ConversationId, limit: int) -> tuple[Decision, ...]:
        values = {"of_id": conversation_id, "most": limit}
        rows = await self._db.read(lambda c: c.execute(_DECISIONS, values).all())
        return tuple(decision_of(row) for row in reversed(rows))
