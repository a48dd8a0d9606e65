"""Somebody who may harm themselves reads at once where to find help, in their language, and a person is called."""

import pytest

from core.errors import SettingError
from core.texts import CustomerTexts
from tests.support.house import open_house

CONSTANTS = {"company": "Acme", "bot": "Ada", "support_email": "help@acme.example"}


@pytest.fixture
async def house():
    async with open_house() as opened:
        yield opened


async def test_that_self_harm_is_met_with_care_and_the_highest_priority(house):
    async with house.visitor() as visitor:
        notice = await visitor.ask("I want to talk to a person. I don't want to live any more.")
        assert notice["notice"] == "handed_off"
        assert notice["text"].startswith("Thank you for telling me this. I'm only a bot")
        assert "988" in notice["text"]
        async with await house.agent("Maya") as maya:
            (entry,) = await maya.queue()
        assert entry["priority_label"] == "Critical"


async def test_that_an_agent_reads_of_self_harm_and_nothing_that_a_model_made_of_it(house):
    async with house.visitor() as visitor:
        await visitor.ask("Ich will nicht mehr leben")
        (handoff,) = await house.foyer.record.handoffs_of(visitor.conversation)
    told = handoff.package
    assert (told.intent, told.documents, told.draft_reply, handoff.category) == ("", (), "", "")
    assert "calm" not in told.summary
    assert "Ich will nicht mehr leben" in told.summary


async def test_that_help_is_named_in_the_language_written_in_also_while_somebody_waits(house):
    async with house.visitor() as visitor:
        await visitor.ask("quiero hablar con una persona")
        text = (await visitor.ask("ya no quiero vivir, me quiero matar"))["text"]
        assert "024" in text
        assert "Gracias" in text


def test_that_a_company_names_its_own_lines_without_speaking_the_language_otherwise() -> None:
    texts = CustomerTexts(CONSTANTS, {"fr": {"help_line": "Appelez le {support_email}."}})
    assert texts.say("help_line", "fr") == "Appelez le help@acme.example."
    assert texts.say("help_line", "fr-CA") == "Appelez le help@acme.example."
    assert "3114" in CustomerTexts(CONSTANTS).say("help_line", "fr")
    assert "988" in texts.say("help_line", "pt")
    assert not texts.speaks("fr")
    with pytest.raises(SettingError):
        CustomerTexts(CONSTANTS, {"fr": {"help_line": "{number}"}})
