"""A handoff that nobody takes: announced again, then escalated. In opening time, each step once, by any process."""

from dataclasses import dataclass

from core.domain.company import Company
from core.domain.handoff import Handoff, Priority
from core.domain.ids import Millis
from core.domain.people import Staff
from core.domain.policy import Policy
from core.later import DueTimer, Timer
from core.policies.hours import expect, open_ms
from core.policies.presence import Duty, duty
from core.staff_words import announced_again, nobody_there, not_taken

UNCLAIMED_TIMER = "handoff_unclaimed"


@dataclass(frozen=True, slots=True)
class Step:
    """What is done now: words for the team, whether it is escalated, and the next step's timer."""

    text: str
    escalate: bool
    again: Timer | None


class UnclaimedWatch:
    """What the policy says about a handoff that waits. Pure: `now` is passed in."""

    def __init__(self, policy: Policy, company: Company) -> None:
        self._rules = policy.unclaimed
        self._share = policy.sla.priority_share
        self._company = company

    def timers(self, now: Millis, priority: Priority) -> tuple[Timer, ...]:
        """The first timer of a handoff that begins to wait now; none where the policy wants none."""
        timer = self._timer(now, priority, 0)
        return () if timer is None else (timer,)

    def step(self, timer: DueTimer, handoff: Handoff, members: tuple[Staff, ...], now: Millis) -> Step:
        """What to do when a timer has come due. Where nobody is there to hear it, it is escalated at once."""
        since, number = _number(timer.payload.get("since"), handoff.opened_at), _number(timer.payload.get("step"), 0)
        hours, zone = self._company.hours, self._company.timezone
        minutes = open_ms(hours, zone, Millis(since), now) // 60_000
        found = self.duty(handoff, members, now)
        last = number >= len(self._rules.reannounce_minutes)
        if (last or found.nobody) and self._rules.escalate_minutes:
            return Step(nobody_there(minutes) if found.nobody else not_taken(minutes), escalate=True, again=None)
        text = announced_again(minutes, [member.name for member in found.there])
        return Step(text, escalate=False, again=self._timer(Millis(since), handoff.priority, number + 1))

    def duty(self, handoff: Handoff, members: tuple[Staff, ...], now: Millis) -> Duty:
        """Who could take it."""
        team = self._company.team_for(handoff.category)
        return duty(members, now, team.id if team else "")

    def _timer(self, since: Millis, priority: Priority, number: int) -> Timer | None:
        minutes = (*self._rules.reannounce_minutes, self._rules.escalate_minutes)[number:]
        wanted = next((one for one in minutes if one > 0), None)
        if wanted is None:
            return None
        share = max(1, round(wanted * self._share.get(priority, 1.0)))
        due = expect(self._company.hours, self._company.timezone, share, since).reply_by
        return None if due is None else Timer(UNCLAIMED_TIMER, due, {"step": number, "since": since})


def _number(value: object, default: int) -> int:
    return value if isinstance(value, int) else default


def announcement(event: str, handoff: Handoff, priority: Priority) -> dict[str, object]:
    """What other systems hear of a handoff that waits: ids and labels, never what a customer wrote."""
    return {
        "event": event,
        "conversation": handoff.conversation_id,
        "reason": handoff.reason,
        "priority": priority.name.lower(),
        "category": handoff.category,
        "account": handoff.package.account,
        "tier": handoff.package.tier,
    }
