"""The tables of the triage channel; a module of their own for the sake of length."""

import sqlalchemy as sa

from adapters.db.columns import Id, Words
from adapters.db.schema import metadata

staff_identities = sa.Table(
    "staff_identities",
    metadata,
    sa.Column("channel", Words, primary_key=True),
    sa.Column("external_id", Words, primary_key=True),
    sa.Column("staff_id", Id, sa.ForeignKey("staff.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("created_at", sa.BigInteger, nullable=False),
)

triage_cards = sa.Table(
    "triage_cards",
    metadata,
    sa.Column("handoff_id", Id, sa.ForeignKey("handoffs.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("conversation_id", Id, sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("channel_id", Words, nullable=False),
    sa.Column("ts", Words, nullable=True),
    # Up to where the card has followed its conversation: what differs is put on its way.
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("state_version", sa.BigInteger, nullable=False),
    # The log's end at the handoff: what was said before is shown packed.
    sa.Column("opened_seq", sa.BigInteger, nullable=False),
    sa.Column("shown", Words, nullable=False),
    sa.Column("shown_at", sa.BigInteger, nullable=False),
    sa.Column("again_at", sa.BigInteger, nullable=True),
    sa.UniqueConstraint("channel_id", "ts"),
    sa.Index(
        "ix_triage_cards_again_at",
        "again_at",
        sqlite_where=sa.text("again_at IS NOT NULL"),
        postgresql_where=sa.text("again_at IS NOT NULL"),
    ),
)

triage_parts = sa.Table(
    "triage_parts",
    metadata,
    sa.Column("handoff_id", Id, sa.ForeignKey("handoffs.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("first_seq", sa.BigInteger, primary_key=True),
    sa.Column("last_seq", sa.BigInteger, nullable=False),
    sa.Column("ts", Words, nullable=True),
    # When its entries were last changed, as far as that is on its way.
    sa.Column("changed_at", sa.BigInteger, nullable=False),
    sa.UniqueConstraint("handoff_id", "ts"),
)
