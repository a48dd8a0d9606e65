"""A company with a shared channel and a triage channel, and the app in both."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from core.clock import ManualClock
from tests.slack.installs import Installation
from tests.slack.people import Person
from tests.slack.server import FakeSlack
from tests.slack.world import Channel, Team


@dataclass
class Scene:
    """Ana and Ben of Acme in a channel shared with Maya and Tom of Harborlight, where the app is installed."""

    slack: FakeSlack
    clock: ManualClock
    home: Team
    acme: Team
    install: Installation
    ana: Person
    ben: Person
    maya: Person
    tom: Person
    shared: Channel
    triage: Channel


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    clock = ManualClock()
    async with FakeSlack(clock) as slack:
        home, acme = slack.team("Harborlight"), slack.team("Acme")
        install = slack.install(home)
        ana, ben = slack.user("Ana Lima", acme), slack.user("Ben Ott", acme, email=None)
        maya, tom = slack.user("Maya Sen", home), slack.user("Tom Berg", home)
        slack.group("support", maya, tom)
        shared = slack.channel("acme-harborlight", maya, tom, install, ana, ben, shared_with=(acme,), private=True)
        triage = slack.channel("triage", maya, tom, install, private=True)
        yield Scene(slack, clock, home, acme, install, ana, ben, maya, tom, shared, triage)
