"""What the bot would have done where it was held back, with what agents did."""

import sqlalchemy as sa

from adapters.db.codec import Row
from adapters.db.part import Part
from adapters.db.schema import decisions, handoffs, messages, turns
from core.domain.handoff import Timing
from core.domain.ids import Millis
from core.domain.messages import Audience, Author
from core.observed import Observed
from core.policies.autonomy import HELD_BACK

_reply = messages.alias("reply")
_first_reply = (
    sa.select(_reply.c.text)
    .where(
        _reply.c.conversation_id == decisions.c.conversation_id,
        _reply.c.author == Author.AGENT.value,
        _reply.c.audience == Audience.CUSTOMER.value,
        _reply.c.created_at >= turns.c.committed_at,
    )
    .order_by(_reply.c.seq)
    .limit(1)
    .correlate(decisions, turns)
    .scalar_subquery()
)
_HELD = (
    sa.select(decisions, turns.c.committed_at, handoffs.c.close_timing, handoffs.c.close_article)
    .add_columns(_first_reply.label("reply"))
    .join(turns, turns.c.id == decisions.c.turn_id)
    .outerjoin(
        handoffs,
        sa.and_(
            handoffs.c.conversation_id == decisions.c.conversation_id, handoffs.c.opened_at == turns.c.committed_at
        ),
    )
    .where(decisions.c.kind == HELD_BACK, turns.c.committed_at >= sa.bindparam("since", type_=sa.BigInteger))
    .order_by(decisions.c.id.desc())
    .limit(sa.bindparam("most"))
)


class SqlObservations(Part):
    """core.observed.Observations"""

    async def observed(self, since: Millis, limit: int = 20_000) -> tuple[Observed, ...]:
        rows = await self._db.read(lambda c: c.execute(_HELD, {"since": since, "most": limit}).all())
        return tuple(_observed_of(row) for row in rows)


def _observed_of(row: Row) -> Observed:
    evidence = row.evidence
    categories = evidence.get("categories") or [""]
    return Observed(
        conversation_id=row.conversation_id,
        at=row.committed_at,
        autonomy=evidence.get("autonomy", ""),
        category=categories[0],
        outcome=row.outcome,
        reason=row.reason,
        score=row.score,
        said=evidence.get("text", ""),
        articles=tuple(evidence.get("articles") or ()),
        reply=row.reply or "",
        timing=None if row.close_timing is None else Timing(row.close_timing),
        article=row.close_article or "",
    )
