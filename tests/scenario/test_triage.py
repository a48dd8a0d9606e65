"""Handoffs in the triage channel, as agents and customers live them."""

from tests.support.triage_scene import open_triage_scene


async def test_that_a_handoff_is_a_card_with_its_conversation_and_one_agent_answers() -> None:
    async with open_triage_scene() as triage:
        nora, maya = triage.scene.nora, triage.maya
        question, card = await triage.handed_off()
        assert "Waiting for a person" in triage.words(card)
        await maya.sees("I want to talk to a person", card)
        await maya.clicks(card, "Claim")
        await triage.shows(card, "With Maya Sen")
        await nora.sees("Maya Sen", question)
