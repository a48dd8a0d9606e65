"""The triage channel's part of the record: who is staff, cards that follow their conversation, words taken back."""

import asyncio

from core.domain.people import Role
from core.record import Record
from tests.support.record import House


async def test_that_an_agent_of_slack_is_one_member_of_staff_however_often_they_come(
    house: House, record: Record
) -> None:
    assert await record.staff_as("slack", "T0:U1") is None
    coming = [record.enrol_as("slack", "T0:U1", "slack:u1", "Maya Sen", house.now) for _ in range(6)]
    met = await asyncio.gather(*coming)
    assert len({one.id for one in met}) == 1
    assert (met[0].name, met[0].role) == ("Maya Sen", Role.AGENT)
    assert await record.staff_as("slack", "T0:U1") == met[0]
    found = await record.staff_by_login("slack:u1")
    assert found is not None
    assert found[1] == "", "there is no password to sign in with"
    assert await record.staff_as("slack", "T0:U2") is None


async def test_that_an_agent_of_slack_can_be_told_to_be_a_member_of_staff_known_before(
    house: House, record: Record
) -> None:
    maya = await house.staff()
    await record.enrol_as("slack", "T0:U1", "slack:u1", "Maya Sen", house.now)
    await record.link_staff(maya.id, "slack", "T0:U1", house.now)
    assert await record.staff_as("slack", "T0:U1") == maya
