"""Nobody there: the customer is told what comes and when, and is not forgotten. Time moves by the test's clock."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from core.clock import ManualClock, SystemClock
from core.domain.handoff import Priority
from core.domain.ids import ConversationId
from core.domain.messages import Audience, Author
from core.policies.phrases import alarms
from tests.support.house import House, open_house, quick_policy
from wiring.service import Overrides


def london(year: int, month: int, day: int, hour: int, minute: int) -> int:
    moment = datetime(year, month, day, hour, minute, tzinfo=ZoneInfo("Europe/London"))
    return round(moment.timestamp() * 1000)


async def pass_hours(clock: ManualClock, hours: int, enough=lambda: False) -> None:
    """Let time pass minute by minute, with a breath of real time for the database, until `enough`."""
    for _ in range(hours * 60):
        if enough():
            return
        await clock.advance(60)
        await SystemClock().sleep(0.005)


async def test_that_a_customer_who_waits_is_told_so_twice_and_no_more():
    clock = ManualClock(london(2026, 11, 23, 10, 0))
    overrides = Overrides(clock=clock, policy=quick_policy())
    async with open_house(overrides=overrides) as house, house.visitor() as visitor:
        notice = await visitor.ask("human please")
        assert "within 4 hours" in notice["text"]

        def told() -> list[str]:
            return [event["text"] for event in visitor.events if event["notice"]]

        await pass_hours(clock, 3)
        assert len(told()) == 1
        for count in (2, 3):
            await pass_hours(clock, 10, lambda count=count: len(told()) == count)
            assert "still in the queue" in told()[-1]
        await pass_hours(clock, 6)
        assert len(told()) == 3


async def test_that_a_claimed_handoff_is_not_called_waiting():
    clock = ManualClock(london(2026, 11, 23, 10, 0))
    overrides = Overrides(clock=clock, policy=quick_policy())
    async with open_house(overrides=overrides) as house, house.visitor() as visitor, await house.agent("Maya") as maya:
        await visitor.ask("human please")
        await maya.do((await maya.queue())[0]["handoff_id"], "claim")
        await pass_hours(clock, 6)
        assert [e["notice"] for e in visitor.events if e["notice"]] == ["handed_off", "joined"]


async def test_that_at_night_the_customer_hears_when_somebody_is_back():
    clock = ManualClock(london(2026, 11, 21, 22, 0))
    overrides = Overrides(clock=clock, policy=quick_policy())
    async with open_house(overrides=overrides) as house, house.visitor() as visitor:
        notice = await visitor.ask("human please")
        assert "Monday 08:30" in notice["text"]
        assert "Monday 12:30 (GMT)" in notice["text"]
    async with open_house(overrides=overrides) as house, house.visitor(locale="de") as visitor:
        notice = await visitor.ask("Mensch bitte")
        assert "Montag 08:30 Uhr" in notice["text"]


async def dealt_with(house: House, conversation: str, seq: int) -> None:
    """Wait for a turn that may say nothing."""
    for _ in range(600):
        found = await house.foyer.record.conversation(ConversationId(conversation))
        if found is not None and found.done_seq >= seq:
            return
        await SystemClock().sleep(0.02)
    raise AssertionError("nobody has dealt with it")


async def waiting(house: House, *words: str) -> tuple[dict[str, Any], list[str], list[str]]:
    """What the queue shows, what the customer reads and what the team reads, once somebody waits and adds `words`."""
    async with house.visitor() as visitor, await house.agent("Maya") as maya:
        await visitor.ask("human please")
        for each in words:
            await dealt_with(house, visitor.conversation, await visitor.stored(visitor.say(each)))
        (line,) = await maya.queue()
        entries = await house.foyer.record.messages(ConversationId(visitor.conversation))
        ours = [entry for entry in entries[2:] if entry.author is Author.SYSTEM]
        read = {audience: [entry.text for entry in ours if entry.audience is audience] for audience in Audience}
        return line, read[Audience.CUSTOMER], read[Audience.INTERNAL]


async def test_that_what_somebody_adds_while_waiting_can_make_it_more_urgent():
    async with open_house() as house:
        worse = "Now nobody in our clinic can log in and all patient records are gone, we open in 10 minutes"
        line, told, noted = await waiting(house, "it is about my invoice", worse, worse)
        assert line["priority"] == Priority.CRITICAL
        assert any("data lost" in reason for reason in line["priority_reasons"])
        assert len(told) == 1
        assert len(noted) == 1
        assert "while waiting makes this critical" in noted[0]
        assert "patient records" not in noted[0], "the note outlives a message that its customer deletes"


async def test_that_somebody_who_waits_and_sounds_like_harming_themselves_reads_where_to_find_help():
    words = "my meds are lined up on the table, all of them"
    assert not alarms(words)
    async with open_house() as house:
        line, told, _ = await waiting(house, words)
        assert any("116 123" in text for text in told)
        assert line["priority"] == Priority.CRITICAL


async def test_that_what_is_grave_is_promised_as_the_desk_counts_it_and_says_what_to_leave_alone():
    clock = ManualClock(london(2026, 11, 23, 10, 0))
    overrides = Overrides(clock=clock, policy=quick_policy())
    async with open_house(overrides=overrides) as house, house.visitor() as visitor, await house.agent("Maya") as maya:
        notice = await visitor.ask("somebody has hacked our account and downloaded the client list")
        (line,) = await maya.queue()
        assert line["priority"] == Priority.CRITICAL
        assert "within 2 hours" in notice["text"]
        assert line["due"]["at"] == clock.now() + 2 * 60 * 60 * 1000
        assert "security@harborlight.example" in notice["text"]
        assert "delete nothing" in notice["text"]
        assert "right away" not in notice["text"]
