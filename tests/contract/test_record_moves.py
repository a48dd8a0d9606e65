"""Handoffs that change hands: one winner, the customer told, and the log says who did it."""

import asyncio

import pytest

from core.domain.handoff import HandoffStatus, Priority
from core.domain.ids import ConversationId, HandoffId, StaffId
from core.domain.messages import Audience, Author, Draft, Notice
from core.domain.people import Role, Staff
from core.errors import Conflict, NotAllowed, NotFound
from core.record import Record
from tests.support.record import House, notice

JOINED = notice(Notice.JOINED)
TELLING = notice(Notice.HANDED_OFF, "A colleague is coming.")


def moved(to: str, client_id: str | None = None) -> tuple[Draft, Draft]:
    inside = Draft(Author.SYSTEM, f"to {to}", Audience.INTERNAL, notice=Notice.REASSIGNED, client_id=client_id)
    return notice(Notice.JOINED, f"{to} is here"), inside


def raised(note: str, client_id: str) -> tuple[Draft]:
    return (Draft(Author.SYSTEM, note, Audience.INTERNAL, notice=Notice.ESCALATED, client_id=client_id),)


async def waiting(house: House, priority: Priority = Priority.MEDIUM) -> tuple[ConversationId, HandoffId]:
    conversation_id = await house.handed_off(priority)
    (handoff,) = await house.record.handoffs_of(conversation_id)
    return conversation_id, handoff.id


async def claimed(house: House) -> tuple[ConversationId, HandoffId, Staff]:
    conversation_id, handoff_id = await waiting(house)
    maya = await house.staff()
    await house.record.claim(handoff_id, maya, house.now, JOINED)
    return conversation_id, handoff_id, maya


async def whole_log(record: Record, conversation_id: ConversationId) -> list[str]:
    messages = await record.messages(conversation_id)
    assert [message.seq for message in messages] == list(range(1, len(messages) + 1))
    return [message.text for message in messages]


async def test_that_a_claimed_handoff_changes_hands(house: House, record: Record) -> None:
    conversation_id, handoff_id, maya = await claimed(house)
    ben = await house.staff("ben")
    seq = await record.reassign(handoff_id, maya, ben, house.now, held_by=maya.id, entries=moved("Ben"))
    handoff = await record.handoff(handoff_id)
    conversation = await record.conversation(conversation_id)
    assert handoff is not None
    assert conversation is not None
    assert (handoff.status, handoff.claimed_by, handoff.claimed_by_name) == (HandoffStatus.CLAIMED, ben.id, "Ben")
    assert (conversation.assignee_id, conversation.assignee_name, conversation.seq) == (ben.id, "Ben", seq)
    assert (await whole_log(record, conversation_id))[-2:] == ["Ben is here", "to Ben"]
    seen = await record.messages(conversation_id, audience=Audience.CUSTOMER)
    assert seen[-1].text == "Ben is here"
    reply = Draft(Author.AGENT, "hello", author_name="Maya")
    with pytest.raises(Conflict, match="Ben"):
        await record.say(handoff_id, maya, house.now, reply)
    await record.say(handoff_id, ben, house.now, reply)


async def test_that_giving_it_to_whom_has_it_changes_nothing(house: House, record: Record) -> None:
    conversation_id, handoff_id, maya = await claimed(house)
    before = await record.conversation(conversation_id)
    assert before is not None
    seq = await record.reassign(handoff_id, maya, maya, house.now, held_by=maya.id, entries=moved("Maya"))
    assert seq == before.seq
    assert await record.conversation(conversation_id) == before


async def test_that_of_many_who_move_it_at_once_one_succeeds(house: House, record: Record) -> None:
    conversation_id, handoff_id, maya = await claimed(house)
    ada = await house.staff("ada", Role.ADMIN)
    others = [await house.staff(f"agent{number}") for number in range(6)]
    results = await asyncio.gather(
        *(
            record.reassign(handoff_id, ada if n % 2 else maya, to, house.now, held_by=maya.id, entries=moved(to.name))
            for n, to in enumerate(others)
        ),
        return_exceptions=True,
    )
    (winner,) = [to for to, result in zip(others, results, strict=True) if isinstance(result, int)]
    assert all(isinstance(result, Conflict) for result in results if not isinstance(result, int))
    handoff = await record.handoff(handoff_id)
    assert handoff is not None
    assert handoff.claimed_by == winner.id
    assert [text for text in await whole_log(record, conversation_id) if text.startswith("to ")] == [
        f"to {winner.name}"
    ]


async def test_that_only_its_holder_or_an_admin_moves_it(house: House, record: Record) -> None:
    conversation_id, handoff_id, maya = await claimed(house)
    ben, ada = await house.staff("ben"), await house.staff("ada", Role.ADMIN)
    before = await whole_log(record, conversation_id)
    with pytest.raises(Conflict, match="Maya"):
        await record.reassign(handoff_id, ben, ben, house.now, held_by=maya.id, entries=moved("Ben"))
    with pytest.raises(Conflict, match="Maya"):
        await record.escalate(handoff_id, ben, house.now, note="n", entries=raised("n", "c1"), telling=TELLING)
    nobody = Staff(StaffId("nobody"), "nobody", "Nobody", Role.AGENT)
    with pytest.raises(NotFound, match="Nobody"):
        await record.reassign(handoff_id, maya, nobody, house.now, held_by=maya.id, entries=moved("Nobody"))
    assert await whole_log(record, conversation_id) == before
    await record.reassign(handoff_id, ada, ben, house.now, held_by=maya.id, entries=moved("Ben"))


