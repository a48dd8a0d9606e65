"""How a handoff goes from one person to another, or back to the queue for somebody with more experience.

Every call is one transaction, with what the customer and the team read about it.
"""

from typing import Protocol

from core.domain.ids import HandoffId, Millis, StaffId
from core.domain.messages import Draft
from core.domain.people import Staff


class HandoffMoves(Protocol):
    """A handoff changes hands; one of several who try at once succeeds."""

    async def reassign(
        self,
        handoff_id: HandoffId,
        by: Staff,
        to: Staff,
        now: Millis,
        *,
        held_by: StaffId | None,
        entries: tuple[Draft, ...],
    ) -> int:
        """Give a handoff to `to`; returns the newest sequence.

        `held_by` is who had it when `by` decided so (None: nobody). Only the holder may give away what they hold; an
        admin also what others hold or what waits. Raises Conflict when it has moved on meanwhile, or `by` may not.
        """
        ...

    async def escalate(
        self, handoff_id: HandoffId, by: Staff, now: Millis, *, note: str, entries: tuple[Draft, ...], telling: Draft
    ) -> int:
        """One priority up and marked, with `note`; whoever held it does so no longer. Returns the newest sequence.

        Anybody may escalate what waits, and the holder or an admin what is claimed; then `telling` goes to the
        customer, who is waiting again. The first entry's `client_id` makes a repeat harmless.
        """
        ...
