"""Databases with all tables, copied from one that was migrated once: migrating takes far longer than copying."""

import shutil
import tempfile
from functools import cache
from pathlib import Path

from adapters.db.migrate import migrate
from tests.support.reaper import remove_after_us
from tests.support.services import PostgresServer


def migrated_sqlite(path: Path) -> str:
    """The URL of a new SQLite file at `path`."""
    shutil.copyfile(_sqlite_model(), path)
    return f"sqlite:///{path}"


def migrated_postgres(server: PostgresServer) -> str:
    """The URL of a new database of this server."""
    return server.create_database(_postgres_model(server))


@cache
def _sqlite_model() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="foyer-model-"))
    remove_after_us(folder)
    migrate(f"sqlite:///{folder}/model.db")
    return folder / "model.db"


@cache
def _postgres_model(server: PostgresServer) -> str:
    url = server.create_database()
    migrate(url)
    return url.rsplit("/", 1)[1]
