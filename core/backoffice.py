"""What the back office reads from the record: conversations in a list, and every turn explained."""

from dataclasses import dataclass
from typing import Protocol

from core.domain.conversation import Conversation, ConversationState
from core.domain.ids import ConversationId, Millis, TurnId
from core.domain.mind import Decision
from core.domain.people import Customer, Identity


@dataclass(frozen=True, slots=True)
class ConversationSummary:
    """A line of the back office's list."""

    conversation: Conversation
    customer_name: str
    account_name: str
    tier: str
    messages: int
    last_text: str
    last_outcome: str
    handoff_reason: str


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """A turn with its decisions, for explaining and for replay."""

    id: TurnId
    conversation_id: ConversationId
    kind: str
    input_seqs: tuple[int, ...]
    state_before: ConversationState
    state_after: ConversationState
    facts: dict[str, object]
    timings_ms: dict[str, float]
    policy_version: str
    started_at: Millis
    committed_at: Millis
    decisions: tuple[Decision, ...]


class BackOffice(Protocol):
    """What the admin side reads."""

    async def conversations(
        self, *, status: str = "", mode: str = "", search: str = "", before: Millis | None = None, limit: int = 50
    ) -> tuple[ConversationSummary, ...]:
        """Most recently active first; `before` pages back by activity; `search` looks in names and ids."""
        ...

    async def turns(self, conversation_id: ConversationId) -> tuple[StoredTurn, ...]: ...

    async def person_of(self, conversation_id: ConversationId) -> tuple[Customer, Identity] | None: ...

    async def totals(self) -> dict[str, int]:
        """Counts for the start page: conversations, open, with a person, waiting, dead letters, unprocessed."""
        ...
