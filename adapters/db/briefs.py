"""What a brief shows besides the handoff's own package."""

import sqlalchemy as sa

from adapters.db.codec import handoff_of, message_of
from adapters.db.part import Part
from adapters.db.schema import accounts, conversations, customers, handoffs, identities, messages, turns
from core.briefs import EarlierCase
from core.domain.handoff import HandoffStatus
from core.domain.ids import HandoffId
from core.domain.messages import Audience, Author, Message
from core.domain.people import Level

_LOOKED_AT = 20
"""Handoffs that are looked at for each that is wanted: several may be of one conversation, or of an account before."""
_ASKER = (
    sa.select(
        conversations.c.id,
        conversations.c.customer_id,
        handoffs.c.opened_at,
        handoffs.c.package,
        customers.c.name,
        accounts.c.name.label("account"),
    )
    .select_from(
        handoffs.join(conversations, conversations.c.id == handoffs.c.conversation_id)
        .join(identities, identities.c.id == conversations.c.identity_id)
        .join(customers, customers.c.id == conversations.c.customer_id)
        .outerjoin(accounts, accounts.c.id == customers.c.account_id)
    )
    .where(handoffs.c.id == sa.bindparam("of_handoff"), identities.c.level >= int(Level.VERIFIED))
)
_EARLIER = (
    sa.select(handoffs)
    .join(conversations, conversations.c.id == handoffs.c.conversation_id)
    .join(identities, identities.c.id == conversations.c.identity_id)
    .where(
        conversations.c.customer_id == sa.bindparam("of_customer"),
        conversations.c.id != sa.bindparam("of_id"),
        identities.c.level >= int(Level.VERIFIED),
        handoffs.c.opened_at < sa.bindparam("before"),
    )
    .order_by(handoffs.c.opened_at.desc(), handoffs.c.id)
    .limit(sa.bindparam("most"))
)


_ADDED_MOST = 100
_OF_HANDOFF = sa.select(handoffs).where(handoffs.c.id == sa.bindparam("of_handoff"))
_of_conversation: sa.BindParameter[str] = sa.bindparam("of_id")
_READ = sa.select(turns.c.input_seqs).where(
    turns.c.conversation_id == _of_conversation, turns.c.committed_at == sa.bindparam("at")
)
"""What the turn that asked for a person had read: what came while it was thought is not in the package."""
_UP_TO = sa.select(sa.func.coalesce(sa.func.max(messages.c.seq), 0)).where(
    messages.c.conversation_id == _of_conversation
)
_BEFORE = _UP_TO.where(messages.c.created_at <= sa.bindparam("at"))
_ANSWERED = _UP_TO.where(
    messages.c.author == Author.AGENT.value, messages.c.audience == Audience.CUSTOMER.value, messages.c.notice.is_(None)
)
_ADDED = (
    sa.select(messages)
    .where(
        messages.c.conversation_id == _of_conversation,
        messages.c.author == Author.CUSTOMER.value,
        messages.c.seq > sa.bindparam("after"),
        messages.c.deleted_at.is_(None),
    )
    .order_by(messages.c.seq.desc())
    .limit(_ADDED_MOST)
)


class SqlBriefs(Part):
    """core.briefs.Briefs"""

    async def added_since(self, handoff_id: HandoffId) -> tuple[Message, ...]:
        return await self._db.read(lambda c: _added(c, handoff_id))

    async def earlier_cases(self, handoff_id: HandoffId, limit: int) -> tuple[EarlierCase, ...]:
        return await self._db.read(lambda c: _earlier(c, handoff_id, limit))


def _added(connection: sa.Connection, handoff_id: HandoffId) -> tuple[Message, ...]:
    handoff = connection.execute(_OF_HANDOFF, {"of_handoff": handoff_id}).one_or_none()
    if handoff is None or handoff.closed_at is not None:
        return ()
    answered, waits = handoff.first_reply_at is not None, handoff.status == HandoffStatus.WAITING
    if answered and not waits:
        return ()
    of = {"of_id": handoff.conversation_id}
    read = connection.execute(_READ, of | {"at": handoff.opened_at}).scalar()
    after = max(read) if read else connection.execute(_BEFORE, of | {"at": handoff.opened_at}).scalar_one()
    if answered:
        after = max(after, connection.execute(_ANSWERED, of).scalar_one())
    rows = connection.execute(_ADDED, of | {"after": after}).all()
    return tuple(message_of(row) for row in reversed(rows))


def _earlier(connection: sa.Connection, handoff_id: HandoffId, limit: int) -> tuple[EarlierCase, ...]:
    who = connection.execute(_ASKER, {"of_handoff": handoff_id}).one_or_none()
    # The package says who asked, and how that was proven: in a shared thread it may be a colleague.
    if who is None or who.package["level"] < Level.VERIFIED or who.package["customer"] != who.name:
        return ()
    values = {
        "of_customer": who.customer_id,
        "of_id": who.id,
        "before": who.opened_at,
        "most": limit * _LOOKED_AT,
    }
    found: dict[str, EarlierCase] = {}
    for row in connection.execute(_EARLIER, values):
        package = row.package
        theirs = package["customer"] == who.name and package["level"] >= Level.VERIFIED
        if theirs and package["account"] == (who.account or "") and len(found) < limit:
            found.setdefault(row.conversation_id, EarlierCase(handoff_of(row)))
    return tuple(found.values())
