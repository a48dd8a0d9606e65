"""How fast a place may be written to: one message at a time, a pause after each, a longer one when told so."""

from core.clock import Clock
from core.errors import NotYet

_MOST = 4096


class Pace:
    """Per lane (a Slack channel): at least `gap_s` between two messages, and silence while the platform asks for it.

    In this process only: several processes together may go faster, and are then slowed by the platform's own word.
    """

    def __init__(self, clock: Clock, gap_s: float = 1.0) -> None:
        self._clock = clock
        self._gap_s = gap_s
        self._free_at: dict[str, float] = {}

    def take(self, lane: str) -> None:
        """Take the next turn. Raises NotYet, with when to come back, while it is not this lane's turn."""
        now = self._clock.monotonic()
        wait = self._free_at.get(lane, 0.0) - now
        if wait > 0:
            raise NotYet("Waiting for this channel's turn.", wait)
        if len(self._free_at) > _MOST:
            self._free_at = {name: at for name, at in self._free_at.items() if at > now}
        self._free_at[lane] = now + self._gap_s

    def hold(self, lane: str, seconds: float) -> None:
        """The platform asked for a pause."""
        self._free_at[lane] = max(self._free_at.get(lane, 0.0), self._clock.monotonic() + seconds)
