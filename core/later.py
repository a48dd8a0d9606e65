"""What a transaction leaves to be done after it: timers, and what is pushed to channels."""

from dataclasses import dataclass, field

from core.domain.ids import ConversationId, Millis


@dataclass(frozen=True, slots=True)
class Timer:
    """Something to do later in a conversation; at most one of each kind per conversation."""

    kind: str
    due_at: Millis
    payload: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DueTimer:
    """A timer whose hour has come."""

    id: int
    conversation_id: ConversationId
    kind: str
    payload: dict[str, object]
    due_at: Millis


@dataclass(frozen=True, slots=True)
class Push:
    """Something for a channel that does not read the log itself; `key` makes a repeat the same push."""

    destination: str
    key: str
    payload: dict[str, object]
