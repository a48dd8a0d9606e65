"""A category that is switched back: a person comes, and what the bot would have said is kept or becomes the draft."""

from dataclasses import replace

import pytest

from commands.observe import as_json, table
from core.clock import ManualClock
from core.domain.company import Company
from core.domain.ids import ConversationId, Millis
from core.domain.policy import Autonomy, Policy
from core.policies.observed import report
from core.switches import Switching
from graph.replay import policy_then, replay, turn_input
from tests.support.house import House, open_house, quick_policy
from wiring.service import Overrides

QUESTION = "How do I move an appointment to another day?"


def policy_with(autonomy: Autonomy, everywhere: Autonomy = Autonomy.AUTOMATIC) -> Policy:
    return replace(quick_policy(), autonomy=everywhere, autonomy_by_category={"scheduling": autonomy})


async def asked(house: House, question: str = QUESTION) -> tuple[ConversationId, dict[str, object]]:
    async with house.visitor() as visitor:
        said = await visitor.ask(question)
        return ConversationId(visitor.conversation), said


@pytest.mark.parametrize("autonomy", [Autonomy.OFF, Autonomy.OBSERVE, Autonomy.ASSIST])
async def test_that_a_switched_category_goes_to_a_person(autonomy: Autonomy) -> None:
    async with open_house(overrides=Overrides(policy=policy_with(autonomy))) as house:
        conversation, said = await asked(house)
        assert said["notice"] == "handed_off"
        record = house.foyer.record
        (turn,) = await record.turns(conversation)
        decided = {decision.kind: decision for decision in turn.decisions}
        assert (decided["outcome"].outcome, decided["outcome"].reason) == ("handoff", "held_back")
        assert decided["outcome"].evidence["autonomy"] == autonomy
        (handoff,) = await record.handoffs_of(conversation)
        observed = await record.observed(Millis(0))
        if autonomy is Autonomy.OFF:
            assert "held_back" not in decided
            assert observed == ()
            return
        would = decided["held_back"]
        assert (would.outcome, would.reason) == ("answer", "grounded")
        text = str(would.evidence["text"])
        assert "appointment" in text
        if autonomy is Autonomy.ASSIST:
            (title, url), *_ = handoff.package.documents
            assert handoff.package.draft_reply == f"{text}\n\n{title}: {url}"
        else:
            assert text.rpartition("\n\n")[2] not in handoff.package.draft_reply
        (seen,) = observed
        assert (seen.autonomy, seen.category, seen.said) == (autonomy, "scheduling", text)
        assert table(report(observed))[1].split()[:4] == ["scheduling", autonomy.value, "1", "1"]
        assert as_json(report(observed), observed)["turns"][0]["agreed"] is None  # type: ignore[index]


async def test_that_the_switch_for_everything_leaves_greetings_alone() -> None:
    policy = policy_with(Autonomy.AUTOMATIC, everywhere=Autonomy.OFF)
    async with open_house(overrides=Overrides(policy=policy)) as house, house.visitor() as visitor:
        assert "notice" not in (await visitor.ask("hello")) or (await visitor.ask("hello"))["notice"] is None
        assert (await visitor.ask(QUESTION))["notice"] == "handed_off"


async def test_that_a_turn_held_back_is_replayed_and_decides_the_same() -> None:
    policy = policy_with(Autonomy.OBSERVE)
    async with open_house(overrides=Overrides(policy=policy)) as house:
        conversation, _ = await asked(house)
        foyer = house.foyer
        (stored,) = await foyer.record.turns(conversation)
        log = await foyer.record.messages(conversation)
        person = await foyer.record.person_of(conversation)
        assert person is not None
        inputs = [entry for entry in log if entry.seq in stored.input_seqs]
        turn = turn_input(stored, inputs, *person, inputs, ())
        company: Company = foyer.company

        async def under(other: Policy) -> tuple[object, ...]:
            again = await replay(
                stored,
                turn,
                company=company,
                policy=other,
                intents=company.intents,
                texts=foyer.texts,
                clock=ManualClock(),
            )
            return tuple((each.kind, each.outcome, each.reason) for each in again.decisions)

        assert await under(policy) == tuple((each.kind, each.outcome, each.reason) for each in stored.decisions)
        free = await under(policy_with(Autonomy.AUTOMATIC))
        assert free[1] == ("outcome", "answer", "grounded")


async def test_that_a_switch_moved_by_an_admin_holds_from_the_next_message_on() -> None:
    async with open_house() as house:
        record = house.foyer.record
        conversation, said = await asked(house)
        assert said["notice"] != "handed_off"
        await record.switch(Switching("scheduling", Autonomy.ASSIST, "Priya", Millis(1)))
        held, said = await asked(house)
        assert said["notice"] == "handed_off"
        await record.switch(Switching("scheduling", None, "Priya", Millis(2)))
        assert (await asked(house))[1]["notice"] != "handed_off"
        (before,), (after,) = await record.turns(conversation), await record.turns(held)
        assert after.policy_version != before.policy_version
        assert after.facts["switched"] == {"scheduling": "assist"}
        assert policy_then(after, quick_policy()).autonomy_by_category == {"scheduling": Autonomy.ASSIST}
        assert policy_then(before, quick_policy()) == quick_policy()
