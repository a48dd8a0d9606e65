"""The world of `make run-slack`: Harborlight's agents, a customer's people, the channel they share, and triage."""

import asyncio
import contextlib
import os
import secrets
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from core.clock import SystemClock
from tests.slack.installs import Installation
from tests.slack.people import Person
from tests.slack.server import FakeSlack
from tests.slack.world import Channel, UserGroup

ROOT = Path(__file__).parents[2]


@dataclass
class Play:
    """Who and what there is to click on."""

    slack: FakeSlack
    install: Installation
    people: tuple[Person, ...]
    maya: Person
    shared: Channel
    triage: Channel
    agents: UserGroup
    customer: str


def make_play(port: int, customer: str, app_name: str = "Foyer") -> Play:
    """The world, by the machine's time, with rate limits as in life. `customer`: the account's name."""
    slack = FakeSlack(SystemClock(), rate_limits=True, port=port, app_name=app_name, run=secrets.token_hex(3).upper())
    home, theirs = slack.team("Harborlight"), slack.team(customer)
    install = slack.install(home)
    ana = slack.user("Ana Lima", theirs, email=None)
    ben = slack.user("Ben Ott", theirs)
    maya, tom = slack.user("Maya Sen", home, is_admin=True), slack.user("Tom Berg", home)
    agents = slack.group("support", maya, tom)
    name = customer.lower().replace(" ", "-")
    shared = slack.channel(f"ext-{name}", maya, tom, install, ana, ben, shared_with=(theirs,))
    triage = slack.channel("triage", maya, tom, install, private=True)
    slack.channel("general", maya, tom)
    return Play(slack, install, (ana, ben, maya, tom), maya, shared, triage, agents, customer)


def app_settings(play: Play, folder: Path, port: int) -> dict[str, str]:
    """The environment with which Foyer meets this world, on a database of its own."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("FOYER_")},
        "FOYER_DATABASE_URL": f"sqlite:///{folder}/foyer.db",
        "FOYER_PORT": str(port),
        "FOYER_SLACK_BOT_TOKEN": play.install.token,
        "FOYER_SLACK_SIGNING_SECRET": play.slack.app.signing_secret,
        "FOYER_SLACK_API_URL": play.slack.api_url,
        "FOYER_SLACK_TRIAGE_CHANNEL": play.triage.id,
        "FOYER_SLACK_AGENT_GROUPS": play.agents.id,
        "FOYER_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "FOYER_LOG_FORMAT": "console",
        "FOYER_LOG_LEVEL": "warning",
    }


@contextlib.asynccontextmanager
async def foyer_beside(play: Play, port: int) -> AsyncIterator[str]:
    """Foyer as a process of its own, until left. Yields its address once it is ready.

    Its database is new each time: this Slack forgets everything when it stops. Raises RuntimeError if it ends early.
    """
    folder = ROOT / "var/slack"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("foyer.db*"):
        old.unlink()
    command = (sys.executable, "app.py", "serve")
    # Its own group: Ctrl-C reaches it once, through here, and not twice.
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=app_settings(play, folder, port), start_new_session=True
    )
    try:
        await _ready(f"http://127.0.0.1:{port}/readyz", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
            await process.wait()


async def _ready(url: str, process: asyncio.subprocess.Process) -> None:
    clock = SystemClock()
    async with aiohttp.ClientSession() as http:
        while process.returncode is None:
            with contextlib.suppress(aiohttp.ClientError):
                async with http.get(url) as answer:
                    if answer.status == 200:
                        return
            await clock.sleep(0.3)
    raise RuntimeError(f"Foyer ended with {process.returncode} before it was ready; its last lines say why")


async def introduce(play: Play, address: str) -> str:
    """Point events to the app, and map the shared channel as its admin would. Returns what the app answered."""
    await play.slack.point_to(f"{address}/slack/events")
    await play.maya.commands(play.shared, f"/foyer map {play.customer}")
    try:
        answer = await play.maya.sees("belongs to", play.shared, timeout=10)
    except AssertionError:
        return f"The channel could not be mapped; as Maya, type /foyer map {play.customer} in #{play.shared.name}."
    return answer.text
