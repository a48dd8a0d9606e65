"""Keep when a source is to be read again, and what came of it the last time."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_NEW = (
    sa.Column("every_minutes", sa.Integer(), nullable=False, server_default="0"),
    sa.Column("next_at", sa.BigInteger(), nullable=True),
    sa.Column("read_at", sa.BigInteger(), nullable=True),
    sa.Column("failures", sa.Integer(), nullable=False, server_default="0"),
    sa.Column("trouble", sa.Text(), nullable=False, server_default=""),
    sa.Column("reading_until", sa.BigInteger(), nullable=True),
)


def upgrade() -> None:
    for column in _NEW:
        op.add_column("article_sources", column)


def downgrade() -> None:
    with op.batch_alter_table("article_sources") as sources:
        for column in _NEW:
            sources.drop_column(column.name)
