"""What the bot would have done where it was not let: read from the record for the report."""

from dataclasses import dataclass
from typing import Protocol

from core.domain.handoff import Timing
from core.domain.ids import ConversationId, Millis


@dataclass(frozen=True, slots=True)
class Observed:
    """One turn in which the bot was held back, with what the agent then did and said about it.

    `outcome` and `reason` are what it would have decided, `said` what it would have told the customer, `articles` what
    it would have quoted. `reply` is the agent's first word to the customer after it, `timing` and `article` what the
    agent said when resolving, "" or None where there is nothing (yet).
    """

    conversation_id: ConversationId
    at: Millis
    autonomy: str
    category: str
    outcome: str
    reason: str
    score: float | None
    said: str
    articles: tuple[str, ...]
    reply: str = ""
    timing: Timing | None = None
    article: str = ""


class Observations(Protocol):
    """Reading them."""

    async def observed(self, since: Millis, limit: int = 20_000) -> tuple[Observed, ...]:
        """Those at or after `since`, newest first."""
        ...
