"""Know which answers used an article, and whether they helped."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("library", sa.Column("uses_at", sa.BigInteger(), nullable=False, server_default="0"))
    op.create_table(
        "article_uses",
        sa.Column("turn_id", sa.String(64), nullable=False),
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("quoted", sa.Boolean(), nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["turn_id"], ["turns.id"], name=op.f("fk_article_uses_turn_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("turn_id", "article_id", name=op.f("pk_article_uses")),
    )
    op.create_index(op.f("ix_article_uses_article_id_at"), "article_uses", ["article_id", "at"])
    op.create_index(op.f("ix_article_uses_conversation_id"), "article_uses", ["conversation_id"])


def downgrade() -> None:
    op.drop_table("article_uses")
    with op.batch_alter_table("library") as library:
        library.drop_column("uses_at")
