"""What agents said first, beside the draft they were given."""

import sqlalchemy as sa

from adapters.db.part import Part
from adapters.db.schema import handoffs, messages, turns
from core.domain.ids import ArticleId
from core.domain.messages import Audience, Author
from core.drafts import FirstReply

_LOOKED_AT = 1_000
_newest = (
    sa.select(handoffs)
    .where(handoffs.c.first_reply_at.is_not(None))
    .order_by(handoffs.c.first_reply_at.desc())
    .limit(_LOOKED_AT)
    .subquery()
)
_REPLIED = (
    sa.select(_newest.c.id, _newest.c.conversation_id, _newest.c.package, turns.c.facts)
    .add_columns(messages.c.text, messages.c.author_name, messages.c.created_at)
    # A handoff is opened by its turn and answered by its first reply, each in one transaction with one time.
    .join(
        turns,
        sa.and_(turns.c.conversation_id == _newest.c.conversation_id, turns.c.committed_at == _newest.c.opened_at),
    )
    .join(
        messages,
        sa.and_(
            messages.c.conversation_id == _newest.c.conversation_id,
            messages.c.created_at == _newest.c.first_reply_at,
            messages.c.author == Author.AGENT.value,
            messages.c.audience == Audience.CUSTOMER.value,
            messages.c.deleted_at.is_(None),
        ),
    )
    .order_by(_newest.c.first_reply_at.desc(), messages.c.seq)
)


class SqlDraftReplies(Part):
    """core.drafts.DraftReplies"""

    async def first_replies(self, limit: int = 300, *, article_id: ArticleId | None = None) -> tuple[FirstReply, ...]:
        found: list[FirstReply] = []
        rows = await self._db.read(lambda c: c.execute(_REPLIED).all())
        # Two replies within one millisecond: the first is the one that counts.
        for row in {row.id: row for row in reversed(rows)}.values():
            answer = row.facts.get("answer") or {}
            draft, quoted = row.package["draft_reply"], next(iter(answer.get("sources", ())), None)
            # A draft that says only that somebody is looking into it rests on nothing.
            if quoted is None or not answer.get("text") or answer["text"] not in draft:
                continue
            if article_id in (None, quoted[0]):
                said = row.conversation_id, ArticleId(quoted[0]), draft, row.text, row.author_name, row.created_at
                found.append(FirstReply(*said))
        return tuple(found[::-1][:limit])
