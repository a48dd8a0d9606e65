"""Slack's part of the record: events once and in order, threads, words that change, entries that are pushed."""

import asyncio
from dataclasses import replace

import pytest

from core.clock import new_id
from core.domain.conversation import Mode
from core.domain.ids import AccountId, ConversationId, Millis
from core.domain.messages import Author, Draft, InboundMessage, Notice
from core.domain.people import Account, Level, ProvenBy, Tier
from core.errors import LeaseLost
from core.policies.summary import summarise
from core.record import Record
from core.slack import Arrival, ChannelState, Ingest, Place, SlackChannel, StaffWords, StoredEvent
from tests.support.record import LEASE_MS, House, handoff_request

ACME = AccountId("acme")


def arrival(house: House, key: str, lane: str = "C1", at: str = "1", message: str = "") -> Arrival:
    return Arrival(key, lane, at, {"text": f"words of {key}"}, house.now, message)


async def claim(house: House, limit: int = 10) -> tuple[StoredEvent, ...]:
    return await house.record.claim_slack_events("inbox", house.now, LEASE_MS, limit)


async def talk(house: House, thread: str = "10.1", text: str = "my calendar is broken") -> ConversationId:
    """A conversation in a thread of Slack with one message that waits."""
    person = await house.record.identify("slack", f"T1:U{thread}", ProvenBy.SLACK_PROFILE, Level.CLAIMED, name="Nora")
    conversation_id = ConversationId(new_id())
    message = InboundMessage(
        channel="slack",
        conversation_id=conversation_id,
        customer_id=person[0].id,
        identity_id=person[1].id,
        key=thread,
        text=text,
        received_at=house.now,
        raw={"text": text},
    )
    await house.record.arrive(message, quiet_ms=0, max_wait_ms=0)
    await house.record.bind_thread("C1", thread, conversation_id, "T1:U1", house.now, home=True)
    return conversation_id


async def test_that_an_event_and_its_message_are_stored_once(house: House, record: Record) -> None:
    """C25, C27: a redelivery is the same row, and so is the second event about the same message."""
    assert await record.slack_arrived(arrival(house, "Ev1", message="C1:1"), 0)
    assert not await record.slack_arrived(arrival(house, "Ev1", message="C1:1"), 0)
    assert not await record.slack_arrived(arrival(house, "Ev2", message="C1:1"), 0)
    racing = [record.slack_arrived(arrival(house, "Ev3", message="C1:3"), 0) for _ in range(8)]
    assert sorted(await asyncio.gather(*racing)) == [False] * 7 + [True]
    assert (await record.slack_backlog(house.now))[0] == 2


async def test_that_a_lane_is_read_in_order_one_at_a_time_and_lanes_side_by_side(house: House, record: Record) -> None:
    for key, lane, at in (("b", "C1", "2"), ("a", "C1", "1"), ("c", "C1", "3"), ("x", "C2", "9")):
        assert await record.slack_arrived(arrival(house, key, lane, at), 0)
    order = []
    while events := await claim(house):
        assert await record.claim_slack_events("other", house.now, LEASE_MS, 10) == ()
        order.append([event.payload["text"] for event in events])
        for event in events:
            await record.slack_event_done(event)
    assert [sorted(each) for each in order] == [["words of a", "words of x"], ["words of b"], ["words of c"]]


async def test_that_a_dead_reader_leaves_its_event_to_another_and_what_comes_late_waits(
    house: House, record: Record
) -> None:
    await record.slack_arrived(arrival(house, "second", at="2"), 0)
    (taken,) = await claim(house)
    await record.slack_arrived(arrival(house, "first", at="1"), 0)
    assert await claim(house) == ()
    await house.clock.advance(LEASE_MS / 1000 + 1)
    (first,) = await claim(house)
    assert first.payload["text"] == "words of first"
    await record.slack_event_done(first)
    (again,) = await claim(house)
    assert again.id == taken.id


