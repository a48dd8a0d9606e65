"""Statements of the hot path: written once with SQLAlchemy, and on SQLite given to the driver as they were compiled.

A turn runs about ten statements there, and SQLAlchemy's way of running one (events, an execution context, a cursor
result) costs several times what SQLite itself needs for it. What is compiled, converted and returned is the same.
"""

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from adapters.db.codec import Row

Values = Mapping[str, Any]
Statement = sa.Select[Any] | sa.Insert | sa.Update
Convert = Callable[[Any], Any]


class Hot:
    """One statement, or one for each dialect by name. Raises what SQLAlchemy would."""

    def __init__(self, statement: Statement | Mapping[str, Statement]) -> None:
        self._by_dialect = statement if isinstance(statement, Mapping) else None
        self._statement = None if isinstance(statement, Mapping) else statement
        self._compiled: dict[tuple[str, ...], _Compiled] = {}
        """By the names of the values: an INSERT names the columns it is given."""

    def rows(self, connection: sa.Connection, values: Values) -> Sequence[Row]:
        """All rows, their columns by name."""
        if connection.dialect.name == "sqlite":
            return self._ready(connection, values).rows(_driver(connection), values)
        return connection.execute(self._of(connection), values).all()

    def first(self, connection: sa.Connection, values: Values) -> Row | None:
        """The first row, if there is one."""
        return next(iter(self.rows(connection, values)), None)

    def scalar(self, connection: sa.Connection, values: Values) -> Any:
        """The first column of the first row; None without a row."""
        row = self.first(connection, values)
        return None if row is None else row[0]

    def run(self, connection: sa.Connection, values: Values) -> int:
        """For statements without rows; how many they changed."""
        if connection.dialect.name == "sqlite":
            return self._ready(connection, values).run(_driver(connection), values)
        return int(connection.execute(self._of(connection), values).rowcount)

    def run_each(self, connection: sa.Connection, rows: Sequence[Values]) -> None:
        """Once for each of `rows`, which have the same names, in order."""
        if connection.dialect.name == "sqlite":
            ready, driver = self._ready(connection, rows[0]), _driver(connection)
            for values in rows:
                ready.run(driver, values)
        else:
            connection.execute(self._of(connection), rows)

    def _of(self, connection: sa.Connection) -> Statement:
        return self._statement if self._by_dialect is None else self._by_dialect[connection.dialect.name]  # type: ignore[return-value]

    def _ready(self, connection: sa.Connection, values: Values) -> "_Compiled":
        names = tuple(values)
        found = self._compiled.get(names)
        if found is None:
            found = self._compiled[names] = _Compiled(self._of(connection), names, connection.dialect)
        return found


class _Compiled:
    """A statement as SQLite's driver takes it, with what turns values into its parameters and columns into values."""

    def __init__(self, statement: Statement, names: tuple[str, ...], dialect: sa.Dialect) -> None:
        compiled: Any = statement.compile(
            dialect=dialect, column_keys=list(names), compile_kwargs={"render_postcompile": True}
        )
        if compiled.insert_prefetch or compiled.update_prefetch:
            raise ValueError("A statement of the hot path must be given every value: it fills in no defaults.")
        self._dialect = dialect
        self._sql = str(compiled)
        self._parameters = [_parameter(compiled.binds[name], name in names, dialect) for name in compiled.positiontup]
        columns = list(statement.exported_columns)
        self._row = _row_class([column.name for column in columns])
        converters = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
        self._converters = [(place, convert) for place, convert in enumerate(converters) if convert is not None]

    def rows(self, driver: sqlite3.Connection, values: Values) -> list[Row]:
        return [self._row._make(self._converted(row)) for row in self._execute(driver, values)]

    def run(self, driver: sqlite3.Connection, values: Values) -> int:
        return self._execute(driver, values).rowcount

    def _execute(self, driver: sqlite3.Connection, values: Values) -> sqlite3.Cursor:
        given = [constant if name is None else convert(values[name]) for name, convert, constant in self._parameters]
        try:
            return execute(driver, self._sql, given)
        except sqlite3.Error as error:
            # As SQLAlchemy wraps it: callers know its classes, and the values stay out of the message.
            wrapped = sa.exc.DBAPIError.instance(
                self._sql, None, error, sqlite3.Error, hide_parameters=True, dialect=self._dialect
            )
            raise wrapped from error

    def _converted(self, row: tuple[Any, ...]) -> Iterable[Any]:
        if not self._converters:
            return row
        converted = list(row)
        for place, convert in self._converters:
            converted[place] = convert(converted[place])
        return converted


def _row_class(names: Sequence[str]) -> Any:
    """A class for rows with these columns; of two with the same name the second has none."""
    return namedtuple("Columns", names, rename=True)


def _parameter(bind: Any, is_given: bool, dialect: sa.Dialect) -> tuple[str | None, Convert, Any]:
    """(name, how its value is converted, constant): of what is not given by name, the constant is the parameter."""
    convert = bind.type.dialect_impl(dialect).bind_processor(dialect) or _as_it_is
    if is_given:
        return bind.key, convert, None
    if bind.required:
        raise KeyError(f"The statement needs a value for {bind.key}.")
    return None, convert, convert(bind.effective_value)


def execute(driver: sqlite3.Connection, sql: str, parameters: list[Any]) -> sqlite3.Cursor:
    """The one place where a statement of the hot path meets SQLite's driver."""
    return driver.execute(sql, parameters)


def _as_it_is(value: Any) -> Any:
    return value


def _driver(connection: sa.Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver
