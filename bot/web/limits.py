"""How much may come in: token buckets by connection, visitor and address, kept in memory."""

from collections import OrderedDict

from core.clock import Clock
from core.errors import RateLimited


class Bucket:
    """Allows `burst` at once and `rate` a second after that."""

    __slots__ = ("_burst", "_clock", "_last", "_rate", "_tokens")

    def __init__(self, clock: Clock, rate: float, burst: float) -> None:
        self._clock = clock
        self._rate = rate
        self._burst = burst
        self._tokens = burst
        self._last = clock.monotonic()

    def take(self, cost: float = 1.0) -> float:
        """0 when allowed, else the seconds until it would be."""
        now = self._clock.monotonic()
        self._tokens = min(self._burst, self._tokens + (now - self._last) * self._rate)
        self._last = now
        if self._tokens >= cost:
            self._tokens -= cost
            return 0.0
        return (cost - self._tokens) / self._rate


class Buckets:
    """A bucket for each key, the longest unused forgotten first."""

    def __init__(self, clock: Clock, rate: float, burst: float, keep: int = 20_000) -> None:
        self._clock = clock
        self._rate = rate
        self._burst = burst
        self._keep = keep
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def check(self, key: str, what: str) -> None:
        """Take one, or raise RateLimited saying `what` came too fast."""
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = Bucket(self._clock, self._rate, self._burst)
            if len(self._buckets) > self._keep:
                self._buckets.popitem(last=False)
        else:
            self._buckets.move_to_end(key)
        wait = bucket.take()
        if wait > 0:
            seconds = max(1, round(wait + 0.5))
            raise RateLimited(
                f"{what} at once. Nothing is lost: please wait {seconds} seconds and send again.", retry_after_s=seconds
            )
