"""The desk's queue: every open handoff with what an agent wants to know before opening it, in one query."""

import sqlalchemy as sa

from adapters.db.codec import conversation_of, handoff_of
from adapters.db.schema import accounts, conversations, customers, handoffs, messages
from core.domain.handoff import HandoffStatus
from core.domain.messages import Audience, Author
from core.record import QueueEntry

_of_conversation = messages.c.conversation_id == conversations.c.id
_ours = messages.alias("ours")
_last_of_ours = (
    sa.select(sa.func.coalesce(sa.func.max(_ours.c.seq), 0))
    .where(
        _ours.c.conversation_id == conversations.c.id,
        _ours.c.author.in_((Author.BOT.value, Author.AGENT.value)),
        _ours.c.audience == Audience.CUSTOMER.value,
    )
    .correlate(conversations)
    .scalar_subquery()
)
LAST_TEXT = (
    sa.select(messages.c.text)
    .where(
        _of_conversation,
        messages.c.audience == Audience.CUSTOMER.value,
        messages.c.author != Author.SYSTEM.value,
    )
    .order_by(messages.c.seq.desc())
    .limit(1)
    .correlate(conversations)
    .scalar_subquery()
)
"""What was said last, by either side, notices aside."""
_last_customer_at = (
    sa.select(messages.c.created_at)
    .where(_of_conversation, messages.c.seq == conversations.c.last_input_seq)
    .correlate(conversations)
    .scalar_subquery()
)
_unanswered_since = (
    sa.select(sa.func.min(messages.c.created_at))
    .where(_of_conversation, messages.c.author == Author.CUSTOMER.value, messages.c.seq > _last_of_ours)
    .correlate(conversations)
    .scalar_subquery()
)
_unread = (
    sa.select(sa.func.count())
    .where(_of_conversation, messages.c.author == Author.CUSTOMER.value, messages.c.seq > _last_of_ours)
    .correlate(conversations)
    .scalar_subquery()
)
_OPEN = (
    sa.select(handoffs)
    .where(handoffs.c.status.in_((HandoffStatus.WAITING.value, HandoffStatus.CLAIMED.value)))
    .order_by(handoffs.c.priority.desc(), handoffs.c.opened_at, handoffs.c.id)
)
_ABOUT = (
    sa.select(
        conversations,
        customers.c.name.label("customer_name"),
        accounts.c.name.label("account_name"),
        accounts.c.tier,
        LAST_TEXT.label("last_text"),
        _last_customer_at.label("last_customer_at"),
        _unread.label("unread"),
        _unanswered_since.label("unanswered_since"),
    )
    .select_from(
        conversations.join(customers, customers.c.id == conversations.c.customer_id).outerjoin(
            accounts, accounts.c.id == customers.c.account_id
        )
    )
    .where(
        conversations.c.id.in_(
            sa.select(handoffs.c.conversation_id).where(
                handoffs.c.status.in_((HandoffStatus.WAITING.value, HandoffStatus.CLAIMED.value))
            )
        )
    )
)


def desk_queue(connection: sa.Connection) -> tuple[QueueEntry, ...]:
    """Most urgent first, then oldest."""
    open_ones = connection.execute(_OPEN).all()
    if not open_ones:
        return ()
    about = {row.id: row for row in connection.execute(_ABOUT)}
    return tuple(
        QueueEntry(
            handoff=handoff_of(row),
            conversation=conversation_of(of),
            customer_name=of.customer_name,
            account_name=of.account_name or "",
            tier=of.tier or "",
            last_text=of.last_text or "",
            last_customer_at=of.created_at if of.last_customer_at is None else of.last_customer_at,
            unread=of.unread,
            unanswered_since=of.unanswered_since,
        )
        for row in open_ones
        if (of := about.get(row.conversation_id)) is not None  # closed between the two queries
    )
