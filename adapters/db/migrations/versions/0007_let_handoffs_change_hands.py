"""Let handoffs change hands, and know when the customer first heard from a person."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_FIRST_REPLIES = """
UPDATE handoffs SET first_reply_at = (
    SELECT MIN(messages.created_at) FROM messages
    WHERE messages.conversation_id = handoffs.conversation_id AND messages.author = 'agent'
    AND messages.audience = 'customer' AND messages.created_at >= handoffs.opened_at
    AND (handoffs.closed_at IS NULL OR messages.created_at <= handoffs.closed_at)
)
"""


def upgrade() -> None:
    op.add_column("handoffs", sa.Column("first_reply_at", sa.BigInteger(), nullable=True))
    op.add_column("handoffs", sa.Column("escalated_at", sa.BigInteger(), nullable=True))
    op.add_column("handoffs", sa.Column("escalated_by", sa.String(64), nullable=True))
    op.add_column("handoffs", sa.Column("escalated_by_name", sa.Text(), nullable=False, server_default=""))
    op.add_column("handoffs", sa.Column("escalation_note", sa.Text(), nullable=False, server_default=""))
    op.execute(_FIRST_REPLIES)


def downgrade() -> None:
    with op.batch_alter_table("handoffs") as handoffs:
        for name in ("escalation_note", "escalated_by_name", "escalated_by", "escalated_at", "first_reply_at"):
            handoffs.drop_column(name)
