"""Keep what was done about a gap, and find the conversations that an agent settled with an article."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "gap_answers",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Text(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gap_answers")),
    )
    op.create_index(op.f("ix_gap_answers_at"), "gap_answers", ["at"])
    named = {
        "sqlite_where": sa.text("close_article IS NOT NULL"),
        "postgresql_where": sa.text("close_article IS NOT NULL"),
    }
    op.create_index("ix_handoffs_close_article", "handoffs", ["close_article"], **named)


def downgrade() -> None:
    op.drop_index("ix_handoffs_close_article", "handoffs")
    op.drop_table("gap_answers")
