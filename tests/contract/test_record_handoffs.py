"""Handoffs and timers: one winner, one speaker, and nothing left behind when it ends."""

import asyncio
from dataclasses import replace

import pytest

from core.domain.conversation import Mode, Status
from core.domain.handoff import HandoffStatus, Priority, Raised, Resolution, ResolveReason, Timing
from core.domain.ids import ArticleId, ConversationId, HandoffId, IntentId, Millis
from core.domain.messages import Audience, Author, Draft, Notice
from core.domain.people import Role, Staff
from core.errors import Conflict, FoyerError, NotFound
from core.later import Timer
from core.record import Record
from tests.support.record import House, notice

JOINED, BACK, DONE = notice(Notice.JOINED), notice(Notice.RETURNED), notice(Notice.RESOLVED)


def reply(text: str, client_id: str | None = None) -> Draft:
    return Draft(Author.AGENT, text, author_name="Maya", client_id=client_id)


async def claimed(house: House) -> tuple[ConversationId, HandoffId, Staff]:
    conversation_id = await house.handed_off()
    maya = await house.staff()
    (entry,) = await house.record.queue()
    await house.record.claim(entry.handoff.id, maya, house.now, JOINED)
    return conversation_id, entry.handoff.id, maya


async def test_that_the_queue_is_ordered_and_tells_what_is_new(house: House, record: Record) -> None:
    low = await house.handed_off(Priority.LOW)
    high_old = await house.handed_off(Priority.HIGH)
    await house.clock.advance(1)
    high_new = await house.handed_off(Priority.HIGH)
    person = await record.person_of(high_new)
    assert person is not None
    await house.arrive(person, high_new, "hello?")
    await house.arrive(person, high_new, "anybody?")
    entries = await record.queue()
    assert [entry.conversation.id for entry in entries] == [high_old, high_new, low]
    assert [entry.unread for entry in entries] == [0, 2, 0]
    assert entries[1].last_text == "anybody?"
    assert entries[1].last_customer_at == house.now


async def test_that_one_of_many_agents_gets_a_handoff(house: House, record: Record) -> None:
    conversation_id = await house.handed_off()
    (entry,) = await record.queue()
    agents = [await house.staff(f"agent{number}") for number in range(8)]
    results = await asyncio.gather(
        *(record.claim(entry.handoff.id, agent, house.now, JOINED) for agent in agents), return_exceptions=True
    )
    (winner,) = [agent for agent, result in zip(agents, results, strict=True) if isinstance(result, int)]
    refusals = [result for result in results if isinstance(result, Conflict)]
    assert len(refusals) == 7
    assert all(winner.name in refusal.message for refusal in refusals)
    conversation = await record.conversation(conversation_id)
    assert conversation is not None
    assert (conversation.assignee_id, conversation.assignee_name) == (winner.id, winner.name)
    messages = await record.messages(conversation_id)
    assert [message.notice for message in messages].count(Notice.JOINED) == 1
    assert [message.seq for message in messages] == list(range(1, len(messages) + 1))


async def test_that_claiming_again_is_harmless(house: House, record: Record) -> None:
    conversation_id, handoff_id, maya = await claimed(house)
    before = await record.conversation(conversation_id)
    assert await record.claim(handoff_id, maya, house.now, JOINED) == before.seq  # type: ignore[union-attr]
    assert await record.conversation(conversation_id) == before
    with pytest.raises(NotFound):
        await record.claim(HandoffId("nothing"), maya, house.now, JOINED)


async def test_that_only_the_one_who_claimed_speaks_to_the_customer(house: House, record: Record) -> None:
    conversation_id, handoff_id, maya = await claimed(house)
    ben = await house.staff("ben")
    seq = (await record.conversation(conversation_id)).seq  # type: ignore[union-attr]
    with pytest.raises(Conflict, match="Maya"):
        await record.say(handoff_id, ben, house.now, reply("let me"))
    note = Draft(Author.AGENT, "I know this one", audience=Audience.INTERNAL, author_name="Ben")
    assert (await record.say(handoff_id, ben, house.now, note)).seq == seq + 1
    assert (await record.say(handoff_id, maya, house.now, reply("hello"))).seq == seq + 2
    seen = await record.messages(conversation_id, audience=Audience.CUSTOMER)
    assert "I know this one" not in [message.text for message in seen]


async def test_that_nobody_speaks_before_the_claim(house: House, record: Record) -> None:
    await house.handed_off()
    (entry,) = await record.queue()
    with pytest.raises(Conflict):
        await record.say(entry.handoff.id, await house.staff(), house.now, reply("hi"))


