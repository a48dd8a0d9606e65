"""The ledger of language models: every question, and what each budget has come to.

A question's `micros` are what was set aside for it until it is settled, then what it cost. It names its conversation
without a foreign key: the ledger stays when a conversation goes.
"""

import sqlalchemy as sa

from adapters.db.columns import Id, Words
from adapters.db.schema import metadata

model_calls = sa.Table(
    "model_calls",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("day", Words, nullable=False),
    sa.Column("conversation_id", Words, nullable=False),
    sa.Column("step", Words, nullable=False),
    sa.Column("model", Words, nullable=False),
    sa.Column("outcome", Words, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("tokens_in", sa.Integer, nullable=False),
    sa.Column("tokens_out", sa.Integer, nullable=False),
    sa.Column("micros", sa.BigInteger, nullable=False),
    sa.Column("ms", sa.Integer, nullable=False),
    sa.Index(None, "day"),
    sa.Index(None, "conversation_id"),
)

model_budgets = sa.Table(
    "model_budgets",
    metadata,
    sa.Column("day", Words, primary_key=True),
    # "" is the whole day.
    sa.Column("step", Words, primary_key=True),
    sa.Column("micros", sa.BigInteger, nullable=False),
)
