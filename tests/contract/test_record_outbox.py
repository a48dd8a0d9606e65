"""Deliver: in order within a line, once at a time, again after a failure, and never forgotten."""

import asyncio

from core.domain.ids import ConversationId, Millis
from core.later import Push
from core.record import Record
from tests.support.record import LEASE_MS, House


async def pushed(house: House, *keys: str, destination: str = "slack") -> ConversationId:
    conversation_id = await house.conversation()
    pushes = tuple(Push(destination, key, {"text": key}) for key in keys)
    await house.record.commit_turn(house.commit(await house.claim(), pushes=pushes))
    return conversation_id


async def test_that_a_line_goes_out_in_order_one_at_a_time(house: House, record: Record) -> None:
    await pushed(house, "a1", "a2", "a3")
    await pushed(house, "b1", "b2")
    sent: list[str] = []
    while rows := await record.claim_outbox("relay", house.now, LEASE_MS, 10):
        assert await record.claim_outbox("other", house.now, LEASE_MS, 10) == ()
        for row in rows:
            assert row.payload == {"text": row.key}
            sent.append(row.key)
            await record.outbox_sent(row, "relay", house.now, "ts-1")
    assert sent == ["a1", "b1", "a2", "b2", "a3"]
    assert await record.outbox_backlog(house.now) == (0, 0)


async def test_that_relays_never_share_a_row(house: House, record: Record) -> None:
    lines = [await pushed(house, *(f"{line}-{number}" for number in range(4))) for line in range(6)]
    sent: list[tuple[ConversationId | None, str]] = []

    async def relay(owner: str) -> None:
        while (await record.outbox_backlog(house.now))[0]:
            for row in await record.claim_outbox(owner, house.now, LEASE_MS, 2):
                sent.append((row.conversation_id, row.key))
                await record.outbox_sent(row, owner, house.now, "")

    await asyncio.gather(*(relay(f"relay-{number}") for number in range(5)))
    assert len(sent) == 24
    for line, conversation_id in enumerate(lines):
        keys = [key for of, key in sent if of == conversation_id]
        assert keys == [f"{line}-{number}" for number in range(4)]


async def test_that_a_failed_row_holds_its_line_until_it_is_sent(house: House, record: Record) -> None:
    await pushed(house, "first", "second")
    (row,) = await record.claim_outbox("relay", house.now, LEASE_MS, 10)
    await record.outbox_failed(row, "relay", house.now, "rate limited", Millis(house.now + 2000))
    assert await record.claim_outbox("relay", house.now, LEASE_MS, 10) == ()
    await house.clock.advance(2)
    (again,) = await record.claim_outbox("relay", house.now, LEASE_MS, 10)
    assert (again.key, again.attempts, again.last_error) == ("first", 1, "rate limited")
    assert await record.outbox_backlog(house.now) == (2, 2000)


async def test_that_a_dead_letter_frees_its_line_and_can_be_sent_again(house: House, record: Record) -> None:
    await pushed(house, "first", "second")
    (row,) = await record.claim_outbox("relay", house.now, LEASE_MS, 10)
    await record.outbox_failed(row, "relay", house.now, "channel not found", None)
    (dead,) = await record.dead_letters()
    assert (dead.id, dead.status, dead.last_error) == (row.id, "dead", "channel not found")
    (second,) = await record.claim_outbox("relay", house.now, LEASE_MS, 10)
    assert second.key == "second"
    assert await record.requeue(row.id, house.now)
    assert not await record.requeue(row.id, house.now)
    assert not await record.requeue(10_000, house.now)
    assert await record.dead_letters() == ()
    (again,) = await record.claim_outbox("relay", house.now, LEASE_MS, 10)
    assert again.key == "first"


async def test_that_a_dead_relays_row_is_sent_by_another(house: House, record: Record) -> None:
    await pushed(house, "only")
    (row,) = await record.claim_outbox("dying", house.now, LEASE_MS, 10)
    await house.clock.advance(LEASE_MS / 1000 + 1)
    (taken,) = await record.claim_outbox("next", house.now, LEASE_MS, 10)
    assert taken.id == row.id
    await record.outbox_failed(row, "dying", house.now, "too late", None)  # its lease is gone: no effect
    assert await record.dead_letters() == ()
    await record.outbox_sent(row, "dying", house.now, "ts")  # but what was sent was sent
    assert await record.outbox_backlog(house.now) == (0, 0)


async def test_that_the_same_key_is_the_same_push(house: House, record: Record) -> None:
    await pushed(house, "once")
    await pushed(house, "once")
    await pushed(house, "once", destination="webhook")
    assert (await record.outbox_backlog(house.now))[0] == 2
