"""The tables of Slack installations. Sealed tokens are text of any length: sealing makes them half as long again."""

import sqlalchemy as sa

from adapters.db.columns import Id, Json, Words
from adapters.db.schema import metadata

slack_installs = sa.Table(
    "slack_installs",
    metadata,
    sa.Column("key", Words, primary_key=True),
    sa.Column("name", Words, nullable=False),
    sa.Column("app_id", Words, nullable=False),
    sa.Column("bot_user_id", Words, nullable=False),
    sa.Column("sealed_token", Words, nullable=False),
    sa.Column("scopes", Json, nullable=False),
    sa.Column("installed_by", Words, nullable=False),
    sa.Column("installed_at", sa.BigInteger, nullable=False),
    sa.Column("removed_at", sa.BigInteger, nullable=True),
    sa.Column("note", Words, nullable=False),
)

slack_oauth_states = sa.Table(
    "slack_oauth_states",
    metadata,
    sa.Column("digest", Id, primary_key=True),
    sa.Column("staff_id", Id, nullable=False),
    sa.Column("expires_at", sa.BigInteger, nullable=False),
)
