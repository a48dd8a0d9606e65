"""The table of customers' files; their bytes lie on a shelf."""

import sqlalchemy as sa

from adapters.db.columns import Id, Words
from adapters.db.schema import metadata

files = sa.Table(
    "files",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("conversation_id", Id, sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    sa.Column("message_key", Words, nullable=False),
    sa.Column("source_id", Words, nullable=False),
    sa.Column("team", Words, nullable=False),
    sa.Column("name", Words, nullable=False),
    sa.Column("mimetype", Words, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("url", Words, nullable=False),
    sa.Column("state", Words, nullable=False),
    sa.Column("note", Words, nullable=False),
    sa.Column("sha256", Words, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("next_at", sa.BigInteger, nullable=False),
    sa.Column("lease_owner", Words, nullable=True),
    sa.Column("lease_until", sa.BigInteger, nullable=True),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.CheckConstraint("state IN ('waiting', 'kept', 'refused', 'gone')", name="state"),
    sa.UniqueConstraint("conversation_id", "message_key", "source_id"),
    sa.Index(
        "ix_files_next_at",
        "next_at",
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    ),
)
