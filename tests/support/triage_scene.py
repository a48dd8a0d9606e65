"""A customer's channel, a triage channel, agents who are in the right group, and one of ours who is not."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from tests.slack.installs import Installation
from tests.slack.people import Person
from tests.slack.server import FakeSlack
from tests.slack.world import Channel, Message, Team
from tests.support.slack_house import Scene, open_scene


@dataclass
class Triage:
    """The agents' side of a scene."""

    scene: Scene
    channel: Channel
    maya: Person
    tom: Person
    """Agents."""
    group: Any

    @property
    def slack(self) -> FakeSlack:
        return self.scene.slack

    def cards(self) -> list[Message]:
        """Top-level messages of ours, oldest first."""
        return [m for m in self.channel.messages if m.bot_id == self.scene.bot.bot_id and not _in_thread(m)]

    async def card(self, number: int = 1, timeout: float = 20.0) -> Message:
        """The `number`-th card, waiting for it."""
        await self.slack.until(lambda: len(self.cards()) >= number, timeout=timeout)
        return self.cards()[number - 1]

    def thread(self, card: Message) -> list[Message]:
        """What stands under a card."""
        return [m for m in self.slack.thread(card) if m.ts != card.ts]

    def words(self, message: Message) -> str:
        """Everything a message shows."""
        return self.slack.sight.words(message)

    async def shows(self, card: Message, text: str, timeout: float = 10.0) -> None:
        """Wait until the card shows it."""
        await self.slack.until(lambda: text in self.words(card), timeout=timeout)

    async def handed_off(self, text: str = "I want to talk to a person, my export fails") -> tuple[Message, Message]:
        """Nora asks for a person. Her message, and the card."""
        number = len(self.cards()) + 1
        question = await self.scene.nora.says(self.scene.channel, text)
        return question, await self.card(number)


def _in_thread(message: Message) -> bool:
    return bool(message.thread_ts) and message.thread_ts != message.ts


@contextlib.asynccontextmanager
async def open_triage_scene(database_url: str = "", **settings: Any) -> AsyncIterator[Triage]:
    """Serve all of it."""
    made: dict[str, Any] = {}

    def prepare(slack: FakeSlack, home: Team, bot: Installation) -> dict[str, Any]:
        maya, tom = slack.user("Maya Sen", home), slack.user("Tom Berg", home)
        channel = slack.channel("triage", maya, tom, bot, private=True)
        group = slack.group("support", maya, tom)
        made.update(maya=maya, tom=tom, channel=channel, group=group)
        return {"slack_triage_channel": channel.id, "slack_agent_groups": (group.id,)}

    async with open_scene(database_url, prepare=prepare, **settings) as scene:
        yield Triage(scene=scene, **made)
