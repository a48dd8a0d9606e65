"""The table of what agents said the bot should have done."""

import sqlalchemy as sa

from adapters.db.columns import Id, Json, Words
from adapters.db.schema import metadata

labels = sa.Table(
    "labels",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("conversation_id", Id, sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    # One verdict a handoff: resolving it again is the same verdict.
    sa.Column("handoff_id", Id, sa.ForeignKey("handoffs.id", ondelete="CASCADE"), nullable=False, unique=True),
    sa.Column("question_seqs", Json, nullable=False),
    sa.Column("text", Words, nullable=False),
    sa.Column("predicted", Words, nullable=True),
    sa.Column("score", sa.Double, nullable=True),
    sa.Column("correct", Words, nullable=True),
    sa.Column("timing", Words, nullable=True),
    sa.Column("answer_confidence", sa.Double, nullable=True),
    sa.Column("answered", sa.Double, nullable=True),
    sa.Column("by", Words, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Index(None, "conversation_id"),
    sa.Index(None, "at"),
)
