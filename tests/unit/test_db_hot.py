"""Statements given to SQLite's driver directly do what SQLAlchemy does with them."""

import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.db.columns import Id, Json, Words
from adapters.db.hot import Hot
from adapters.db.portable import among, insert_new
from adapters.db.sqlite import sqlite_engine

_meta = sa.MetaData()
_things = sa.Table(
    "things",
    _meta,
    sa.Column("id", Id, primary_key=True),
    sa.Column("name", Words, nullable=False),
    sa.Column("data", Json, nullable=False),
    sa.Column("count", sa.BigInteger),
    sa.Column("open", sa.Boolean, nullable=False),
)
_lazy = sa.Table("lazy", _meta, sa.Column("id", Id, primary_key=True), sa.Column("at", sa.Integer, default=7))

_ADD = sa.insert(_things)
_OF = sa.select(_things).where(_things.c.id == sa.bindparam("of_id"), _things.c.name != "never")


@pytest.fixture
def connection() -> Iterator[sa.Connection]:
    engine = sqlite_engine(sa.make_url("sqlite://"), ())
    with engine.connect() as connection:
        _meta.create_all(connection)
        yield connection
    engine.dispose()


def _row(name: str = "a", **other: Any) -> dict[str, Any]:
    return {"id": "1", "name": name, "data": {"n": 1}, "count": None, "open": True, **other}


_json = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(name=st.text(), data=_json, count=st.none() | st.integers(-(2**62), 2**62), is_open=st.booleans())
def test_that_values_are_written_and_read_as_by_sqlalchemy(
    connection: sa.Connection, name: str, data: Any, count: int | None, is_open: bool
):
    connection.execute(sa.delete(_things))
    row = _row(name, data=data, count=count, open=is_open)
    connection.execute(_ADD, {**row, "id": "theirs"})
    assert Hot(_ADD).run(connection, {**row, "id": "ours"}) == 1
    theirs, ours = (connection.execute(_OF, {"of_id": which}).one_or_none() for which in ("theirs", "ours"))
    assert (theirs and tuple(theirs)[1:]) == (ours and tuple(ours)[1:])
    directly = Hot(_OF).first(connection, {"of_id": "theirs"})
    assert (None if directly is None else tuple(directly)) == (None if theirs is None else tuple(theirs))
    if directly is not None and theirs is not None:
        assert (directly.name, directly.data, directly.open) == (theirs.name, theirs.data, theirs.open)


def test_that_several_rows_lists_and_counts_go_through(connection: sa.Connection):
    Hot(_ADD).run_each(connection, [_row(id=str(number), count=number) for number in range(5)])
    picked = Hot({"sqlite": sa.select(_things.c.count).where(among(_things.c.id, "ids")["sqlite"])})
    assert sorted(row[0] for row in picked.rows(connection, {"ids": ["1", "3", "9"]})) == [1, 3]
    raised = Hot(sa.update(_things).where(_things.c.id == sa.bindparam("of_id")).values(count=_things.c.count + 1))
    assert raised.run(connection, {"of_id": "3"}) == 1
    assert raised.run(connection, {"of_id": "none"}) == 0
    assert Hot(sa.select(sa.func.sum(_things.c.count))).scalar(connection, {}) == 11


def test_that_a_known_key_returns_no_row(connection: sa.Connection):
    add = Hot(insert_new(_things, _things.c.id))
    assert add.scalar(connection, _row()) == "1"
    assert add.scalar(connection, _row("b")) is None


def test_that_errors_are_sqlalchemys_and_hold_no_values(connection: sa.Connection):
    add = Hot(_ADD)
    add.run(connection, _row("secret"))
    with pytest.raises(sa.exc.IntegrityError) as refused:
        add.run(connection, _row("secret"))
    assert isinstance(refused.value.orig, sqlite3.IntegrityError)
    assert "secret" not in str(refused.value)


def test_that_a_missing_value_is_named(connection: sa.Connection):
    with pytest.raises(KeyError, match="of_id"):
        Hot(_OF).rows(connection, {})


def test_that_defaults_filled_in_by_python_are_refused(connection: sa.Connection):
    with pytest.raises(ValueError, match="every value"):
        Hot(sa.insert(_lazy)).run(connection, {"id": "1"})
