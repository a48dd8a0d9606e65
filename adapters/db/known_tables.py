"""Known questions, and what trying a change over them gave."""

import sqlalchemy as sa

from adapters.db.columns import Id, Json, Words
from adapters.db.schema import metadata

known_questions = sa.Table(
    "known_questions",
    metadata,
    sa.Column("id", Id, primary_key=True),
    # Of the words asked, so that one question stands here once.
    sa.Column("key", Id, nullable=False, unique=True),
    sa.Column("question", Words, nullable=False),
    sa.Column("articles", Json, nullable=False),
    sa.Column("passage", Words, nullable=False),
    # "" for one of the company folder's that nobody has touched.
    sa.Column("by", Words, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("dropped", sa.Boolean, nullable=False),
)

rehearsals = sa.Table(
    "rehearsals",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("by", Words, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("form", Json, nullable=False),
    sa.Column("gone", Words, nullable=True),
    sa.Column("done", sa.Integer, nullable=False),
    sa.Column("total", sa.Integer, nullable=False),
    sa.Column("beat_at", sa.BigInteger, nullable=False),
    sa.Column("tried", sa.JSON(none_as_null=True), nullable=True),
    sa.Column("trouble", Words, nullable=False),
    sa.Index(None, "at"),
)
