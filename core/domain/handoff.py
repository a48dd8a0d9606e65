"""The handoff: one structured package for the person who takes over."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from core.domain.ids import ArticleId, ConversationId, HandoffId, IntentId, Millis, StaffId


class HandoffStatus(StrEnum):
    """Waiting until claimed, then with one agent until resolved or returned to the bot; what waits its customer may
    withdraw."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    RESOLVED = "resolved"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class Priority(IntEnum):
    """Order of the queue: the higher, the sooner."""

    LOW = 0
    MEDIUM = 1
    HIGH = 2
    CRITICAL = 3


class Complexity(IntEnum):
    """Who it takes: anybody on the team, somebody who knows the product, a specialist."""

    L1 = 1
    L2 = 2
    L3 = 3


class ResolveReason(StrEnum):
    """How an agent says a conversation ended."""

    SOLVED = "solved"
    NO_REPLY = "no_reply"
    DUPLICATE = "duplicate"
    NOT_SUPPORT = "not_support"


class Withdrawal(StrEnum):
    """Why a customer lets go the person they wait for; of several the first counts."""

    BOT = "prefers_bot"
    SETTLED = "settled"
    NOT_NEEDED = "not_needed"


class Timing(StrEnum):
    """How an agent judges the moment at which a conversation came to them."""

    RIGHT = "right"
    SOONER = "should_have_come_sooner"
    NEEDLESS = "need_not_have_come"


@dataclass(frozen=True, slots=True)
class Resolution:
    """What an agent says when settling a conversation. Only the reason is asked for; the rest is what the bot and the
    articles learn from.

    `article_id` is the article that settled it, `article_wanted` what one that is missing should say, `correct_intent`
    what the customer really wanted where the bot read it wrongly.
    """

    reason: ResolveReason
    article_id: ArticleId | None = None
    article_wanted: str = ""
    correct_intent: IntentId | None = None
    timing: Timing | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """Something the bot tried, in order, with what came of it."""

    what: str
    outcome: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Package:
    """Everything an agent needs to go on without asking the customer again.

    `facts` are label and value pairs collected so far; `documents` are (title, url) pairs; scores are 0 to 1,
    sentiment -1 to 1.
    """

    customer: str
    proven: str
    level: int
    account: str
    tier: str
    intent: str
    intent_score: float | None
    reason: str
    reason_text: str
    evidence: dict[str, object]
    sentiment: float
    sentiment_worst: float
    attempts: tuple[Attempt, ...]
    facts: tuple[tuple[str, str], ...]
    open_question: str
    documents: tuple[tuple[str, str], ...]
    suggested_action: str
    draft_reply: str
    language: str
    best_intent: str = ""
    """The intent that `intent_score` belongs to, whether or not it was believed; "" where none was read."""
    answer_confidence: float | None = None
    """Of the best answer to the open question."""
    question_seqs: tuple[int, ...] = ()
    """The customer's messages that the open question is made of."""
    complexity: Complexity = Complexity.L1
    complexity_reasons: tuple[str, ...] = ()
    intent_sure: bool = True
    """Whether the open question is about `intent`, as read or picked; else the conversation was, the last time that
    anything was sure. Older packages do not say."""
    alarm: str = ""
    """The kind of alarm that was heard, the gravest; "" where none was."""
    alarm_words: str = ""
    """The words that showed it, or what they sound like."""
    summary: str = ""
    """One to three sentences for the staff: the wish, what was tried, the mood. Older packages have none."""
    summary_by: str = ""
    """The language model that wrote it; "" where it is quoted."""


@dataclass(frozen=True, slots=True)
class HandoffRequest:
    """The graph's wish for a person, written in the same transaction as the customer's notice."""

    reason: str
    priority: Priority
    priority_reasons: tuple[str, ...]
    category: str
    package: Package


@dataclass(frozen=True, slots=True)
class Handoff:
    """A handoff as stored."""

    id: HandoffId
    conversation_id: ConversationId
    status: HandoffStatus
    reason: str
    priority: Priority
    priority_reasons: tuple[str, ...]
    category: str
    package: Package
    opened_at: Millis
    claimed_by: StaffId | None = None
    claimed_by_name: str = ""
    claimed_at: Millis | None = None
    closed_at: Millis | None = None
    close_reason: str = ""
    resolution: Resolution | None = None
    """None until it is resolved, and for one that went back to the bot."""
    first_reply_at: Millis | None = None
    """When an agent first said something to the customer."""
    escalated_at: Millis | None = None
    """The last time somebody asked for a more experienced colleague; None when nobody has."""
    escalated_by_name: str = ""
    escalation_note: str = ""
    reannounced: int = 0
    """How often it was announced again because nobody took it."""

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to see to it."""
        return self.closed_at is None


@dataclass(frozen=True, slots=True)
class Raised:
    """How much more urgent a handoff that waits has become by what its customer wrote meanwhile."""

    handoff: Handoff
    """As it was."""
    priority: Priority
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A handoff that waits no longer, because its customer needs nobody any more."""

    handoff: Handoff
    """As it was."""
    why: Withdrawal
