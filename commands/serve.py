"""Serving."""

import argparse
import asyncio
import errno
import gc
import socket
import sys

from aiohttp import web

from app import FOYER, build
from commands.prepare import first_admin, prepare_apart
from commands.speak import progress_line, say
from commands.verb import Verb
from core.errors import SettingError
from core.settings import Settings


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
        # What is loaded by now stays: to look for garbage in it now and then would hold up turns for 0.1 s.
        gc.collect()
        gc.freeze()
        # A turn makes some thousands of objects and leaves hardly any of them behind.
        gc.set_threshold(10_000, 50, 50)

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

    # The database and the model run in threads of their own; each of their steps waits this long for a turn at Python.
    sys.setswitchinterval(0.0002)
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


SERVE = Verb("serve", "serve the widget, the desk and the back office", run_serve)
