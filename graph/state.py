"""The typed state and context of one run of the graph.

Between turns only `ConversationState` lives on, and it holds ids and scalars. What one run works out on the way
(reading, answer, decision) travels in `TurnState` and is gone at END. Whatever reads or speaks comes in through
`TurnContext`, which is never stored.
"""

from dataclasses import dataclass, field
from typing import TypedDict

from core.clock import Clock
from core.domain.company import Company
from core.domain.conversation import ConversationState
from core.domain.handoff import HandoffRequest
from core.domain.messages import Draft
from core.domain.mind import Answer, Decision, Reading
from core.domain.policy import Policy
from core.domain.turn import TurnInput
from core.policies.autonomy import Leave
from core.policies.course import Course
from core.ports import Knowledge, Texts, Understanding
from graph.steps.turn_model import TurnModel


class TurnState(TypedDict, total=False):
    """Channels of one run. Every node returns only the keys it sets."""

    locale: str
    """The language to speak: the one written in, where we have sentences in it."""
    before: str
    """The customer's question before this turn's text, when the two may only make sense together; or ""."""
    leans: bool
    """Whether the text says by itself that it leans on what was before."""
    solved: bool
    """Whether the customer has pressed the button that says so."""
    unhelped: str
    """Words by which the customer says that it did not help, or ""."""
    wish: str
    """Words that ask for a person, or ""."""
    chosen: str
    """Intent picked by button, or ""."""
    picked: str
    """Intent that a language model picked among the likely ones, or ""."""
    repeats: int
    question_hash: str
    reading: Reading
    answer: Answer
    mood: float
    course: Course
    decision: Decision
    leave: Leave
    """How far the bot may go."""
    would: Decision
    """What it would have done, where it was held back and that is to be known."""
    unsaid: str
    """What it would have said; there only where it was held back."""
    say: tuple[Draft, ...]
    handoff: HandoffRequest | None
    memory: ConversationState
    """The state to keep for the next turn."""


@dataclass(slots=True)
class TurnContext:
    """What a run may use: the turn itself, the company's words and policy, and the ports to read through."""

    turn: TurnInput
    company: Company
    policy: Policy
    understanding: Understanding
    knowledge: Knowledge
    texts: Texts
    clock: Clock
    timings_ms: dict[str, float] = field(default_factory=dict)
    model: TurnModel | None = None
    """None where no language model is set."""
    public_url: str = ""
    """Put before addresses of our own pages where an agent is to send them."""
