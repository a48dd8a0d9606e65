"""Reminding of articles whose review day has come: of each once, in one message a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from core.domain.ids import ArticleId, Millis

REVIEW_NOTES = "slack_reviews"
"""Destination of the outbox: the triage channel."""


@dataclass(frozen=True, slots=True)
class DueReview:
    """An article to look at again, who owns it, and since when."""

    article_id: ArticleId
    title: str
    owner: str
    review_at: Millis


class ReviewReminders(Protocol):
    """Which reminders went out. Each call is one transaction."""

    async def remind_of_reviews(self, day: str, destinations: Sequence[str], now: Millis) -> tuple[DueReview, ...]:
        """Put a message on its way to each destination, about all articles that are due and that nobody was reminded of
        since their review day was set; by owner. () where there are none, and where `day` has had its message, from
        whichever process."""
        ...
