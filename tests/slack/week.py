"""`python -m tests.slack.week`: a week of customers in Slack, pressed into minutes, with everything that goes wrong.

Channels shared with many companies, questions public and personal, follow-ups and bursts, wishes for a person; some
events doubled, some late, some calls failing, and the service killed (SIGKILL) and started again in between. At the
end every message is looked up in the record and on everybody's screen. Prints a table, or JSON; the exit status is 1
when anything was lost, doubled, misdelivered, out of order or read by somebody it was not for.
"""

import argparse
import asyncio
import contextlib
import json
import random
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Protocol

from adapters.company.loader import load_company
from adapters.db.migrate import migrate
from core.clock import Clock, SystemClock
from core.domain.people import Account
from tests.slack.installs import Installation
from tests.slack.people import Person
from tests.slack.reckoning import Asked, Books, Reckoning, reckon
from tests.slack.server import FakeSlack
from tests.slack.week_service import COMPANY, RealProcess
from tests.slack.world import Channel, Team

PUBLIC = (
    "How can I reset my password?",
    "How do I merge duplicate clients?",
    "How do I import clients from a file?",
    "How do I remove a team mate?",
    "Can I export my appointments as a file?",
)
PERSONAL = "Which plan am I on and when does it renew?"
HUMAN = "I want to talk to a person, please"
FOLLOW_UPS = ("And how do I reset my password?", "And how do I merge duplicate clients?", HUMAN)


@dataclass(frozen=True)
class Plan:
    """How much of everything."""

    channels: int = 30
    companies: int = 12
    conversations: int = 200
    seconds: float = 120.0
    doubled: float = 0.05
    late: float = 0.05
    failing: float = 0.02
    restarts: int = 3
    seed: int = 1


class Service(Protocol):
    """The service under test, on a database that outlives it."""

    async def start(self) -> str:
        """Serve; returns the address."""
        ...

    async def kill(self) -> None:
        """End it where it stands."""
        ...


