"""A customer's mood over a conversation, through the real mind."""

import pytest

from core.domain.ids import ConversationId
from tests.support.house import open_house

CALM = "How do I move an appointment to another day?"


async def reasons(house, visitor) -> list[str]:
    turns = await house.foyer.record.turns(ConversationId(visitor.conversation))
    return [d.reason for turn in turns for d in turn.decisions if d.kind == "outcome"]


@pytest.fixture
async def house():
    async with open_house() as opened:
        yield opened


async def test_that_a_falling_course_brings_in_a_person_and_one_annoyed_message_does_not(house):
    async with house.visitor() as visitor:
        await visitor.ask(CALM)
        await visitor.ask("This is ridiculous, how do I reset my password in this terrible app?!")
        assert "mood" not in await reasons(house, visitor)
        notice = await visitor.ask("I am furious, your calendar export is absolutely useless and an utter disgrace!!!")
        assert notice["notice"] == "handed_off"
        assert (await reasons(house, visitor))[-1] == "mood"
