"""How urgent and how hard a handoff is, as data: the points each sign gives, and what points come to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from core.domain.handoff import Complexity, Priority


class Degree(StrEnum):
    """Of impact or of urgency."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


IMPACT: Mapping[str, int] = {
    "enterprise_account": 2,
    "growth_account": 1,
    "everyone_affected": 2,
    "service_down": 2,
    "data_lost": 3,
    "security": 3,
    "money": 1,
    "leaving": 1,
}
"""Signs of how much is at stake, with the points they give unless policy says otherwise."""
URGENCY: Mapping[str, int] = {
    "intent_urgent": 2,
    "service_down": 2,
    "cannot_access": 2,
    "not_working": 1,
    "data_lost": 2,
    "security": 2,
    "deadline": 2,
    "says_urgent": 1,
    "upset": 1,
    "mood_falling": 1,
    "asked_again": 1,
    "asked_for_person": 1,
    "bot_failed": 2,
    "waiting_long": 1,
    "sla_due_soon": 1,
    "sla_breached": 2,
}
"""Signs of how little it can wait."""
COMPLEXITY: Mapping[str, int] = {
    "no_article": 1,
    "needs_person": 1,
    "several_questions": 1,
    "unclear": 1,
    "tried_before": 1,
    "technical": 1,
    "long_conversation": 1,
    "account_unproven": 1,
    "legal": 2,
    "data_lost": 3,
    "security": 3,
}
"""Signs that it takes more than a known answer."""
_L, _M, _H, _C = Priority.LOW, Priority.MEDIUM, Priority.HIGH, Priority.CRITICAL
MATRIX: Mapping[Degree, tuple[Priority, Priority, Priority]] = {
    Degree.LOW: (_L, _M, _H),
    Degree.MEDIUM: (_M, _M, _H),
    Degree.HIGH: (_M, _H, _C),
}
"""By impact: the priority at low, medium and high urgency."""


@dataclass(frozen=True, slots=True)
class PriorityPolicy:
    """Points make an axis medium from `medium` on and high from `high` on; the matrix makes a priority of the two.

    `upset` is the mood (-1 to 1) from which on downwards a customer counts as upset, `falling` the drop below the mood
    before that counts as falling; `waiting_minutes` is how long nobody has answered until it counts.
    """

    impact: Mapping[str, int] = field(default_factory=lambda: dict(IMPACT))
    urgency: Mapping[str, int] = field(default_factory=lambda: dict(URGENCY))
    medium: int = 1
    high: int = 3
    matrix: Mapping[Degree, tuple[Priority, Priority, Priority]] = field(default_factory=lambda: dict(MATRIX))
    upset: float = -0.5
    falling: float = 0.3
    waiting_minutes: int = 30


@dataclass(frozen=True, slots=True)
class ComplexityPolicy:
    """Points make it L2 from `l2` on and L3 from `l3` on. A conversation is long from so many customer messages on."""

    points: Mapping[str, int] = field(default_factory=lambda: dict(COMPLEXITY))
    l2: int = 2
    l3: int = 4
    long_messages: int = 8

    def level(self, points: int) -> Complexity:
        """What so many points come to."""
        return Complexity.L3 if points >= self.l3 else Complexity.L2 if points >= self.l2 else Complexity.L1
