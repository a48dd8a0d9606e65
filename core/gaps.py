"""Questions that the articles did not answer, for the list of what is missing."""

from dataclasses import dataclass
from typing import Protocol

from core.domain.ids import ConversationId, Millis


@dataclass(frozen=True, slots=True)
class Unanswered:
    """One of them. `customer` is the name to be taken out of texts; `agent_ms` how long a person had it, and `replies`
    what that person wrote to the customer, where it was solved."""

    conversation_id: ConversationId
    question: str
    reason: str
    at: Millis
    customer: str = ""
    agent_ms: int = 0
    replies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions that ask the same, newest first. Everything in it is free of personal data."""

    name: str
    questions: tuple[Unanswered, ...]
    minutes: int
    """Of agents' time."""
    draft: str
    """Markdown from what agents wrote; "" where nobody has solved one yet."""


class Gaps(Protocol):
    """Reading what was not answered."""

    async def unanswered(self, since: Millis, limit: int = 300) -> tuple[Unanswered, ...]:
        """Questions handed over for want of an answer, or declined; newest first."""
        ...
