"""App Home keeps up with the queue at a measured pace, and waits when Slack says so."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from adapters.db.record import SqlRecord, open_record
from adapters.memory.bus import LocalBus
from core.clock import ManualClock, SystemClock
from core.errors import NotYet
from core.policies.sla import Sla
from core.slack_people import Home
from core.texts import CustomerTexts
from handoff.presence import Presence
from handoff.queue import HandoffQueue
from handoff.service import HandoffService
from handoff.slack.agents import Agents
from handoff.slack.homes import Homes
from tests.support.databases import migrated_sqlite
from tests.support.staff_house import TARGETS
from tests.support.staff_scenes import waiting


class Web:
    """Slack, as far as a page needs it."""

    def __init__(self) -> None:
        self.pages: list[dict[str, Any]] = []
        self.wait_s = 0.0

    async def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        if method == "usergroups.users.list":
            return {"users": ["U1"]}
        if method == "users.info":
            return {"user": {"id": "U1", "team_id": "T1", "real_name": "Maya Sen"}}
        assert method == "views.publish"
        if self.wait_s:
            wait, self.wait_s = self.wait_s, 0.0
            raise NotYet("Slack asks to wait.", wait)
        self.pages.append(arguments)
        return {"ok": True}


async def home_of() -> Home:
    return Home(team_id="T1", user_id="UB", bot_id="B1")


class Place:
    """A page's keeper over a real record."""

    def __init__(self, record: SqlRecord) -> None:
        self.clock = ManualClock()
        self.record, self.bus, self.web = record, LocalBus(), Web()
        texts = CustomerTexts({"company": "C", "bot": "B", "support_email": "e"})
        service = HandoffService(record, record, self.bus, self.clock, texts)
        self.homes = Homes(
            web=self.web,
            agents=Agents(self.web, home_of, record, self.bus, self.clock, ("S1",)),
            queue=HandoffQueue(record, self.clock, Sla((), "UTC", TARGETS)),
            presence=Presence(record, service, self.bus, self.clock, "UTC"),
            bus=self.bus,
            clock=self.clock,
            company="Harborlight",
            team_of=lambda category: None,
            desk=lambda conversation_id: "",
        )

    async def pages(self, count: int) -> None:
        """Wait until so many were published, without letting time pass."""
        for _ in range(200):
            if len(self.web.pages) >= count:
                break
            await SystemClock().sleep(0.01)
        assert len(self.web.pages) == count

    async def calm(self) -> None:
        """Give the loop time to do what it must not do."""
        await SystemClock().sleep(0.15)


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    record = await open_record(migrated_sqlite(tmp_path / "foyer.db"), ManualClock())
    made = Place(record)
    made.homes.start()
    yield made
    await made.homes.stop()
    await record.aclose()


async def test_that_a_busy_desk_changes_a_page_every_three_seconds_at_most(place: Place) -> None:
    place.homes.opened("U1")
    await place.pages(1)
    for name in ("Dana", "Ola", "Rui"):
        await waiting(place.record, place.clock, name)
        await place.bus.publish("desk", {})
        await place.calm()
    await place.pages(1)
    await place.clock.advance(2)
    await place.calm()
    await place.pages(1)
    await place.clock.advance(1)
    await place.pages(2)
    assert all(name in str(place.web.pages[-1]["view"]) for name in ("Dana", "Ola", "Rui"))
    await place.clock.advance(30)  # to the middle of a minute, where no countdown turns
    await place.bus.publish("desk", {})
    await place.calm()
    count = len(place.web.pages)
    await place.clock.advance(3)
    await place.bus.publish("desk", {})
    await place.calm()
    await place.pages(count)  # nothing has changed, so nothing is sent


async def test_that_a_page_waits_when_slack_says_so_and_loses_nothing(place: Place) -> None:
    place.web.wait_s = 20.0
    place.homes.opened("U1")
    await place.calm()
    await waiting(place.record, place.clock, "Dana")
    await place.bus.publish("desk", {})
    await place.clock.advance(10)
    await place.calm()
    await place.pages(0)
    await place.clock.advance(11)
    await place.pages(1)
    assert "Dana" in str(place.web.pages[0]["view"])


async def test_that_a_page_nobody_has_opened_for_long_is_left_alone(place: Place) -> None:
    place.homes.opened("U1")
    await place.pages(1)
    await place.clock.advance(9 * 3600)
    await place.calm()
    count = len(place.web.pages)
    await waiting(place.record, place.clock, "Dana")
    await place.bus.publish("desk", {})
    await place.clock.advance(3)
    await place.calm()
    await place.pages(count)
    place.homes.opened("U1")
    await place.pages(count + 1)


async def test_that_who_is_no_agent_sees_nothing_of_the_queue(place: Place) -> None:
    await waiting(place.record, place.clock, "Dana")
    place.homes.opened("U2")
    await place.pages(1)
    assert "Dana" not in str(place.web.pages[0])
    assert place.web.pages[0]["user_id"] == "U2"
