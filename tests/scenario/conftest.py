"""One service beside one fake Slack for a whole file of tests; each test has a channel of its own."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from tests.support.slack_house import Scene, open_scene


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def slack_scene() -> AsyncIterator[Scene]:
    async with open_scene(mapped=False, public_url="http://chat.example") as scene:
        yield scene


@pytest_asyncio.fixture(loop_scope="module")
async def scene(slack_scene: Scene, request: pytest.FixtureRequest) -> AsyncIterator[Scene]:
    """A fresh channel shared with the customer's workspace, mapped to their account."""
    place = slack_scene
    name = request.node.name.removeprefix("test_that_").replace("_", "-")[:60]
    people = (place.dana, place.bot, place.nora, place.omar)
    channel = place.slack.channel(name, *people, shared_with=(place.acme,))
    fresh = replace(place, channel=channel)
    await fresh.maps()
    place.slack.audit.clear()
    yield fresh
    place.slack.faults.none()
    await fresh.quiet(0)
