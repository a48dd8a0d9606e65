"""What an agent was shown last, so that "number 2" means what they saw, in whichever process they say it."""

from collections.abc import Sequence

from core.clock import Clock
from core.domain.ids import HandoffId, Millis, StaffId
from core.ports import Bus

_TOPIC = "slack_list"
_GOOD_FOR_MS = 15 * 60 * 1000
_MOST = 500


class Shown:
    """The last list of each agent, for a quarter of an hour. Every process hears of it; who has missed it shows a new
    list instead of guessing."""

    def __init__(self, bus: Bus, clock: Clock) -> None:
        self._bus = bus
        self._clock = clock
        self._lists: dict[StaffId, tuple[Millis, list[HandoffId]]] = {}
        bus.subscribe(self._on_note)

    async def put(self, staff_id: StaffId, ids: Sequence[HandoffId]) -> None:
        """This is what they see now."""
        self._keep(staff_id, self._clock.now(), list(ids))
        await self._bus.publish(_TOPIC, {"staff": staff_id, "at": self._clock.now(), "ids": list(ids)})

    def of(self, staff_id: StaffId) -> list[HandoffId] | None:
        """What they were shown last; None when that is too long ago, or nobody here knows."""
        at, ids = self._lists.get(staff_id, (Millis(0), []))
        return ids if self._clock.now() - at < _GOOD_FOR_MS and staff_id in self._lists else None

    def _keep(self, staff_id: StaffId, at: Millis, ids: list[HandoffId]) -> None:
        self._lists.pop(staff_id, None)
        self._lists[staff_id] = (at, ids)
        if len(self._lists) > _MOST:
            del self._lists[next(iter(self._lists))]

    def _on_note(self, topic: str, note: dict[str, object]) -> None:
        staff, at, ids = note.get("staff"), note.get("at"), note.get("ids")
        if topic != _TOPIC or not isinstance(staff, str) or not isinstance(at, int) or not isinstance(ids, list):
            return
        known = self._lists.get(StaffId(staff))
        if known is None or known[0] <= at:
            self._keep(StaffId(staff), Millis(at), [HandoffId(str(one)) for one in ids])
