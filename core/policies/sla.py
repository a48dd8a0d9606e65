"""By when a handoff needs a word, the next word, and an end. Pure: `now` is passed in, and only open hours count.

A tier's target (minutes of opening time) times the share of the handoff's priority: what is critical is due sooner
than its tier alone would have it, and nothing is due later than the customer was told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from core.domain.company import Company
from core.domain.handoff import Handoff, Priority
from core.domain.ids import Millis
from core.domain.people import Account, Tier
from core.domain.policy import SlaPolicy
from core.policies.hours import OpenSpan, expect, is_open, open_ms

_MINUTE_MS = 60_000


class SlaKind(StrEnum):
    """What is due."""

    FIRST_RESPONSE = "first_response"
    NEXT_RESPONSE = "next_response"
    RESOLUTION = "resolution"


class SlaState(StrEnum):
    """How it stands."""

    OK = "ok"
    DUE_SOON = "due_soon"
    BREACHED = "breached"


def promised_minutes(
    targets: Mapping[Tier, int], policy: SlaPolicy, account: Account | None, priority: Priority
) -> int:
    """Within how many minutes of opening time a customer may expect the first reply: their tier's target (`targets`),
    or what share of it their handoff's priority has. The desk counts down the same."""
    target = targets[account.tier if account is not None else Tier.STARTER]
    return max(1, round(target * policy.priority_share.get(priority, 1.0)))


@dataclass(frozen=True, slots=True)
class SlaClock:
    """One thing that is due.

    `due_at` in epoch ms; `left_ms` and `soon_ms` are opening time: what is left (negative once it is late), and from
    how much on it is due soon. `running` says whether it is opening time now, so that the clock moves.
    """

    kind: SlaKind
    state: SlaState
    due_at: Millis
    left_ms: int
    soon_ms: int
    running: bool

    @property
    def minutes_left(self) -> int:
        """Whole minutes of opening time, rounded down; negative once it is late."""
        return self.left_ms // _MINUTE_MS


@dataclass(frozen=True, slots=True)
class Sla:
    """The rules in force: the company's hours and first response targets with the policy's."""

    hours: Sequence[OpenSpan]
    timezone: str
    first_response_minutes: Mapping[Tier, int]
    policy: SlaPolicy = field(default_factory=SlaPolicy)

    @classmethod
    def of(cls, company: Company, policy: SlaPolicy) -> "Sla":
        """A company's rules."""
        return cls(company.hours, company.timezone, company.first_response_target_minutes, policy)

    def clocks(
        self, handoff: Handoff, now: Millis, *, tier: str = "", unanswered_since: Millis | None = None
    ) -> tuple[SlaClock, ...]:
        """What is due, the earliest first; nothing once the handoff is closed.

        `tier` is the account's today ("": as the handoff's package has it, or the lowest). `unanswered_since` is when
        the customer wrote the first message that nobody has answered.
        """
        if handoff.closed_at is not None:
            return ()
        named = tier or handoff.package.tier
        of_tier = Tier(named) if named in list(Tier) else Tier.STARTER
        found = [
            self._clock(kind, target, since, handoff.priority, now)
            for kind, target, since in self._due(handoff, of_tier, unanswered_since)
        ]
        return tuple(sorted((clock for clock in found if clock), key=lambda clock: clock.due_at))

    def _due(
        self, handoff: Handoff, tier: Tier, unanswered_since: Millis | None
    ) -> Sequence[tuple[SlaKind, int | None, Millis]]:
        """(kind, target in minutes, since when) of what has not been done yet."""
        due: list[tuple[SlaKind, int | None, Millis]] = []
        if handoff.first_reply_at is None:
            due.append((SlaKind.FIRST_RESPONSE, self.first_response_minutes.get(tier), handoff.opened_at))
        elif unanswered_since is not None:
            due.append((SlaKind.NEXT_RESPONSE, self.policy.next_response_minutes.get(tier), unanswered_since))
        due.append((SlaKind.RESOLUTION, self.policy.resolution_minutes.get(tier), handoff.opened_at))
        return due

    def _clock(
        self, kind: SlaKind, target: int | None, since: Millis, priority: Priority, now: Millis
    ) -> SlaClock | None:
        if target is None:
            return None
        minutes = max(1, round(target * self.policy.priority_share.get(priority, 1.0)))
        due_at = expect(self.hours, self.timezone, minutes, since).reply_by
        if due_at is None:  # opening hours that never add up to the target promise nothing
            return None
        ahead = open_ms(self.hours, self.timezone, now, due_at)
        left = ahead if now < due_at else -open_ms(self.hours, self.timezone, due_at, now)
        soon = round(minutes * _MINUTE_MS * self.policy.due_soon)
        state = SlaState.BREACHED if now >= due_at else SlaState.DUE_SOON if left <= soon else SlaState.OK
        return SlaClock(kind, state, due_at, left, soon, is_open(self.hours, self.timezone, now))


def most_pressing(clocks: Sequence[SlaClock]) -> SlaClock | None:
    """The one to show where there is room for one: the earliest."""
    return min(clocks, key=lambda clock: clock.due_at, default=None)


def queue_key(handoff: Handoff, clock: SlaClock | None) -> tuple[int, int, float, Millis, str]:
    """Order of the queue: priority, then what somebody escalated, then what is due first, then what came first."""
    due = float("inf") if clock is None else float(clock.due_at)
    return (-int(handoff.priority), handoff.escalated_at is None, due, handoff.opened_at, handoff.id)
