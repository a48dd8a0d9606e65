"""Slack's rate limits by the test's clock: per method and workspace in tiers, and a message a second per channel."""

import math
from collections import defaultdict, deque

from core.clock import Clock

TIERS = {1: 1, 2: 20, 3: 50, 4: 100, 5: 600}
"""Calls a minute. Tier 5 stands for methods with special limits of several hundred a minute."""


class Limits:
    """Off unless `on` is set. `history_a_minute` is the limit for apps sold outside the Marketplace (1 there)."""

    def __init__(self, clock: Clock, *, on: bool = False) -> None:
        self.on = on
        self.history_a_minute = 0
        self.messages_a_second = 1
        self.refused = 0
        self._clock = clock
        self._calls: dict[str, deque[float]] = defaultdict(deque)
        self._forced: dict[str, float] = {}

    def force(self, method: str, seconds: float, channel: str = "") -> None:
        """Refuse this method (in this channel, or everywhere) for so long, whether limits are on or not."""
        self._forced[f"{method} {channel}"] = self._clock.monotonic() + seconds

    def check(self, method: str, tier: int, team: str, channel: str) -> int:
        """Count a call. Returns 0, or the whole seconds of `Retry-After` if it comes too soon."""
        now = self._clock.monotonic()
        until = max(self._forced.get(f"{method} {channel}", 0), self._forced.get(f"{method} ", 0))
        wait = until - now
        if wait <= 0 and self.on:
            wait = self._count(method, tier, team, channel, now)
        if wait <= 0:
            return 0
        self.refused += 1
        return max(1, math.ceil(wait))

    def _count(self, method: str, tier: int, team: str, channel: str, now: float) -> float:
        restricted = self.history_a_minute and method in ("conversations.history", "conversations.replies")
        windows = [(f"{method} {team}", self.history_a_minute if restricted else TIERS[tier], 60.0)]
        if method in ("chat.postMessage", "chat.postEphemeral") and channel:
            windows.append((f"post {team} {channel}", self.messages_a_second, 1.0))
        wait = max(self._wait(key, allowed, length, now) for key, allowed, length in windows)
        if wait <= 0:
            for key, _, _ in windows:
                self._calls[key].append(now)
        return wait

    def _wait(self, key: str, allowed: int, length: float, now: float) -> float:
        calls = self._calls[key]
        while calls and calls[0] <= now - length:
            calls.popleft()
        return calls[0] + length - now if len(calls) >= allowed else 0.0
