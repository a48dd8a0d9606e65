"""`python -m tests.slack`: a Slack to click in, alone or with Foyer beside it."""

import argparse
import asyncio
import contextlib
import signal
from collections.abc import Sequence

from tests.slack.page import Page
from tests.slack.play import Play, foyer_beside, introduce, make_play


async def serve(arguments: argparse.Namespace) -> None:
    """Serve until SIGINT or SIGTERM."""
    play = make_play(arguments.port, arguments.customer)
    ended = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, ended.set)
    page = Page(play.slack, play.people)
    await play.slack.start(*page.routes())
    try:
        async with contextlib.AsyncExitStack() as stack:
            address = arguments.app
            if arguments.with_foyer:
                address = await stack.enter_async_context(foyer_beside(play, arguments.foyer_port))
            await _announce(play, address)
            await ended.wait()
    finally:
        page.close()
        await play.slack.stop()


async def _announce(play: Play, address: str) -> None:
    slack = play.slack
    if address:
        print(f"  {await introduce(play, address)}")
    else:
        print(f"  FOYER_SLACK_API_URL={slack.api_url}")
        print(f"  FOYER_SLACK_BOT_TOKEN={play.install.token}")
        print(f"  FOYER_SLACK_SIGNING_SECRET={slack.app.signing_secret}")
    print(f"\n  Slack    {slack.base_url}/   (write as {', '.join(one.user.real_name for one in play.people)})")
    print("  Ctrl-C stops it.\n", flush=True)


def main(argv: Sequence[str] | None = None) -> int:
    """Returns 0, or 1 where it could not serve; wrong arguments end the program."""
    parser = argparse.ArgumentParser(prog="python -m tests.slack", description=__doc__)
    parser.add_argument("--app", default="", help="address of a running app, such as http://127.0.0.1:8080")
    parser.add_argument("--port", type=int, default=8090, help="where to serve this Slack (8090)")
    parser.add_argument(
        "--customer", default="Marlowe Dental Group", help="the customer's company, an account of the app"
    )
    parser.add_argument("--with-foyer", action="store_true", help="start Foyer too, on a new SQLite database")
    parser.add_argument("--foyer-port", type=int, default=8080, help="where Foyer serves then (8080)")
    arguments = parser.parse_args(argv)
    try:
        asyncio.run(serve(arguments))
    except (OSError, RuntimeError, AssertionError) as error:
        print(f"This Slack could not be served: {error}. Are its ports free (--port, --foyer-port), is --app right?")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
