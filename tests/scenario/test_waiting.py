"""Nobody there: the customer is told what comes and when, and is not forgotten. Time moves by the test's clock."""

from datetime import datetime
from zoneinfo import ZoneInfo

from core.clock import ManualClock, SystemClock
from tests.support.house import open_house, quick_policy
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
        assert "Monday 12:30" in notice["text"]
    async with open_house(overrides=overrides) as house, house.visitor(locale="de") as visitor:
        notice = await visitor.ask("Mensch bitte")
        assert "Montag 08:30 Uhr" in notice["text"]
