"""What the record needs of a database: run a piece of work as one transaction.

Work is a plain function over a connection, so that the same statements run on a thread (SQLite) and on an
event loop (PostgreSQL). It may run more than once: it must change nothing but the database.
"""

from collections.abc import Callable
from typing import Protocol, TypeVar

import sqlalchemy as sa

from core.errors import FoyerError, InvalidInput, Unavailable

T = TypeVar("T")
Work = Callable[[sa.Connection], T]


class Database(Protocol):
    """One database, with writes that are whole or not at all."""

    async def write(self, work: Callable[[sa.Connection], T], *, durable: bool = True) -> T:
        """Run `work` in a transaction and return when it is committed.

        `durable=False` is for what may be forgotten in a power cut (a lease, a mark), and costs no wait for
        the disk. Whatever `work` raises undoes it.
        """
        ...

    async def read(self, work: Callable[[sa.Connection], T]) -> T:
        """Run `work`, which only reads."""
        ...

    async def aclose(self) -> None: ...


def unavailable(error: BaseException) -> Unavailable:
    """The error to show when the database does not answer; its detail is for the log and holds no values."""
    cause = getattr(error, "orig", None) or error
    first_line = str(cause).partition("\n")[0]
    return Unavailable(
        "The database does not answer at present. Nothing was lost; try again in a moment.",
        retry_after_s=1.0,
        detail=f"{type(cause).__name__}: {first_line}",
    )


def translated(error: BaseException) -> BaseException:
    """Our own error for one of the database's, where the caller can do something about it."""
    if isinstance(error, FoyerError):
        return error
    if isinstance(error, sa.exc.DataError):
        return InvalidInput("A value is too long or of the wrong kind to be stored.", detail=type(error.orig).__name__)
    if isinstance(error, sa.exc.OperationalError | sa.exc.InterfaceError | sa.exc.TimeoutError):
        return unavailable(error)
    # A server that is starting, full or shutting down says so in errors of no particular class.
    ours = sa.exc.IntegrityError | sa.exc.ProgrammingError | sa.exc.NotSupportedError
    if isinstance(error, sa.exc.DBAPIError) and not isinstance(error, ours):
        return unavailable(error)
    return error
