"""The tables. Unique keys carry the promises: what must not happen twice has one.

Times are epoch milliseconds in `*_at` columns. `conversations` is the one row every change of a conversation
locks first; whatever decides who may write stands on it, so that one UPDATE can check and change it.
"""

from typing import Any

import sqlalchemy as sa

from adapters.db.columns import Counter, Id, Json, Words

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Column = sa.Column[Any]


def _id(name: str = "id", *, key: bool = False, null: bool = False, of: str = "") -> Column:
    parents = (sa.ForeignKey(of, ondelete="CASCADE"),) if of else ()
    return sa.Column(name, Id, *parents, primary_key=key, nullable=null)


def _words(name: str, *, null: bool = False) -> Column:
    return sa.Column(name, Words, nullable=null)


def _int(name: str, *, null: bool = False) -> Column:
    return sa.Column(name, sa.BigInteger, nullable=null)


def _json(name: str) -> Column:
    return sa.Column(name, Json, nullable=False)


def _one_of(column: str, *values: str) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=column)


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


accounts = sa.Table(
    "accounts",
    metadata,
    _id(key=True),
    _words("name"),
    _words("tier"),
    _json("facts"),
    _one_of("tier", "starter", "growth", "enterprise"),
)

customers = sa.Table(
    "customers",
    metadata,
    _id(key=True),
    sa.Column("external_id", Words, nullable=True, unique=True),
    _words("name"),
    _words("email", null=True),
    _words("locale"),
    sa.Column("account_id", Id, sa.ForeignKey("accounts.id", ondelete="SET NULL"), nullable=True, index=True),
)

identities = sa.Table(
    "identities",
    metadata,
    _id(key=True),
    _id("customer_id", of="customers.id"),
    _words("channel"),
    _words("external_id"),
    _words("proven_by"),
    sa.Column("level", sa.Integer, nullable=False),
    sa.UniqueConstraint("channel", "external_id"),
    sa.Index(None, "customer_id"),
)

conversations = sa.Table(
    "conversations",
    metadata,
    _id(key=True),
    _words("channel"),
    _id("customer_id", of="customers.id"),
    _id("identity_id", of="identities.id"),
    _words("status"),
    _words("mode"),
    _int("seq"),
    _int("done_seq"),
    _int("last_input_seq"),
    _int("seen_seq"),
    _json("state"),
    _int("state_version"),
    _id("assignee_id", null=True),
    _words("assignee_name"),
    _words("locale"),
    _int("due_at", null=True),
    _int("pending_since", null=True),
    _int("failures"),
    _words("lease_owner", null=True),
    _int("lease_until", null=True),
    _int("lease_epoch"),
    _int("created_at"),
    _int("updated_at"),
    _one_of("status", "open", "resolved"),
    _one_of("mode", "bot", "human"),
    sa.Index("ix_conversations_due_at", "due_at", **_where("due_at IS NOT NULL")),
    sa.Index("ix_conversations_lease_owner", "lease_owner", **_where("lease_owner IS NOT NULL")),
    sa.Index(None, "updated_at"),
    sa.Index(None, "customer_id", "channel", "updated_at"),
)

inbox = sa.Table(
    "inbox",
    metadata,
    _id(key=True),
    _id("conversation_id", of="conversations.id"),
    _words("channel"),
    _words("key"),
    _int("seq"),
    _json("payload"),
    _int("received_at"),
    sa.UniqueConstraint("conversation_id", "key"),
)

messages = sa.Table(
    "messages",
    metadata,
    _id(key=True),
    _id("conversation_id", of="conversations.id"),
    _int("seq"),
    _words("author"),
    _words("author_name"),
    _words("author_id"),
    _words("audience"),
    _words("text"),
    _words("client_id", null=True),
    _words("channel_message_id", null=True),
    _words("notice", null=True),
    _words("action"),
    _json("data"),
    _id("turn_id", null=True),
    _int("created_at"),
    _int("edited_at", null=True),
    _int("deleted_at", null=True),
    _one_of("author", "customer", "bot", "agent", "system"),
    _one_of("audience", "customer", "internal"),
    sa.UniqueConstraint("conversation_id", "seq"),
    sa.UniqueConstraint("conversation_id", "client_id"),
    sa.UniqueConstraint("conversation_id", "channel_message_id"),
)

turns = sa.Table(
    "turns",
    metadata,
    _id(key=True),
    _id("conversation_id", of="conversations.id"),
    _int("state_version"),
    _words("kind"),
    _json("input_seqs"),
    _json("state_before"),
    _json("state_after"),
    _json("facts"),
    _json("timings"),
    _words("policy_version"),
    _int("started_at"),
    _int("committed_at"),
    # One turn may follow a state, never two: the fence, once more, in the schema.
    sa.UniqueConstraint("conversation_id", "state_version"),
)

decisions = sa.Table(
    "decisions",
    metadata,
    sa.Column("id", Counter, primary_key=True),
    _id("turn_id", of="turns.id"),
    sa.Column("position", sa.Integer, nullable=False),
    _id("conversation_id", of="conversations.id"),
    _words("kind"),
    _words("outcome"),
    _words("reason"),
    _json("evidence"),
    sa.Column("score", sa.Double, nullable=True),
    sa.Column("threshold", sa.Double, nullable=True),
    sa.UniqueConstraint("turn_id", "position"),
    sa.Index(None, "conversation_id", "id"),
)