async def test_that_a_resent_reply_is_the_same_reply(house: House, record: Record) -> None:
    conversation_id, handoff_id, maya = await claimed(house)
    receipts = await asyncio.gather(
        *(record.say(handoff_id, maya, house.now, reply("hello", f"c{number % 5}")) for number in range(20))
    )
    assert sum(not receipt.duplicate for receipt in receipts) == 5
    assert len({receipt.seq for receipt in receipts}) == 5
    messages = await record.messages(conversation_id)
    assert [message.seq for message in messages] == list(range(1, len(messages) + 1))
    await record.close(handoff_id, maya, house.now, returned=False, reason="solved", notice=DONE)
    assert (await record.say(handoff_id, maya, house.now, reply("hello", "c0"))).duplicate


async def test_that_returning_gives_the_bot_a_fresh_start(house: House, record: Record) -> None:
    conversation_id, handoff_id, maya = await claimed(house)
    seq = await record.close(handoff_id, maya, house.now, returned=True, reason="", notice=BACK)
    conversation = await record.conversation(conversation_id)
    assert conversation is not None
    assert (conversation.mode, conversation.status, conversation.assignee_id) == (Mode.BOT, Status.OPEN, None)
    assert conversation.state == {"turns": 1, "epoch": 1, "agent_seq": seq}
    (handoff,) = await record.handoffs_of(conversation_id)
    assert handoff.status == HandoffStatus.RETURNED
    assert await record.queue() == ()
    await house.clock.advance(3600)
    assert await record.due_timers(house.now, 10) == ()
    assert await record.close(handoff_id, maya, house.now, returned=True, reason="", notice=BACK) == seq
    with pytest.raises(Conflict):
        await record.claim(handoff_id, maya, house.now, JOINED)


async def test_that_resolving_ends_it_unless_something_came_in(house: House, record: Record) -> None:
    conversation_id, handoff_id, maya = await claimed(house)
    person = await record.person_of(conversation_id)
    assert person is not None
    await record.close(
        handoff_id, maya, house.now, returned=False, reason="solved", notice=DONE, state_after={"turns": 9}
    )
    conversation = await record.conversation(conversation_id)
    assert conversation is not None
    assert (conversation.status, conversation.state) == (Status.RESOLVED, {"turns": 9})
    assert await record.next_due() is None
    await house.arrive(person, conversation_id, "one more thing", quiet_ms=9000, max_wait_ms=9000)
    assert (await record.conversation(conversation_id)).status == Status.OPEN  # type: ignore[union-attr]
    assert await record.next_due() == house.now + 9000


async def test_that_what_came_in_at_the_last_moment_is_the_bots(house: House, record: Record) -> None:
    conversation_id, handoff_id, maya = await claimed(house)
    person = await record.person_of(conversation_id)
    assert person is not None
    await house.arrive(person, conversation_id, "wait")
    await record.close(handoff_id, maya, house.now, returned=False, reason="solved", notice=DONE)
    claim = await house.claim()
    assert (claim.conversation.mode, claim.conversation.status) == (Mode.BOT, Status.OPEN)
    assert [message.text for message in claim.inputs] == ["wait"]


async def test_that_only_its_agent_or_an_admin_closes_a_claimed_handoff(house: House, record: Record) -> None:
    _, handoff_id, _ = await claimed(house)
    ben, ada = await house.staff("ben"), await house.staff("ada", Role.ADMIN)
    with pytest.raises(Conflict, match="Maya"):
        await record.close(handoff_id, ben, house.now, returned=True, reason="", notice=BACK)
    await record.close(handoff_id, ada, house.now, returned=True, reason="", notice=BACK)


async def test_that_claim_reply_close_and_arrivals_never_break_the_log(house: House, record: Record) -> None:
    conversation_id, handoff_id, maya = await claimed(house)
    person = await record.person_of(conversation_id)
    assert person is not None
    outcomes = await asyncio.gather(
        *(house.arrive(person, conversation_id) for _ in range(15)),
        *(record.say(handoff_id, maya, house.now, reply("r", f"r{number}")) for number in range(15)),
        record.close(handoff_id, maya, house.now, returned=True, reason="", notice=BACK),
        return_exceptions=True,
    )
    assert all(isinstance(each, FoyerError) or not isinstance(each, BaseException) for each in outcomes)
    messages = await record.messages(conversation_id)
    assert [message.seq for message in messages] == list(range(1, len(messages) + 1))
    closed_at = next(message.seq for message in messages if message.notice == Notice.RETURNED)
    assert all(message.seq < closed_at for message in messages if message.author == Author.AGENT)


