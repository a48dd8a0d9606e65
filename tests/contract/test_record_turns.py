"""Claim and commit: one worker a conversation, whole or not at all, and no message that nobody thinks about."""

import asyncio
import random

import pytest

from core.clock import new_id
from core.domain.conversation import Mode
from core.domain.ids import ConversationId, Millis
from core.domain.messages import Author, Draft, Notice, QuickReply, Source
from core.domain.mind import Decision
from core.errors import LeaseLost
from core.later import Push, Timer
from core.record import Record
from tests.support.record import LEASE_MS, House, handoff_request, notice


async def test_that_a_turn_takes_everything_that_waits_and_nothing_twice(house: House, record: Record) -> None:
    person, conversation_id = await house.someone(), ConversationId(new_id())
    for text in ("one", "two", "three"):
        await house.arrive(person, conversation_id, text)
    claim = await house.claim()
    assert [message.text for message in claim.inputs] == ["one", "two", "three"]
    assert claim.customer == person[0]
    assert claim.identity == person[1]
    assert await record.claim_due("other", house.now, LEASE_MS, 10) == ()
    assert await record.next_due() is None
    assert await record.commit_turn(house.commit(claim, "answer")) == 4
    await house.clock.advance(3600)
    assert await record.claim_due("other", house.now, LEASE_MS, 10) == ()
    await house.arrive(person, conversation_id, "four")
    assert [message.text for message in (await house.claim()).inputs] == ["four"]


async def test_that_a_commit_writes_all_it_was_given(house: House, record: Record) -> None:
    conversation_id = await house.conversation()
    claim = await house.claim()
    decision = Decision("outcome", "answer", "grounded", {"article": "a", "odd": "x\x00"}, 0.8, 0.6)
    draft = Draft(
        Author.BOT,
        "Here is how.",
        sources=(Source("a", "Title", "/a", "Heading"),),  # type: ignore[arg-type]
        quick_replies=(QuickReply("Talk to a person", "person"),),
    )
    commit = house.commit(claim, state={"turns": 1, "last_articles": ["a"]}, decisions=(decision, decision))
    commit = type(commit)(
        claim=claim, now=commit.now, turn=commit.turn, state=commit.state, drafts=(draft,), decisions=commit.decisions
    )
    assert await record.commit_turn(commit) == 2
    message = (await record.last_messages(conversation_id, 1))[0]
    assert (message.text, message.sources, message.quick_replies) == (draft.text, draft.sources, draft.quick_replies)
    assert message.turn_id == commit.turn.id
    (turn,) = await record.turns(conversation_id)
    assert (turn.state_before, turn.state_after) == ({}, commit.state)
    assert (turn.input_seqs, turn.facts, turn.timings_ms) == ((1,), commit.turn.facts, commit.turn.timings_ms)
    assert turn.decisions[0].evidence == {"article": "a", "odd": "x"}
    assert await record.decisions_before(conversation_id, 5) == turn.decisions


async def test_that_a_message_arriving_while_thinking_is_not_forgotten(house: House, record: Record) -> None:
    person, conversation_id = await house.someone(), ConversationId(new_id())
    await house.arrive(person, conversation_id, "first")
    claim = await house.claim()
    await house.arrive(person, conversation_id, "second")
    await record.commit_turn(house.commit(claim, "answer to first"))
    assert await record.backlog(house.now) == (1, 0)
    next_claim = await house.claim()
    assert [message.text for message in next_claim.inputs] == ["second"]
    await record.commit_turn(house.commit(next_claim, "answer to second"))
    assert await record.next_due() is None


async def test_that_workers_never_share_a_conversation(house: House, record: Record) -> None:
    ids = {await house.conversation() for _ in range(30)}
    taken: list[ConversationId] = []

    async def work(owner: str) -> None:
        while claims := await record.claim_due(owner, house.now, LEASE_MS, 3):
            for claim in claims:
                taken.append(claim.conversation.id)
                await record.commit_turn(house.commit(claim, "answer"))

    await asyncio.gather(*(work(f"worker-{number}") for number in range(8)))
    assert sorted(taken) == sorted(ids)


async def test_that_claims_come_oldest_first_and_no_more_than_asked_for(house: House, record: Record) -> None:
    ids = []
    for _ in range(5):
        ids.append(await house.conversation())
        await house.clock.advance(1)
    claims = await record.claim_due("worker", house.now, LEASE_MS, 3)
    assert [claim.conversation.id for claim in claims] == ids[:3]
    assert claims[0].waiting_since == house.now - 5000


async def test_that_an_expired_lease_is_replaced_and_its_owner_refused(house: House, record: Record) -> None:
    conversation_id = await house.conversation()
    slept = await house.claim("sleeper")
    await house.clock.advance(LEASE_MS / 1000 + 1)
    fresh = await house.claim("sleeper")  # even under the same name
    assert fresh.failures == 1  # whoever dies over a message again and again leaves it to a person in the end
    with pytest.raises(LeaseLost):
        await record.commit_turn(house.commit(slept, "late"))
    assert len(await record.messages(conversation_id)) == 1
    assert await record.claim_due("third", house.now, LEASE_MS, 10) == ()
    await record.commit_turn(house.commit(fresh, "in time"))
    with pytest.raises(LeaseLost):
        await record.commit_turn(house.commit(fresh, "twice"))
    assert [message.text for message in await record.messages(conversation_id)] == ["hello", "in time"]


