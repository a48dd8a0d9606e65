"""Handoffs that change hands: one winner, the customer told, and the log says who did it."""

import asyncio
from dataclasses import replace

import pytest

from core.domain.handoff import HandoffStatus, Priority
from core.domain.ids import ConversationId, HandoffId, Millis, StaffId
from core.domain.messages import Audience, Author, Draft, Notice
from core.domain.people import Role, Staff
from core.errors import Conflict, NotAllowed, NotFound
from core.later import DueTimer, Push, Timer
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
        await record.put_back(handoff_id, ben, house.now, escalation="n", entries=raised("n", "c1"), telling=TELLING)
    nobody = Staff(StaffId("nobody"), "nobody", "Nobody", Role.AGENT)
    with pytest.raises(NotAllowed, match="Nobody is no longer"):
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
    await record.put_back(
        handoff_id, maya, house.now, escalation="over my head", entries=raised("why", "c1"), telling=TELLING
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
        record.put_back(handoff_id, maya, house.now, escalation="n", entries=raised("why", "c1"), telling=TELLING)
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
        await record.put_back(handoff_id, maya, house.now, escalation="n", entries=again, telling=TELLING)
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
        await record.put_back(handoff_id, ada, house.now, escalation="n", entries=raised("n", "c1"), telling=TELLING)
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


async def test_that_what_is_put_back_waits_with_its_timers(house: House, record: Record) -> None:
    conversation_id, handoff_id, maya = await claimed(house)
    inside = Draft(Author.SYSTEM, "off duty", Audience.INTERNAL, notice=Notice.PUT_BACK)
    timer = Timer("handoff_unclaimed", Millis(house.now + 60_000), {"step": 0})
    assert await record.held_by(maya.id) == (handoff_id,)
    push = Push("handoff_webhook", "put-back", {"event": "handoff_put_back"})
    await record.put_back(
        handoff_id, maya, house.now, entries=(inside,), telling=TELLING, timers=(timer,), pushes=(push,)
    )
    assert await record.held_by(maya.id) == ()
    handoff = await record.handoff(handoff_id)
    assert handoff is not None
    assert (handoff.status, handoff.priority, handoff.escalated_at) == (HandoffStatus.WAITING, Priority.MEDIUM, None)
    assert (await whole_log(record, conversation_id))[-2:] == ["off duty", TELLING.text]
    with pytest.raises(Conflict, match="Claim it first"):
        await record.put_back(handoff_id, maya, house.now, entries=(inside,), telling=TELLING)
    await house.clock.advance(60)
    assert "handoff_unclaimed" in [one.kind for one in await record.due_timers(house.now, 10)]
    assert [row.key for row in await record.claim_outbox("relay", house.now, 1000, 10)] == ["put-back"]


async def test_that_an_announcement_is_made_once_however_many_try(house: House, record: Record) -> None:
    conversation_id, handoff_id = await waiting(house)
    (timer,) = await unclaimed(house, conversation_id)
    entry = Draft(Author.SYSTEM, "nobody yet", Audience.INTERNAL, author_name="Bot", notice=Notice.REANNOUNCED)
    again = Timer("handoff_unclaimed", Millis(house.now + 60_000), {"step": 1})
    push = Push("handoff_webhook", "again", {"event": "handoff_waiting"})
    tries = await asyncio.gather(
        *(record.announce_again(timer, house.now, entry=entry, again=again, pushes=(push,)) for _ in range(6))
    )
    assert len([seq for seq in tries if seq is not None]) == 1
    assert (await whole_log(record, conversation_id)).count("nobody yet") == 1
    handoff = await record.handoff(handoff_id)
    assert handoff is not None
    assert (handoff.reannounced, handoff.priority) == (1, Priority.MEDIUM)
    assert len(await record.claim_outbox("relay", house.now, 1000, 10)) == 1
    await house.clock.advance(60)
    (timer,) = await unclaimed(house, conversation_id, new=False)
    raised = replace(entry, notice=Notice.ESCALATED)
    assert await record.announce_again(timer, house.now, entry=raised, escalation="30 minutes") is not None
    handoff = await record.handoff(handoff_id)
    assert handoff is not None
    assert (handoff.reannounced, handoff.priority, handoff.status) == (1, Priority.HIGH, HandoffStatus.WAITING)
    assert (handoff.escalated_by_name, handoff.escalation_note) == ("Bot", "30 minutes")
    assert await unclaimed(house, conversation_id, new=False) == []


async def test_that_nothing_is_announced_once_it_is_claimed(house: House, record: Record) -> None:
    conversation_id, handoff_id = await waiting(house)
    (timer,) = await unclaimed(house, conversation_id)
    await record.claim(handoff_id, await house.staff(), house.now, JOINED)
    before = await whole_log(record, conversation_id)
    entry = Draft(Author.SYSTEM, "nobody yet", Audience.INTERNAL, notice=Notice.REANNOUNCED)
    assert await record.announce_again(timer, house.now, entry=entry) is None
    assert await whole_log(record, conversation_id) == before


async def unclaimed(house: House, conversation_id: ConversationId, *, new: bool = True) -> list[DueTimer]:
    """The announcement timer of a waiting handoff that is due; `new` sets it first, as the turn would."""
    if new:
        ada = await house.staff("ada", Role.ADMIN)
        (handoff,) = await house.record.handoffs_of(conversation_id)
        await house.record.claim(handoff.id, ada, house.now, JOINED)
        inside = Draft(Author.SYSTEM, "back", Audience.INTERNAL, notice=Notice.PUT_BACK)
        timers = (Timer("handoff_unclaimed", house.now, {"step": 0}),)
        await house.record.put_back(handoff.id, ada, house.now, entries=(inside,), telling=TELLING, timers=timers)
    return [one for one in await house.record.due_timers(house.now, 10) if one.kind == "handoff_unclaimed"]


async def test_that_who_has_left_does_nothing_more(house: House, record: Record) -> None:
    _, handoff_id = await waiting(house)
    maya, ada = await house.staff(), await house.staff("ada", Role.ADMIN)
    await record.open_session("digest", maya.id, "csrf", house.now, Millis(house.now + 1000))
    gone = await record.deactivate(maya.id, house.now)
    assert not gone.active
    assert await record.session("digest", house.now) is None
    assert await record.staff_by_login("maya") is None
    assert [one.login for one in await record.staff()] == ["ada"]
    assert [one.login for one in await record.former_staff()] == ["maya"]
    with pytest.raises(NotAllowed, match="Maya is no longer"):
        await record.claim(handoff_id, maya, house.now, JOINED)
    with pytest.raises(NotAllowed, match="Maya is no longer"):
        await record.reassign(handoff_id, ada, maya, house.now, held_by=None, entries=moved("Maya"))
    with pytest.raises(Conflict, match="last admin"):
        await record.deactivate(ada.id, house.now)
    back = await record.reactivate(maya.id)
    assert back.active
    await record.claim(handoff_id, maya, house.now, JOINED)


async def test_that_of_two_admins_who_throw_each_other_out_one_stays(house: House, record: Record) -> None:
    ada, eve = await house.staff("ada", Role.ADMIN), await house.staff("eve", Role.ADMIN)
    results = await asyncio.gather(
        *(record.deactivate(one.id, house.now) for one in (ada, eve)), return_exceptions=True
    )
    assert sorted(type(result).__name__ for result in results) == ["Conflict", "Staff"]
    assert len(await record.staff()) == 1


async def test_that_the_record_knows_who_is_off_and_in_which_team(house: House, record: Record) -> None:
    maya = await house.staff()
    until = Millis(house.now + 3_600_000)
    assert await record.go_off(maya.id, house.now, until) == replace(maya, off_since=house.now, off_until=until)
    await record.set_teams(maya.id, ("billing", "security"))
    (known,) = await record.staff()
    assert (known.teams, known.off_until) == (("billing", "security"), until)
    assert await record.come_on(maya.id) == replace(maya, teams=("billing", "security"))
    with pytest.raises(NotFound):
        await record.come_on(StaffId("nobody"))
