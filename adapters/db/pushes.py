"""What a channel that does not read the log itself is sent: outbox rows in the transaction of what they carry."""

from collections.abc import Sequence

import sqlalchemy as sa

from adapters.db.hot import Hot
from adapters.db.portable import insert_new
from adapters.db.schema import messages, outbox
from core.domain.messages import Audience, Author
from core.later import Push

PUSHED = frozenset({"slack"})
"""Channels whose customers' entries are pushed; the destination has the channel's name."""

_NEW_PUSHES = insert_new(outbox)
_NEW_MESSAGE = Hot(sa.insert(messages))


def push(connection: sa.Connection, pushes: Sequence[Push], conversation_id: str | None, now: int) -> None:
    """Put something on its way, once a key."""
    rows = [outbox_row(one, conversation_id, now) for one in pushes]
    connection.execute(_NEW_PUSHES[connection.dialect.name], rows)


def outbox_row(one: Push, conversation_id: str | None, now: int) -> dict[str, object]:
    """What is on its way, as the table holds it."""
    return {
        "conversation_id": conversation_id,
        "destination": one.destination,
        "key": one.key,
        "payload": one.payload,
        "status": "pending",
        "attempts": 0,
        "taken": 0,
        "next_at": now,
        "last_error": "",
        "answer": "",
        "created_at": now,
    }


def write_entries(
    connection: sa.Connection, channel: str, conversation_id: str, rows: Sequence[dict[str, object]], now: int
) -> None:
    """Write entries of ours into a log. Whoever writes one, it goes out where the channel has to be pushed."""
    if rows:
        _NEW_MESSAGE.run_each(connection, rows)
        push_entries(connection, channel, conversation_id, rows, now)


def push_entries(
    connection: sa.Connection, channel: str, conversation_id: str, rows: Sequence[dict[str, object]], now: int
) -> None:
    """Push entries that have just been written, but those that came from the channel itself."""
    if channel not in PUSHED:
        return
    ours = [
        row
        for row in rows
        if row["author"] != Author.CUSTOMER.value
        and row["audience"] == Audience.CUSTOMER.value
        and row.get("channel_message_id") is None
    ]
    if ours:
        push(connection, [Push(channel, str(row["id"]), {"seq": row["seq"]}) for row in ours], conversation_id, now)
