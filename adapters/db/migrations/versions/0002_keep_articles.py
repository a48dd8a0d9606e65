"""Keep articles, every version of them, and where they come from."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _text(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=null)


def _int(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=null)


def upgrade() -> None:
    library = op.create_table(
        "library",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        _int("seq"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library")),
    )
    op.bulk_insert(library, [{"id": 1, "seq": 0}])
    op.create_table(
        "article_sources",
        sa.Column("id", sa.String(64), nullable=False),
        _text("kind"),
        _text("address"),
        sa.Column("defaults", sa.JSON(), nullable=False),
        _int("synced_at", null=True),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_sources")),
        sa.UniqueConstraint("kind", "address", name=op.f("uq_article_sources_kind_address")),
    )
    op.create_table(
        "articles",
        _text("id"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.String(64), nullable=False),
        _text("ref"),
        _text("hash"),
        _text("gone", null=True),
        _int("gone_at", null=True),
        _text("gone_by"),
        _int("seq"),
        _int("created_at"),
        _int("updated_at"),
        sa.CheckConstraint("gone IN ('at_source', 'deleted')", name=op.f("ck_articles_gone")),
        sa.ForeignKeyConstraint(["source_id"], ["article_sources.id"], name=op.f("fk_articles_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles")),
    )
    op.create_index(op.f("ix_articles_seq"), "articles", ["seq"])
    op.create_index(op.f("ix_articles_source_id"), "articles", ["source_id"])
    op.create_table(
        "article_versions",
        _text("article_id"),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        _text("title"),
        _text("area"),
        _text("audience"),
        sa.Column("accounts", sa.JSON(), nullable=False),
        _text("locale"),
        _text("product"),
        _text("updated"),
        _text("owner"),
        _text("url"),
        _text("body"),
        _int("valid_from", null=True),
        _int("valid_until", null=True),
        _int("review_at", null=True),
        _text("author"),
        _text("note"),
        _int("created_at"),
        sa.CheckConstraint(
            "audience IN ('public', 'signed_in', 'account', 'internal')", name=op.f("ck_article_versions_audience")
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_article_versions_article_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", "version", name=op.f("pk_article_versions")),
    )
    op.create_index(op.f("ix_article_versions_url"), "article_versions", ["url"])


def downgrade() -> None:
    for table in ("article_versions", "articles", "article_sources", "library"):
        op.drop_table(table)
