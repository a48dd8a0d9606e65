"""Brakes on guessing passwords. Kept in memory: each process brakes for itself, a restart forgives."""

import math
from collections import OrderedDict, deque
from dataclasses import dataclass

from core.clock import Clock
from core.errors import RateLimited


@dataclass(frozen=True, slots=True)
class Limit:
    """So many failed attempts within a window."""

    failures: int
    window_s: float


PAIR = Limit(5, 300)
ADDRESS = Limit(30, 300)
LOGIN = Limit(100, 3600)
_MOST_KEYS = 10_000


class SignInAttempts:
    """Counts attempts by login and address, by address, and by login; a success takes its own attempt back.

    An attempt counts from its start, so that many at once cannot slip through while passwords are checked.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures: OrderedDict[tuple[str, str], deque[float]] = OrderedDict()

    def begin(self, login: str, address: str) -> None:
        """Count an attempt; raises RateLimited when there were too many."""
        now = self._clock.monotonic()
        wait = max(self._wait(key, limit, now) for key, limit in _keys(login, address))
        if wait > 0:
            minutes = math.ceil(wait / 60)
            span = "a minute" if minutes == 1 else f"{minutes} minutes"
            raise RateLimited(
                f"Too many failed sign-ins, so signing in is paused. Try again in {span}, or ask an admin "
                "for a new password.",
                retry_after_s=wait,
            )
        for key, _ in _keys(login, address):
            self._failures.setdefault(key, deque()).append(now)
            self._failures.move_to_end(key)
        while len(self._failures) > _MOST_KEYS:
            self._failures.popitem(last=False)

    def succeeded(self, login: str, address: str) -> None:
        """Take the attempt back, and forgive this login at this address."""
        for key, _ in _keys(login, address):
            times = self._failures.get(key)
            if times:
                times.pop()
        self._failures.pop(_keys(login, address)[0][0], None)

    def _wait(self, key: tuple[str, str], limit: Limit, now: float) -> float:
        times = self._failures.get(key)
        if not times:
            return 0.0
        while times and times[0] <= now - limit.window_s:
            times.popleft()
        return times[0] + limit.window_s - now if len(times) >= limit.failures else 0.0


def _keys(login: str, address: str) -> list[tuple[tuple[str, str], Limit]]:
    return [((login, address), PAIR), (("", address), ADDRESS), ((login, ""), LOGIN)]
