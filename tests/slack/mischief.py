"""What the net does to events on their way: drop, double, delay, hold back and let go in another order."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from tests.slack.world import Json

Order = Literal["as_held", "reversed", "shuffled"]


@dataclass
class _Rule:
    what: Literal["drop", "double"]
    times: int
    fits: Callable[[Json], bool]


class Mischief:
    """Off until told. Planned rules count down; chances come from a seeded random, delays go by the test's clock."""

    def __init__(self, seed: int = 1) -> None:
        self.holding = False
        self.held: list[Json] = []
        self.dropped: list[Json] = []
        self.doubled = 0
        self.delayed = 0
        self._rules: list[_Rule] = []
        self._doubles = self._delays = self._drops = 0.0
        self._longest = 0.0
        self._random = random.Random(seed)

    def drop(self, times: int = 1, *, kind: str = "") -> None:
        """Lose the next events (of this type) wholly."""
        self._rules.append(_Rule("drop", times, _of(kind)))

    def double(self, times: int = 1, *, kind: str = "") -> None:
        """Deliver the next events (of this type) twice, with the same event_id."""
        self._rules.append(_Rule("double", times, _of(kind)))

    def hold(self) -> None:
        """Keep back every event from now on; `FakeSlack.release` lets them go."""
        self.holding = True

    def by_chance(
        self, *, doubles: float = 0.0, delays: float = 0.0, drops: float = 0.0, longest_delay_s: float = 5.0
    ) -> None:
        """Shares of events that come twice, late (and so out of order), or never."""
        self._doubles, self._delays, self._drops, self._longest = doubles, delays, drops, longest_delay_s

    def take_held(self, order: Order = "as_held") -> list[Json]:
        """Stop holding, and give what was held, in this order."""
        self.holding = False
        held, self.held = self.held, []
        if order == "reversed":
            held.reverse()
        elif order == "shuffled":
            self._random.shuffle(held)
        return held

    def journeys(self, payload: Json) -> list[float]:
        """The delays, in seconds, of each copy of this event; none: it is lost or held."""
        if self.holding:
            self.held.append(payload)
            return []
        for rule in self._rules:
            if rule.times > 0 and rule.fits(payload):
                rule.times -= 1
                return self._lose(payload) if rule.what == "drop" else self._twice([0.0])
        if self._random.random() < self._drops:
            return self._lose(payload)
        delays = [0.0]
        if self._random.random() < self._delays:
            self.delayed += 1
            delays = [self._random.uniform(0.05, self._longest)]
        return self._twice(delays) if self._random.random() < self._doubles else delays

    def _lose(self, payload: Json) -> list[float]:
        self.dropped.append(payload)
        return []

    def _twice(self, delays: list[float]) -> list[float]:
        self.doubled += 1
        return delays * 2


def _of(kind: str) -> Callable[[Json], bool]:
    return lambda payload: kind in ("", payload["event"]["type"], payload["event"].get("subtype"))
