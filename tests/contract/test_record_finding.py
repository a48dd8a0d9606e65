"""Agents find a conversation again by name, account and words; among what was handed to people only."""

from core.clock import new_id
from core.domain.handoff import Priority
from core.domain.ids import AccountId, ConversationId, CustomerId
from core.domain.people import Account, Customer, Level, ProvenBy, Tier
from core.record import Record
from tests.support.record import House, handoff_request


async def talk(house: House, name: str, account: str, *said: str, handed: bool = True) -> ConversationId:
    known = Account(AccountId(account.lower()), account, Tier.GROWTH, {})
    customer = Customer(CustomerId(new_id()), name, None, "en", known)
    await house.record.import_customers([known], [(customer, name)])
    person = await house.record.identify("web", name, ProvenBy.HOST_JWT, Level.VERIFIED)
    conversation_id = ConversationId(new_id())
    for text in said:
        await house.arrive(person, conversation_id, text)
    claim = await house.claim()
    request = handoff_request(Priority.MEDIUM) if handed else None
    await house.record.commit_turn(house.commit(claim, "a reply", handoff=request))
    await house.clock.advance(1)
    return conversation_id


async def found(record: Record, words: str) -> list[ConversationId]:
    return [one.handoff.conversation_id for one in await record.find_handed_over(words, 10)]


async def test_that_names_accounts_and_words_find_a_conversation(house: House, record: Record) -> None:
    first = await talk(house, "Dana Whitlock", "Marlowe", "my payout is late", "it was 100% promised")
    second = await talk(house, "Ola Lund", "Fjord", "the export fails")
    await talk(house, "Pat Quill", "Fjord", "payout of the bot", handed=False)
    assert await found(record, "DANA") == [first]
    assert await found(record, "fjord") == [second]
    assert await found(record, "late payout dana marlowe") == [first]
    assert await found(record, "late fjord") == []
    assert await found(record, "100%") == [first]
    assert await found(record, "a%t_") == [], "what people type is no pattern"
    assert await found(record, "  ") == []
    assert await found(record, "reply") == [second, first], "the newest first"
    (hit,) = await record.find_handed_over("payout", 10)
    assert (hit.customer_name, hit.account_name, hit.text) == ("Dana Whitlock", "Marlowe", "my payout is late")
    assert len(await record.find_handed_over("reply", 1)) == 1
