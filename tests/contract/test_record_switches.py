"""How far the bot may go, as admins switched it: the newest change holds, and every turn hears of it."""

from core.clock import ManualClock
from core.domain.policy import Autonomy
from core.record import Record
from core.switches import EVERYWHERE, Switching


async def test_that_the_newest_change_of_each_category_holds_and_all_are_kept(
    record: Record, clock: ManualClock
) -> None:
    assert await record.switched() == {}
    began = await record.library_seq()
    off = Switching("billing", Autonomy.OFF, "Priya", clock.now())
    assist = Switching("billing", Autonomy.ASSIST, "Omar", clock.now())
    observe = Switching(EVERYWHERE, Autonomy.OBSERVE, "Priya", clock.now())
    assert [await record.switch(change) for change in (off, off, assist, observe)] == [True, False, True, True]
    assert await record.switched() == {"billing": Autonomy.ASSIST, EVERYWHERE: Autonomy.OBSERVE}
    back = Switching("billing", None, "Omar", clock.now())
    assert await record.switch(back)
    assert await record.switched() == {EVERYWHERE: Autonomy.OBSERVE}
    assert await record.switchings() == (back, observe, assist, off)
    assert await record.switchings(1) == (back,)
    assert await record.library_seq() == began + 4, "each turn brings this number along"


async def test_that_going_back_to_the_file_from_the_file_is_no_change(record: Record, clock: ManualClock) -> None:
    assert not await record.switch(Switching("billing", None, "Priya", clock.now()))
    assert await record.switchings() == ()
