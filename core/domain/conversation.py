"""A conversation: who speaks for us in it, and what is remembered between its turns."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypedDict

from core.domain.ids import ConversationId, CustomerId, IdentityId, Millis, StaffId


class Mode(StrEnum):
    """Who has the word on our side. One speaker at a time."""

    BOT = "bot"
    HUMAN = "human"


class Status(StrEnum):
    """Open until somebody closes it; a new message from the customer opens it again."""

    OPEN = "open"
    RESOLVED = "resolved"


class ConversationState(TypedDict, total=False):
    """What the graph remembers between turns: ids and scalars only, so a turn costs the same at any length."""

    turns: int
    """Turns the bot has taken part in."""
    clarified: int
    """Clarifying questions asked since the last answer or hand-back."""
    unanswered: int
    """Turns in a row that ended without an answer."""
    asked_hash: str
    """Digest of the last question, to notice that it is asked again."""
    repeats: int
    """How often in a row the same question came."""
    last_intent: str
    last_articles: list[str]
    sentiment: float
    """Running mood, -1 to 1 (exponentially weighted over turns)."""
    sentiment_worst: float
    upset: int
    """Upset messages since a person last had the word."""
    abuse: int
    """Abusive turns so far."""
    unhelped: int
    """How often the customer said that it did not help, since a person last had the word."""
    foreign: int
    """Turns in a row in a language the help pages are not written in."""
    waiting_told: bool
    """Whether the customer has heard that what they add while they wait is seen."""
    heard: str
    """A kind of alarm heard while the customer waited for which a person looks whatever they say later."""
    kept_told: bool
    """Whether they have heard that a person looks at it all the same."""
    care_told: bool
    """Whether somebody who may harm themselves has read where to find help, since a person last had the word."""
    off_topic: int
    """Off-topic turns in a row."""
    epoch: int
    """Raised when a person hands the conversation back: nothing counted before it counts again."""
    agent_seq: int
    """Sequence at the last hand-back; what agents said up to here has been read by the bot."""


def fresh_start(before: ConversationState, seq: int) -> ConversationState:
    """The state when the bot gets the word back at entry `seq`: nothing that led to a person counts again."""
    return ConversationState(turns=before.get("turns", 0), epoch=before.get("epoch", 0) + 1, agent_seq=seq)


@dataclass(frozen=True, slots=True)
class Conversation:
    """The conversation row as readers see it. `seq` is the newest entry in the log, `done_seq` the newest
    customer message that a turn has dealt with; between them lies what waits."""

    id: ConversationId
    channel: str
    customer_id: CustomerId
    identity_id: IdentityId
    status: Status
    mode: Mode
    seq: int
    done_seq: int
    last_input_seq: int
    state: ConversationState
    state_version: int
    assignee_id: StaffId | None
    assignee_name: str
    locale: str
    created_at: Millis
    updated_at: Millis
    seen_seq: int = 0
    """The newest entry the customer's client says it has shown."""
