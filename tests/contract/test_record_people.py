"""Customers, identities, staff, and what the back office reads."""

import asyncio

import pytest

from core.clock import new_id
from core.domain.ids import AccountId, ConversationId, CustomerId, Millis
from core.domain.messages import Audience, Author
from core.domain.people import Account, Customer, Level, ProvenBy, Role, Tier
from core.errors import Conflict, NotAllowed
from core.record import Record
from tests.support.record import House

ACME = Account(AccountId("acme"), "Acme GmbH", Tier.ENTERPRISE, {"Plan": "Enterprise", "Seats": "40", "A": "first"})
JO = Customer(CustomerId("jo"), "Jo Doe", "jo@acme.example", "de", ACME)


async def known(record: Record, external_id: str = "ext-jo") -> object:
    return await record.identify("web", external_id, ProvenBy.HOST_JWT, Level.VERIFIED)


async def test_that_a_signed_id_leads_to_the_imported_customer(record: Record) -> None:
    await record.import_customers([ACME], [(JO, "ext-jo")])
    await record.import_customers([ACME], [(JO, "ext-jo")])
    customer, identity = await record.identify("web", "ext-jo", ProvenBy.HOST_JWT, Level.VERIFIED)
    assert customer == JO
    assert list(customer.account.facts) == list(ACME.facts)  # type: ignore[union-attr]
    assert (identity.level, identity.proven_by) == (Level.VERIFIED, ProvenBy.HOST_JWT)
    assert await record.person(identity.id) == (customer, identity)
    assert await record.person("nobody") is None


async def test_that_an_import_updates_who_signed_in_before_it(record: Record) -> None:
    first, identity = await record.identify("web", "ext-jo", ProvenBy.HOST_JWT, Level.VERIFIED, name="jo")
    await record.import_customers([ACME], [(JO, "ext-jo")])
    customer, same = await record.identify("web", "ext-jo", ProvenBy.HOST_JWT, Level.VERIFIED)
    assert (customer.id, same) == (first.id, identity)
    assert (customer.name, customer.account) == (JO.name, ACME)


async def test_that_a_person_is_met_once(record: Record) -> None:
    met = await asyncio.gather(
        *(record.identify("web", "v1", ProvenBy.ANONYMOUS_SESSION, Level.ANONYMOUS) for _ in range(12))
    )
    assert len({(customer.id, identity.id) for customer, identity in met}) == 1
    other, _ = await record.identify("slack", "v1", ProvenBy.SLACK_PROFILE, Level.CLAIMED)
    assert other.id != met[0][0].id


async def test_that_a_signed_id_cannot_be_used_without_the_signature(record: Record) -> None:
    await known(record)
    with pytest.raises(NotAllowed):
        await record.identify("web", "ext-jo", ProvenBy.ANONYMOUS_SESSION, Level.ANONYMOUS)


async def test_that_an_identity_keeps_the_best_proof_it_had(record: Record) -> None:
    await record.identify("slack", "U1", ProvenBy.SLACK_PROFILE, Level.VERIFIED)
    _, identity = await record.identify("slack", "U1", ProvenBy.SLACK_PROFILE, Level.CLAIMED)
    assert identity.level == Level.VERIFIED


async def test_that_only_an_anonymous_conversation_is_handed_to_the_known_customer(
    house: House, record: Record
) -> None:
    visitor = await house.someone()
    conversation_id = ConversationId(new_id())
    await house.arrive(visitor, conversation_id)
    await record.import_customers([ACME], [(JO, "ext-jo")])
    jo = await record.identify("web", "ext-jo", ProvenBy.HOST_JWT, Level.VERIFIED)
    assert not await record.adopt(conversation_id, jo[0].id, jo[1])
    assert await record.adopt(conversation_id, visitor[0].id, jo[1])
    assert await record.person_of(conversation_id) == jo
    assert not await record.adopt(conversation_id, visitor[0].id, jo[1])
    other = await record.identify("web", "ext-2", ProvenBy.HOST_JWT, Level.VERIFIED)
    assert not await record.adopt(conversation_id, jo[0].id, other[1])
    await house.arrive(jo, conversation_id, "it is me")
    assert (await house.claim()).customer == JO


