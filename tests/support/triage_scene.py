"""A customer's channel, a triage channel, agents who are in the right group, and one of ours who is not."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

from adapters.company.loader import load_company
from core.domain.ids import HandoffId
from core.domain.messages import Author
from core.domain.policy import Triage as Rules
from tests.slack.installs import Installation
from tests.slack.people import Outcome, Person
from tests.slack.server import FakeSlack
from tests.slack.world import Channel, Message, Team
from tests.support.house import COMPANY
from tests.support.slack_house import Scene, open_scene, slack_policy
from wiring.service import Overrides


@dataclass
class Triage:
    """The agents' side of a scene."""

    scene: Scene
    channel: Channel
    mirrored: Channel
    """Where every word goes to the customer; for one account only."""
    mirrored_account: Any
    maya: Person
    tom: Person
    """Agents."""
    group: Any

    @property
    def slack(self) -> FakeSlack:
        return self.scene.slack

    async def card_of(self, question: Message, timeout: float = 20.0) -> Message:
        """The card of the handoff that a message has led to, waiting for it."""
        place = await self._place(question, timeout)
        return self._at(place)

    async def card_for(self, handoff_id: str) -> Message:
        """A handoff's card, waiting for it."""
        async with asyncio.timeout(20):
            while True:
                card = await self.scene.record.triage_card(HandoffId(handoff_id))
                if card is not None and card.ts:
                    return self._at(card)
                await asyncio.sleep(0.03)

    async def note(self, question: Message, text: str) -> Any:
        """An agent's entry in the log with these words, waiting for it."""
        async with asyncio.timeout(20):
            while True:
                log = await self.scene.log(question)
                if found := [m for m in log if m.text == text and m.author is Author.AGENT]:
                    return found[0]
                await asyncio.sleep(0.03)

    def _at(self, card: Any) -> Message:
        channel = self.slack.world.channels[card.channel_id]
        return next(m for m in channel.messages if m.ts == card.ts)

    async def _place(self, question: Message, timeout: float) -> Any:
        async with asyncio.timeout(timeout):
            while True:
                found = await self.scene.conversation(question)
                handoffs = await self.scene.record.handoffs_of(found.id) if found else ()
                card = await self.scene.record.triage_card(handoffs[-1].id) if handoffs else None
                if card is not None and card.ts:
                    return card
                await asyncio.sleep(0.03)

    async def handoff(self, question: Message) -> Any:
        """The newest handoff of a message's conversation."""
        found = await self.scene.conversation(question)
        return (await self.scene.record.handoffs_of(found.id))[-1]

    def thread(self, card: Message) -> list[Message]:
        """What stands under a card."""
        return [m for m in self.slack.thread(card) if m.ts != card.ts]

    async def says_in_thread(self, card: Message, text: str, timeout: float = 20.0) -> Message:
        """The first message under a card with this text, waiting for it."""

        def found() -> Message | None:
            return next((m for m in self.thread(card) if text in self.words(m)), None)

        return await self.slack.until(found, timeout)  # type: ignore[no-any-return]

    def words(self, message: Message) -> str:
        """Everything a message shows."""
        return self.slack.sight.words(message)

    async def shows(self, card: Message, text: str, timeout: float = 10.0) -> None:
        """Wait until the card shows it."""
        await self.slack.until(lambda: text in self.words(card), timeout=timeout)

    async def handed_off(self, text: str = "I want to talk to a person, my export fails") -> tuple[Message, Message]:
        """Nora asks for a person. Her message, and the card."""
        question = await self.scene.nora.says(self.scene.channel, text)
        return question, await self.card_of(question)

    async def claimed(self, text: str = "I want to talk to a person, my export fails") -> tuple[Message, Message]:
        """The same, and Maya has it."""
        question, card = await self.handed_off(text)
        await self.maya.clicks(card, "Claim")
        await self.shows(card, "With Maya Sen")
        return question, card

    async def fills(self, person: Person, card: Message, button: str, values: dict[str, Any]) -> Outcome:
        """Press a button that opens a window, fill it in and send it."""
        outcome = await person.clicks(card, button)
        assert outcome.ok
        window = await person.gets_modal()
        return await person.submits(window, values)


@contextlib.asynccontextmanager
async def open_triage_scene(database_url: str = "", **settings: Any) -> AsyncIterator[Triage]:
    """Serve all of it."""
    made: dict[str, Any] = {}

    def prepare(slack: FakeSlack, home: Team, bot: Installation) -> dict[str, Any]:
        maya, tom = slack.user("Maya Sen", home), slack.user("Tom Berg", home)
        channel, mirrored = (slack.channel(name, maya, tom, bot, private=True) for name in ("triage", "vip"))
        group = slack.group("support", maya, tom)
        company = load_company(COMPANY)
        account = [each for each in company.accounts if {"plan", "seats"} <= set(each.facts)][1]
        made.update(maya=maya, tom=tom, channel=channel, mirrored=mirrored, mirrored_account=account, group=group)
        rules = Rules(reply_prefix=">>", mirror=frozenset({mirrored.id}), accounts={account.name: mirrored.id})
        return {
            "slack_triage_channel": channel.id,
            "slack_agent_groups": (group.id,),
            "overrides": Overrides(policy=replace(slack_policy(), triage=rules)),
        }

    async with open_scene(database_url, prepare=prepare, **settings) as scene:
        yield Triage(scene=scene, **made)
