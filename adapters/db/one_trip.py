"""PostgreSQL's hot path: arrive, claim and commit as one statement each.

As transactions they are five to nine round trips, and a round trip costs more than any statement in it. One statement
is a transaction by itself, so nothing changes in what is written or undone. What is rare (a repeat, entries
that must be pushed) takes the common way, which both databases share.
"""

from collections import namedtuple
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as insert_pg

from adapters.db.codec import Row
from adapters.db.commit import (
    ADVANCE,
    OPEN_HANDOFF,
    advance_values,
    decision_rows,
    handoff_row,
    timer_rows,
    turn_row,
    way_of,
)
from adapters.db.intake import NEXT, SqlIntake, arrival_row, message_row, next_values
from adapters.db.log import draft_row
from adapters.db.people import PEOPLE, identity_row, newcomer_row
from adapters.db.postgres import PostgresDatabase
from adapters.db.pushes import PUSHED
from adapters.db.schema import customers, decisions, handoffs, identities, inbox, messages, timers, turns
from adapters.db.turns import CLAIM, SqlTurnStore, claim_of
from core.clock import Clock
from core.domain.ids import Millis
from core.domain.messages import Author, InboundMessage, Receipt
from core.record import Claim, TurnCommit

Cte = sa.CTE


def _binds(table: sa.Table, row: Mapping[str, object], prefix: str = "") -> dict[str, sa.ColumnElement[Any]]:
    """A parameter for each column of `row`, of the column's type."""
    return {name: sa.bindparam(prefix + name, type_=table.c[name].type) for name in row}


def _insert(table: sa.Table, values: Mapping[str, sa.ColumnElement[Any]], source: Cte) -> sa.Insert:
    """INSERT of one row, or of none when `source` is empty."""
    return sa.insert(table).from_select(list(values), sa.select(*values.values()).select_from(source))


def _row_of(columns: Iterable[sa.ColumnElement[Any]]) -> Any:
    """A class for rows of these columns, by name."""
    names = [str(column.key) for column in columns]
    return namedtuple("Columns", names)


def _named(prefix: str, row: Mapping[str, object]) -> dict[str, object]:
    return {prefix + name: value for name, value in row.items()}


# --- arrive -----------------------------------------------------------------------------------------------


_Columns = tuple[str, ...]


@cache
def _arrive(arrival: _Columns, message: _Columns, customer: _Columns, identity: _Columns) -> sa.Select[Any]:
    numbered = NEXT["postgresql"].cte("numbered")
    rows = (
        (inbox, {**_binds(inbox, dict.fromkeys(arrival), "inbox_"), "seq": numbered.c.seq}),
        (messages, {**_binds(messages, dict.fromkeys(message), "message_"), "seq": numbered.c.seq}),
        (customers, _binds(customers, dict.fromkeys(customer), "customer_")),
        (identities, _binds(identities, dict.fromkeys(identity), "identity_")),
    )
    # References are looked at when the statement ends, so the rows may come in any order.
    return sa.select(numbered.c.seq).add_cte(
        *(_insert(table, row, numbered).cte(f"new_{table.name}") for table, row in rows if row)
    )


class OneTripIntake(SqlIntake):
    """core.record.Intake"""

    def __init__(self, database: PostgresDatabase, clock: Clock) -> None:
        super().__init__(database, clock)
        self._postgres = database

    async def arrive(self, message: InboundMessage, *, quiet_ms: int, max_wait_ms: int) -> Receipt:
        arrival, entry = arrival_row(message, 0), message_row(message, 0)
        values = next_values(message, quiet_ms, max_wait_ms)
        customer, identity = {}, {}
        if message.newcomer is not None:
            customer, identity = newcomer_row(message.newcomer), identity_row(message.newcomer.identity)
        values |= _named("inbox_", arrival) | _named("message_", entry)
        values |= _named("customer_", customer) | _named("identity_", identity)
        statement = _arrive(tuple(arrival), tuple(entry), tuple(customer), tuple(identity))
        try:
            seq = await self._postgres.one_statement(lambda c: c.execute(statement, values).scalar())
        except sa.exc.IntegrityError:
            seq = None  # the message, or its newcomer, was seen before
        if seq is None:
            return await super().arrive(message, quiet_ms=quiet_ms, max_wait_ms=max_wait_ms)
        return Receipt(int(seq), duplicate=False)


# --- claim ------------------------------------------------------------------------------------------------

_taken = CLAIM.cte("taken")
_waiting = sa.and_(
    messages.c.conversation_id == _taken.c.id,
    messages.c.seq > _taken.c.done_seq,
    messages.c.author == Author.CUSTOMER.value,
)
# What a message that commits meanwhile brings may be missing among the inputs; the commit then finds the
# conversation's newest input beyond them, and leaves it due.
_CLAIM_ALL = (
    PEOPLE.with_only_columns(
        *(column.label(f"taken_{column.name}") for column in _taken.c),
        *PEOPLE.selected_columns,
        *(column.label(f"message_{column.name}") for column in messages.c),
        maintain_column_froms=True,
    )
    .join(_taken, _taken.c.identity_id == identities.c.id)
    .outerjoin(messages, _waiting)
    .order_by(_taken.c.due_at, _taken.c.id, messages.c.seq)
)
_TakenRow = _row_of(_taken.c)
_MessageRow = _row_of(messages.c)
_TAKEN, _MESSAGE = len(_taken.c), len(messages.c)


