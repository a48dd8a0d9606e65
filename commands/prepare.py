"""Setting up: database, models, index and the first admin."""

import argparse
import asyncio
import hashlib
import signal
import subprocess
import sys
from pathlib import Path

from commands.speak import progress_line, say
from commands.verb import Verb
from core.settings import Settings
from wiring.service import Foyer, open_foyer

ROOT = Path(__file__).resolve().parents[1]
PREPARED = "prepared"
"""The file in the data folder that says what models and index were made from."""


async def prepare(settings: Settings) -> None:
    """Make database, models, index and the first admin; what is there already stays."""
    from adapters.db.migrate import migrate

    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    await asyncio.to_thread(migrate, settings.database_url)
    async with open_foyer(settings, progress=progress_line, recalibrate=True) as foyer:
        await first_admin(foyer)
    (settings.data_dir / PREPARED).write_text(prepared_from(settings))


def prepared_from(settings: Settings) -> str:
    """A digest of all that models and index are made from: the company's files, the code, and the embedder."""
    digest = hashlib.sha256(f"{settings.embedder} {settings.embedder_url} {settings.embedder_model}".encode())
    code = (ROOT / room for room in ("adapters/company", "adapters/embeddings", "core", "graph", "knowledge"))
    for folder in (settings.company_dir, *code):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(f"{path.relative_to(folder)}\0{path.stat().st_size}\0".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def is_prepared(settings: Settings) -> bool:
    """Whether models and index are there and made from what is there now."""
    try:
        made = all(any((settings.data_dir / name).iterdir()) for name in ("models", "index"))
        return made and (settings.data_dir / PREPARED).read_text() == prepared_from(settings)
    except OSError:
        return False


def prepare_apart(settings: Settings) -> int:
    """Prepare in a process of its own where that is needed: training takes memory that would never come back."""
    if settings.role == "web" or is_prepared(settings):
        return 0
    say("Preparing models and index, because the company's files or the code are new (about a minute) …")
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # leaving `run` ends the child too
    try:
        command = [sys.executable, str(ROOT / "app.py"), "prepare", "--quiet"]
        return subprocess.run(command, check=False).returncode
    finally:
        signal.signal(signal.SIGTERM, before)


async def first_admin(foyer: Foyer) -> None:
    """Make the first admin where there is no staff, and show the password this once."""
    from adapters.web.staff_door import FIRST_LOGIN, ensure_first_admin

    password = await ensure_first_admin(foyer.record, foyer.clock)
    if password is not None:
        say(f"\n  Sign in at /desk or /admin as “{FIRST_LOGIN}” with the password\n\n      {password}\n")
        say("  It is shown this once; change it after signing in.\n")


def run_prepare(settings: Settings, arguments: argparse.Namespace) -> int:
    """Set up without serving."""
    asyncio.run(prepare(settings))
    if not arguments.quiet:
        say("Ready: python app.py serve")
    return 0


def run_migrate(settings: Settings, arguments: argparse.Namespace) -> int:
    """Bring the database to the newest schema."""
    from adapters.db.migrate import migrate

    migrate(settings.database_url, progress_line("migrations"))
    say("The database is up to date.")
    return 0


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help="do not say what comes next")


PREPARE = Verb("prepare", "set up database, models and index", run_prepare, _arguments)
MIGRATE = Verb("migrate", "bring the database to the newest schema", run_migrate)
