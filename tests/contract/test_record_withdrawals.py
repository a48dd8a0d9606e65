"""A customer who waits for a person lets them go: one transition, and of them and an agent one wins."""

import asyncio
from dataclasses import replace

import pytest

from core.domain.conversation import Mode, Status, fresh_start
from core.domain.handoff import HandoffStatus, Withdrawal, Withdrawn
from core.domain.ids import ConversationId
from core.domain.messages import Notice
from core.domain.mind import Decision
from core.errors import Conflict, FoyerError, LeaseLost
from core.later import Push
from core.record import Claim, Record, TurnCommit
from tests.support.record import House, handoff_request, notice

DECIDED = Decision("withdrawal", "withdrawn", "settled", {"handoff": "asked_for_person"})


async def says(house: House, conversation_id: ConversationId, text: str = "never mind") -> Claim:
    person = await house.record.person_of(conversation_id)
    assert person is not None
    await house.arrive(person, conversation_id, text)
    return await house.claim()


async def withdrawal(house: House, claim: Claim) -> TurnCommit:
    (handoff,) = await house.record.handoffs_of(claim.conversation.id)
    commit = house.commit(
        claim,
        state=fresh_start(claim.conversation.state, 9),
        decisions=(DECIDED,),
        pushes=(Push("handoff_webhook", "withdrawn-1", {"event": "handoff_withdrawn"}),),
    )
    drafts = (notice(Notice.WITHDRAWN, "All right."),)
    return replace(commit, drafts=drafts, withdrawn=Withdrawn(handoff, Withdrawal.SETTLED))


async def test_that_a_withdrawal_changes_everything_in_one_commit(house: House, record: Record) -> None:
    conversation_id = await house.handed_off()
    await record.commit_turn(await withdrawal(house, await says(house, conversation_id)))
    conversation = await record.conversation(conversation_id)
    (handoff,) = await record.handoffs_of(conversation_id)
    assert conversation is not None
    assert (conversation.mode, conversation.status) == (Mode.BOT, Status.OPEN)
    assert conversation.state == {"turns": 1, "epoch": 1, "agent_seq": 9}
    assert (handoff.status, handoff.close_reason, handoff.closed_at) == (
        HandoffStatus.WITHDRAWN,
        "settled",
        house.now,
    )
    assert not handoff.is_open
    assert (await record.last_messages(conversation_id, 1))[0].notice is Notice.WITHDRAWN
    assert await record.queue() == ()
    await house.clock.advance(3600)
    assert await record.due_timers(house.now, 10) == ()
    assert DECIDED in await record.decisions_before(conversation_id, 9)
    assert (await record.outbox_backlog(house.now))[0] == 1
    with pytest.raises(Conflict, match="nobody is needed"):
        await record.claim(handoff.id, await house.staff(), house.now, notice(Notice.JOINED))


async def test_that_it_can_be_handed_off_anew(house: House, record: Record) -> None:
    conversation_id = await house.handed_off()
    await record.commit_turn(await withdrawal(house, await says(house, conversation_id)))
    again = await says(house, conversation_id, "a person after all")
    await record.commit_turn(house.commit(again, handoff=handoff_request()))
    assert [each.status for each in await record.handoffs_of(conversation_id)] == [
        HandoffStatus.WITHDRAWN,
        HandoffStatus.WAITING,
    ]


async def test_that_what_comes_meanwhile_is_the_bots_to_answer(house: House, record: Record) -> None:
    conversation_id = await house.handed_off()
    claim = await says(house, conversation_id)
    person = await record.person_of(conversation_id)
    assert person is not None
    await house.arrive(person, conversation_id, "one more thing")
    await record.commit_turn(await withdrawal(house, claim))
    left = await house.claim()
    assert [message.text for message in left.inputs] == ["one more thing"]
    assert left.conversation.mode is Mode.BOT


async def test_that_of_the_customer_and_an_agent_at_the_same_instant_one_wins(house: House, record: Record) -> None:
    maya = await house.staff()
    for _ in range(6):
        conversation_id = await house.handed_off()
        claim = await says(house, conversation_id)
        commit = await withdrawal(house, claim)
        (handoff,) = await record.handoffs_of(conversation_id)
        took = record.claim(handoff.id, maya, house.now, notice(Notice.JOINED))
        outcomes = await asyncio.gather(took, record.commit_turn(commit), return_exceptions=True)
        lost = [each for each in outcomes if isinstance(each, FoyerError)]
        assert len(lost) == 1
        (after,) = await record.handoffs_of(conversation_id)
        conversation = await record.conversation(conversation_id)
        assert conversation is not None
        if isinstance(lost[0], LeaseLost):
            assert (after.status, conversation.mode) == (HandoffStatus.CLAIMED, Mode.HUMAN)
            relayed = await house.claim("another")
            assert [message.text for message in relayed.inputs] == ["never mind"]
            await record.commit_turn(house.commit(relayed))
        else:
            assert (after.status, conversation.mode) == (HandoffStatus.WITHDRAWN, Mode.BOT)
