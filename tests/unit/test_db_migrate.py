"""The schema's history leads to the schema, on both databases, also when two processes start at once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from adapters.db.library_tables import library
from adapters.db.migrate import begun, check, migrate, newest, run
from adapters.db.urls import database_url
from core.errors import SettingError

metadata = library.metadata


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite:///{tmp_path}/new/foyer.db"


def _differences(connection: sa.Connection) -> list[Any]:
    return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata))


def _constraints(connection: sa.Connection) -> dict[str, set[str]]:
    """What the comparison does not look at."""
    inspector = sa.inspect(connection)
    return {table: {str(each["name"]) for each in inspector.get_check_constraints(table)} for table in metadata.tables}


def test_that_migrations_and_tables_agree(empty_url: str) -> None:
    migrate(empty_url)
    assert run(empty_url, _differences) == []
    wanted = {
        table.name: {str(each.name) for each in table.constraints if isinstance(each, sa.CheckConstraint)}
        for table in metadata.sorted_tables
    }
    assert run(empty_url, _constraints) == wanted


def test_that_check_says_what_to_do(empty_url: str) -> None:
    assert "app.py prepare" in (check(empty_url) or "")
    steps: list[tuple[int, int]] = []
    migrate(empty_url, lambda done, total: steps.append((done, total)))
    assert steps
    assert steps[-1][0] == steps[-1][1]
    assert check(empty_url) is None
    run(empty_url, lambda connection: connection.execute(sa.text("UPDATE alembic_version SET version_num = 'x'")))
    assert "at schema x" in (check(empty_url) or "")


def test_that_the_newest_step_is_the_one_nothing_follows() -> None:
    config = Config()
    config.set_main_option("script_location", "adapters/db/migrations")
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [newest()]


def test_that_looking_for_a_record_makes_none(empty_url: str, tmp_path: Path) -> None:
    assert not begun(empty_url)
    assert not (tmp_path / "new").exists()
    migrate(empty_url)
    assert begun(empty_url)


def test_that_processes_starting_at_once_migrate_once(empty_url: str) -> None:
    steps: list[int] = []
    with ThreadPoolExecutor(4) as threads:
        for each in [threads.submit(migrate, empty_url, lambda done, _: steps.append(done)) for _ in range(4)]:
            each.result()
    assert steps == list(range(1, len(steps) + 1))
    assert steps
    assert check(empty_url) is None


def test_that_check_tells_of_a_database_that_is_away() -> None:
    assert "cannot be reached" in (check("postgresql://u:secret@127.0.0.1:1/x") or "")


@pytest.mark.parametrize("url", ["", "mysql://u:secret@h/d", "sqlite://", "sqlite:///:memory:", "not a url"])
def test_that_a_url_we_cannot_use_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(SettingError) as refusal:
        database_url(url)
    assert "secret" not in refusal.value.message


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+asyncpg"])
def test_that_postgres_urls_in_any_spelling_work(scheme: str) -> None:
    url = database_url(f"{scheme}://u:p@h/d?sslmode=require")
    assert url.drivername == "postgresql+asyncpg"
    assert dict(url.query) == {"ssl": "require"}
