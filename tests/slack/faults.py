"""Failures on demand: errors, lost answers, slow answers; counted, or by chance from a seeded random."""

import random
from dataclasses import dataclass
from typing import Literal

from tests.slack.world import Json

How = Literal["internal_error", "fatal_error", "http_500", "reset", "lost", "hang", "slow"]
"""The first four fail before anything is done. `lost` does the work and drops the connection; `hang` does the
work and never answers (until the clock has moved `seconds`); `slow` answers after `seconds` of the clock."""

BY_CHANCE: tuple[How, ...] = ("internal_error", "fatal_error", "http_500", "reset", "lost")


@dataclass
class Fault:
    """One planned failure: the next `times` calls of `method` (`*`: any), optionally where arguments match."""

    how: How
    method: str
    times: int = 1
    seconds: float = 60.0
    where: Json | None = None
    code: str = ""

    def fits(self, method: str, arguments: Json) -> bool:
        if self.times <= 0 or self.method not in ("*", method):
            return False
        return all(arguments.get(key) == value for key, value in (self.where or {}).items())


class Faults:
    """The plan of failures. Planned ones come first, in order; then chance."""

    def __init__(self, seed: int = 1) -> None:
        self.planned: list[Fault] = []
        self.chance = 0.0
        self.hows: tuple[How, ...] = BY_CHANCE
        self.spared: set[str] = set()
        self.made = 0
        self._random = random.Random(seed)

    def plan(
        self, how: How, method: str = "*", *, times: int = 1, seconds: float = 60.0, where: Json | None = None
    ) -> Fault:
        """Make the next calls fail. Returns the fault; its `times` counts down."""
        fault = Fault(how, method, times, seconds, where)
        self.planned.append(fault)
        return fault

    def answer(self, code: str, method: str, *, times: int = 1, where: Json | None = None) -> Fault:
        """Make the next calls answer `ok: false` with this error, and do nothing."""
        fault = Fault("internal_error", method, times, where=where, code=code)
        self.planned.append(fault)
        return fault

    def by_chance(self, share: float, hows: tuple[How, ...] = BY_CHANCE, spared: tuple[str, ...] = ()) -> None:
        """Let this share of all calls fail, in these ways, except the spared methods."""
        self.chance, self.hows, self.spared = share, hows, set(spared)

    def none(self) -> None:
        """No failures from now on."""
        self.planned.clear()
        self.chance = 0.0

    def next(self, method: str, arguments: Json) -> Fault | None:
        """What befalls this call, if anything."""
        for fault in self.planned:
            if fault.fits(method, arguments):
                fault.times -= 1
                self.made += 1
                return fault
        if self.chance and method not in self.spared and self._random.random() < self.chance:
            self.made += 1
            return Fault(self._random.choice(self.hows), method)
        return None
