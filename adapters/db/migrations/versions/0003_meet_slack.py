"""Meet Slack: its raw events, its channels, and which thread is which conversation."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _text(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=null)


def _int(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), nullable=null)


def _index(name: str, table: str, columns: list[str], where: str | None = None) -> None:
    only = None if where is None else sa.text(where)
    op.create_index(op.f(name), table, columns, unique=False, sqlite_where=only, postgresql_where=only)


def upgrade() -> None:
    op.add_column("outbox", sa.Column("taken", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "slack_events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        _text("key"),
        _text("message_key", null=True),
        _text("lane"),
        _text("sort_key"),
        _text("thread_key", null=True),
        sa.Column("payload", sa.JSON(), nullable=False),
        _text("status"),
        sa.Column("asked", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        _int("next_at"),
        _text("lease_owner", null=True),
        _int("lease_until", null=True),
        _text("last_error"),
        _int("received_at"),
        sa.CheckConstraint("status IN ('pending', 'parked', 'done', 'failed')", name=op.f("ck_slack_events_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slack_events")),
        sa.UniqueConstraint("key", name=op.f("uq_slack_events_key")),
        sa.UniqueConstraint("message_key", name=op.f("uq_slack_events_message_key")),
    )
    _index("ix_slack_events_line", "slack_events", ["lane", "sort_key", "id"], "status = 'pending'")
    _index("ix_slack_events_next_at", "slack_events", ["next_at"], "status = 'pending'")
    _index("ix_slack_events_thread_key", "slack_events", ["thread_key"], "status = 'parked'")
    _index("ix_slack_events_failed", "slack_events", ["id"], "status = 'failed'")
    _index("ix_slack_events_received_at", "slack_events", ["received_at"])
    op.create_table(
        "slack_channels",
        _text("id"),
        _text("team_id"),
        _text("name"),
        _text("kind"),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.Column("teams", sa.JSON(), nullable=False),
        sa.Column("account_id", sa.String(64), nullable=True),
        sa.Column("account_teams", sa.JSON(), nullable=False),
        _text("ingest"),
        _text("state"),
        _text("note"),
        _text("mapped_by"),
        _int("created_at"),
        _int("updated_at"),
        _int("checked_at"),
        sa.CheckConstraint("ingest IN ('all', 'mentions', 'emoji', 'off')", name=op.f("ck_slack_channels_ingest")),
        sa.CheckConstraint("state IN ('ok', 'archived', 'removed')", name=op.f("ck_slack_channels_state")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_slack_channels_account_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slack_channels")),
    )
    _index("ix_slack_channels_account_id", "slack_channels", ["account_id"])
    op.create_table(
        "slack_threads",
        _text("channel_id"),
        _text("thread_ts"),
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("home", sa.Boolean(), nullable=False),
        _text("person"),
        _int("created_at"),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_slack_threads_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("channel_id", "thread_ts", "conversation_id", name=op.f("pk_slack_threads")),
    )
    _index("ix_slack_threads_conversation_id", "slack_threads", ["conversation_id"])
