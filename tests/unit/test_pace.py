"""One message at a time in a lane, and silence for as long as the platform asks."""

import pytest

from core.clock import ManualClock
from core.engine.pace import Pace
from core.errors import NotYet


async def test_that_a_lane_waits_its_turn_and_others_do_not():
    clock = ManualClock()
    pace = Pace(clock, 1.0)
    pace.take("C1")
    pace.take("C2")
    with pytest.raises(NotYet) as wait:
        pace.take("C1")
    assert wait.value.retry_after_s == 1.0
    assert wait.value.refused, "nothing was sent"
    await clock.advance(1)
    pace.take("C1")


async def test_that_a_pause_asked_for_is_kept_and_never_shortened():
    clock = ManualClock()
    pace = Pace(clock, 1.0)
    pace.hold("C1", 30)
    pace.hold("C1", 5)
    pace.take("C2")
    await clock.advance(29)
    with pytest.raises(NotYet) as wait:
        pace.take("C1")
    assert wait.value.retry_after_s == 1.0
    await clock.advance(1)
    pace.take("C1")