async def test_that_events_settle_fail_and_are_set_aside(house: House, record: Record) -> None:
    await record.slack_arrived(arrival(house, "Ev1"), 500)
    assert await claim(house) == ()
    await house.clock.advance(0.5)
    (event,) = await claim(house)
    await record.slack_event_failed(event, "Slack is away", Millis(house.now + 1000))
    assert await claim(house) == ()
    await house.clock.advance(1)
    (event,) = await claim(house)
    assert event.attempts == 1
    await record.slack_event_failed(event, "Slack is away", None)
    assert await claim(house) == ()
    assert (await record.slack_backlog(house.now))[2] == 1


async def test_that_words_are_forgotten_and_keys_are_kept(house: House, record: Record) -> None:
    """C26: keys outlive Slack's last redelivery."""
    await record.slack_arrived(arrival(house, "Ev1", message="C1:1"), 0)
    (event,) = await claim(house)
    await record.slack_event_done(event)
    assert not await record.slack_arrived(arrival(house, "Ev1", message="C1:1"), 0)
    await house.clock.advance(3600)
    assert await record.forget_slack_events(Millis(house.now - 7200_000)) == 0
    assert await record.forget_slack_events(house.now) == 1


async def test_that_parked_events_come_back_when_asked_for(house: House, record: Record) -> None:
    await record.slack_arrived(arrival(house, "Ev1", message="C1:1"), 0)
    (event,) = await claim(house)
    await record.slack_event_parked(event, "C1:1")
    assert await claim(house) == ()
    assert await record.release_parked("C1:1", house.now) == 1
    assert await record.release_parked("C1:1", house.now) == 0
    (event,) = await claim(house)
    assert event.asked
    assert event.payload == {"text": "words of Ev1"}


async def test_that_a_message_deleted_before_it_came_never_comes(house: House, record: Record) -> None:
    await record.drop_slack_message("C1:5", house.now)
    assert not await record.slack_arrived(arrival(house, "Ev1", message="C1:5"), 0)
    await record.slack_arrived(arrival(house, "Ev2", message="C1:6"), 0)
    await record.drop_slack_message("C1:6", house.now)
    assert await claim(house) == ()


def channel(channel_id: str = "C1", **fields: object) -> SlackChannel:
    values: dict[str, object] = {
        "id": channel_id,
        "team_id": "T0",
        "name": "acme",
        "kind": "channel",
        "is_private": False,
        "teams": ("T1",),
        "account_id": None,
        "account_teams": (),
        "ingest": Ingest.ALL,
        "state": ChannelState.OK,
        "note": "",
        "checked_at": Millis(0),
        **fields,
    }
    return SlackChannel(**values)  # type: ignore[arg-type]


async def test_that_a_mapping_survives_what_slack_says_later(house: House, record: Record) -> None:
    await record.import_customers([Account(ACME, "Acme", Tier.GROWTH, {})], [])
    seen = await record.see_slack_channel(channel(), house.now)
    assert not seen.mapped
    assert await record.map_slack_channel(
        "C1", house.now, account_id=ACME, account_teams=("T1",), ingest=Ingest.MENTIONS, by="ada"
    )
    assert not await record.map_slack_channel(
        "C9", house.now, account_id=ACME, account_teams=(), ingest=Ingest.ALL, by=""
    )
    again = await record.see_slack_channel(channel(name="acme-ops", teams=("T1", "T2")), house.now)
    assert (again.account_id, again.account_teams, again.ingest) == (ACME, ("T1",), Ingest.MENTIONS)
    assert (again.name, again.teams) == ("acme-ops", ("T1", "T2"))
    assert await record.accounts_of_team("T1") == (ACME,)
    assert await record.accounts_of_team("T2") == ()
    assert await record.accounts() == ((ACME, "Acme"),)


async def test_that_threads_and_mappings_move_with_the_channels_id(house: House, record: Record) -> None:
    await record.import_customers([Account(ACME, "Acme", Tier.GROWTH, {})], [])
    conversation_id = await talk(house)
    await record.see_slack_channel(channel(), house.now)
    await record.map_slack_channel("C1", house.now, account_id=ACME, account_teams=("T1",), ingest=Ingest.ALL, by="")
    await record.see_slack_channel(channel("C2"), house.now)
    await record.slack_channel_moved("C1", "C2", house.now)
    assert await record.slack_channel("C1") is None
    moved = await record.slack_channel("C2")
    assert moved is not None
    assert moved.account_id == ACME
    assert await record.place_of(conversation_id) == Place("C2", "10.1")