async def test_that_an_admin_gives_somebody_what_waits(house: House, record: Record) -> None:
    _, handoff_id = await waiting(house)
    maya, ada = await house.staff(), await house.staff("ada", Role.ADMIN)
    with pytest.raises(NotAllowed):
        await record.reassign(handoff_id, maya, maya, house.now, held_by=None, entries=moved("Maya"))
    await record.reassign(handoff_id, ada, maya, house.now, held_by=None, entries=moved("Maya"))
    handoff = await record.handoff(handoff_id)
    assert handoff is not None
    assert (handoff.claimed_by, handoff.claimed_at) == (maya.id, house.now)
    ben = await house.staff("ben")
    with pytest.raises(Conflict, match="Maya"):
        await record.reassign(handoff_id, ada, ben, house.now, held_by=None, entries=moved("Ben"))


async def test_that_escalating_gives_it_back_more_urgent(house: House, record: Record) -> None:
    conversation_id, handoff_id, maya = await claimed(house)
    await record.escalate(
        handoff_id, maya, house.now, note="over my head", entries=raised("why", "c1"), telling=TELLING
    )
    (entry,) = await record.queue()
    handoff = entry.handoff
    assert (handoff.status, handoff.claimed_by, handoff.priority) == (HandoffStatus.WAITING, None, Priority.HIGH)
    assert (handoff.escalated_at, handoff.escalated_by_name, handoff.escalation_note) == (
        house.now,
        "Maya",
        "over my head",
    )
    assert entry.conversation.assignee_id is None
    assert (await whole_log(record, conversation_id))[-2:] == ["why", TELLING.text]
    with pytest.raises(Conflict):
        await record.say(handoff_id, maya, house.now, Draft(Author.AGENT, "one more"))
    ben = await house.staff("ben")
    await record.claim(handoff_id, ben, house.now, JOINED)


async def test_that_escalating_twice_by_one_press_counts_once(house: House, record: Record) -> None:
    conversation_id, handoff_id = await waiting(house, Priority.LOW)
    maya = await house.staff()
    told = [
        record.escalate(handoff_id, maya, house.now, note="n", entries=raised("why", "c1"), telling=TELLING)
        for _ in range(5)
    ]
    assert len(set(await asyncio.gather(*told))) == 1
    handoff = await record.handoff(handoff_id)
    assert handoff is not None
    assert handoff.priority is Priority.MEDIUM
    # Who waited already is not told again.
    assert (await whole_log(record, conversation_id)).count(TELLING.text) == 0
    for number in range(3):
        again = raised("why", f"d{number}")
        await record.escalate(handoff_id, maya, house.now, note="n", entries=again, telling=TELLING)
    handoff = await record.handoff(handoff_id)
    assert handoff is not None
    assert handoff.priority is Priority.CRITICAL


async def test_that_nothing_moves_once_it_is_closed(house: House, record: Record) -> None:
    conversation_id, handoff_id, maya = await claimed(house)
    ada = await house.staff("ada", Role.ADMIN)
    await record.close(handoff_id, maya, house.now, returned=False, reason="solved", notice=notice(Notice.RESOLVED))
    before = await whole_log(record, conversation_id)
    with pytest.raises(Conflict, match="closed"):
        await record.reassign(handoff_id, ada, ada, house.now, held_by=maya.id, entries=moved("Ada"))
    with pytest.raises(Conflict, match="closed"):
        await record.escalate(handoff_id, ada, house.now, note="n", entries=raised("n", "c1"), telling=TELLING)
    assert await whole_log(record, conversation_id) == before


async def test_that_the_first_reply_is_remembered_once(house: House, record: Record) -> None:
    conversation_id, handoff_id, maya = await claimed(house)
    await house.clock.advance(60)
    note = Draft(Author.AGENT, "thinking", audience=Audience.INTERNAL)
    await record.say(handoff_id, maya, house.now, note)
    assert (await record.handoff(handoff_id)).first_reply_at is None  # type: ignore[union-attr]
    first = house.now
    await record.say(handoff_id, maya, house.now, Draft(Author.AGENT, "hello"))
    await house.clock.advance(60)
    await record.say(handoff_id, maya, house.now, Draft(Author.AGENT, "and"))
    assert (await record.handoff(handoff_id)).first_reply_at == first  # type: ignore[union-attr]
    person = await record.person_of(conversation_id)
    assert person is not None
    since = house.now
    await house.arrive(person, conversation_id, "and now?")
    await house.clock.advance(60)
    await house.arrive(person, conversation_id, "hello?")
    (entry,) = await record.queue()
    assert (entry.unanswered_since, entry.last_customer_at) == (since, house.now)
