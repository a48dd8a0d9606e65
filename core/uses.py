"""What became of articles in answers: which answer quoted which version, and whether it helped."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from core.domain.ids import ArticleId, ConversationId, Millis, TurnId
from core.domain.messages import Audience, Message


class Verdict(StrEnum):
    """What came after an answer."""

    SOLVED = "solved"
    """The customer said so."""
    UNSOLVED = "unsolved"
    """The customer said that it did not help."""
    ASKED_AGAIN = "asked_again"
    HANDED_OFF = "handed_off"
    MOVED_ON = "moved_on"
    """Another question came, or thanks: nothing was wrong with it as far as one can see."""


@dataclass(frozen=True, slots=True)
class ArticleUse:
    """One answer that rested on an article. `quoted`: its text stood in the answer; else it was named beside it.

    `confidence` is the answer's, `score` the passage's within its search, `model` the index that found it.
    """

    turn_id: TurnId
    conversation_id: ConversationId
    article_id: ArticleId
    version: int
    heading: str
    quoted: bool
    score: float | None
    confidence: float
    model: str
    at: Millis
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class UseCounts:
    """Of one article's quotes."""

    used: int = 0
    solved: int = 0
    unsolved: int = 0
    asked_again: int = 0
    handed_off: int = 0
    clicked: int = 0
    """After how many answers the customer went to its page."""
    linked: int = 0
    """How often an agent named it as the answer when settling a conversation."""

    @property
    def failed(self) -> int:
        """After how many the customer was no further."""
        return self.unsolved + self.asked_again + self.handed_off


class LinkClicks(Protocol):
    """Which sources customers went to."""

    async def note_followed(
        self, conversation_id: ConversationId, seq: int, article_id: ArticleId, now: Millis
    ) -> None:
        """A customer followed the link to an article in the answer `seq`; once an answer, however often."""
        ...


class FollowRecord(LinkClicks, Protocol):
    """What following a link reads and writes."""

    async def messages(
        self, conversation_id: ConversationId, *, after: int = 0, audience: Audience | None = None, limit: int = 200
    ) -> tuple[Message, ...]:
        """As in `core.record.EventLog`."""
        ...


async def follow(record: FollowRecord, conversation_id: ConversationId, seq: int, source: int, now: Millis) -> None:
    """A customer followed the link of the source at this place in the answer `seq`; what no answer holds is passed
    over."""
    for message in await record.messages(conversation_id, after=seq - 1, audience=Audience.CUSTOMER, limit=1):
        if message.seq == seq and 0 <= source < len(message.sources):
            await record.note_followed(conversation_id, seq, message.sources[source].article_id, now)


class Uses(Protocol):
    """Derived from the turns when somebody looks, so that answering costs nothing for it."""

    async def gather_uses(self, limit: int = 500) -> bool:
        """Look at the next turns; True when there may be more."""
        ...

    async def uses_of(self, article_id: ArticleId, limit: int = 20) -> tuple[ArticleUse, ...]:
        """Newest first."""
        ...

    async def last_used(self) -> dict[ArticleId, Millis]:
        """When each article was last quoted or named in an answer; those that never were are left out."""
        ...

    async def use_counts(self, article_ids: Sequence[ArticleId]) -> dict[ArticleId, UseCounts]:
        """For those that were ever quoted, or named by an agent."""
        ...