@dataclass
class Week:
    """The world and what happens in it."""

    plan: Plan
    slack: FakeSlack
    service: Service
    clock: Clock
    accounts: tuple[Account, ...]
    asked: list[Asked] = field(default_factory=list)
    found: Reckoning = field(default_factory=Reckoning)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.plan.seed)
        self.home = self.slack.team("Harborlight")
        self.bot: Installation = self.slack.install(self.home)
        self.maya = self.slack.user("Maya Sen", self.home, is_admin=True)
        self.people: dict[str, list[Person]] = {}
        self.places: list[tuple[Channel, Team, Account]] = []

    async def live(self) -> None:
        """Everything from the first message to the last retry."""
        await self.slack.point_to(f"{await self.service.start()}/slack/events")
        await self.settle_in()
        self.slack.mischief.by_chance(doubles=self.plan.doubled, delays=self.plan.late, longest_delay_s=4.0)
        self.slack.faults.by_chance(self.plan.failing)
        talks = [self.converse(number) for number in range(self.plan.conversations)]
        await asyncio.gather(self.restart(), *talks)
        self.slack.faults.none()

    async def settle_in(self) -> None:
        """Companies, their people and channels; an admin of ours maps each."""
        teams = [self.slack.team(f"Company {number}") for number in range(self.plan.companies)]
        for team in teams:
            self.people[team.id] = [self.slack.user(f"{name} of {team.name}", team) for name in ("Ana", "Ben", "Cleo")]
        for number in range(self.plan.channels):
            team = teams[number % len(teams)]
            account = self.accounts[number % len(teams) % len(self.accounts)]
            channel = self.slack.channel(
                f"ext-{number}", self.maya, self.bot, *self.people[team.id], shared_with=(team,)
            )
            self.places.append((channel, team, account))
            await self.maya.commands(channel, f"/foyer map {account.name}")
            await self.maya.sees("belongs to", channel, timeout=30)
        for number, (channel, team, _) in enumerate(self.places[:: max(1, self.plan.channels // 3)]):
            other = teams[(teams.index(team) + 1 + number) % len(teams)]
            if other is not team:  # a third company comes to read along
                self.slack.acts.share(channel, other)
                await self.people[other.id][0].joins(channel, wait=False)

    async def converse(self, number: int) -> None:
        """One conversation at its time: a question, perhaps a burst, perhaps a follow-up."""
        dice = random.Random(self.plan.seed * 100_000 + number)
        channel, team, account = self.places[number % len(self.places)]
        person = dice.choice(self.people[team.id])
        await self.clock.sleep(self.plan.seconds * number / self.plan.conversations)
        kind = dice.random()
        text = PERSONAL if kind < 0.2 else HUMAN if kind < 0.3 else dice.choice(PUBLIC)
        first = await self.say(person, channel, account, text, personal=text == PERSONAL)
        if dice.random() < 0.1:
            await self.say(person, channel, account, "it is urgent for us")
        if dice.random() < 0.3:
            await self.clock.sleep(dice.uniform(0.05, 0.15) * self.plan.seconds)
            colleague = dice.choice(self.people[team.id])
            await self.say(colleague, channel, account, dice.choice(FOLLOW_UPS), thread=first)

    async def say(
        self,
        person: Person,
        channel: Channel,
        account: Account,
        text: str,
        *,
        thread: Asked | None = None,
        personal: bool = False,
    ) -> Asked:
        message = await person.says(channel, text, thread=thread.message if thread else None, wait=False)
        self.asked.append(Asked(message, person, account, personal))
        return self.asked[-1]

    async def restart(self) -> None:
        """Killed at random moments, and back a second later."""
        moments = sorted(self.dice.uniform(0.1, 0.9) * self.plan.seconds for _ in range(self.plan.restarts))
        began = self.clock.monotonic()
        for moment in moments:
            await self.clock.sleep(max(0.0, moment - (self.clock.monotonic() - began)))
            await self.service.kill()
            await self.clock.sleep(1.0)
            self.slack.app.events_url = f"{await self.service.start()}/slack/events"

    async def rest(self, books: Books, timeout: float = 420.0) -> None:
        """Wait for Slack's last retry and ours. Raises TimeoutError when something still waits after `timeout` s."""
        async with asyncio.timeout(timeout):
            while self.slack.courier.under_way or books.waiting():
                await self.clock.sleep(0.1)


async def run_week(plan: Plan, service: Service, slack: FakeSlack, database: Path) -> Week:
    """Live it, rest, and reckon (`found`)."""
    week = Week(plan, slack, service, slack.clock, load_company(COMPANY).accounts)
    books = Books(database)
    try:
        await week.live()
        await week.rest(books)
        week.found = reckon(slack, week.bot, books, week.asked)
        return week
    finally:
        await week.service.kill()
        books.close()


async def _main(plan: Plan) -> Reckoning:
    with tempfile.TemporaryDirectory(prefix="foyer-week-") as folder:
        database = Path(folder) / "foyer.db"
        migrate(f"sqlite:///{database}")
        async with FakeSlack(SystemClock(), rate_limits=False) as slack:
            return (await run_week(plan, RealProcess(slack, database), slack, database)).found


def main(argv: Sequence[str] | None = None) -> int:
    """0 when all is in order, 1 when anything is not."""
    parser = argparse.ArgumentParser(prog="python -m tests.slack.week", description=__doc__)
    defaults = Plan()
    for name, value in asdict(defaults).items():
        parser.add_argument(f"--{name}", type=type(value), default=value)
    parser.add_argument("--json", action="store_true", help="print JSON in place of the table")
    given = vars(parser.parse_args(argv))
    as_json = given.pop("json")
    found = asyncio.run(_main(Plan(**given)))
    with contextlib.suppress(BrokenPipeError):
        text = json.dumps({"plan": given, **asdict(found)}, indent=2) if as_json else found.table()
        sys.stdout.write(text + "\n")
    return 0 if found.in_order else 1


if __name__ == "__main__":
    raise SystemExit(main())
