"""The record: what the rooms may ask of the database. Implemented once, in `adapters/db`, for SQLite and PostgreSQL.

Every method is one transaction. Methods that change something either happen wholly or not at all, and a repeat
with the same key changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from core.backoffice import BackOffice
from core.briefs import Briefs
from core.care import Care
from core.domain.conversation import Conversation, ConversationState
from core.domain.handoff import Handoff, HandoffRequest, Raised, Resolution, Withdrawn
from core.domain.ids import AccountId, ConversationId, CustomerId, HandoffId, Millis, TurnId
from core.domain.messages import Audience, Draft, InboundMessage, Message, Receipt
from core.domain.mind import Decision
from core.domain.people import Account, Customer, Identity, Level, ProvenBy, Staff
from core.drafts import DraftReplies
from core.files import FileStore
from core.finding import Finding
from core.gaps import Gaps
from core.known import KnownQuestions
from core.labels import Labels
from core.later import DueTimer, Push, Timer
from core.library import Library
from core.moves import HandoffMoves
from core.observed import Observations
from core.reviews import ReviewReminders
from core.slack import SlackStore
from core.slack_installs import InstallStore
from core.sources import SourceSchedules
from core.spending import Spending
from core.staff import Shifts, StaffStore
from core.switches import Switches
from core.uses import LinkClicks, Uses


@dataclass(frozen=True, slots=True)
class Lease:
    """Proof that a worker owns a conversation. `epoch` fences a worker that slept through its own expiry."""

    owner: str
    epoch: int


@dataclass(frozen=True, slots=True)
class Claim:
    """One conversation taken by a worker, with the customer messages no turn has dealt with yet."""

    conversation: Conversation
    lease: Lease
    inputs: tuple[Message, ...]
    customer: Customer
    identity: Identity
    failures: int
    """Turns on these inputs that have failed so far."""
    waiting_since: Millis
    library_seq: int = 0
    """The newest change of the library in the same transaction."""

    @property
    def begins(self) -> bool:
        """Whether these inputs are all that the conversation holds so far: no turn before, no other entry."""
        conversation = self.conversation
        return conversation.state_version == 0 and conversation.seq == len(self.inputs)


@dataclass(frozen=True, slots=True)
class TurnRecord:
    """What one turn leaves behind: enough to explain it and to run it again.

    `facts` holds everything the graph was given besides state and messages; `timings_ms` the length of each step.
    """

    id: TurnId
    kind: str
    input_seqs: tuple[int, ...]
    started_at: Millis
    timings_ms: dict[str, float]
    policy_version: str
    facts: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TurnCommit:
    """Everything one turn writes, in one transaction. A `handoff` switches the mode to human with it, `withdrawn` ends
    the one that waits, with its timers, and switches the mode back."""

    claim: Claim
    now: Millis
    turn: TurnRecord
    state: ConversationState
    drafts: tuple[Draft, ...] = ()
    decisions: tuple[Decision, ...] = ()
    handoff: HandoffRequest | None = None
    timers: tuple[Timer, ...] = ()
    pushes: tuple[Push, ...] = ()
    raised: Raised | None = None
    withdrawn: Withdrawn | None = None


class Intake(Protocol):
    """Arrive: make an incoming message durable."""

    async def arrive(self, message: InboundMessage, *, quiet_ms: int, max_wait_ms: int) -> Receipt:
        """Store a message, giving it the next sequence; creates the conversation with its first message.

        The turn becomes due `quiet_ms` after the last message, but at most `max_wait_ms` after the first that
        waits; at once when a person has the word. Raises NotFound when the conversation is somebody else's, and
        Conflict when its newcomer is known already.
        """
        ...


class TurnStore(Protocol):
    """Claim and commit."""

    async def claim_due(self, owner: str, now: Millis, lease_ms: int, limit: int) -> tuple[Claim, ...]:
        """Take up to `limit` conversations whose turn is due and that no living worker owns, oldest first."""
        ...

    async def next_due(self) -> Millis | None:
        """When the earliest waiting turn is due, leased ones aside."""
        ...

    async def commit_turn(self, commit: TurnCommit) -> int:
        """Write the turn and give the conversation back; returns its newest sequence.

        Raises LeaseLost, and writes nothing, when the lease or the state has moved on meanwhile.
        """
        ...

    async def fail_turn(self, claim: Claim, retry_at: Millis) -> None:
        """Give a conversation back unfinished, to be tried again; counts the failure."""
        ...

    async def renew(self, owner: str, ids: Sequence[ConversationId], now: Millis, lease_ms: int) -> None:
        """Extend this owner's leases on these conversations. One that nobody works on must be left to run out."""
        ...

    async def release(self, owner: str) -> int:
        """Give back every lease of this owner (a stopping worker); returns how many."""
        ...

    async def backlog(self, now: Millis) -> tuple[int, int]:
        """(conversations waiting, age in ms of the oldest unprocessed message)."""
        ...


