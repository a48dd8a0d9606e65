"""What a brief shows besides its package: the same customer's earlier cases, where it is the same for sure."""

from dataclasses import replace

from core.clock import new_id
from core.domain.handoff import HandoffStatus, Package, Resolution, ResolveReason
from core.domain.ids import AccountId, ConversationId, CustomerId, HandoffId, IntentId
from core.domain.messages import Audience, Author, Draft, Notice
from core.domain.people import Account, Customer, Identity, Level, ProvenBy, Tier
from core.record import Record
from tests.support.record import PACKAGE, House, handoff_request, notice

ACME = Account(AccountId("acme"), "Acme", Tier.GROWTH, {})
PROVEN = replace(PACKAGE, customer="Dana", level=2)
Person = tuple[Customer, Identity]


async def dana(record: Record) -> Person:
    customer = Customer(CustomerId("customer-dana"), "Dana", None, "en", ACME)
    await record.import_customers([ACME], [(customer, "dana")])
    return await record.identify("web", "dana", ProvenBy.HOST_JWT, Level.VERIFIED)


async def case(house: House, person: Person, package: Package = PROVEN) -> HandoffId:
    conversation_id = ConversationId(new_id())
    await house.arrive(person, conversation_id, "a person please")
    wish = replace(handoff_request(), package=package)
    await house.record.commit_turn(house.commit(await house.claim(), "yes", handoff=wish))
    await house.clock.advance(60)
    (handoff,) = await house.record.handoffs_of(conversation_id)
    return handoff.id


async def shown(record: Record, handoff_id: HandoffId) -> list[HandoffId]:
    return [each.handoff.id for each in await record.earlier_cases(handoff_id, 2)]


async def test_that_the_newest_two_cases_of_the_same_customer_are_shown(house: House, record: Record) -> None:
    person = await dana(record)
    old, first, second = [await case(house, person) for _ in range(3)]
    maya = await house.staff()
    await record.claim(second, maya, house.now, notice(Notice.JOINED))
    how = Resolution(ResolveReason.SOLVED, correct_intent=IntentId("billing_refund"))
    await record.close(
        second, maya, house.now, returned=False, reason="solved", notice=notice(Notice.RESOLVED), resolution=how
    )
    now = await case(house, person)
    assert await shown(record, now) == [second, first]
    assert await shown(record, old) == []
    newest = (await record.earlier_cases(now, 1))[0]
    assert newest.about == "billing_refund", "who resolved it knew best"
    assert (newest.handoff.status, newest.handoff.claimed_by_name) == (HandoffStatus.RESOLVED, "Maya")


async def test_that_nothing_is_told_of_who_is_not_proven(house: House, record: Record) -> None:
    person = await dana(record)
    await case(house, person)
    stranger = await house.someone()
    assert await shown(record, await case(house, stranger)) == []
    assert await shown(record, await case(house, person, replace(PROVEN, level=0))) == []
    colleague = replace(PROVEN, customer="Eli")
    assert await shown(record, await case(house, person, colleague)) == [], "a colleague asked in Dana's thread"


async def test_that_neither_an_unproven_case_nor_one_of_another_account_is_shown(house: House, record: Record) -> None:
    person = await dana(record)
    await case(house, person, replace(PROVEN, account="Before"))
    await case(house, person, replace(PROVEN, level=1))
    await case(house, person, replace(PROVEN, customer="Eli"))
    assert await shown(record, await case(house, person)) == []


async def adds(house: House, handoff_id: HandoffId, text: str) -> None:
    handoff = await house.record.handoff(handoff_id)
    assert handoff is not None
    person = await house.record.person_of(handoff.conversation_id)
    assert person is not None
    await house.clock.advance(1)
    await house.arrive(person, handoff.conversation_id, text)
    await house.record.commit_turn(house.commit(await house.claim()))


async def added(record: Record, handoff_id: HandoffId) -> list[str]:
    return [message.text for message in await record.added_since(handoff_id)]


async def test_that_what_came_after_the_brief_is_told_until_somebody_answers(house: House, record: Record) -> None:
    handoff_id = await case(house, await dana(record))
    assert await added(record, handoff_id) == []
    await adds(house, handoff_id, "invoice 7")
    await adds(house, handoff_id, "and 8")
    maya = await house.staff()
    await record.claim(handoff_id, maya, house.now, notice(Notice.JOINED))
    assert await added(record, handoff_id) == ["invoice 7", "and 8"]
    await record.say(handoff_id, maya, house.now, Draft(Author.AGENT, "Hello", author_name="Maya"))
    assert await added(record, handoff_id) == []
    await adds(house, handoff_id, "are you there?")
    assert await added(record, handoff_id) == []
    gone = Draft(Author.SYSTEM, "off", Audience.INTERNAL, notice=Notice.PUT_BACK)
    await record.put_back(handoff_id, maya, house.now, entries=(gone,), telling=notice(Notice.HANDED_OFF))
    assert await added(record, handoff_id) == ["are you there?"], "whoever takes it next has not read it"
    await record.claim(handoff_id, maya, house.now, notice(Notice.JOINED))
    await record.close(handoff_id, maya, house.now, returned=True, reason="", notice=notice(Notice.RETURNED))
    assert await added(record, handoff_id) == []


async def test_that_what_came_while_the_brief_was_made_counts_as_added(house: House, record: Record) -> None:
    person, conversation_id = await dana(record), ConversationId(new_id())
    await house.arrive(person, conversation_id, "a person please")
    claim = await house.claim()
    await house.arrive(person, conversation_id, "it is about my invoice")
    await record.commit_turn(house.commit(claim, "yes", handoff=handoff_request()))
    (handoff,) = await record.handoffs_of(conversation_id)
    assert await added(record, handoff.id) == ["it is about my invoice"]
