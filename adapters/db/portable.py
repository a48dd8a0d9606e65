"""The few places where the two databases spell the same thing differently."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

Variants = dict[str, sa.Insert]
"""The same statement by dialect name; pick with `variants[connection.dialect.name]`."""


def insert_new(table: sa.Table, *returning: sa.ColumnElement[Any]) -> Variants:
    """INSERT that leaves out rows whose unique keys exist already."""
    plain: Sequence[sqlite.Insert | postgresql.Insert] = (sqlite.insert(table), postgresql.insert(table))
    built = [statement.on_conflict_do_nothing() for statement in plain]
    statements: list[sa.Insert] = [s.returning(*returning) if returning else s for s in built]
    return dict(zip(("sqlite", "postgresql"), statements, strict=True))


def upsert(table: sa.Table, keys: Sequence[str], changed: Sequence[str]) -> Variants:
    """INSERT that updates `changed` where a row with the same `keys` exists."""
    in_sqlite, in_postgres = sqlite.insert(table), postgresql.insert(table)
    return {
        "sqlite": in_sqlite.on_conflict_do_update(
            index_elements=keys, set_={name: in_sqlite.excluded[name] for name in changed}
        ),
        "postgresql": in_postgres.on_conflict_do_update(
            index_elements=keys, set_={name: in_postgres.excluded[name] for name in changed}
        ),
    }


def smaller(a: sa.ColumnElement[Any], b: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """The smaller of two values: `min(a, b)` here, `least(a, b)` there."""
    return sa.case((a < b, a), else_=b)


def among(column: sa.ColumnElement[str], name: str) -> dict[str, sa.ColumnElement[bool]]:
    """The column is one of the texts in the list bound to `name`: one parameter, whatever its length, so that
    the statement stays the same and is prepared once."""
    texts = sa.func.json_each(sa.bindparam(name, type_=sa.JSON)).table_valued("value")
    return {
        "sqlite": column.in_(sa.select(texts.c.value)),
        "postgresql": column == sa.any_(sa.bindparam(name, type_=postgresql.ARRAY(sa.Text))),
    }
