"""What a brief shows besides the handoff's own package."""

import sqlalchemy as sa

from adapters.db.codec import handoff_of
from adapters.db.part import Part
from adapters.db.schema import accounts, conversations, customers, handoffs, identities
from core.briefs import EarlierCase
from core.domain.ids import HandoffId
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


class SqlBriefs(Part):
    """core.briefs.Briefs"""

    async def earlier_cases(self, handoff_id: HandoffId, limit: int) -> tuple[EarlierCase, ...]:
        return await self._db.read(lambda c: _earlier(c, handoff_id, limit))


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
