"""Keep what agents said the bot should have done, to learn from."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "labels",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("handoff_id", sa.String(64), nullable=False),
        sa.Column("question_seqs", sa.JSON(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("predicted", sa.Text(), nullable=True),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("correct", sa.Text(), nullable=True),
        sa.Column("timing", sa.Text(), nullable=True),
        sa.Column("answer_confidence", sa.Double(), nullable=True),
        sa.Column("answered", sa.Double(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_labels_conversation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["handoff_id"], ["handoffs.id"], name=op.f("fk_labels_handoff_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_labels")),
        sa.UniqueConstraint("handoff_id", name=op.f("uq_labels_handoff_id")),
    )
    op.create_index(op.f("ix_labels_conversation_id"), "labels", ["conversation_id"])
    op.create_index(op.f("ix_labels_at"), "labels", ["at"])


def downgrade() -> None:
    op.drop_table("labels")
