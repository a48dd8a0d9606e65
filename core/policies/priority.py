"""How urgent a handoff is: impact and urgency become a priority, each point with its reason."""

from core.domain.handoff import Priority
from core.domain.mind import Decision, Intent, Reading, Reason
from core.domain.people import Account, Tier
from core.domain.policy import Policy

_POINTS_FOR = ((5, Priority.CRITICAL), (3, Priority.HIGH), (1, Priority.MEDIUM))


def prioritise(
    decision: Decision, reading: Reading | None, intent: Intent | None, account: Account | None, policy: Policy
) -> tuple[Priority, tuple[str, ...]]:
    """The priority with the reasons that gave points for it, e.g. ("enterprise account +2", …)."""
    reasons: list[str] = []
    points = 0

    def add(value: int, why: str) -> None:
        nonlocal points
        points += value
        reasons.append(f"{why} +{value}")

    floor = Priority.LOW
    for alarm in reading.alarms if reading else ():
        if alarm.kind in policy.alarms:
            floor = max(floor, policy.alarms[alarm.kind])
            reasons.append(f"{alarm.kind.replace('_', ' ')}: at least {policy.alarms[alarm.kind].name.lower()}")
    if account is not None and account.tier is Tier.ENTERPRISE:
        add(2, "enterprise account")
    elif account is not None and account.tier is Tier.GROWTH:
        add(1, "growth account")
    if intent is not None and intent.urgency == "high":
        add(2, f"{intent.name.lower()} is urgent")
    if reading is not None and reading.sentiment <= -0.5:
        add(1, "upset")
    if decision.reason in (Reason.MOOD, Reason.REPEATED_QUESTION, Reason.SYSTEM_ERROR):
        add(1, decision.reason.replace("_", " "))
    if decision.reason == Reason.ASKED_FOR_PERSON:
        add(1, "asked for a person")
    priority = next((p for least, p in _POINTS_FOR if points >= least), Priority.LOW)
    return max(priority, floor), tuple(reasons)
