"""The triage channel's part of the record: who is staff, cards that follow their conversation, words taken back."""

import asyncio
from collections.abc import Sequence

from core.domain.handoff import Handoff
from core.domain.ids import ConversationId, Millis
from core.domain.messages import Audience, Author, Draft, Message, Notice
from core.domain.people import Role
from core.record import Record
from core.triage import TRIAGE_CARDS, TRIAGE_THREADS, typed_in_slack
from tests.support.record import LEASE_MS, House, notice


async def test_that_an_agent_of_slack_is_one_member_of_staff_however_often_they_come(
    house: House, record: Record
) -> None:
    assert await record.staff_as("slack", "T0:U1") is None
    coming = [record.enrol_as("slack", "T0:U1", "slack:u1", "Maya Sen", house.now) for _ in range(6)]
    met = await asyncio.gather(*coming)
    assert len({one.id for one in met}) == 1
    assert (met[0].name, met[0].role) == ("Maya Sen", Role.AGENT)
    assert await record.staff_as("slack", "T0:U1") == met[0]
    found = await record.staff_by_login("slack:u1")
    assert found is not None
    assert found[1] == "", "there is no password to sign in with"
    assert await record.staff_as("slack", "T0:U2") is None


async def test_that_an_agent_of_slack_can_be_told_to_be_a_member_of_staff_known_before(
    house: House, record: Record
) -> None:
    maya = await house.staff()
    await record.enrol_as("slack", "T0:U1", "slack:u1", "Maya Sen", house.now)
    await record.link_staff(maya.id, "slack", "T0:U1", house.now)
    assert await record.staff_as("slack", "T0:U1") == maya
    assert await record.staff_of_channel("slack") == (("T0:U1", maya),)
    assert await record.staff_of_channel("web") == ()


def typed(text: str = "ours only", ts: str = "20.1") -> Draft:
    return Draft(Author.AGENT, text, audience=Audience.INTERNAL, author_name="Maya", client_id=typed_in_slack("C9", ts))


def one_by_one(entries: Sequence[Message], opened_seq: int) -> list[tuple[int, int]]:
    """Everything before the handoff in one part."""
    before = [entry.seq for entry in entries if entry.seq <= opened_seq]
    later = [(entry.seq, entry.seq) for entry in entries if entry.seq > opened_seq]
    return ([(before[0], before[-1])] if before else []) + later


async def follow(house: House, handoff: Handoff) -> bool:
    return await house.record.follow_in_triage(handoff.id, "C9", house.now, one_by_one)


async def on_the_way(house: House) -> list[tuple[str, dict[str, object]]]:
    """What the outbox holds for the triage channel, taken as sent."""
    found = []
    while rows := await house.record.claim_outbox("relay", house.now, LEASE_MS, 50):
        for row in rows:
            found.append((row.destination, row.payload))
            await house.record.outbox_sent(row, "relay", house.now, "ok")
    return [(where, payload) for where, payload in found if where in (TRIAGE_CARDS, TRIAGE_THREADS)]


async def opened(house: House) -> tuple[ConversationId, Handoff]:
    conversation_id = await house.handed_off()
    (handoff,) = await house.record.handoffs_of(conversation_id)
    await house.clock.advance(0.01)
    return conversation_id, handoff


async def test_that_a_card_follows_its_conversation_once_and_in_order(house: House, record: Record) -> None:
    conversation_id, handoff = await opened(house)
    assert [one.id for one in await record.to_triage(Millis(0), house.now, 10)] == [handoff.id]
    racing = await asyncio.gather(*(follow(house, handoff) for _ in range(4)))
    assert sorted(racing) == [False, False, False, True]
    sent = await on_the_way(house)
    assert sorted(where for where, _ in sent) == [TRIAGE_CARDS, TRIAGE_THREADS]
    assert await record.to_triage(Millis(0), house.now, 10) == ()
    part = await record.triage_part(handoff.id, 1)
    assert part is not None
    assert (part.first_seq, part.last_seq, part.ts) == (1, 2, "")

    maya = await house.staff()
    await record.claim(handoff.id, maya, house.now, notice(Notice.JOINED))
    await record.say(handoff.id, maya, house.now, typed())
    assert [one.id for one in await record.to_triage(Millis(0), house.now, 10)] == [handoff.id]
    assert await follow(house, handoff)
    sent = await on_the_way(house)
    firsts = [payload["first"] for where, payload in sent if where == TRIAGE_THREADS]
    assert firsts == [3], "the note was typed in the thread itself"
    assert not await follow(house, handoff)

    await record.triage_card_shown(handoff.id, "100.1", "digest", house.now, Millis(house.now + 60_000))
    card = await record.triage_card_at("C9", "100.1")
    assert card is not None
    assert (card.handoff_id, card.conversation_id, card.shown) == (handoff.id, conversation_id, "digest")
    assert await record.triage_shown_seq(handoff.id) == 0
    await record.triage_part_posted(handoff.id, 1, "100.2")
    assert await record.triage_shown_seq(handoff.id) == 2
    there = await record.triage_part_at(handoff.id, "100.2")
    assert there is not None
    assert there.first_seq == 1
    await house.clock.advance(61)
    assert [one.id for one in await record.to_triage(Millis(0), house.now, 10)] == [handoff.id], "its countdown moved"
    assert await follow(house, handoff)
    assert [where for where, _ in await on_the_way(house)] == [TRIAGE_CARDS]
    assert not await follow(house, handoff)


