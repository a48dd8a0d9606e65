"""Messages and the log they stand in.

A conversation's log is one sequence 1, 2, 3, … written once: what a customer sent, what the bot or an agent said,
and notices such as "Maya joined". Every reader (widget, desk, terminal, admin) resumes from the last sequence it saw.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from core.domain.ids import ArticleId, ConversationId, CustomerId, IdentityId, MessageId, Millis, TurnId
from core.domain.people import Newcomer


class Author(StrEnum):
    """Who wrote a message."""

    CUSTOMER = "customer"
    BOT = "bot"
    AGENT = "agent"
    SYSTEM = "system"


class Audience(StrEnum):
    """Who may read a message. Everything outbound has one; internal is never sent to a customer."""

    CUSTOMER = "customer"
    INTERNAL = "internal"


class Notice(StrEnum):
    """What a system message announces; clients may draw it differently from speech."""

    HANDED_OFF = "handed_off"
    JOINED = "joined"
    RETURNED = "returned"
    RESOLVED = "resolved"
    STILL_WAITING = "still_waiting"
    WITHDRAWN = "withdrawn"
    """The customer needs nobody any more: the bot has the word again."""
    REASSIGNED = "reassigned"
    """For the team: it went from one person to another, and who said so."""
    REANNOUNCED = "reannounced"
    """For the team: nobody has taken it yet."""
    PUT_BACK = "put_back"
    """For the team: back in the queue, and why."""
    ESCALATED = "escalated"
    """For the team: more urgent now, and why."""
    CHANGED = "changed"
    """An agent has changed what they said: `of` says which entry, the text is what it says now."""
    TAKEN_BACK = "taken_back"
    """An agent has deleted what they said: `of` says which entry."""


@dataclass(frozen=True, slots=True)
class Source:
    """An article an answer was taken from."""

    article_id: ArticleId
    title: str
    url: str
    heading: str = ""
    version: int = 0


SOLVED, UNSOLVED = "solved", "unsolved"
"""Actions by which a customer says whether an answer helped."""
WITHDRAW = "withdraw"
"""Action by which a customer who waits for a person says that they need nobody any more."""
NO_QUESTION = ("person", SOLVED, UNSOLVED, WITHDRAW)
"""Actions of buttons whose words ask nothing."""


@dataclass(frozen=True, slots=True)
class QuickReply:
    """A button under a message. Pressing it sends `text` as the customer's message, with `action` as its meaning."""

    text: str
    action: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A message about to be written by us; it gets its sequence when the transaction commits."""

    author: Author
    text: str
    audience: Audience = Audience.CUSTOMER
    author_name: str = ""
    author_id: str = ""
    notice: Notice | None = None
    sources: tuple[Source, ...] = ()
    quick_replies: tuple[QuickReply, ...] = ()
    client_id: str | None = None
    """Set when a person on the desk wrote it: the key that makes a resend harmless."""
    personal: bool = False
    """It says something about one person or account: never to a place where others read along."""
    to: CustomerId | None = None
    """Who asked, where several people share a conversation; None is the conversation's own customer."""
    of: int | None = None
    """The sequence of an earlier entry that this one is about."""


@dataclass(frozen=True, slots=True)
class Message:
    """One entry of a conversation's log, as stored."""

    id: MessageId
    conversation_id: ConversationId
    seq: int
    author: Author
    author_name: str
    author_id: str
    audience: Audience
    text: str
    created_at: Millis
    client_id: str | None = None
    notice: Notice | None = None
    sources: tuple[Source, ...] = ()
    quick_replies: tuple[QuickReply, ...] = ()
    action: str = ""
    """The meaning of a pressed button ("person", "intent:reset_password"); empty for typed text."""
    personal: bool = False
    to: CustomerId | None = None
    of: int | None = None
    turn_id: TurnId | None = None
    channel_message_id: str | None = None
    """The channel's own name for it, where the channel has one."""
    edited_at: Millis | None = None
    deleted_at: Millis | None = None


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """What every channel turns an arrival into.

    `key` is unique per conversation and makes a second delivery the same row (widget: the client message id;
    Slack: the timestamp, unique in its channel). `raw` is kept as it came, for audit. `author_id` and `author_name`
    say who wrote it, where that is not the conversation's own customer but a colleague in the same thread.
    `newcomer` is the customer where this is the first that is heard of them: they become known with their message.
    """

    channel: str
    conversation_id: ConversationId
    customer_id: CustomerId
    identity_id: IdentityId
    key: str
    text: str
    received_at: Millis
    action: str = ""
    locale: str = "en"
    author_id: CustomerId | None = None
    author_name: str = ""
    raw: dict[str, object] = field(default_factory=dict)
    newcomer: Newcomer | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a channel tells its sender after an arrival is durable."""

    seq: int
    duplicate: bool