async def test_that_a_burst_belongs_together_and_answers_go_home(house: House, record: Record) -> None:
    conversation_id = await talk(house, "100.000100")
    await record.bind_thread("C1", "110.000100", conversation_id, "T1:U1", house.now, home=False)
    assert await record.burst_of("C1", "T1:U1", "099.000000", "119.000000") == conversation_id
    assert await record.burst_of("C1", "T1:U2", "099.000000", "119.000000") is None
    assert await record.burst_of("C1", "T1:U1", "130.000000", "150.000000") is None
    assert [c.id for c in await record.conversations_in("C1", "110.000100")] == [conversation_id]
    assert await record.place_of(conversation_id) == Place("C1", "100.000100")


async def test_that_whoever_writes_an_entry_it_is_pushed_and_a_note_is_not(house: House, record: Record) -> None:
    conversation_id = await talk(house)
    claimed = await house.claim()
    commit = house.commit(claimed, "I'll get somebody.", handoff=handoff_request())
    await record.commit_turn(commit)
    maya = await house.staff()
    (handoff,) = await record.handoffs_of(conversation_id)
    await record.claim(handoff.id, maya, house.now, Draft(Author.SYSTEM, "Maya is here", notice=Notice.JOINED))
    said = Draft(Author.AGENT, "Hello", author_name="Maya", client_id="client-1")
    await record.say(handoff.id, maya, house.now, said)
    await record.say(handoff.id, maya, house.now, said)
    await record.tell_staff(conversation_id, "for us only", "note-1", house.now)
    texts = []
    while rows := await record.claim_outbox("relay", house.now, LEASE_MS, 10):
        (row,) = rows
        assert row.destination == "slack"
        seq = row.payload["seq"]
        assert isinstance(seq, int)
        (message,) = await record.messages(conversation_id, after=seq - 1, limit=1)
        assert message.id == row.key
        texts.append(message.text)
        await record.outbox_sent(row, "relay", house.now, "ts")
    assert texts == ["I'll get somebody.", "Maya is here", "Hello"]


async def test_that_an_unlearnt_outcome_is_told_to_the_next_try(house: House, record: Record) -> None:
    await talk(house)
    await house.answer("Do this.")
    (row,) = await record.claim_outbox("dying", house.now, LEASE_MS, 10)
    assert not row.again
    await house.clock.advance(LEASE_MS / 1000 + 1)
    (row,) = await record.claim_outbox("relay", house.now, LEASE_MS, 10)
    assert row.again, "the process before may have sent it"
    await record.outbox_refused(row, "relay", house.now, "rate limited", house.now, counted=False)
    (row,) = await record.claim_outbox("relay", house.now, LEASE_MS, 10)
    assert (row.again, row.attempts) == (False, 0)
    await record.outbox_failed(row, "relay", house.now, "no answer", house.now)
    (row,) = await record.claim_outbox("relay", house.now, LEASE_MS, 10)
    assert (row.again, row.attempts) == (True, 1)


async def test_that_a_colleague_in_the_thread_takes_the_word(house: House, record: Record) -> None:
    conversation_id = await talk(house)
    await house.answer("Do this.")
    words = StaffWords("11.0", "U9", "Dana", "I am on it")
    assert await record.hear_staff(conversation_id, words, house.now) == 3
    assert await record.hear_staff(conversation_id, words, house.now) is None
    found = await record.conversation(conversation_id)
    assert found is not None
    assert (found.mode, found.assignee_name) == (Mode.HUMAN, "Dana")
    (row,) = await record.claim_outbox("relay", house.now, LEASE_MS, 10)
    seq = row.payload["seq"]
    assert isinstance(seq, int)
    (unsent,) = await record.messages(conversation_id, after=seq - 1, limit=1)
    assert unsent.deleted_at is not None, "the bot's unsent answer is withdrawn"
    await record.outbox_sent(row, "relay", house.now, "withdrawn")
    assert await record.claim_outbox("relay", house.now, LEASE_MS, 10) == (), "their own words are in Slack already"
    assert await record.give_bot_the_word(conversation_id, house.now)
    found = await record.conversation(conversation_id)
    assert found is not None
    assert found.mode is Mode.BOT


