"""How a handoff goes from one person to another, or back to the queue, and how one that waits is announced again.

Every call is one transaction, with what the customer and the team read about it, its timers and what is pushed.
"""

from typing import Protocol

from core.domain.ids import HandoffId, Millis, StaffId
from core.domain.messages import Draft
from core.domain.people import Staff
from core.later import DueTimer, Push, Timer


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
        admin also what others hold or what waits. Raises Conflict when it has moved on meanwhile, or `by` may not, and
        NotAllowed when `to` is no longer one of the staff.
        """
        ...

    async def put_back(
        self,
        handoff_id: HandoffId,
        by: Staff,
        now: Millis,
        *,
        entries: tuple[Draft, ...],
        telling: Draft,
        escalation: str = "",
        timers: tuple[Timer, ...] = (),
        pushes: tuple[Push, ...] = (),
    ) -> int:
        """Back to the queue; with an `escalation` note also one priority up and marked. Returns the newest sequence.

        The holder or an admin may; anybody may escalate what waits already. Whoever held it does so no longer:
        `telling` goes to the customer, who is waiting again, and `timers` begin. The first entry's `client_id` makes a
        repeat harmless.
        """
        ...

    async def announce_again(
        self,
        timer: DueTimer,
        now: Millis,
        *,
        entry: Draft,
        escalation: str = "",
        again: Timer | None = None,
        pushes: tuple[Push, ...] = (),
    ) -> int | None:
        """Nobody has taken it: `entry` for the team, counted as one more announcement, or with an `escalation` note one
        priority up; the timer is dropped or becomes the next one. Returns the new sequence, or None when the handoff
        no longer waits or another process was faster."""
        ...

    async def held_by(self, staff_id: StaffId) -> tuple[HandoffId, ...]:
        """The handoffs somebody has claimed."""
        ...
