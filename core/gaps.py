"""Questions that the articles did not answer, for the list of what is missing, and what was done about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from core.domain.ids import ArticleId, ConversationId, Millis


@dataclass(frozen=True, slots=True)
class Unanswered:
    """One of them. `customer` is the name to be taken out of texts; `agent_ms` how long a person had it, `replies` what
    that person wrote to the customer, where it was solved, and `wanted` what they say an article should say."""

    conversation_id: ConversationId
    question: str
    reason: str
    at: Millis
    customer: str = ""
    agent_ms: int = 0
    replies: tuple[str, ...] = ()
    wanted: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions that ask the same, newest first. Everything in it is free of personal data."""

    name: str
    questions: tuple[Unanswered, ...]
    minutes: int
    """Of agents' time."""
    draft: str
    """Markdown from what agents wrote; "" where nobody has solved one yet."""
    wanted: tuple[str, ...] = ()
    """What agents say an article should say."""


@dataclass(frozen=True, slots=True)
class ClosedGap:
    """A gap that somebody dealt with: by an article, or (without one) by saying that none is wanted.

    `questions` are its own, free of personal data; `asked` and `minutes` what it was when it was closed. `published_at`
    is when customers could first read the article; None while they cannot.
    """

    id: str
    name: str
    questions: tuple[str, ...]
    asked: int
    minutes: int
    article_id: ArticleId | None
    at: Millis
    by: str
    published_at: Millis | None = None


@dataclass(frozen=True, slots=True)
class Linked:
    """A question that a person answered with an article which the bot had not found."""

    conversation_id: ConversationId
    question: str
    article_id: ArticleId
    at: Millis
    by: str


class Gaps(Protocol):
    """What was not answered, and what was done about it."""

    async def unanswered(self, since: Millis, limit: int = 300) -> tuple[Unanswered, ...]:
        """Questions handed over for want of an answer, declined, or of which an agent says that an article is wanted;
        newest first. Those that an agent answered with an article are not among them."""
        ...

    async def linked(
        self, since: Millis, *, article_id: ArticleId | None = None, limit: int = 50
    ) -> tuple[Linked, ...]:
        """Questions that agents answered with an article, newest first."""
        ...

    async def close_gap(self, gap: ClosedGap) -> None:
        """Keep what was done about a gap; `published_at` is not looked at."""
        ...

    async def closed_gaps(self, limit: int = 100) -> tuple[ClosedGap, ...]:
        """Newest first."""
        ...

    async def reopen_gap(self, gap_id: str) -> bool:
        """Forget what was done; False when there was nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Followed:
    """A closed gap with the questions that were asked after customers could read the answer."""

    gap: ClosedGap
    since: Sequence[Unanswered]