handoffs = sa.Table(
    "handoffs",
    metadata,
    _id(key=True),
    _id("conversation_id", of="conversations.id"),
    _words("status"),
    _words("reason"),
    sa.Column("priority", sa.Integer, nullable=False),
    _json("priority_reasons"),
    _words("category"),
    _json("package"),
    _int("opened_at"),
    _id("claimed_by", null=True),
    _words("claimed_by_name"),
    _int("claimed_at", null=True),
    _int("closed_at", null=True),
    _id("closed_by", null=True),
    _words("close_reason"),
    _words("close_article", null=True),
    _words("close_article_wanted", null=True),
    _words("close_intent", null=True),
    _words("close_timing", null=True),
    _int("first_reply_at", null=True),
    _int("escalated_at", null=True),
    _id("escalated_by", null=True),
    _words("escalated_by_name"),
    _words("escalation_note"),
    sa.Column("reannounced", sa.Integer, nullable=False, default=0),
    _one_of("status", "waiting", "claimed", "resolved", "returned", "withdrawn"),
    sa.Index("uq_handoffs_open", "conversation_id", unique=True, **_where("status IN ('waiting', 'claimed')")),
    sa.Index(None, "conversation_id", "opened_at"),
    sa.Index("ix_handoffs_close_article", "close_article", **_where("close_article IS NOT NULL")),
)

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", Counter, primary_key=True),
    _id("conversation_id", null=True, of="conversations.id"),
    _words("destination"),
    _words("key"),
    _json("payload"),
    _words("status"),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("taken", sa.Integer, nullable=False),
    _int("next_at"),
    _words("lease_owner", null=True),
    _int("lease_until", null=True),
    _words("last_error"),
    _words("answer"),
    _int("created_at"),
    _int("sent_at", null=True),
    _one_of("status", "pending", "sent", "dead"),
    sa.UniqueConstraint("destination", "key"),
    sa.Index("ix_outbox_line", "conversation_id", "destination", "id", **_where("status = 'pending'")),
    sa.Index("ix_outbox_next_at", "next_at", **_where("status = 'pending'")),
    sa.Index("ix_outbox_dead", "id", **_where("status = 'dead'")),
)

slack_events = sa.Table(
    "slack_events",
    metadata,
    sa.Column("id", Counter, primary_key=True),
    sa.Column("key", Words, nullable=False, unique=True),
    # The message an event announces: Slack tells of one mention by two events.
    sa.Column("message_key", Words, nullable=True, unique=True),
    _words("lane"),
    _words("sort_key"),
    _words("thread_key", null=True),
    _json("payload"),
    _words("status"),
    sa.Column("asked", sa.Boolean, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    _int("next_at"),
    _words("lease_owner", null=True),
    _int("lease_until", null=True),
    _words("last_error"),
    _int("received_at"),
    _one_of("status", "pending", "parked", "done", "failed"),
    sa.Index("ix_slack_events_line", "lane", "sort_key", "id", **_where("status = 'pending'")),
    sa.Index("ix_slack_events_next_at", "next_at", **_where("status = 'pending'")),
    sa.Index("ix_slack_events_thread_key", "thread_key", **_where("status = 'parked'")),
    sa.Index("ix_slack_events_failed", "id", **_where("status = 'failed'")),
    sa.Index(None, "received_at"),
)

slack_channels = sa.Table(
    "slack_channels",
    metadata,
    sa.Column("id", Words, primary_key=True),
    _words("team_id"),
    _words("name"),
    _words("kind"),
    sa.Column("is_private", sa.Boolean, nullable=False),
    _json("teams"),
    sa.Column("account_id", Id, sa.ForeignKey("accounts.id", ondelete="SET NULL"), nullable=True, index=True),
    _json("account_teams"),
    _words("ingest"),
    _words("state"),
    _words("note"),
    _words("mapped_by"),
    _int("created_at"),
    _int("updated_at"),
    _int("checked_at"),
    _one_of("ingest", "all", "mentions", "emoji", "off"),
    _one_of("state", "ok", "archived", "removed"),
)

slack_threads = sa.Table(
    "slack_threads",
    metadata,
    sa.Column("channel_id", Words, primary_key=True),
    sa.Column("thread_ts", Words, primary_key=True),
    _id("conversation_id", of="conversations.id", key=True),
    # Where answers go; the other rows are messages of one burst, whose threads belong to the same conversation.
    sa.Column("home", sa.Boolean, nullable=False),
    _words("person"),
    _int("created_at"),
    sa.Index(None, "conversation_id"),
)

timers = sa.Table(
    "timers",
    metadata,
    sa.Column("id", Counter, primary_key=True),
    _id("conversation_id", of="conversations.id"),
    _words("kind"),
    _int("due_at"),
    _json("payload"),
    _id("handoff_id", null=True, of="handoffs.id"),
    sa.UniqueConstraint("conversation_id", "kind"),
    sa.Index(None, "due_at"),
    sa.Index("ix_timers_handoff_id", "handoff_id", **_where("handoff_id IS NOT NULL")),
)

staff = sa.Table(
    "staff",
    metadata,
    _id(key=True),
    sa.Column("login", Words, nullable=False, unique=True),
    _words("name"),
    _words("role"),
    _words("password_hash"),
    _int("created_at"),
    sa.Column("teams", Json, nullable=False, default=list),
    _int("off_since", null=True),
    _int("off_until", null=True),
    _int("deactivated_at", null=True),
    _one_of("role", "agent", "admin"),
)

staff_sessions = sa.Table(
    "staff_sessions",
    metadata,
    sa.Column("token_digest", Words, primary_key=True),
    _id("staff_id", of="staff.id"),
    _words("csrf"),
    _int("created_at"),
    _int("expires_at"),
    sa.Index(None, "staff_id"),
)
