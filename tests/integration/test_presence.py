"""Going off, coming back, teams, and members who leave, through the desk and the back office."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.clock import ManualClock
from core.domain.handoff import HandoffStatus
from core.domain.messages import Audience
from core.domain.people import Role
from tests.support.staff_client import Agent, signed_in
from tests.support.staff_house import StaffHouse, staff_house
from tests.support.staff_scenes import waiting


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[StaffHouse]:
    async with staff_house(tmp_path, ManualClock()) as running:
        await running.member("Maya")
        await running.member("Jonas")
        await running.member("Priya", Role.ADMIN)
        yield running


@pytest.fixture
async def maya(house: StaffHouse) -> AsyncIterator[Agent]:
    async with signed_in(house, "maya") as agent:
        yield agent


@pytest.fixture
async def priya(house: StaffHouse) -> AsyncIterator[Agent]:
    async with signed_in(house, "priya") as agent:
        yield agent


async def said(house: StaffHouse, talk, audience: Audience) -> list[str]:
    return [m.text for m in await house.record.messages(talk.id, audience=audience)]


async def test_that_who_is_off_is_shown_so_and_comes_back(house, maya, priya):
    _, state = await maya.get("/desk/api/presence")
    assert state == {"there": True, "words": "On duty", "held": 0}
    status, body = await maya.post("/desk/api/presence", off=True, until="lunch")
    assert status == 400
    assert "17:00" in body["error"]["message"]
    _, state = await maya.post("/desk/api/presence", off=True, until="1 h")
    assert (state["there"], state["words"][:10]) == (False, "Off until ")
    _, listed = await priya.get("/desk/api/colleagues")
    assert [(one["name"], one["there"]) for one in listed["colleagues"]][-1] == ("Maya", False)
    assert '<span class="badge warn">off</span>' in (await priya.page("/admin/staff"))[1]
    await house.clock.advance(3600)
    assert (await maya.get("/desk/api/presence"))[1]["there"], "the hour is over"
    await maya.post("/desk/api/presence", off=True)
    assert (await maya.post("/desk/api/presence", off=False))[1]["words"] == "On duty"
    assert (await maya.post("/desk/api/presence", off="yes"))[0] == 400


async def test_that_going_off_may_give_back_what_one_has(house, maya):
    kept, given = await waiting(house.record, house.clock), await waiting(house.record, house.clock, "Ola")
    for talk in (kept, given):
        await maya.on(talk.handoff, "claim")
    await maya.post("/desk/api/presence", off=True)
    assert len(await house.record.queue()) == 2
    assert {one.handoff.status for one in await house.record.queue()} == {HandoffStatus.CLAIMED}
    _, state = await maya.post("/desk/api/presence", off=True, until="tomorrow", give_back=True)
    assert state["held"] == 0
    assert {one.handoff.status for one in await house.record.queue()} == {HandoffStatus.WAITING}
    assert await said(house, kept, Audience.INTERNAL) == ["Maya put this back into the queue: off duty"]
    assert (await said(house, kept, Audience.CUSTOMER))[-1].startswith("Maya had to leave.")


async def test_that_who_is_deactivated_is_out_and_their_work_is_not_lost(house, maya, priya):
    talk = await waiting(house.record, house.clock)
    await maya.on(talk.handoff, "claim")
    member = (await house.record.staff_by_login("maya"))[0]
    status, page = await priya.page(f"/admin/staff/{member.id}/leave", go="1")
    assert status == 200
    assert "Maya can no longer sign in. Their conversation is back in the queue." in page
    assert (await maya.say(talk.handoff, "Still me"))[0] == 401
    (entry,) = await house.record.queue()
    assert entry.handoff.status is HandoffStatus.WAITING
    assert await said(house, talk, Audience.INTERNAL) == ["Priya put this back into the queue: no longer on the team"]
    _, page = await priya.page(f"/admin/staff/{member.id}/return", go="1")
    assert "Maya can sign in again." in page
    async with signed_in(house, "maya") as again:
        assert (await again.on(talk.handoff, "claim"))[0] == 200


async def test_that_nobody_deactivates_themselves_or_the_unknown(house, maya, priya):
    me = (await house.record.staff_by_login("priya"))[0]
    assert (await priya.page(f"/admin/staff/{me.id}/leave", go="1"))[0] == 400
    assert (await priya.page("/admin/staff/nobody/leave", go="1"))[0] == 404
    assert (await maya.page(f"/admin/staff/{me.id}/leave", go="1"))[0] == 403
    assert len(await house.record.staff()) == 3


async def test_that_members_join_teams(house, priya):
    member = (await house.record.staff_by_login("maya"))[0]
    _, page = await priya.page(f"/admin/staff/{member.id}/teams", team="billing")
    assert "The teams of Maya are saved." in page
    assert (await house.record.staff_by_login("maya"))[0].teams == ("billing",)
    await priya.page(f"/admin/staff/{member.id}/teams", team="made-up")
    assert (await house.record.staff_by_login("maya"))[0].teams == ()
