"""Foyer: the composition root. It puts the parts together and decides nothing; `commands/` is its command line."""

import contextlib

from aiohttp import web

from core.settings import Settings
from wiring.mind import ProgressFor, silent
from wiring.pages import health_only, make_web
from wiring.service import Foyer, Overrides, open_foyer

FOYER: web.AppKey[Foyer] = web.AppKey("foyer", Foyer)


async def build(
    settings: Settings, overrides: Overrides | None = None, progress: ProgressFor = silent
) -> web.Application:
    """The aiohttp application with every route; its clean-up closes all that was opened."""
    stack = contextlib.AsyncExitStack()
    foyer = await stack.enter_async_context(open_foyer(settings, overrides, progress))
    try:
        app = await make_web(foyer) if settings.role != "worker" else health_only(foyer)
    except BaseException:
        await stack.aclose()
        raise

    async def start(app: web.Application) -> None:
        for loop in foyer.loops:
            loop.start()

    async def stop(app: web.Application) -> None:
        for loop in foyer.loops:
            await loop.stop()
        await stack.aclose()

    app.on_startup.append(start)
    app.on_cleanup.append(stop)
    app[FOYER] = foyer
    return app


if __name__ == "__main__":
    import sys

    from commands.line import main

    sys.exit(main())