async def test_that_a_renewed_lease_outlives_its_first_length(house: House, record: Record) -> None:
    await house.conversation()
    claim = await house.claim()
    await house.clock.advance(LEASE_MS / 1000 - 1)
    await record.renew("worker", [claim.conversation.id], house.now, LEASE_MS)
    await house.clock.advance(10)
    assert await record.claim_due("other", house.now, LEASE_MS, 10) == ()
    await record.commit_turn(house.commit(claim, "done"))


async def test_that_a_lease_nobody_works_on_runs_out_while_its_owner_renews_others(
    house: House, record: Record
) -> None:
    await house.conversation()
    orphan = await house.claim()
    await house.conversation()
    at_work = await house.claim()
    await house.clock.advance(LEASE_MS / 1000 - 1)
    await record.renew("worker", [at_work.conversation.id], house.now, LEASE_MS)
    await house.clock.advance(2)
    (taken,) = await record.claim_due("other", house.now, LEASE_MS, 10)
    assert taken.conversation.id == orphan.conversation.id


async def test_that_a_released_conversation_is_taken_by_the_next_worker(house: House, record: Record) -> None:
    await house.conversation()
    old = await house.claim("leaving")
    assert await record.release("leaving") == 1
    claim = await house.claim("next")
    assert claim.failures == 0
    with pytest.raises(LeaseLost):
        await record.commit_turn(house.commit(old, "late"))


async def test_that_a_failed_turn_is_tried_again_later_and_counted(house: House, record: Record) -> None:
    await house.conversation()
    claim = await house.claim()
    await record.fail_turn(claim, Millis(house.now + 5000))
    assert await record.claim_due("worker", house.now, LEASE_MS, 10) == ()
    await house.clock.advance(5)
    again = await house.claim()
    assert again.failures == 1
    assert again.inputs == claim.inputs
    await record.commit_turn(house.commit(again, "at last"))


async def test_that_an_agents_claim_while_thinking_wins_over_the_turn(house: House, record: Record) -> None:
    conversation_id = await house.handed_off()
    person = await record.person_of(conversation_id)
    assert person is not None
    await house.arrive(person, conversation_id, "are you there?")
    claim = await house.claim()
    (entry,) = await record.queue()
    await record.claim(entry.handoff.id, await house.staff(), house.now, notice(Notice.JOINED))
    with pytest.raises(LeaseLost):
        await record.commit_turn(house.commit(claim, "me first"))
    again = await house.claim("another")  # at once: the lease was given back and the message still waits
    assert [message.text for message in again.inputs] == ["are you there?"]
    assert again.conversation.mode == Mode.HUMAN


async def test_that_a_handoff_changes_everything_in_one_commit(house: House, record: Record) -> None:
    conversation_id = await house.conversation()
    claim = await house.claim()
    pushes = (Push("slack", "handoff-1", {"text": "new"}), Push("slack", "handoff-1", {"text": "repeat"}))
    timer = Timer("still_waiting", Millis(house.now + 1000), {"n": 1})
    wish = handoff_request()
    await record.commit_turn(house.commit(claim, "wait", handoff=wish, timers=(timer,), pushes=pushes))
    conversation = await record.conversation(conversation_id)
    assert conversation is not None
    assert (conversation.mode, conversation.assignee_id) == (Mode.HUMAN, None)
    (handoff,) = await record.handoffs_of(conversation_id)
    assert handoff.package == wish.package
    assert (handoff.reason, handoff.priority) == (wish.reason, wish.priority)
    assert await record.outbox_backlog(house.now) == (1, 0)
    await house.clock.advance(1)
    (due,) = await record.due_timers(house.now, 10)
    assert (due.kind, due.payload) == ("still_waiting", {"n": 1})


async def test_that_a_second_handoff_joins_the_open_one(house: House, record: Record) -> None:
    conversation_id = await house.handed_off()
    person = await record.person_of(conversation_id)
    assert person is not None
    await house.arrive(person, conversation_id, "hurry")
    await record.commit_turn(house.commit(await house.claim(), handoff=handoff_request()))
    assert len(await record.handoffs_of(conversation_id)) == 1


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_that_no_message_is_lost_or_answered_twice_under_load(house: House, record: Record, seed: int) -> None:
    """Writers, workers that sometimes fail, and a lease sweeper at once; every input ends in exactly one turn."""
    dice = random.Random(seed)
    people = [(await house.someone(), ConversationId(new_id())) for _ in range(6)]
    writing = 6

    async def write(which: int) -> None:
        nonlocal writing
        for number in range(12):
            await house.arrive(*people[which], f"{number}", key=f"{number}")
            if dice.random() < 0.3:
                await house.arrive(*people[which], f"{number}", key=f"{number}")
        writing -= 1

    async def work(owner: str) -> None:
        while writing or (await record.backlog(house.now))[0]:
            for claim in await record.claim_due(owner, house.now, LEASE_MS, 2):
                if dice.random() < 0.2:
                    await record.fail_turn(claim, house.now)
                elif dice.random() < 0.1:
                    await record.release(owner)
                else:
                    try:
                        await record.commit_turn(house.commit(claim, "answer"))
                    except LeaseLost:
                        continue

    await asyncio.gather(*(write(n) for n in range(6)), *(work(f"w{n}") for n in range(4)))
    for _, conversation_id in people:
        messages = await record.messages(conversation_id)
        assert [message.seq for message in messages] == list(range(1, len(messages) + 1))
        inputs = [message.seq for message in messages if message.author == Author.CUSTOMER]
        thought = [seq for turn in await record.turns(conversation_id) for seq in turn.input_seqs]
        assert sorted(thought) == inputs
        assert len(inputs) == 12
