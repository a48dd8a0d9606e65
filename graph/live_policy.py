"""The policy as it is at a turn: the file's, with the switches that admins have moved since."""

from core.domain.policy import Policy
from core.policies.autonomy import switched
from core.switches import Switched, Switches


class LivePolicy:
    """Follows the switches by the library's number that every turn brings along: only when that has risen are they
    read again, so a turn before which nothing changed costs nothing."""

    def __init__(self, of_file: Policy, switches: Switches | None = None) -> None:
        self._of_file = of_file
        self._switches = switches
        self._seen = -1
        self.switched: Switched = {}
        self.now = of_file
        """As it was known at the newest turn, with `switched` moved."""

    async def at(self, seq: int) -> Policy:
        """The policy under all changes up to `seq`."""
        if self._switches is not None and seq > self._seen:
            self.switched = await self._switches.switched()
            self.now = switched(self._of_file, self.switched)
            self._seen = max(seq, self._seen)
        return self.now
