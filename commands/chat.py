"""The service in a terminal."""

import argparse
import asyncio

from commands.prepare import prepare_apart
from commands.verb import Verb
from core.settings import Settings
from wiring.service import open_foyer


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


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--locale", default="en")


CHAT = Verb("chat", "talk to the bot in this terminal", run_chat, _arguments, quiet=True)
