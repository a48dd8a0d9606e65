"""Ending a web server without leaving a connection open."""

import asyncio

from aiohttp import web

_TURNS = 10
"""Of the loop, in which a connection that is being accepted comes in; it takes three."""


async def close(runner: web.AppRunner | None) -> None:
    """Accept nobody else, let come in who is at the door, then close the server and all its connections.

    A server that is closed while asyncio accepts a connection leaves that one open (Python 3.11: attaching it to the
    closed server fails, and nobody closes it), and some later test is blamed for the socket.
    """
    if runner is None:
        return
    loop = asyncio.get_running_loop()
    for site in runner.sites:
        server = getattr(site, "_server", None)
        for listening in server.sockets if isinstance(server, asyncio.Server) else ():
            loop.remove_reader(listening.fileno())
    await turns(_TURNS)
    await runner.cleanup()


async def turns(count: int) -> None:
    """Let the loop go round so often."""
    for _ in range(count):
        await asyncio.sleep(0)
