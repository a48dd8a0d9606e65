"""Know who of the staff is there, off, or gone, and how often a handoff was announced."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_MOMENTS = ("off_since", "off_until", "deactivated_at")


def upgrade() -> None:
    op.add_column("staff", sa.Column("teams", sa.JSON(), nullable=False, server_default="[]"))
    for name in _MOMENTS:
        op.add_column("staff", sa.Column(name, sa.BigInteger(), nullable=True))
    op.add_column("handoffs", sa.Column("reannounced", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("handoffs") as handoffs:
        handoffs.drop_column("reannounced")
    with op.batch_alter_table("staff") as staff:
        for name in ("teams", *_MOMENTS):
            staff.drop_column(name)
