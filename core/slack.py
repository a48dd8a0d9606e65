"""What the record keeps of Slack: raw events until they are dealt with, channels, and whose thread is whose.

Only the words and the port: what an event means is decided in `bot/slack` and `handoff/slack`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from core.domain.conversation import Conversation
from core.domain.ids import AccountId, ConversationId, Millis
from core.domain.messages import Message
from core.triage import TriageStore

SLACK = "slack"
"""The channel's name in conversations, identities and the outbox."""


class Ingest(StrEnum):
    """Which messages of a channel start a conversation."""

    ALL = "all"
    MENTIONS = "mentions"
    EMOJI = "emoji"
    OFF = "off"


class ChannelState(StrEnum):
    """Whether we can speak in a channel."""

    OK = "ok"
    ARCHIVED = "archived"
    REMOVED = "removed"
    """The app is no longer a member, or the channel is no longer shared with us."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A verified payload on its way into the record.

    `key` names the delivery (Slack's event id), `message_key` the message it announces ("" for none): a second one
    of either is the same row. `lane` is what order is kept within (a channel), by `sort_key`.
    """

    key: str
    lane: str
    sort_key: str
    payload: dict[str, Any]
    received_at: Millis
    message_key: str = ""


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """A raw event taken to be dealt with. `asked`: somebody asked for this message to be answered after all."""

    id: int
    lane: str
    payload: dict[str, Any]
    attempts: int
    asked: bool
    received_at: Millis


@dataclass(frozen=True, slots=True)
class SlackChannel:
    """A channel or direct message we have seen.

    `teams` are all workspaces in it besides ours; `account_teams` those that an admin has said are the account's.
    """

    id: str
    team_id: str
    name: str
    kind: str
    """`channel`, `mpim` or `im`."""
    is_private: bool
    teams: tuple[str, ...]
    account_id: AccountId | None
    account_teams: tuple[str, ...]
    ingest: Ingest
    state: ChannelState
    note: str
    """What an operator should know or do; "" when all is well."""
    checked_at: Millis

    @property
    def mapped(self) -> bool:
        """Whether an admin has said whose channel it is."""
        return self.account_id is not None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a conversation's answers go: a thread of a channel; `thread_ts` "" is a direct message as a whole."""

    channel_id: str
    thread_ts: str


@dataclass(frozen=True, slots=True)
class StaffWords:
    """What one of our own people wrote in a customer's thread, in Slack itself."""

    key: str
    person: str
    name: str
    text: str


class SlackStore(TriageStore, Protocol):
    """Slack's part of the record; the agents' side of it stands in `core.triage`."""

    async def slack_arrived(self, arrival: Arrival, settle_ms: int) -> bool:
        """Make a payload durable; False when it, or its message, is known. Due after `settle_ms`."""
        ...

    async def claim_slack_events(self, owner: str, now: Millis, lease_ms: int, limit: int) -> tuple[StoredEvent, ...]:
        """The first unfinished event of each lane that is due and not leased."""
        ...

    async def slack_event_done(self, event: StoredEvent) -> None:
        """Dealt with: its words are forgotten, its keys kept so that a repeat is known."""
        ...

    async def slack_event_parked(self, event: StoredEvent, thread_key: str) -> None:
        """Not ours now, but `release_parked` may ask for it."""
        ...

    async def slack_event_failed(
        self, event: StoredEvent, error: str, retry_at: Millis | None, *, counted: bool = True
    ) -> None:
        """Try again at `retry_at`; None sets it aside for an operator, and its lane goes on."""
        ...

    async def release_parked(self, thread_key: str, now: Millis) -> int:
        """Take parked events of a thread up again, as asked for."""
        ...

    async def drop_slack_message(self, message_key: str, now: Millis) -> None:
        """A message was deleted before it was dealt with, or even before it came: it never will be."""
        ...

    async def forget_slack_events(self, before: Millis) -> int:
        """Drop finished and parked events received before; returns how many."""
        ...

    async def slack_backlog(self, now: Millis) -> tuple[int, int, int]:
        """(events waiting, age in ms of the oldest, events set aside)."""
        ...

    async def slack_channel(self, channel_id: str) -> SlackChannel | None: ...

    async def slack_channels(self) -> tuple[SlackChannel, ...]:
        """All but direct messages: unmapped first, then by name."""
        ...

    async def see_slack_channel(self, channel: SlackChannel, now: Millis) -> SlackChannel:
        """Note what Slack says of a channel; mapping and ingestion stay as they are. Returns it as stored."""
        ...

    async def map_slack_channel(
        self,
        channel_id: str,
        now: Millis,
        *,
        account_id: AccountId | None,
        account_teams: Sequence[str],
        ingest: Ingest,
        by: str,
    ) -> bool:
        """Say whose channel it is; False when there is no such channel."""
        ...

    async def slack_channel_state(self, channel_id: str, now: Millis, state: ChannelState, note: str) -> None: ...

    async def slack_channel_moved(self, old_id: str, new_id: str, now: Millis) -> None:
        """Slack has given a channel another id: its mapping and its threads go with it."""
        ...

    async def accounts_of_team(self, team_id: str) -> tuple[AccountId, ...]:
        """Accounts that a workspace belongs to by any mapped channel."""
        ...

    async def accounts(self) -> tuple[tuple[AccountId, str], ...]:
        """Every account's id and name, by name."""
        ...

    async def conversations_in(self, channel_id: str, thread_ts: str) -> tuple[Conversation, ...]:
        """Conversations of a thread, newest first."""
        ...

    async def burst_of(self, channel_id: str, person: str, first_ts: str, last_ts: str) -> ConversationId | None:
        """The conversation a person has begun in a channel with a message between two timestamps."""
        ...

    async def bind_thread(
        self, channel_id: str, thread_ts: str, conversation_id: ConversationId, person: str, now: Millis, *, home: bool
    ) -> None:
        """A thread belongs to a conversation from now on; a repeat changes nothing."""
        ...

    async def place_of(self, conversation_id: ConversationId) -> Place | None: ...

    async def hear_staff(self, conversation_id: ConversationId, words: StaffWords, now: Millis) -> int | None:
        """Write down what one of us said in the thread, and leave the word to them: the bot's unsent answers are
        withdrawn and it stays silent. Returns the new sequence, or None when it is known."""
        ...

    async def give_bot_the_word(self, conversation_id: ConversationId, now: Millis) -> bool:
        """Somebody calls the bot back into a thread that a colleague had silenced; False while a handoff is open."""
        ...

    async def customer_message(self, conversation_id: ConversationId, key: str) -> Message | None:
        """A customer's message by its key."""
        ...

    async def change_message(self, conversation_id: ConversationId, key: str, text: str, now: Millis) -> bool | None:
        """Replace a customer's words. True when no turn had dealt with them yet, so that the new ones will be
        read instead; False when it had; None when there is no such message."""
        ...

    async def remove_message(self, conversation_id: ConversationId, key: str, now: Millis) -> bool:
        """Forget a customer's words everywhere they are kept, but not that there were some; what the bot was about
        to say to them is withdrawn."""
        ...

    async def tell_staff(self, conversation_id: ConversationId, text: str, client_id: str, now: Millis) -> int | None:
        """A line in the log for our people only; None when it is there already."""
        ...