async def test_that_logins_are_unique_and_passwords_end_sessions(house: House, record: Record) -> None:
    maya = await house.staff("maya", Role.ADMIN)
    with pytest.raises(Conflict):
        await house.staff("maya")
    assert await record.staff_count() == 1
    assert await record.staff_by_login("maya") == (maya, "digest")
    assert await record.staff_by_login("ben") is None
    until = Millis(house.now + 1000)
    for digest in ("one", "two"):
        await record.open_session(digest, maya.id, "csrf", house.now, until)
    session = await record.session("one", house.now)
    assert session is not None
    assert (session.staff, session.csrf, session.expires_at) == (maya, "csrf", until)
    assert await record.session("one", until) is None
    await record.close_session("one")
    assert await record.session("one", house.now) is None
    await record.set_password(maya.id, "new")
    assert await record.session("two", house.now) is None
    assert await record.staff_by_login("maya") == (maya, "new")
    assert await record.staff() == (maya,)


async def test_that_the_back_office_finds_conversations(house: House, record: Record) -> None:
    await record.import_customers([ACME], [(JO, "ext-jo")])
    jo = await record.identify("web", "ext-jo", ProvenBy.HOST_JWT, Level.VERIFIED)
    of_jo = ConversationId(new_id())
    await house.arrive(jo, of_jo, "100% mine")
    await house.answer("ok")
    await house.clock.advance(1)
    handed_off = await house.handed_off()
    every = await record.conversations()
    assert [summary.conversation.id for summary in every] == [handed_off, of_jo]
    assert (every[0].handoff_reason, every[0].messages) == ("asked_for_person", 2)
    assert (every[1].customer_name, every[1].account_name, every[1].tier) == ("Jo Doe", "Acme GmbH", "enterprise")
    assert every[1].last_text == "ok"
    for search in ("jo d", "ACME", "ext-jo", of_jo, "jo"):
        assert [summary.conversation.id for summary in await record.conversations(search=search)] == [of_jo]
    for search in ("%", "_", "nobody"):
        assert await record.conversations(search=search) == ()
    assert [s.conversation.id for s in await record.conversations(mode="human")] == [handed_off]
    assert [s.conversation.id for s in await record.conversations(before=house.now)] == [of_jo]
    assert len(await record.conversations(status="open", limit=1)) == 1
    assert await record.totals() == {
        "conversations": 2,
        "open": 2,
        "with_person": 1,
        "waiting": 1,
        "dead_letters": 0,
        "unprocessed": 0,
    }


async def test_that_readers_resume_from_where_they_were(house: House, record: Record) -> None:
    conversation_id = await house.conversation("one")
    await house.answer("two", "three")
    assert [message.seq for message in await record.messages(conversation_id, after=1)] == [2, 3]
    assert [message.seq for message in await record.messages(conversation_id, limit=1)] == [1]
    assert [message.seq for message in await record.last_messages(conversation_id, 2)] == [2, 3]
    internal = await record.messages(conversation_id, audience=Audience.INTERNAL)
    assert internal == ()
    authors = [message.author for message in await record.messages(conversation_id, audience=Audience.CUSTOMER)]
    assert authors == [Author.CUSTOMER, Author.BOT, Author.BOT]
    await record.mark_seen(conversation_id, 2)
    await record.mark_seen(conversation_id, 1)
    assert (await record.conversation(conversation_id)).seen_seq == 2  # type: ignore[union-attr]
    await record.mark_seen(conversation_id, 99)
    assert (await record.conversation(conversation_id)).seen_seq == 3  # type: ignore[union-attr]
    assert await record.conversation(ConversationId("none")) is None


async def test_that_changes_are_told_oldest_first(house: House, record: Record) -> None:
    start = house.now
    first = await house.conversation()
    await house.clock.advance(1)
    second = await house.conversation()
    assert [(each[0], each[1]) for each in await record.changed_since(start, 10)] == [(first, 1), (second, 1)]
    assert [each[0] for each in await record.changed_since(house.now, 10)] == [second]
    assert [each[0] for each in await record.changed_since(start, 1)] == [first]
