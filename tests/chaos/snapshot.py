"""The database as the fault run left it."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from adapters.db.migrate import run
from adapters.db.schema import conversations, handoffs, inbox, messages, outbox, timers, turns

Row = Any


@dataclass
class Talk:
    """All rows of one conversation."""

    row: Row
    messages: list[Row] = field(default_factory=list)
    inbox: list[Row] = field(default_factory=list)
    turns: list[Row] = field(default_factory=list)
    handoffs: list[Row] = field(default_factory=list)
    timers: list[Row] = field(default_factory=list)


@dataclass
class Snapshot:
    """All conversations, and what waits to be sent."""

    talks: dict[str, Talk]
    outbox: list[Row]


def take(url: str) -> Snapshot:
    """Read everything at one moment."""

    def read(connection: sa.Connection) -> Snapshot:
        talks = {row.id: Talk(row) for row in connection.execute(sa.select(conversations))}
        for table, order in ((messages, "seq"), (inbox, "seq"), (turns, "state_version"), (handoffs, "opened_at")):
            for row in connection.execute(sa.select(table).order_by(table.c.conversation_id, table.c[order])):
                getattr(talks[row.conversation_id], table.name).append(row)
        for row in connection.execute(sa.select(timers)):
            talks[row.conversation_id].timers.append(row)
        return Snapshot(talks, list(connection.execute(sa.select(outbox))))

    return run(url, read)


def unsettled(url: str) -> dict[str, int]:
    """What is still being worked on: conversations due, leases held, pushes not sent. Empty when all is quiet."""

    def count(connection: sa.Connection) -> dict[str, int]:
        wanted = {
            "due": sa.select(sa.func.count()).where(conversations.c.due_at.is_not(None)),
            "leased": sa.select(sa.func.count()).where(conversations.c.lease_owner.is_not(None)),
            "pushes": sa.select(sa.func.count()).where(outbox.c.status == "pending"),
        }
        found: defaultdict[str, int] = defaultdict(int)
        for name, statement in wanted.items():
            if number := connection.execute(statement).scalar_one():
                found[name] = number
        return dict(found)

    return run(url, count)
