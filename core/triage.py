"""What the record keeps of the triage channel: who of Slack is staff, each handoff's card, and what its thread shows.

The log is the truth. A card remembers up to where it has followed its conversation; whatever is new beyond goes into
the outbox together with that mark, so that nothing is left out or sent twice, however often somebody looks.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from core.domain.handoff import Handoff
from core.domain.ids import ConversationId, HandoffId, Millis, StaffId
from core.domain.messages import Message, Receipt
from core.domain.people import Staff

TRIAGE_CARDS, TRIAGE_THREADS = "slack_cards", "slack_threads"
"""Destinations of the outbox: a card and its changes, and what is said in its thread."""


def typed_in_slack(channel_id: str, ts: str) -> str:
    """The client id of what somebody on our side typed in a triage thread: how an edit of it finds it again."""
    return f"slack:{channel_id}:{ts}"


@dataclass(frozen=True, slots=True)
class Card:
    """A handoff's card. `ts` is "" until it is posted; `shown` is a digest of what it shows, since `shown_at`."""

    handoff_id: HandoffId
    conversation_id: ConversationId
    channel_id: str
    ts: str
    shown: str
    shown_at: Millis


@dataclass(frozen=True, slots=True)
class Part:
    """One message of a card's thread: the log's entries from `first_seq` to `last_seq`; `ts` is "" until posted."""

    first_seq: int
    last_seq: int
    ts: str


Grouping = Callable[[Sequence[Message], int], Sequence[tuple[int, int]]]
"""From new entries and the sequence at the handoff to the parts they are shown in, as (first, last) sequences."""


class SaidStore(Protocol):
    """What agents said, and may change or take back."""

    async def said_as(self, conversation_id: ConversationId, client_id: str) -> Message | None:
        """An agent's entry by its client id."""
        ...

    async def take_back(
        self, conversation_id: ConversationId, client_id: str, staff: Staff, text: str | None, now: Millis
    ) -> Receipt | None:
        """Change what an agent said, or delete it (None). One more entry says so and carries the change to wherever
        the first went. Returns that entry's sequence, a duplicate when nothing changed; None when this agent said no
        such thing."""
        ...

    async def answer_of(self, destination: str, key: str) -> str:
        """What a channel answered to a push; "" when it was never sent."""
        ...


class TriageStore(SaidStore, Protocol):
    """The triage channel's part of the record."""

    async def staff_as(self, channel: str, external_id: str) -> Staff | None:
        """The member of staff behind a channel's id."""
        ...

    async def enrol_as(self, channel: str, external_id: str, login: str, name: str, now: Millis) -> Staff:
        """The same, made an agent who cannot sign in on first sight. Whoever comes at the same time gets the same."""
        ...

    async def staff_of_channel(self, channel: str) -> tuple[tuple[str, Staff], ...]:
        """Everybody who is staff by an id of this channel: (id, who), by name."""
        ...

    async def link_staff(self, staff_id: StaffId, channel: str, external_id: str, now: Millis) -> None:
        """From now on this id of a channel is that member of staff."""
        ...

    async def to_triage(self, since: Millis, now: Millis, limit: int) -> tuple[Handoff, ...]:
        """Handoffs whose card is missing or lags behind a conversation that changed at or after `since`; and those
        whose card's words change by themselves now (`triage_card_shown`)."""
        ...

    async def follow_in_triage(self, handoff_id: HandoffId, channel_id: str, now: Millis, group: Grouping) -> bool:
        """Put on its way what is new since the last time: the card (made for `channel_id`), entries by `group`, and
        entries whose words have changed. What was typed in the thread itself as a note is not repeated there. False
        when there was nothing."""
        ...

    async def triage_card(self, handoff_id: HandoffId) -> Card | None: ...

    async def triage_card_at(self, channel_id: str, ts: str) -> Card | None:
        """The card that a thread belongs to."""
        ...

    async def triage_card_shown(
        self, handoff_id: HandoffId, ts: str, digest: str, now: Millis, again_at: Millis | None
    ) -> None:
        """It is posted, and shows this; at `again_at` its words change by themselves (a countdown)."""
        ...

    async def triage_part(self, handoff_id: HandoffId, first_seq: int) -> Part | None: ...

    async def triage_part_at(self, handoff_id: HandoffId, ts: str) -> Part | None: ...

    async def triage_part_posted(self, handoff_id: HandoffId, first_seq: int, ts: str) -> None: ...

    async def triage_shown_seq(self, handoff_id: HandoffId) -> int:
        """The newest entry of the log that the thread shows; 0 while it shows none."""
        ...