def _claims(rows: list[Row]) -> tuple[Claim, ...]:
    """Rows of one conversation stand together; a column group a table."""
    found: dict[str, tuple[Row, Row, list[Row]]] = {}
    for row in rows:
        message = _MessageRow._make(row[-_MESSAGE:])
        _, _, inputs = found.setdefault(row.taken_id, (_TakenRow._make(row[:_TAKEN]), row, []))
        if message.id is not None:
            inputs.append(message)
    return tuple(claim_of(taken, inputs, person) for taken, person, inputs in found.values())


# --- commit -----------------------------------------------------------------------------------------------


class _Shape(NamedTuple):
    """How many rows of each kind a turn writes, with the columns of each: the same shape is the same statement."""

    way: str
    drafts: tuple[tuple[str, ...], ...]
    decisions: tuple[tuple[str, ...], ...]
    turn: tuple[str, ...]
    handoff: tuple[str, ...]
    timers: tuple[tuple[str, ...], ...]


@cache
def _commit(shape: _Shape) -> sa.Select[Any]:
    advanced = ADVANCE["postgresql"][shape.way].cte("advanced")
    parts: list[Cte] = []
    for number, names in enumerate(shape.drafts):
        seq = advanced.c.seq - (len(shape.drafts) - 1 - number)
        values = {**_binds(messages, dict.fromkeys(names), f"draft{number}_"), "seq": seq}
        parts.append(_insert(messages, values, advanced).cte(f"draft{number}"))
    parts.append(_insert(turns, _binds(turns, dict.fromkeys(shape.turn), "turn_"), advanced).cte("turn"))
    if shape.decisions:
        parts.append(_decided(shape, advanced))
    opened = None
    if shape.handoff:
        values = _binds(handoffs, dict.fromkeys(shape.handoff), "handoff_")
        chosen = sa.select(*values.values()).select_from(advanced)
        opened = insert_pg(handoffs).from_select(list(values), chosen).on_conflict_do_nothing().returning(handoffs.c.id)
        parts.append(opened.cte("opened"))
    for number, names in enumerate(shape.timers):
        values = _binds(timers, dict.fromkeys(names), f"timer{number}_")
        if opened is not None:
            new = sa.select(parts[-1 - number].c.id).scalar_subquery()
            values["handoff_id"] = sa.func.coalesce(new, OPEN_HANDOFF.scalar_subquery())
        set_ = insert_pg(timers).from_select(list(values), sa.select(*values.values()).select_from(advanced))
        changed = {name: set_.excluded[name] for name in ("due_at", "payload", "handoff_id")}
        upsert = set_.on_conflict_do_update(index_elements=["conversation_id", "kind"], set_=changed)
        parts.append(upsert.cte(f"timer{number}"))
    return sa.select(advanced.c.seq).add_cte(*parts)


def _decided(shape: _Shape, advanced: Cte) -> Cte:
    """All decisions by one INSERT, so that their numbers follow their positions."""
    rows = [_binds(decisions, dict.fromkeys(names), f"decision{n}_") for n, names in enumerate(shape.decisions)]
    picked = [sa.select(*row.values()).select_from(advanced) for row in rows]
    return sa.insert(decisions).from_select(list(rows[0]), sa.union_all(*picked)).cte("decided")


def _commit_values(commit: TurnCommit) -> tuple[_Shape, dict[str, object]]:
    conversation = commit.claim.conversation
    drafts = [draft_row(draft, conversation.id, 0, commit.now, commit.turn.id) for draft in commit.drafts]
    decided, turn = decision_rows(commit), turn_row(commit)
    handoff = handoff_row(commit) if commit.handoff else {}
    timed = timer_rows(conversation.id, commit.timers, None)
    values = advance_values(commit) | _named("turn_", turn) | _named("handoff_", handoff)
    for kind, rows in (("draft", drafts), ("decision", decided), ("timer", timed)):
        for number, row in enumerate(rows):
            values |= _named(f"{kind}{number}_", row)
    shape = _Shape(
        way_of(commit),
        tuple(tuple(row) for row in drafts),
        tuple(tuple(row) for row in decided),
        tuple(turn),
        tuple(handoff),
        tuple(tuple(row) for row in timed),
    )
    return shape, values


class OneTripTurns(SqlTurnStore):
    """core.record.TurnStore"""

    def __init__(self, database: PostgresDatabase, clock: Clock) -> None:
        super().__init__(database, clock)
        self._postgres = database

    async def claim_due(self, owner: str, now: Millis, lease_ms: int, limit: int) -> tuple[Claim, ...]:
        values = {"now": now, "most": limit, "owner": owner, "until": now + lease_ms}
        return await self._postgres.one_statement(lambda c: _claims(list(c.execute(_CLAIM_ALL, values))), durable=False)

    async def commit_turn(self, commit: TurnCommit) -> int:
        rare = commit.raised is not None or commit.withdrawn is not None
        if rare or commit.pushes or commit.claim.conversation.channel in PUSHED:
            return await super().commit_turn(commit)
        shape, values = _commit_values(commit)
        statement = _commit(shape)
        newest = await self._postgres.one_statement(lambda c: c.execute(statement, values).scalar())
        if newest is None:
            await self._overtaken(commit.claim)
        return int(newest)
