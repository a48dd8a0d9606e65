"""Looking for a conversation by name, account and words."""

from typing import Any

import sqlalchemy as sa

from adapters.db.codec import Row, handoff_of
from adapters.db.part import Part
from adapters.db.schema import accounts, conversations, customers, handoffs, messages
from core.domain.messages import Author
from core.finding import Found

_MOST_WORDS = 6
_later = handoffs.alias("later")
_newest = (
    sa.select(_later.c.id)
    .where(_later.c.conversation_id == conversations.c.id)
    .order_by(_later.c.opened_at.desc(), _later.c.id.desc())
    .limit(1)
    .correlate(conversations)
    .scalar_subquery()
)
_CONVERSATIONS = (
    sa.select(
        handoffs,
        customers.c.name.label("customer_name"),
        accounts.c.name.label("account_name"),
    )
    .select_from(
        handoffs.join(conversations, conversations.c.id == handoffs.c.conversation_id)
        .join(customers, customers.c.id == conversations.c.customer_id)
        .outerjoin(accounts, accounts.c.id == customers.c.account_id)
    )
    .where(handoffs.c.id == _newest)
    .order_by(handoffs.c.opened_at.desc(), handoffs.c.id)
)
_SAID = (messages.c.author != Author.SYSTEM.value, messages.c.deleted_at.is_(None), messages.c.text != "")


class SqlFinding(Part):
    """core.finding.Finding"""

    async def find_handed_over(self, words: str, limit: int) -> tuple[Found, ...]:
        wanted = words.split()[:_MOST_WORDS]
        if not wanted:
            return ()
        return await self._db.read(lambda c: _find(c, wanted, limit))


def _find(connection: sa.Connection, wanted: list[str], limit: int) -> tuple[Found, ...]:
    statement = _CONVERSATIONS.where(*(_stands(word) for word in wanted)).limit(limit)
    return tuple(_found(connection, row, wanted) for row in connection.execute(statement).all())


def _stands(word: str) -> sa.ColumnElement[bool]:
    said = sa.exists().where(
        messages.c.conversation_id == conversations.c.id, *_SAID, messages.c.text.icontains(word, autoescape=True)
    )
    return sa.or_(
        customers.c.name.icontains(word, autoescape=True),
        sa.func.coalesce(accounts.c.name, "").icontains(word, autoescape=True),
        said,
    )


def _found(connection: sa.Connection, row: Row, wanted: list[str]) -> Found:
    hits: Any = sum(
        (sa.case((messages.c.text.icontains(word, autoescape=True), 1), else_=0) for word in wanted), sa.literal(0)
    )
    said = connection.execute(
        sa.select(messages.c.text, messages.c.created_at)
        .where(messages.c.conversation_id == row.conversation_id, *_SAID)
        .order_by(hits.desc(), messages.c.seq.desc())
        .limit(1)
    ).one_or_none()
    handoff = handoff_of(row)
    return Found(
        handoff,
        row.customer_name or handoff.package.customer,
        row.account_name or "",
        said.text if said else "",
        said.created_at if said else handoff.opened_at,
    )
