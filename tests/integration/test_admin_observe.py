"""The switches in the back office: moved by admins alone, and it is written down who moved them."""

import pytest

from core.domain.policy import Autonomy
from tests.support.staff_client import signed_in
from tests.support.staff_house import StaffHouse


async def test_that_an_admin_moves_a_switch_and_an_agent_does_not(house: StaffHouse) -> None:
    async with signed_in(house, "maya") as maya:
        assert (await maya.page("/admin/observe/switch", category="clients", autonomy="off"))[0] == 403
    async with signed_in(house, "priya") as priya:
        _, page = await priya.page("/admin/observe")
        assert "Who switched what" not in page
        await priya.page("/admin/observe/switch", category="clients", autonomy="assist")
        await priya.page("/admin/observe/switch", category="", autonomy="observe")
        assert await house.record.switched() == {"clients": Autonomy.ASSIST, "": Autonomy.OBSERVE}
        _, page = await priya.page("/admin/observe")
        assert "Priya switched Clients and their payments to assist" in page
        assert "Priya switched Everywhere to observe" in page
        await priya.page("/admin/observe/switch", category="", autonomy="file")
        assert await house.record.switched() == {"clients": Autonomy.ASSIST}
        assert "to what the file says" in (await priya.page("/admin/observe"))[1]


@pytest.mark.parametrize(("category", "autonomy"), [("nothing", "off"), ("clients", "everything"), ("clients", "")])
async def test_that_what_is_no_switch_is_refused(house: StaffHouse, category: str, autonomy: str) -> None:
    async with signed_in(house, "priya") as priya:
        status, _ = await priya.page("/admin/observe/switch", category=category, autonomy=autonomy)
    assert status == 400
    assert await house.record.switched() == {}
