"""How a customer's mood runs over a conversation: its level, its slope, its worst, and how often they were upset.

One annoyed message never brings in a person, however strong; a mood that stays low or falls over several does.
"""

from dataclasses import dataclass

from core.domain.conversation import ConversationState

UPSET = -0.3
"""A message at or below this mood counts as an upset one."""


@dataclass(frozen=True, slots=True)
class Course:
    """Moods run from -1 (upset) to 1 (glad). `level` is the running mood, newest message included; `slope` how far
    the newest message lies below (negative) or above the level before it; `upset` the upset messages so far."""

    level: float = 0.0
    slope: float = 0.0
    worst: float = 0.0
    upset: int = 0


def follow(memory: ConversationState, sentiment: float, weight: float) -> Course:
    """The course with one more message of this `sentiment`, which counts `weight` in the level."""
    before = memory.get("sentiment")
    level = sentiment if before is None else (1 - weight) * before + weight * sentiment
    return Course(
        level=round(level, 4),
        slope=0.0 if before is None else round(sentiment - before, 4),
        worst=min(memory.get("sentiment_worst", level), round(level, 4)),
        upset=memory.get("upset", 0) + (sentiment <= UPSET),
    )
