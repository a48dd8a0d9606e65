"""Nobody takes a handoff: the team hears of it again, then it is escalated; the customer hears what is true."""

import re

from core.clock import ManualClock, SystemClock
from core.domain.ids import ConversationId, Millis
from core.domain.messages import Audience, Notice
from core.domain.people import Role
from tests.scenario.test_waiting import london
from tests.support.house import House, open_house, quick_policy
from wiring.service import WEBHOOK, Overrides


class Pushed:
    """A webhook that keeps what it gets."""

    def __init__(self) -> None:
        self.got: dict[str, dict[str, object]] = {}

    async def send(
        self, conversation_id: ConversationId | None, payload: dict[str, object], key: str, again: bool = False
    ) -> str:
        self.got[key] = payload
        return "200"

    @property
    def events(self) -> list[object]:
        return [payload["event"] for payload in self.got.values()]


async def told_inside(house: House) -> list[tuple[Notice | None, str]]:
    (entry,) = await house.foyer.record.queue()
    entries = await house.foyer.record.messages(entry.conversation.id, audience=Audience.INTERNAL)
    return [(one.notice, one.text) for one in entries]


async def pass_minutes(clock: ManualClock, house: House, minutes: int, count: int) -> None:
    """Let time pass, and the loops see it, until the team has been told `count` times; at most `minutes`."""
    for _ in range(minutes):
        await clock.advance(60)
        await SystemClock().sleep(0.01)
    for _ in range(200):
        if len(await told_inside(house)) >= count:
            return
        await SystemClock().sleep(0.01)
        await clock.advance(0.01)


async def test_that_what_nobody_takes_is_announced_again_then_escalated():
    clock, webhook = ManualClock(london(2026, 11, 23, 10, 0)), Pushed()
    overrides = Overrides(clock=clock, policy=quick_policy(), senders={WEBHOOK: webhook})
    async with open_house(overrides=overrides) as house, house.visitor() as visitor, await house.agent("Maya") as maya:
        ben = await house.hire("Ben")
        await house.foyer.record.go_off(ben.id, clock.now(), None)
        await visitor.ask("I want my money back, human please")
        await pass_minutes(clock, house, 11, 1)
        ((notice, text),) = await told_inside(house)
        assert notice is Notice.REANNOUNCED
        assert re.fullmatch(r"Nobody has taken this for 1[01] minutes\. There now: Maya\.", text)
        (line,) = await maya.queue()
        assert (line["reannounced"], line["priority_label"]) == (1, "Medium")
        await pass_minutes(clock, house, 10, 2)
        await pass_minutes(clock, house, 10, 3)
        (line,) = await maya.queue()
        assert (line["reannounced"], line["priority_label"]) == (2, "High")
        assert re.fullmatch(r"Nobody has taken this for 3[0-2] minutes\.", line["escalation_note"])
        assert (await told_inside(house))[-1] == (Notice.ESCALATED, line["escalation_note"])
        for _ in range(200):
            if len(webhook.got) == 4:
                break
            await SystemClock().sleep(0.01)
            await clock.advance(0.1)
        assert webhook.events == ["handoff_opened", "handoff_waiting", "handoff_waiting", "handoff_escalated"]
        assert not any("money" in str(payload) for payload in webhook.got.values())
        await pass_minutes(clock, house, 60, 3)
        assert len(await told_inside(house)) == 3
        assert [event["notice"] for event in visitor.events if event["notice"]] == ["handed_off"]


async def test_that_nobody_hears_of_what_is_claimed_in_time():
    clock = ManualClock(london(2026, 11, 23, 10, 0))
    overrides = Overrides(clock=clock, policy=quick_policy())
    async with open_house(overrides=overrides) as house, house.visitor() as visitor, await house.agent("Maya") as maya:
        await visitor.ask("human please")
        await maya.do((await maya.queue())[0]["handoff_id"], "claim")
        await pass_minutes(clock, house, 60, 0)
        assert await told_inside(house) == []


async def test_that_a_customer_is_not_promised_somebody_who_is_not_there():
    clock = ManualClock(london(2026, 11, 23, 10, 0))
    overrides = Overrides(clock=clock, policy=quick_policy())
    async with open_house(overrides=overrides) as house:
        maya, ada = await house.hire("Maya"), await house.hire("Ada", Role.ADMIN)
        record = house.foyer.record
        await record.go_off(maya.id, clock.now(), None)
        async with house.visitor() as visitor:
            assert "Nobody from our team is at the desk just now" in (await visitor.ask("human please"))["text"]
        await record.go_off(maya.id, clock.now(), Millis(london(2026, 11, 23, 14, 0)))
        async with house.visitor() as visitor:
            notice = await visitor.ask("human please")
            assert "Our team is back 14:00; you'll get a reply here by 18:00 (GMT)." in notice["text"]
        await record.go_off(maya.id, clock.now(), Millis(london(2026, 11, 24, 7, 0)))
        async with house.visitor(locale="de") as visitor:
            assert "ab morgen 08:30 Uhr" in (await visitor.ask("Mensch bitte"))["text"]
        await record.come_on(maya.id)
        await record.go_off(ada.id, clock.now(), None)
        async with house.visitor() as visitor:
            assert "within 4 hours" in (await visitor.ask("human please"))["text"]


async def test_that_what_somebody_who_is_off_does_not_answer_goes_back_to_the_queue():
    clock = ManualClock(london(2026, 11, 23, 10, 0))
    overrides = Overrides(clock=clock, policy=quick_policy())
    async with open_house(overrides=overrides) as house, house.visitor() as visitor, await house.agent("Maya") as maya:
        record = house.foyer.record
        await visitor.ask("human please")
        handoff = (await maya.queue())[0]["handoff_id"]
        await maya.do(handoff, "claim")
        await visitor.stored(visitor.say("are you there?"))
        await settled(record, clock)
        await pass_minutes(clock, house, 30, 0)
        assert (await maya.queue())[0]["claimed_by_name"] == "Maya", "she is there, so it is hers"
        await maya.post("/desk/api/presence", off=True)
        await maya.do(handoff, "reply", text="Yes, one moment.")
        await pass_minutes(clock, house, 30, 0)
        assert (await maya.queue())[0]["claimed_by_name"] == "Maya", "and nobody waits for her"
        await visitor.stored(visitor.say("hello?"))
        await settled(record, clock)
        await pass_minutes(clock, house, 11, 1)
        (line,) = await maya.queue()
        assert (line["status"], line["claimed_by"]) == ("waiting", None)
        assert (Notice.PUT_BACK, "Maya is off, and the customer has written: back in the queue.") in (
            await told_inside(house)
        )
        await visitor.until(lambda: any("Maya had to leave" in event["text"] for event in visitor.events))


async def settled(record, clock: ManualClock) -> None:
    """Wait until no message waits for its turn."""
    for _ in range(300):
        if (await record.backlog(clock.now()))[0] == 0:
            return
        await SystemClock().sleep(0.01)
        await clock.advance(0.05)
    raise AssertionError("the turn was not taken")
