"""What an agent who opens a handoff should know besides its package, and what is read anew each time: the customer's
earlier cases, and what they have added since."""

from dataclasses import dataclass
from typing import Protocol

from core.domain.handoff import Handoff
from core.domain.ids import HandoffId
from core.domain.messages import Message

EARLIER = 2
"""How many earlier cases a brief shows."""


@dataclass(frozen=True, slots=True)
class EarlierCase:
    """Another conversation of the same customer that was handed to people: its last handoff."""

    handoff: Handoff

    @property
    def about(self) -> str:
        """What it was about, in the company's words; "" where nothing was sure. Somebody who resolved it knew best."""
        how, package = self.handoff.resolution, self.handoff.package
        corrected = how.correct_intent if how is not None else None
        return corrected or (package.intent if package.intent_sure else "") or self.handoff.category


class Briefs(Protocol):
    """What belongs into a brief."""

    async def added_since(self, handoff_id: HandoffId) -> tuple[Message, ...]:
        """What customers have written since the brief was made, in order: at most the newest 100 messages. Of one that
        is in the queue again, what they wrote since one of us last answered; nothing once somebody who has it has
        answered, nor after its end.
        """
        ...

    async def earlier_cases(self, handoff_id: HandoffId, limit: int) -> tuple[EarlierCase, ...]:
        """Up to `limit` earlier cases of the customer who asked, newest first.

        Only what is theirs for sure: both conversations belong to the same customer by an identity that is verified,
        and to the same account; none where a colleague asked in the customer's thread.
        """
        ...
