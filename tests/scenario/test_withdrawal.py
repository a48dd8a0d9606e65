"""Who waits for a person and needs nobody any more gets the bot back; what is grave, and what an agent has, stays."""

from typing import Any

import pytest

from core.clock import SystemClock
from core.domain.handoff import HandoffStatus
from core.domain.ids import ConversationId
from core.domain.messages import Audience
from tests.scenario.test_unclaimed import Pushed
from tests.scenario.test_waiting import dealt_with
from tests.support.house import House, open_house, quick_policy
from tests.support.visitor import Visitor
from wiring.service import WEBHOOK, Overrides


async def adds(house: House, visitor: Visitor, text: str, action: str = "") -> dict[str, Any] | None:
    """What the customer reads after what they add while they wait."""
    seq = await visitor.stored(visitor.say(text, action))
    await dealt_with(house, visitor.conversation, seq)
    entries = await house.foyer.record.messages(ConversationId(visitor.conversation), after=seq)
    shown = [entry for entry in entries if entry.audience is Audience.CUSTOMER]
    await visitor.until(lambda: not shown or visitor.reply_after(seq))
    return visitor.reply_after(seq)


async def statuses(house: House, visitor: Visitor) -> list[HandoffStatus]:
    return [one.status for one in await house.foyer.record.handoffs_of(ConversationId(visitor.conversation))]


async def test_that_who_needs_nobody_any_more_gets_the_bot_back_and_can_ask_again():
    async with open_house() as house, house.visitor() as visitor, await house.agent("Maya") as maya:
        await visitor.ask("my export fails, I want to talk to a person")
        assert len(await maya.queue()) == 1
        told = await adds(house, visitor, "never mind, it works now")
        assert told is not None
        assert told["notice"] == "withdrawn"
        assert "need a person after all" in told["text"]
        assert told["with"]["kind"] == "bot"
        assert await maya.queue() == []
        answer = await visitor.ask("How do I reset my password?")
        assert answer["author"]["kind"] == "bot"
        again = await visitor.ask("I want to talk to a person")
        assert again["notice"] == "handed_off"
        assert await statuses(house, visitor) == [HandoffStatus.WITHDRAWN, HandoffStatus.WAITING]
        (line,) = await maya.queue()
        talk = await maya.get(f"/desk/api/conversations/{visitor.conversation}")
        assert talk["handoffs"][-1]["package"]["open_question"] == "How do I reset my password?"
        assert talk["handoffs"][0]["close_reason"] == "It is settled"
        assert line["conversation_id"] == visitor.conversation


async def test_that_a_new_wish_is_about_what_was_asked_not_about_the_withdrawal():
    async with open_house() as house, house.visitor() as visitor, await house.agent("Maya") as maya:
        await visitor.ask("my export fails, I want to talk to a person")
        await adds(house, visitor, "forget it")
        await visitor.ask("Talk to a person", "person")
        talk = await maya.get(f"/desk/api/conversations/{visitor.conversation}")
        assert "export fails" in talk["handoffs"][-1]["package"]["open_question"]


@pytest.mark.parametrize(
    ("text", "action", "locale", "words"),
    [
        ("can the bot answer this instead?", "", "en", "What would you like to know"),
        ("I no longer need help", "withdraw", "en", "out of the queue"),
        ("Hat sich erledigt, danke", "", "de", "nicht mehr in der Reihe"),
    ],
)
async def test_that_button_and_bot_and_german_are_understood(text: str, action: str, locale: str, words: str):
    async with open_house() as house, house.visitor(locale=locale) as visitor:
        await visitor.ask("human please" if locale == "en" else "Mensch bitte")
        told = await adds(house, visitor, text, action)
        assert told is not None
        assert words in told["text"]


async def test_that_an_answer_which_helped_after_all_lets_go():
    async with open_house() as house, house.visitor() as visitor:
        await visitor.ask("How do I reset my password?")
        await visitor.ask("human please")
        told = await adds(house, visitor, "That solved it", "solved")
        assert told is not None
        assert told["notice"] == "withdrawn"


async def test_that_a_person_looks_at_a_threat_all_the_same_and_says_so_once():
    async with open_house() as house, house.visitor() as visitor, await house.agent("Maya") as maya:
        await visitor.ask("somebody has hacked our account and downloaded the client list")
        told = await adds(house, visitor, "never mind, I found it")
        assert told is not None
        assert "A person will still look at this" in told["text"]
        assert await adds(house, visitor, "forget it") is None
        assert await statuses(house, visitor) == [HandoffStatus.WAITING]
        assert len(await maya.queue()) == 1


async def test_that_a_threat_made_while_waiting_keeps_the_person_too():
    async with open_house() as house, house.visitor() as visitor:
        await visitor.ask("human please")
        await adds(house, visitor, "My lawyer will sue you over this")
        told = await adds(house, visitor, "forget it")
        assert told is not None
        assert "still look at this" in told["text"]
        assert await statuses(house, visitor) == [HandoffStatus.WAITING]


async def test_that_what_an_agent_has_taken_is_only_passed_on():
    async with open_house() as house, house.visitor() as visitor, await house.agent("Maya") as maya:
        await visitor.ask("human please")
        await maya.do((await maya.queue())[0]["handoff_id"], "claim")
        assert await adds(house, visitor, "never mind, it works now") is None
        assert await statuses(house, visitor) == [HandoffStatus.CLAIMED]


async def test_that_the_webhook_hears_of_it_without_a_word_of_the_customer():
    webhook = Pushed()
    overrides = Overrides(policy=quick_policy(), senders={WEBHOOK: webhook})
    async with open_house(overrides=overrides) as house, house.visitor() as visitor:
        await visitor.ask("human please")
        await adds(house, visitor, "forget it, I found it myself")
        for _ in range(300):
            if len(webhook.got) == 2:
                break
            await SystemClock().sleep(0.02)
        assert webhook.events == ["handoff_opened", "handoff_withdrawn"]
        told = list(webhook.got.values())[-1]
        assert told["why"] == "settled"
        assert "found" not in str(told)
