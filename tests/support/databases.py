"""Databases with all tables, for tests: migrating takes far longer than copying, and copying than emptying."""

import shutil
import tempfile
from functools import cache
from pathlib import Path

from adapters.db.migrate import migrate
from tests.support.reaper import remove_after_us
from tests.support.services import PostgresServer

_KEEP = """
CREATE SCHEMA untouched;
DO $$ DECLARE t regclass; filled boolean; BEGIN
    FOR t IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
        EXECUTE format('SELECT EXISTS (TABLE %s)', t) INTO filled;
        IF filled THEN EXECUTE format('CREATE TABLE untouched.%s AS TABLE %s', t, t); END IF;
    END LOOP;
END $$
"""
"""Remember what the migrations wrote."""
_REFRESH = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid();
DO $$ DECLARE t regclass; name text; BEGIN
    SET LOCAL session_replication_role = replica;
    FOR t IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
        EXECUTE format('DELETE FROM %s', t);
    END LOOP;
    FOR name IN SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'untouched'::regnamespace LOOP
        EXECUTE format('INSERT INTO public.%I TABLE untouched.%I', name, name);
    END LOOP;
    FOR t IN SELECT oid FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace LOOP
        PERFORM setval(t, 1, false);
    END LOOP;
END $$
"""
"""Send everybody away, and leave what the migrations left."""


def migrated_sqlite(path: Path) -> str:
    """The URL of a new SQLite file at `path`."""
    shutil.copyfile(_sqlite_model(), path)
    return f"sqlite:///{path}"


def migrated_postgres(server: PostgresServer) -> str:
    """The URL of a database of this server as the migrations leave it; give it back afterwards."""
    free = _given_back(server)
    return free.pop() if free else server.create_database(_postgres_model(server))


def give_back(server: PostgresServer, url: str) -> None:
    """Make what `migrated_postgres` lent as it was, for the next who asks. Its tables must still be the same."""
    server.execute(_REFRESH, url.rsplit("/", 1)[1])
    _given_back(server).append(url)


@cache
def _given_back(server: PostgresServer) -> list[str]:
    return []


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
    name = url.rsplit("/", 1)[1]
    server.execute(_KEEP, name)
    return name
