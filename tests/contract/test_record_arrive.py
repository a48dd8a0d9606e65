"""Arrive: every message once, in one order, durable, and due at the right time."""

import asyncio
import random

import pytest

from core.clock import new_id
from core.domain.conversation import Status
from core.domain.ids import ConversationId, CustomerId, IdentityId
from core.domain.messages import Author
from core.domain.people import Customer, Identity, Level, ProvenBy
from core.errors import Conflict, NotFound
from core.record import Record
from tests.support.record import House, handoff_request


async def test_that_the_first_message_opens_the_conversation(house: House, record: Record) -> None:
    person = await house.someone()
    conversation_id = ConversationId(new_id())
    receipt = await house.arrive(person, conversation_id, "hi")
    conversation = await record.conversation(conversation_id)
    assert (receipt.seq, receipt.duplicate) == (1, False)
    assert conversation is not None
    assert (conversation.seq, conversation.last_input_seq, conversation.done_seq) == (1, 1, 0)
    assert conversation.customer_id == person[0].id
    (message,) = await record.messages(conversation_id)
    assert (message.author, message.text, message.seq) == (Author.CUSTOMER, "hi", 1)


async def test_that_concurrent_arrivals_with_repeats_get_gapless_unique_seqs(house: House, record: Record) -> None:
    person = await house.someone()
    conversation_id = ConversationId(new_id())
    keys = [f"k{number}" for number in range(40)] * 3
    random.Random(7).shuffle(keys)
    receipts = await asyncio.gather(*(house.arrive(person, conversation_id, key, key=key) for key in keys))
    seq_of: dict[str, int] = {}
    for key, receipt in zip(keys, receipts, strict=True):
        assert seq_of.setdefault(key, receipt.seq) == receipt.seq
    assert sum(not receipt.duplicate for receipt in receipts) == 40
    assert sorted(seq_of.values()) == list(range(1, 41))
    messages = await record.messages(conversation_id)
    assert [message.seq for message in messages] == list(range(1, 41))
    assert {message.text: message.seq for message in messages} == seq_of


async def test_that_arrivals_in_many_conversations_do_not_mix(house: House, record: Record) -> None:
    people = [await house.someone() for _ in range(8)]
    ids = [ConversationId(new_id()) for _ in people]

    async def write(number: int) -> None:
        which = number % len(ids)
        await house.arrive(people[which], ids[which], f"{which}", key=f"n{number}")

    await asyncio.gather(*(write(number) for number in range(200)))
    for which, conversation_id in enumerate(ids):
        messages = await record.messages(conversation_id)
        assert [message.seq for message in messages] == list(range(1, 26))
        assert {message.text for message in messages} == {str(which)}


async def test_that_somebody_elses_conversation_is_not_found_and_unchanged(house: House, record: Record) -> None:
    conversation_id = await house.conversation()
    with pytest.raises(NotFound):
        await house.arrive(await house.someone(), conversation_id)
    assert len(await record.messages(conversation_id)) == 1


def newcomer(external_id: str) -> tuple[Customer, Identity]:
    customer = Customer(CustomerId(new_id()), "", None, "de", None)
    way = (ProvenBy.ANONYMOUS_SESSION, Level.ANONYMOUS)
    return customer, Identity(IdentityId(new_id()), customer.id, "web", external_id, *way)


async def test_that_a_newcomer_becomes_known_with_their_first_message(house: House, record: Record) -> None:
    person, conversation_id = newcomer("anon:new"), ConversationId(new_id())
    assert (await house.arrive(person, conversation_id, "hi", new=True)).seq == 1
    assert await record.known_as("web", "anon:new") == person
    (claim,) = await record.claim_due("w", house.now, 1000, 9)
    assert (claim.customer, claim.identity) == person
    assert (await house.arrive(person, conversation_id, "more")).seq == 2


async def test_that_a_newcomer_who_is_known_already_changes_nothing(house: House, record: Record) -> None:
    first = newcomer("anon:twice")
    conversation_id = ConversationId(new_id())
    await house.arrive(first, conversation_id, "hi", key="k1", new=True)
    again = newcomer("anon:twice")
    for key in ("k1", "k2"):
        with pytest.raises(Conflict):
            await house.arrive(again, conversation_id, "hi", key=key, new=True)
    assert await record.known_as("web", "anon:twice") == first
    assert len(await record.messages(conversation_id)) == 1
    assert (await house.arrive(first, conversation_id, "hi", key="k1")).duplicate


async def test_that_a_newcomer_in_somebody_elses_conversation_stays_unknown(house: House, record: Record) -> None:
    conversation_id = await house.conversation()
    with pytest.raises(NotFound):
        await house.arrive(newcomer("anon:thief"), conversation_id, new=True)
    assert await record.known_as("web", "anon:thief") is None
    assert len(await record.messages(conversation_id)) == 1


async def test_that_a_turn_is_due_after_quiet_but_not_later_than_the_longest_wait(house: House, record: Record) -> None:
    person, conversation_id = await house.someone(), ConversationId(new_id())
    start = house.now
    await house.arrive(person, conversation_id, quiet_ms=1000, max_wait_ms=2500)
    assert await record.next_due() == start + 1000
    for expected in (1900, 2500, 2500):
        await house.clock.advance(0.9)
        await house.arrive(person, conversation_id, quiet_ms=1000, max_wait_ms=2500)
        assert await record.next_due() == start + expected


async def test_that_a_message_is_due_at_once_when_a_person_has_the_word(house: House, record: Record) -> None:
    person, conversation_id = await house.someone(), ConversationId(new_id())
    await house.arrive(person, conversation_id)
    claim = await house.claim()
    await record.commit_turn(house.commit(claim, "wait", handoff=handoff_request()))
    await house.arrive(person, conversation_id, quiet_ms=5000, max_wait_ms=9000)
    assert await record.next_due() == house.now


@pytest.mark.parametrize("text", ["a\x00b", "half a pair \ud83d", "\x00", "naïve 🙂 \udc00\x00"])
async def test_that_text_no_database_takes_is_cleaned(house: House, record: Record, text: str) -> None:
    person, conversation_id = await house.someone(), ConversationId(new_id())
    receipt = await house.arrive(person, conversation_id, text, key=f"key {text}")
    again = await house.arrive(person, conversation_id, text, key=f"key {text}")
    assert (again.seq, again.duplicate) == (receipt.seq, True)
    (message,) = await record.messages(conversation_id)
    assert "\x00" not in message.text
    message.text.encode()


async def test_that_a_new_message_opens_a_resolved_conversation(house: House, record: Record) -> None:
    conversation_id = await house.conversation()
    person = await record.person_of(conversation_id)
    assert person is not None
    await house.answer("hi")
    assert (await record.latest_of_customer(person[0].id, "web")) is not None
    await house.arrive(person, conversation_id)
    conversation = await record.conversation(conversation_id)
    assert conversation is not None
    assert conversation.status == Status.OPEN
