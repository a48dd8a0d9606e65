"""Drafts that quote an article, and what agents sent in their place."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from core.domain.ids import ArticleId, ConversationId, Millis
from core.policies.drafts import DraftFate, fate_of


@dataclass(frozen=True, slots=True)
class FirstReply:
    """What an agent first said to the customer in a handoff whose draft quotes an article."""

    conversation_id: ConversationId
    article_id: ArticleId
    draft: str
    text: str
    by: str
    at: Millis

    @property
    def fate(self) -> DraftFate:
        """What became of the draft."""
        return fate_of(self.draft, self.text)


@dataclass(frozen=True, slots=True)
class DraftCounts:
    """Of the drafts that quote one article."""

    sent: int = 0
    edited: int = 0
    replaced: int = 0

    @property
    def all(self) -> int:
        """How many there are."""
        return self.sent + self.edited + self.replaced


def count_drafts(replies: Sequence[FirstReply]) -> dict[ArticleId, DraftCounts]:
    """The fates of drafts by the article they quote."""
    found: dict[ArticleId, dict[str, int]] = {}
    for reply in replies:
        counted = found.setdefault(reply.article_id, dict.fromkeys(DraftFate, 0))
        counted[reply.fate] += 1
    return {article_id: DraftCounts(**counted) for article_id, counted in found.items()}


class DraftReplies(Protocol):
    """Derived from handoffs when somebody looks, so that replying costs nothing for it."""

    async def first_replies(self, limit: int = 300, *, article_id: ArticleId | None = None) -> tuple[FirstReply, ...]:
        """The newest first, of `article_id` or of any. Only among the newest thousand that were replied to."""
        ...
