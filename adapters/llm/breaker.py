"""A circuit breaker by the clock: a model that fails again and again is left alone for a while, then tried once."""

from core.clock import Clock

FAILURES = 4
"""In a row, until it opens."""
PAUSE_S = 30.0
LONGEST_PAUSE_S = 600.0


class Breaker:
    """Of one model in one process. Ask `allows` before a call, then say `succeeded` or `failed`; `undecided` for a
    call that told nothing about the server."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures = 0
        self._pause_s = PAUSE_S
        self._closed_again_at = 0.0
        self._probing = False

    def allows(self) -> bool:
        """Whether a call may be made. After the pause one may, and only one until it is known how it went."""
        if self._failures < FAILURES:
            return True
        if self._probing or self._clock.monotonic() < self._closed_again_at:
            return False
        self._probing = True
        return True

    def succeeded(self) -> None:
        """Close."""
        self._failures, self._pause_s, self._probing = 0, PAUSE_S, False

    def failed(self) -> None:
        """Count; open when there are too many, and for twice as long when a probe fails."""
        self._failures += 1
        if self._failures >= FAILURES:
            if self._probing:
                self._pause_s = min(self._pause_s * 2, LONGEST_PAUSE_S)
            self._closed_again_at = self._clock.monotonic() + self._pause_s
        self._probing = False

    def undecided(self) -> None:
        """Let another call be the probe."""
        self._probing = False