async def test_that_a_thread_ends_with_its_handoff_and_still_forgets_what_is_deleted(
    house: House, record: Record
) -> None:
    conversation_id, handoff = await opened(house)
    await follow(house, handoff)
    await on_the_way(house)
    maya = await house.staff()
    await record.claim(handoff.id, maya, house.now, notice(Notice.JOINED))
    done = {"returned": True, "reason": "returned", "notice": notice(Notice.RETURNED)}
    end = await record.close(handoff.id, maya, house.now, **done)  # type: ignore[arg-type]
    await house.clock.advance(0.01)
    found = await record.conversation(conversation_id)
    assert found is not None
    person = await record.person(found.identity_id)
    assert person is not None
    await house.arrive(person, conversation_id, "something else")
    assert await follow(house, handoff)
    firsts = [payload["first"] for where, payload in await on_the_way(house) if where == TRIAGE_THREADS]
    assert firsts == [3, end]
    assert await record.to_triage(Millis(0), house.now, 10) == ()
    await house.answer("This goes on without you.")
    assert not await follow(house, handoff), "what comes after the end is not the thread's business"
    assert await on_the_way(house) == []
    assert await record.to_triage(Millis(0), house.now, 10) == ()

    await house.clock.advance(1)
    (said,) = [m for m in await record.messages(conversation_id) if m.text == "a human, please"]
    assert said.client_id is not None
    assert await record.remove_message(conversation_id, said.client_id, house.now)
    assert [one.id for one in await record.to_triage(Millis(0), house.now, 10)] == [handoff.id]
    assert await follow(house, handoff)
    firsts = [payload["first"] for where, payload in await on_the_way(house) if where == TRIAGE_THREADS]
    assert firsts == [1], "the part with the deleted words is written anew"


async def test_that_only_who_said_it_changes_it_and_the_change_goes_after_it(house: House, record: Record) -> None:
    conversation_id, handoff = await opened(house)
    maya, tom = await house.staff(), await house.staff("tom")
    await record.claim(handoff.id, maya, house.now, notice(Notice.JOINED))
    key = "window:V0000001"
    said = Draft(Author.AGENT, "first words", author_name="Maya", author_id=maya.id, client_id=key)
    receipt = await record.say(handoff.id, maya, house.now, said)
    assert await record.take_back(conversation_id, key, tom, "mine now", house.now) is None
    assert await record.take_back(conversation_id, "window:V9999999", maya, "…", house.now) is None
    changed = await record.take_back(conversation_id, key, maya, "second words", house.now)
    assert changed is not None
    assert not changed.duplicate
    again = await record.take_back(conversation_id, key, maya, "second words", house.now)
    assert again is not None
    assert again.duplicate
    log = {m.seq: m for m in await record.messages(conversation_id)}
    assert log[receipt.seq].text == "second words"
    change = log[changed.seq]
    assert (change.notice, change.of, change.text) == (Notice.CHANGED, receipt.seq, "second words")
    gone = await record.take_back(conversation_id, key, maya, None, house.now)
    assert gone is not None
    log = {m.seq: m for m in await record.messages(conversation_id)}
    assert log[receipt.seq].deleted_at is not None
    assert log[gone.seq].notice is Notice.TAKEN_BACK
    assert not [m for m in log.values() if "words" in m.text], "what it said in between is gone as well"
