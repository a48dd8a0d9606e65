"""What agents said the bot should have done: the examples it learns from, and the record's way to keep them."""

from dataclasses import dataclass
from typing import Protocol

from core.domain.handoff import Timing
from core.domain.ids import ConversationId, HandoffId, IntentId, Millis


@dataclass(frozen=True, slots=True)
class Label:
    """One conversation's verdict by the agent who settled it.

    `text` is what the customer asked, as the graph read it, made of the messages `question_seqs`. `predicted` is the
    intent read in it with its probability `score`; `correct` what the agent says it was, None where they did not say.
    `answer_confidence` is the best answer's when a person was brought in, `answered` the lowest confidence of the
    answers given before that in the same stretch, None where there was none. Probabilities run from 0 to 1.
    """

    id: str
    conversation_id: ConversationId
    handoff_id: HandoffId
    question_seqs: tuple[int, ...]
    text: str
    predicted: IntentId | None
    score: float | None
    correct: IntentId | None
    timing: Timing | None
    answer_confidence: float | None
    answered: float | None
    by: str
    at: Millis


class Labels(Protocol):
    """Made when an agent resolves a conversation, gone when the customer deletes what it quotes."""

    async def labels(self, *, since: Millis | None = None, limit: int = 100_000) -> tuple[Label, ...]:
        """Those made at or after `since` (None: all), newest first."""
        ...

    async def mend_label(self, label_id: str, correct: IntentId | None, timing: Timing | None, by: str) -> bool:
        """Say otherwise, in the name of `by`; False when there is none of that id (any more)."""
        ...

    async def drop_label(self, label_id: str) -> bool:
        """Forget one; False when there is none of that id."""
        ...
