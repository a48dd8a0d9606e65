"""Run by Alembic: over the connection of `adapters.db.migrate`, or from the command line to write a step."""

import os

from alembic import context
from sqlalchemy import Connection

from adapters.db import (  # noqa: F401 -- their tables belong to the metadata
    file_tables,
    install_tables,
    known_tables,
    library_tables,
    spending_tables,
    triage_tables,
)
from adapters.db.label_tables import labels


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=labels.metadata,
        # SQLite cannot alter much: Alembic copies the table instead. It can undo schema changes, though.
        render_as_batch=connection.dialect.name == "sqlite",
        transactional_ddl=True,
        on_version_apply=context.config.attributes.get("on_version_apply"),
    )
    with context.begin_transaction():
        context.run_migrations()


def _run_from_command_line() -> None:
    from adapters.db.migrate import run

    run(os.environ.get("FOYER_DATABASE_URL", "sqlite:///var/foyer.db"), _run)


_given = context.config.attributes.get("connection")
if _given is not None:
    _run(_given)
else:
    _run_from_command_line()