async def test_that_a_waiting_notice_is_said_once_and_can_come_again(house: House, record: Record) -> None:
    conversation_id = await house.handed_off()
    assert await record.due_timers(house.now, 10) == ()
    await house.clock.advance(60)
    (timer,) = await record.due_timers(house.now, 10)
    again = Timer("still_waiting", Millis(house.now + 60_000), {"n": 2})
    said = await asyncio.gather(
        *(record.fire_waiting_notice(timer, house.now, notice(Notice.STILL_WAITING), again) for _ in range(5))
    )
    assert len([seq for seq in said if seq is not None]) == 1
    assert await record.due_timers(house.now, 10) == ()
    await house.clock.advance(60)
    (second,) = await record.due_timers(house.now, 10)
    assert second.payload == {"n": 2}
    assert await record.fire_waiting_notice(second, house.now, notice(Notice.STILL_WAITING), None) is not None
    assert len(await record.messages(conversation_id)) == 4


async def test_that_no_waiting_notice_is_said_after_the_claim(house: House, record: Record) -> None:
    conversation_id, _, _ = await claimed(house)
    await house.clock.advance(60)
    (timer,) = await record.due_timers(house.now, 10)
    before = await record.conversation(conversation_id)
    assert await record.fire_waiting_notice(timer, house.now, notice(Notice.STILL_WAITING), None) is None
    assert await record.conversation(conversation_id) == before
    assert await record.due_timers(house.now, 10) == ()


async def test_that_what_an_agent_says_at_the_end_is_kept(house: House, record: Record) -> None:
    _, handoff_id, maya = await claimed(house)
    how = Resolution(
        ResolveReason.SOLVED,
        article_id=ArticleId("refunds"),
        article_wanted="How long a refund takes",
        correct_intent=IntentId("refund_late"),
        timing=Timing.SOONER,
    )
    assert (await record.handoff(handoff_id)).resolution is None  # type: ignore[union-attr]
    await record.close(
        handoff_id, maya, house.now, returned=False, reason=how.reason.value, notice=DONE, resolution=how
    )
    assert (await record.handoff(handoff_id)).resolution == how  # type: ignore[union-attr]


async def test_that_a_reason_alone_is_enough(house: House, record: Record) -> None:
    _, first, maya = await claimed(house)
    how = Resolution(ResolveReason.DUPLICATE)
    await record.close(first, maya, house.now, returned=False, reason=how.reason.value, notice=DONE, resolution=how)
    assert (await record.handoff(first)).resolution == how  # type: ignore[union-attr]
    await house.handed_off()
    (entry,) = await record.queue()
    await record.close(entry.handoff.id, maya, house.now, returned=True, reason="returned", notice=BACK)
    assert (await record.handoff(entry.handoff.id)).resolution is None  # type: ignore[union-attr]


@pytest.mark.parametrize(("to", "then"), [(Priority.CRITICAL, Priority.CRITICAL), (Priority.MEDIUM, Priority.HIGH)])
async def test_that_what_a_customer_adds_can_raise_but_never_lower(
    house: House, record: Record, to: Priority, then: Priority
) -> None:
    conversation_id = await house.handed_off(Priority.HIGH)
    (entry,) = await record.queue()
    person = await record.person_of(conversation_id)
    assert person is not None
    await house.arrive(person, conversation_id, "all our data is gone")
    (claim,) = await record.claim_due("w", house.now, 1000, 1)
    note = Draft(Author.SYSTEM, "more urgent", Audience.INTERNAL, notice=Notice.ESCALATED)
    raised = Raised(entry.handoff, to, ("impact high",))
    await record.commit_turn(replace(house.commit(claim), raised=raised, drafts=(note,)))
    (entry,) = await record.queue()
    assert entry.handoff.priority is then
    assert (entry.handoff.priority_reasons == ("impact high",)) == (then is to)


async def test_that_a_handoff_somebody_has_taken_is_not_raised_any_more(house: House, record: Record) -> None:
    conversation_id, handoff_id, _ = await claimed(house)
    person, handoff = await record.person_of(conversation_id), await record.handoff(handoff_id)
    assert person is not None
    assert handoff is not None
    await house.arrive(person, conversation_id, "all our data is gone")
    (claim,) = await record.claim_due("w", house.now, 1000, 1)
    await record.commit_turn(replace(house.commit(claim), raised=Raised(handoff, Priority.CRITICAL, ())))
    assert (await record.queue())[0].handoff.priority is Priority.HIGH
