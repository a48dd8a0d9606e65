"""Keep which pairs of sentences or articles somebody has found to be right."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dismissed_pairs",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_dismissed_pairs")),
    )


def downgrade() -> None:
    op.drop_table("dismissed_pairs")
