"""What agents said the bot should have done. Written where a handoff is resolved, in the same transaction."""

from typing import Any

import sqlalchemy as sa

from adapters.db.codec import Row
from adapters.db.label_tables import labels
from adapters.db.part import Part
from adapters.db.portable import insert_new
from adapters.db.schema import decisions, handoffs, turns
from core.clock import new_id
from core.domain.handoff import Resolution, Timing
from core.domain.ids import IntentId, Millis
from core.domain.mind import Outcome
from core.labels import Label

_NEW = insert_new(labels)
_before = handoffs.alias("before")
_ANSWERED = (
    sa.select(sa.func.min(decisions.c.score))
    .join(turns, turns.c.id == decisions.c.turn_id)
    .where(
        decisions.c.conversation_id == sa.bindparam("of_id"),
        decisions.c.kind == "outcome",
        decisions.c.outcome == Outcome.ANSWER.value,
        turns.c.committed_at <= sa.bindparam("opened_at", type_=sa.BigInteger),
        turns.c.committed_at
        > sa.select(sa.func.coalesce(sa.func.max(_before.c.closed_at), 0))
        .where(_before.c.conversation_id == sa.bindparam("of_id"), _before.c.id != sa.bindparam("of_handoff"))
        .scalar_subquery(),
    )
)
_SINCE = (
    sa.select(labels)
    .where(labels.c.at >= sa.bindparam("since", type_=sa.BigInteger))
    .order_by(labels.c.at.desc(), labels.c.id)
    .limit(sa.bindparam("most"))
)


def keep_label(connection: sa.Connection, handoff: Row, how: Resolution | None, by: str, now: Millis) -> None:
    """Make a label of what the agent said, where they said more than how it ended."""
    if how is None or (how.correct_intent is None and how.timing is None):
        return
    package: dict[str, Any] = handoff.package
    about = {"of_id": handoff.conversation_id, "of_handoff": handoff.id, "opened_at": handoff.opened_at}
    row = {
        "id": new_id(),
        "conversation_id": handoff.conversation_id,
        "handoff_id": handoff.id,
        "question_seqs": package.get("question_seqs") or [],
        "text": str(package.get("open_question", "")).strip(),
        "predicted": package.get("best_intent") or None,
        "score": package.get("intent_score"),
        "correct": how.correct_intent,
        "timing": None if how.timing is None else how.timing.value,
        "answer_confidence": package.get("answer_confidence"),
        "answered": connection.execute(_ANSWERED, about).scalar(),
        "by": by,
        "at": now,
    }
    connection.execute(_NEW[connection.dialect.name], row)


def forget_labels(connection: sa.Connection, conversation_id: str, seq: int) -> None:
    """Drop whatever quotes the message `seq`, which its writer has deleted."""
    for row in connection.execute(sa.select(labels).where(labels.c.conversation_id == conversation_id)).all():
        if seq in row.question_seqs:
            connection.execute(sa.delete(labels).where(labels.c.id == row.id))


class SqlLabels(Part):
    """core.labels.Labels"""

    async def labels(self, *, since: Millis | None = None, limit: int = 100_000) -> tuple[Label, ...]:
        rows = await self._db.read(lambda c: c.execute(_SINCE, {"since": since or 0, "most": limit}).all())
        return tuple(_label_of(row) for row in rows)

    async def mend_label(self, label_id: str, correct: IntentId | None, timing: Timing | None, by: str) -> bool:
        said = {"correct": correct, "timing": None if timing is None else timing.value, "by": by}
        mend = sa.update(labels).where(labels.c.id == label_id).values(said).returning(labels.c.id)
        return await self._db.write(lambda c: c.execute(mend).scalar() is not None)

    async def drop_label(self, label_id: str) -> bool:
        drop = sa.delete(labels).where(labels.c.id == label_id).returning(labels.c.id)
        return await self._db.write(lambda c: c.execute(drop).scalar() is not None)


def _label_of(row: Row) -> Label:
    values = dict(row._mapping)
    values["question_seqs"] = tuple(row.question_seqs)
    values["timing"] = None if row.timing is None else Timing(row.timing)
    return Label(**values)
