"""Create the tables."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

Column = sa.Column[Any]


def _id(name: str, *, null: bool = False) -> Column:
    return sa.Column(name, sa.String(64), nullable=null)


def _text(name: str, *, null: bool = False) -> Column:
    return sa.Column(name, sa.Text(), nullable=null)


def _int(name: str, *, null: bool = False) -> Column:
    return sa.Column(name, sa.BigInteger(), nullable=null)


def _json(name: str) -> Column:
    return sa.Column(name, sa.JSON(), nullable=False)


def _counter(name: str) -> Column:
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False)


def _of(table: str, column: str, parent: str, ondelete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{parent}.id"], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete)


def _index(name: str, table: str, columns: list[str], *, unique: bool = False, where: str | None = None) -> None:
    only = None if where is None else sa.text(where)
    op.create_index(op.f(name), table, columns, unique=unique, sqlite_where=only, postgresql_where=only)


def upgrade() -> None:
    _create_people()
    _create_conversations()
    _create_turns()
    _create_handoffs()
    _create_outbox()


def _create_people() -> None:
    op.create_table(
        "accounts",
        _id("id"),
        _text("name"),
        _text("tier"),
        _json("facts"),
        sa.CheckConstraint("tier IN ('starter', 'growth', 'enterprise')", name=op.f("ck_accounts_tier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
    )
    op.create_table(
        "customers",
        _id("id"),
        _text("external_id", null=True),
        _text("name"),
        _text("email", null=True),
        _text("locale"),
        _id("account_id", null=True),
        _of("customers", "account_id", "accounts", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers")),
        sa.UniqueConstraint("external_id", name=op.f("uq_customers_external_id")),
    )
    _index("ix_customers_account_id", "customers", ["account_id"])
    op.create_table(
        "identities",
        _id("id"),
        _id("customer_id"),
        _text("channel"),
        _text("external_id"),
        _text("proven_by"),
        sa.Column("level", sa.Integer(), nullable=False),
        _of("identities", "customer_id", "customers"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identities")),
        sa.UniqueConstraint("channel", "external_id", name=op.f("uq_identities_channel_external_id")),
    )
    _index("ix_identities_customer_id", "identities", ["customer_id"])
    op.create_table(
        "staff",
        _id("id"),
        _text("login"),
        _text("name"),
        _text("role"),
        _text("password_hash"),
        _int("created_at"),
        sa.CheckConstraint("role IN ('agent', 'admin')", name=op.f("ck_staff_role")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("login", name=op.f("uq_staff_login")),
    )
    op.create_table(
        "staff_sessions",
        _text("token_digest"),
        _id("staff_id"),
        _text("csrf"),
        _int("created_at"),
        _int("expires_at"),
        _of("staff_sessions", "staff_id", "staff"),
        sa.PrimaryKeyConstraint("token_digest", name=op.f("pk_staff_sessions")),
    )
    _index("ix_staff_sessions_staff_id", "staff_sessions", ["staff_id"])


def _create_conversations() -> None:
    op.create_table(
        "conversations",
        _id("id"),
        _text("channel"),
        _id("customer_id"),
        _id("identity_id"),
        _text("status"),
        _text("mode"),
        _int("seq"),
        _int("done_seq"),
        _int("last_input_seq"),
        _int("seen_seq"),
        _json("state"),
        _int("state_version"),
        _id("assignee_id", null=True),
        _text("assignee_name"),
        _text("locale"),
        _int("due_at", null=True),
        _int("pending_since", null=True),
        _int("failures"),
        _text("lease_owner", null=True),
        _int("lease_until", null=True),
        _int("lease_epoch"),
        _int("created_at"),
        _int("updated_at"),
        sa.CheckConstraint("mode IN ('bot', 'human')", name=op.f("ck_conversations_mode")),
        sa.CheckConstraint("status IN ('open', 'resolved')", name=op.f("ck_conversations_status")),
        _of("conversations", "customer_id", "customers"),
        _of("conversations", "identity_id", "identities"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
    )
    _index(
        "ix_conversations_customer_id_channel_updated_at",
        "conversations",
        ["customer_id", "channel", "updated_at"],
    )
    _index("ix_conversations_due_at", "conversations", ["due_at"], where="due_at IS NOT NULL")
    _index("ix_conversations_lease_owner", "conversations", ["lease_owner"], where="lease_owner IS NOT NULL")
    _index("ix_conversations_updated_at", "conversations", ["updated_at"])
    op.create_table(
        "inbox",
        _id("id"),
        _id("conversation_id"),
        _text("channel"),
        _text("key"),
        _int("seq"),
        _json("payload"),
        _int("received_at"),
        _of("inbox", "conversation_id", "conversations"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("conversation_id", "key", name=op.f("uq_inbox_conversation_id_key")),
    )
    op.create_table(
        "messages",
        _id("id"),
        _id("conversation_id"),
        _int("seq"),
        _text("author"),
        _text("author_name"),
        _text("author_id"),
        _text("audience"),
        _text("text"),
        _text("client_id", null=True),
        _text("channel_message_id", null=True),
        _text("notice", null=True),
        _text("action"),
        _json("data"),
        _id("turn_id", null=True),
        _int("created_at"),
        _int("edited_at", null=True),
        _int("deleted_at", null=True),
        sa.CheckConstraint("audience IN ('customer', 'internal')", name=op.f("ck_messages_audience")),
        sa.CheckConstraint("author IN ('customer', 'bot', 'agent', 'system')", name=op.f("ck_messages_author")),
        _of("messages", "conversation_id", "conversations"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint(
            "conversation_id", "channel_message_id", name=op.f("uq_messages_conversation_id_channel_message_id")
        ),
        sa.UniqueConstraint("conversation_id", "client_id", name=op.f("uq_messages_conversation_id_client_id")),
        sa.UniqueConstraint("conversation_id", "seq", name=op.f("uq_messages_conversation_id_seq")),
    )


def _create_turns() -> None:
    op.create_table(
        "turns",
        _id("id"),
        _id("conversation_id"),
        _int("state_version"),
        _text("kind"),
        _json("input_seqs"),
        _json("state_before"),
        _json("state_after"),
        _json("facts"),
        _json("timings"),
        _text("policy_version"),
        _int("started_at"),
        _int("committed_at"),
        _of("turns", "conversation_id", "conversations"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turns")),
        sa.UniqueConstraint("conversation_id", "state_version", name=op.f("uq_turns_conversation_id_state_version")),
    )
    op.create_table(
        "decisions",
        _counter("id"),
        _id("turn_id"),
        sa.Column("position", sa.Integer(), nullable=False),
        _id("conversation_id"),
        _text("kind"),
        _text("outcome"),
        _text("reason"),
        _json("evidence"),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("threshold", sa.Double(), nullable=True),
        _of("decisions", "conversation_id", "conversations"),
        _of("decisions", "turn_id", "turns"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
        sa.UniqueConstraint("turn_id", "position", name=op.f("uq_decisions_turn_id_position")),
    )
    _index("ix_decisions_conversation_id_id", "decisions", ["conversation_id", "id"])


def _create_handoffs() -> None:
    op.create_table(
        "handoffs",
        _id("id"),
        _id("conversation_id"),
        _text("status"),
        _text("reason"),
        sa.Column("priority", sa.Integer(), nullable=False),
        _json("priority_reasons"),
        _text("category"),
        _json("package"),
        _int("opened_at"),
        _id("claimed_by", null=True),
        _text("claimed_by_name"),
        _int("claimed_at", null=True),
        _int("closed_at", null=True),
        _id("closed_by", null=True),
        _text("close_reason"),
        sa.CheckConstraint("status IN ('waiting', 'claimed', 'resolved', 'returned')", name=op.f("ck_handoffs_status")),
        _of("handoffs", "conversation_id", "conversations"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handoffs")),
    )
    _index("ix_handoffs_conversation_id_opened_at", "handoffs", ["conversation_id", "opened_at"])
    _index(
        "uq_handoffs_open",
        "handoffs",
        ["conversation_id"],
        unique=True,
        where="status IN ('waiting', 'claimed')",
    )
    op.create_table(
        "timers",
        _counter("id"),
        _id("conversation_id"),
        _text("kind"),
        _int("due_at"),
        _json("payload"),
        _id("handoff_id", null=True),
        _of("timers", "conversation_id", "conversations"),
        _of("timers", "handoff_id", "handoffs"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timers")),
        sa.UniqueConstraint("conversation_id", "kind", name=op.f("uq_timers_conversation_id_kind")),
    )
    _index("ix_timers_due_at", "timers", ["due_at"])
    _index("ix_timers_handoff_id", "timers", ["handoff_id"], where="handoff_id IS NOT NULL")


def _create_outbox() -> None:
    op.create_table(
        "outbox",
        _counter("id"),
        _id("conversation_id", null=True),
        _text("destination"),
        _text("key"),
        _json("payload"),
        _text("status"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        _int("next_at"),
        _text("lease_owner", null=True),
        _int("lease_until", null=True),
        _text("last_error"),
        _text("answer"),
        _int("created_at"),
        _int("sent_at", null=True),
        sa.CheckConstraint("status IN ('pending', 'sent', 'dead')", name=op.f("ck_outbox_status")),
        _of("outbox", "conversation_id", "conversations"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("destination", "key", name=op.f("uq_outbox_destination_key")),
    )
    _index("ix_outbox_dead", "outbox", ["id"], where="status = 'dead'")
    _index("ix_outbox_line", "outbox", ["conversation_id", "destination", "id"], where="status = 'pending'")
    _index("ix_outbox_next_at", "outbox", ["next_at"], where="status = 'pending'")


def downgrade() -> None:
    for table in (
        "outbox",
        "timers",
        "handoffs",
        "decisions",
        "turns",
        "messages",
        "inbox",
        "conversations",
        "staff_sessions",
        "staff",
        "identities",
        "customers",
        "accounts",
    ):
        op.drop_table(table)
