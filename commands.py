"""The command line's verbs. Each puts the parts of `app.py` to one use."""

import argparse
import asyncio
import errno
import hashlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from aiohttp import web

from app import FOYER, Foyer, build, open_foyer
from core.errors import FoyerError, SettingError
from core.ports import Progress
from core.settings import Settings, load_settings

HERE = Path(__file__).resolve().parent
PREPARED = "prepared"
"""The file in the data folder that says what models and index were made from."""


def say(text: str) -> None:
    """A line for the person who started us."""
    print(text, file=sys.stderr, flush=True)


def progress_line(what: str) -> Progress:
    """Shows how far a long step is: on a terminal in one line, in a log about every tenth."""
    shown = -1

    def show(done: int, total: int) -> None:
        nonlocal shown
        over = done >= total
        tenth = 10 if over else done * 10 // total
        if sys.stderr.isatty():
            print(f"\r\x1b[K      {what}: {done}/{total}", end="\n" if over else "", file=sys.stderr, flush=True)
        elif tenth != shown:
            say(f"      {what}: {done}/{total}")
        shown = tenth

    return show


async def prepare(settings: Settings) -> None:
    """Make database, models, index and the first admin; what is there already stays."""
    from adapters.db.migrate import migrate

    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    await asyncio.to_thread(migrate, settings.database_url)
    async with open_foyer(settings, progress=progress_line) as foyer:
        await first_admin(foyer)
    (settings.data_dir / PREPARED).write_text(prepared_from(settings))


def prepared_from(settings: Settings) -> str:
    """A digest of all that models and index are made from: the company's files and the code."""
    digest = hashlib.sha256()
    code = (HERE / room for room in ("adapters/company", "adapters/embeddings", "core", "graph", "knowledge"))
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
        command = [sys.executable, str(HERE / "app.py"), "prepare", "--quiet"]
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


async def serve(settings: Settings, address: str) -> web.Application:
    """The application, on a database that is up to date."""
    from adapters.db.migrate import migrate

    say("Opening the database, the models and the index …")
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    await asyncio.to_thread(migrate, settings.database_url)
    app = await build(settings, progress=progress_line)
    await first_admin(app[FOYER])

    async def announce(app: web.Application) -> None:
        base = settings.public_url or address
        say(f"\n  Foyer serves {app[FOYER].company.name}.")
        if settings.role != "worker":
            say(f"  Widget   {base}/\n  Desk     {base}/desk\n  Admin    {base}/admin\n  Health   {base}/readyz")
        say("  Ctrl-C stops it.\n")

    app.on_startup.append(announce)
    return app


def run_serve(settings: Settings, arguments: argparse.Namespace) -> int:
    """Serve until SIGTERM or SIGINT."""
    from adapters.web.listening import take_address

    sockets = take_address(settings.host, settings.port)
    failed = prepare_apart(settings)
    return failed or serve_on(settings, sockets)


def serve_on(settings: Settings, sockets: list[socket.socket]) -> int:
    """Serve on an address that is taken already."""
    import uvloop

    from adapters.web.listening import why_not

    # The database and the model run in threads of their own; the default of 5 ms is half a turn.
    sys.setswitchinterval(0.001)
    port = sockets[0].getsockname()[1]
    try:
        web.run_app(
            serve(settings, f"http://{settings.host}:{port}"),
            sock=sockets,
            shutdown_timeout=settings.stop_grace_s,
            print=None,
            access_log=None,
            loop=uvloop.new_event_loop(),
        )
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise SettingError(why_not(error, settings.host, port)) from None  # two were started at once
    return 0


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


def run_chat(settings: Settings, arguments: argparse.Namespace) -> int:
    """The service in a terminal."""
    from adapters.db.migrate import migrate
    from bot.terminal.chat import TerminalChat, keyboard

    async def talk() -> None:
        async with open_foyer(settings) as foyer:
            for loop in foyer.loops:
                loop.start()
            chat = TerminalChat(
                record=foyer.record,
                reception=foyer.reception,
                bus=foyer.bus,
                clock=foyer.clock,
                texts=foyer.texts,
                write=lambda text: print(text, flush=True),
                locale=arguments.locale,
                site=settings.public_url or foyer.company.website,
            )
            try:
                await chat.run(keyboard())
            finally:
                for loop in foyer.loops:
                    await loop.stop()

    failed = prepare_apart(settings)
    if failed:
        return failed
    migrate(settings.database_url)
    asyncio.run(talk())
    return 0


def run_doctor(settings: Settings, arguments: argparse.Namespace) -> int:
    """Check everything; 1 when something needs mending."""
    from adapters.doctor.checks import examine

    async def report() -> int:
        sound = True
        async for finding in examine(settings):
            mark = {True: "ok  ", False: "FAIL", None: "-   "}[finding.ok]
            print(f"{mark}  {finding.name}: {finding.text}", flush=True)
            sound = sound and finding.ok is not False
        return 0 if sound else 1

    return asyncio.run(report())


def run_graph(settings: Settings, arguments: argparse.Namespace) -> int:
    """The state machine as Mermaid."""
    from graph.machine import draw_mermaid

    print(draw_mermaid())
    return 0


def run_bench(settings: Settings, arguments: argparse.Namespace) -> int:
    """The benchmarks of tests/bench."""
    from tests.bench.__main__ import main as bench

    return bench(arguments.rest)


Command = Callable[[Settings, argparse.Namespace], int]
COMMANDS: dict[str, tuple[Command, str]] = {
    "serve": (run_serve, "serve the widget, the desk and the back office"),
    "prepare": (run_prepare, "set up database, models and index"),
    "chat": (run_chat, "talk to the bot in this terminal"),
    "doctor": (run_doctor, "check settings, database, models, port, Redis and Slack"),
    "graph": (run_graph, "print the state machine as Mermaid"),
    "migrate": (run_migrate, "bring the database to the newest schema"),
    "bench": (run_bench, "measure turns, history, sockets, start and workers"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """The command line; returns the exit status."""
    from adapters.logs.setup import set_up_logs

    parser = argparse.ArgumentParser(prog="python app.py", description="Foyer: chat-first triage for support.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, (_, text) in COMMANDS.items():
        command = commands.add_parser(name, help=text)
        if name == "chat":
            command.add_argument("--locale", default="en")
        if name == "prepare":
            command.add_argument("--quiet", action="store_true", help="do not say what comes next")
        if name == "bench":
            command.add_argument("rest", nargs=argparse.REMAINDER)
    arguments = parser.parse_args(argv)
    try:
        settings = load_settings()
        quiet = arguments.command in ("chat", "doctor", "graph")
        set_up_logs("error" if quiet else settings.log_level, settings.log_format)
        status = COMMANDS[arguments.command][0](settings, arguments)
        sys.stdout.flush()
        return status
    except SettingError as error:
        say(f"Foyer cannot start:\n{error.message}")
        return 2
    except FoyerError as error:
        say(f"Foyer stopped: {error.message}")
        return 1
    except BrokenPipeError:  # `… | head` has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except KeyboardInterrupt:
        return 130