async def test_that_an_edit_during_a_turn_makes_it_be_thought_again(house: House, record: Record) -> None:
    """C20: nobody is answered on words they have replaced."""
    conversation_id = await talk(house, text="how do I cancel")
    claimed = await house.claim()
    assert await record.change_message(conversation_id, "10.1", "how do I move", house.now) is True
    with pytest.raises(LeaseLost):
        await record.commit_turn(house.commit(claimed, "Cancel like this."))
    again = await house.claim()
    assert [message.text for message in again.inputs] == ["how do I move"]
    await record.commit_turn(house.commit(again, "Move like this."))
    assert await record.change_message(conversation_id, "10.1", "how do I split", house.now) is False
    assert await record.change_message(conversation_id, "nothing", "x", house.now) is None


async def test_that_a_deletion_removes_the_words_everywhere_and_withdraws_the_answer(
    house: House, record: Record
) -> None:
    conversation_id = await talk(house, text="my password is swordfish")
    await house.answer("Never share it.")
    assert await record.remove_message(conversation_id, "10.1", house.now)
    assert not await record.remove_message(conversation_id, "nothing", house.now)
    question, answer = await record.messages(conversation_id)
    assert (question.text, question.deleted_at) == ("", house.now)
    assert answer.deleted_at == house.now
    gone = await record.customer_message(conversation_id, "10.1")
    assert gone is not None
    assert gone.text == ""


async def test_that_a_deletion_reaches_the_package_an_agent_has(house: House, record: Record) -> None:
    conversation_id = await talk(house, text="my mail is jo@acme.example, where is AB-1234?")
    facts = (("Plan", "AB"), ("E-mail", "jo@acme.example"), ("Reference", "CD-9999"))
    wish = handoff_request()
    package = replace(wish.package, facts=facts, open_question="my mail is jo@acme.example, where is AB-1234?")
    package = replace(package, summary=summarise(package))
    wish = replace(wish, package=package, priority_reasons=("impact high: money +2 (“where is ab-1234”)", "asked"))
    commit = house.commit(await house.claim(), "One moment.", handoff=wish)
    told = {"said": {"summary": "Jo, jo@acme.example, asks for AB-1234."}, "calls": [["used", "summary", {}]]}
    commit = replace(commit, turn=replace(commit.turn, facts={"hours": "open", "model": told}))
    await record.commit_turn(commit)
    assert await record.remove_message(conversation_id, "10.1", house.now)
    (handoff,) = await record.handoffs_of(conversation_id)
    assert handoff.package.open_question == ""
    assert handoff.package.facts == (("Plan", "AB"), ("Reference", "CD-9999"))
    assert handoff.priority_reasons == ("impact high: money +2", "asked")
    assert handoff.package.summary.startswith("Jo writes about “refund”. ")
    assert handoff.package.suggested_action == package.suggested_action
    (turn,) = await record.turns(conversation_id)
    assert turn.facts == {"hours": "open", "model": {"said": {}, "calls": told["calls"]}}


async def test_that_people_are_found_again_with_the_account_the_channel_gives_them(
    house: House, record: Record
) -> None:
    await record.import_customers([Account(ACME, "Acme", Tier.GROWTH, {"plan": "Growth"})], [])
    customer, identity = await record.identify(
        "slack", "T1:U1:acme", ProvenBy.SLACK_TEAM, Level.VERIFIED, name="Nora", account_id=ACME
    )
    assert customer.account is not None
    assert (customer.name, customer.account.id, identity.level) == ("Nora", ACME, Level.VERIFIED)
    assert await record.writer(customer.id, "slack") == (customer, identity)
    assert await record.writer(customer.id, "web") is None