class EventLog(Protocol):
    """Reading a conversation's log."""

    async def conversation(self, conversation_id: ConversationId) -> Conversation | None: ...

    async def messages(
        self, conversation_id: ConversationId, *, after: int = 0, audience: Audience | None = None, limit: int = 200
    ) -> tuple[Message, ...]:
        """Entries with seq > `after` in order; `audience=CUSTOMER` leaves internal ones out."""
        ...

    async def last_messages(self, conversation_id: ConversationId, limit: int) -> tuple[Message, ...]:
        """The newest entries, in order."""
        ...

    async def latest_of_customer(self, customer_id: CustomerId, channel: str) -> Conversation | None:
        """The customer's most recently active conversation in a channel."""
        ...

    async def changed_since(self, since: Millis, limit: int) -> tuple[tuple[ConversationId, int, Millis], ...]:
        """(conversation, newest sequence, when), oldest change first, of conversations changed at or after `since`:
        how readers catch up when wake-ups were lost."""
        ...

    async def mark_seen(self, conversation_id: ConversationId, seq: int) -> None:
        """The customer's client has shown everything up to `seq`."""
        ...

    async def decisions_before(self, conversation_id: ConversationId, limit: int) -> tuple[Decision, ...]:
        """The newest decisions of a conversation, oldest first."""
        ...


class Directory(Protocol):
    """Accounts, customers and identities."""

    async def import_customers(self, accounts: Sequence[Account], customers: Sequence[tuple[Customer, str]]) -> None:
        """Insert or update the company's own list; each customer comes with the company's external id."""
        ...

    async def identify(
        self,
        channel: str,
        external_id: str,
        proven_by: ProvenBy,
        level: Level,
        *,
        name: str = "",
        locale: str = "en",
        account_id: AccountId | None = None,
    ) -> tuple[Customer, Identity]:
        """The person behind a channel's id, created on first sight. A known external id of the company
        (`proven_by` HOST_JWT) leads to the imported customer and account. `account_id` is what the channel knows
        of a person seen for the first time."""
        ...

    async def writer(self, customer_id: CustomerId, channel: str) -> tuple[Customer, Identity] | None:
        """A customer with the identity they have in a channel."""
        ...

    async def known_as(self, channel: str, external_id: str) -> tuple[Customer, Identity] | None:
        """The person behind a channel's id, if we have met them."""
        ...

    async def person(self, identity_id: str) -> tuple[Customer, Identity] | None: ...

    async def adopt(self, conversation_id: ConversationId, anonymous: CustomerId, known: Identity) -> bool:
        """Hand an anonymous visitor's conversation to the known customer the same browser has proven to be."""
        ...


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """A line of the desk's queue."""

    handoff: Handoff
    conversation: Conversation
    customer_name: str
    account_name: str
    tier: str
    last_text: str
    last_customer_at: Millis
    unread: int
    """Customer messages since our last one."""
    unanswered_since: Millis | None = None
    """When the first of them came."""


