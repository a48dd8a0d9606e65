"""What goes into the mind for one turn, and what comes out."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from core.domain.conversation import ConversationState
from core.domain.handoff import HandoffRequest, Raised, Withdrawn
from core.domain.ids import ConversationId, CustomerId, Millis
from core.domain.messages import Draft, Message
from core.domain.mind import Decision
from core.domain.people import Customer, Identity

History = Callable[[int], Awaitable[tuple[Message, ...]]]
"""Reads the newest messages of the conversation, in order; called only by steps that need them."""

PastDecisions = Callable[[int], Awaitable[tuple[Decision, ...]]]
"""Reads the newest decisions of the conversation, oldest first."""


@dataclass(frozen=True, slots=True)
class Staffing:
    """Whether somebody of the staff is there now; where nobody is, when the first is back, if they have said so."""

    nobody: bool = False
    back_at: Millis | None = None


async def _somebody() -> Staffing:
    return Staffing()


@dataclass(frozen=True, slots=True)
class TurnInput:
    """Everything the mind may use: the same input gives the same output.

    `text` is all waiting messages together, in order; `action` the meaning of the last pressed button, if any.
    """

    conversation_id: ConversationId
    text: str
    action: str
    input_seqs: tuple[int, ...]
    state: ConversationState
    customer: Customer
    identity: Identity
    locale: str
    now: Millis
    history: History
    past_decisions: PastDecisions
    of_customer: CustomerId | None = None
    """Whose conversation it is: `customer`, or another where somebody who joined asks in this turn."""
    library_seq: int = 0
    """The newest change of the library when the turn was claimed: no answer may be older."""
    staffing: Callable[[], Awaitable[Staffing]] = _somebody
    """Who of the staff is there; called only where a customer is told by when somebody comes, the same each time."""


@dataclass(frozen=True, slots=True)
class TurnOutput:
    """What the bot does in this turn. `facts` lets the turn be run again without models or articles."""

    state: ConversationState
    drafts: tuple[Draft, ...]
    decisions: tuple[Decision, ...]
    handoff: HandoffRequest | None
    facts: dict[str, object] = field(default_factory=dict)
    timings_ms: dict[str, float] = field(default_factory=dict)
    raised: Raised | None = None
    withdrawn: Withdrawn | None = None
    """The bot gets the word back; `state` is its fresh start."""
