"""The library's tables: where articles come from, what they are called, and every version of what they say.

`library` is one row with the number of the newest change; whoever changes what may be read locks it first, so the
numbers are in the order of the commits.
"""

import sqlalchemy as sa

from adapters.db.columns import Id, Json, Words
from adapters.db.schema import metadata

LIBRARY_ROW = 1

library = sa.Table(
    "library",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("seq", sa.BigInteger, nullable=False),
    # The newest decision that `article_uses` was gathered from.
    sa.Column("uses_at", sa.BigInteger, nullable=False, server_default="0"),
)

article_sources = sa.Table(
    "article_sources",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("kind", Words, nullable=False),
    sa.Column("address", Words, nullable=False),
    sa.Column("defaults", Json, nullable=False),
    sa.Column("synced_at", sa.BigInteger, nullable=True),
    sa.Column("report", Json, nullable=False),
    sa.Column("every_minutes", sa.Integer, nullable=False, server_default="0"),
    sa.Column("next_at", sa.BigInteger, nullable=True),
    sa.Column("read_at", sa.BigInteger, nullable=True),
    sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
    sa.Column("trouble", Words, nullable=False, server_default=""),
    sa.Column("reading_until", sa.BigInteger, nullable=True),
    sa.UniqueConstraint("kind", "address"),
)

articles = sa.Table(
    "articles",
    metadata,
    sa.Column("id", Words, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("source_id", Id, sa.ForeignKey("article_sources.id"), nullable=False),
    sa.Column("ref", Words, nullable=False),
    sa.Column("hash", Words, nullable=False),
    sa.Column("gone", Words, nullable=True),
    sa.Column("gone_at", sa.BigInteger, nullable=True),
    sa.Column("gone_by", Words, nullable=False),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("updated_at", sa.BigInteger, nullable=False),
    sa.CheckConstraint("gone IN ('at_source', 'deleted')", name="gone"),
    sa.Index(None, "seq"),
    sa.Index(None, "source_id"),
)

article_versions = sa.Table(
    "article_versions",
    metadata,
    sa.Column("article_id", Words, sa.ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("title", Words, nullable=False),
    sa.Column("area", Words, nullable=False),
    sa.Column("audience", Words, nullable=False),
    sa.Column("accounts", Json, nullable=False),
    sa.Column("locale", Words, nullable=False),
    sa.Column("product", Words, nullable=False),
    sa.Column("updated", Words, nullable=False),
    sa.Column("owner", Words, nullable=False),
    sa.Column("url", Words, nullable=False),
    sa.Column("body", Words, nullable=False),
    sa.Column("valid_from", sa.BigInteger, nullable=True),
    sa.Column("valid_until", sa.BigInteger, nullable=True),
    sa.Column("review_at", sa.BigInteger, nullable=True),
    sa.Column("author", Words, nullable=False),
    sa.Column("note", Words, nullable=False),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.CheckConstraint("audience IN ('public', 'signed_in', 'account', 'internal')", name="audience"),
    sa.Index(None, "url"),
)

gap_answers = sa.Table(
    "gap_answers",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("name", Words, nullable=False),
    sa.Column("questions", Json, nullable=False),
    sa.Column("asked", sa.Integer, nullable=False),
    sa.Column("minutes", sa.Integer, nullable=False),
    # Null where somebody has said that no article is wanted.
    sa.Column("article_id", Words, nullable=True),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("by", Words, nullable=False),
    sa.Index(None, "at"),
)

dismissed_pairs = sa.Table(
    "dismissed_pairs",
    metadata,
    sa.Column("key", Id, primary_key=True),
    sa.Column("by", Words, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
)

review_reminders = sa.Table(
    "review_reminders",
    metadata,
    sa.Column("article_id", Words, sa.ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("review_at", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("at", sa.BigInteger, nullable=False),
)

link_clicks = sa.Table(
    "link_clicks",
    metadata,
    sa.Column("conversation_id", Id, sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("article_id", Words, primary_key=True),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Index(None, "article_id"),
)

article_uses = sa.Table(
    "article_uses",
    metadata,
    sa.Column("turn_id", Id, sa.ForeignKey("turns.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("article_id", Words, primary_key=True),
    sa.Column("conversation_id", Id, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("heading", Words, nullable=False),
    sa.Column("quoted", sa.Boolean, nullable=False),
    sa.Column("score", sa.Double, nullable=True),
    sa.Column("confidence", sa.Double, nullable=False),
    sa.Column("model", Words, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("verdict", Words, nullable=True),
    sa.Index(None, "article_id", "at"),
    sa.Index(None, "conversation_id"),
)

# How far the bot may go, as it was switched. Category "": everything; autonomy NULL: what the policy file says.
switchings = sa.Table(
    "switchings",
    metadata,
    # The library's number: every turn brings it along, so a change is heard of without asking for it.
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("category", Words, nullable=False),
    sa.Column("autonomy", Words, nullable=True),
    sa.Column("by", Words, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
)