class HandoffStore(Protocol):
    """What agents do. Each call is one transaction; a repeat by the same agent is harmless."""

    async def queue(self) -> tuple[QueueEntry, ...]:
        """Open handoffs: most urgent first, then oldest."""
        ...

    async def handoff(self, handoff_id: HandoffId) -> Handoff | None: ...

    async def handoffs_of(self, conversation_id: ConversationId) -> tuple[Handoff, ...]:
        """Every handoff of a conversation, oldest first."""
        ...

    async def claim(self, handoff_id: HandoffId, staff: Staff, now: Millis, notice: Draft) -> int:
        """Take a waiting handoff and tell the customer; raises Conflict when somebody else has it."""
        ...

    async def say(self, handoff_id: HandoffId, staff: Staff, now: Millis, draft: Draft) -> Receipt:
        """Add an agent's reply or internal note. Replies need the claim; `draft.client_id` makes a resend harmless."""
        ...

    async def close(
        self,
        handoff_id: HandoffId,
        staff: Staff,
        now: Millis,
        *,
        returned: bool,
        reason: str,
        notice: Draft,
        state_after: ConversationState | None = None,
        shown_seq: int | None = None,
        resolution: Resolution | None = None,
    ) -> int:
        """Resolve, or return to the bot; both end the handoff and its timers and clear what led to it.

        Raises Conflict when the customer has written after `shown_seq`, the newest entry the agent had on screen.
        """
        ...


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """Something on its way to a channel."""

    id: int
    conversation_id: ConversationId | None
    destination: str
    key: str
    payload: dict[str, object]
    attempts: int
    status: str
    last_error: str
    created_at: Millis
    next_at: Millis
    again: bool = False
    """An earlier try may have arrived: its outcome was never learnt."""


class OutboxStore(Protocol):
    """Deliver. Rows of one conversation and destination go out in order, each until it is sent or dead."""

    async def claim_outbox(self, owner: str, now: Millis, lease_ms: int, limit: int) -> tuple[OutboxRow, ...]:
        """The first unsent row of each conversation and destination that is due and not leased."""
        ...

    async def outbox_sent(self, row: OutboxRow, owner: str, now: Millis, answer: str) -> None: ...

    async def outbox_failed(self, row: OutboxRow, owner: str, now: Millis, error: str, retry_at: Millis | None) -> None:
        """Try again at `retry_at`; None makes it a dead letter."""
        ...

    async def outbox_refused(
        self, row: OutboxRow, owner: str, now: Millis, error: str, retry_at: Millis, *, counted: bool
    ) -> None:
        """Nothing was sent for sure: try again at `retry_at`, without having to look first. Not `counted` is no
        failure but a wait for its turn."""
        ...

    async def dead_letters(self, limit: int = 100) -> tuple[OutboxRow, ...]: ...

    async def requeue(self, row_id: int, now: Millis) -> bool:
        """Send a dead letter again; False when there is none of that id."""

    async def outbox_backlog(self, now: Millis) -> tuple[int, int]:
        """(rows waiting, age in ms of the oldest)."""


class TimerStore(Protocol):
    """Things to do later."""

    async def due_timers(self, now: Millis, limit: int) -> tuple[DueTimer, ...]: ...

    async def fire_waiting_notice(self, timer: DueTimer, now: Millis, draft: Draft, again: Timer | None) -> int | None:
        """Tell the customer that the handoff still waits, and drop the timer (or set the next one); returns the
        new sequence, or None when the handoff no longer waits or another process was faster."""
        ...

    async def drop_timer(self, timer: DueTimer, now: Millis) -> bool:
        """It is dealt with; False when another process was faster, or it has been set anew."""
        ...


class Record(
    Intake,
    TurnStore,
    EventLog,
    Directory,
    HandoffStore,
    HandoffMoves,
    Briefs,
    Finding,
    OutboxStore,
    TimerStore,
    StaffStore,
    Shifts,
    BackOffice,
    Library,
    Uses,
    LinkClicks,
    Gaps,
    Spending,
    SourceSchedules,
    Care,
    ReviewReminders,
    DraftReplies,
    FileStore,
    KnownQuestions,
    InstallStore,
    Labels,
    Observations,
    SlackStore,
    Switches,
    Protocol,
):
    """All of it, for the composition root; rooms ask for the part they need."""

    async def ping(self) -> None:
        """Raises Unavailable when the database does not answer."""
        ...

    async def aclose(self) -> None: ...
