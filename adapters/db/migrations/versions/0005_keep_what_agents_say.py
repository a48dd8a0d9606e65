"""Keep what agents say when they settle a conversation."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_NEW = ("close_article", "close_article_wanted", "close_intent", "close_timing")


def upgrade() -> None:
    for name in _NEW:
        op.add_column("handoffs", sa.Column(name, sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("handoffs") as handoffs:
        for name in _NEW:
            handoffs.drop_column(name)
