"""How urgent a handoff is: impact and urgency, each from signs with points, make a priority.

A matrix of impact and urgency is how ITIL ranks incidents: what is at stake on one side, how little it can wait on the
other. Points, limits and the matrix are the company's policy. A sign more never lowers a priority.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.domain.handoff import Priority
from core.domain.people import Tier
from core.domain.policy import Policy
from core.domain.weighing import Degree, PriorityPolicy

_DEGREES = (Degree.LOW, Degree.MEDIUM, Degree.HIGH)
_TIERS = {Tier.ENTERPRISE: "enterprise_account", Tier.GROWTH: "growth_account"}
_ALARMS = {"data_loss": "data_lost", "security_incident": "security", "churn": "leaving"}
_MINUTE_MS = 60_000
_QUOTED = re.compile(r" \(“[^”]*”\)")


@dataclass(frozen=True, slots=True)
class Circumstances:
    """All that a priority rests on.

    `said` are the signs in the customer's words (see `severity`), with the words; `alarms` the kinds heard.
    Moods run from -1 to 1: `sentiment` of the newest message, `slope` how far it lies above the level before.
    `waiting_ms` is how long the customer has had no word from us; `sla` is "ok", "due_soon" or "breached".
    """

    said: Mapping[str, str] = field(default_factory=dict)
    alarms: Mapping[str, str] = field(default_factory=dict)
    tier: Tier | None = None
    urgent_intent: str = ""
    """The name of an intent that is urgent by itself, or ""."""
    sentiment: float = 0.0
    slope: float = 0.0
    asked_again: bool = False
    asked_for_person: bool = False
    bot_failed: bool = False
    waiting_ms: int = 0
    sla: str = "ok"


def prioritise(case: Circumstances, policy: Policy) -> tuple[Priority, tuple[str, ...]]:
    """The priority with the reasons for it, e.g. ("impact high (5): enterprise account +2, service down +2 …", …)."""
    rules = policy.priority
    signs = _signs(case, rules)
    impact, impact_why = _axis("impact", rules.impact, signs, rules)
    urgency, urgency_why = _axis("urgency", rules.urgency, signs, rules)
    priority = rules.matrix[_DEGREES[impact]][urgency]
    reasons = [*impact_why, *urgency_why]
    for kind in case.alarms:
        if kind in policy.alarms:
            priority = max(priority, policy.alarms[kind])
            reasons.append(f"{kind.replace('_', ' ')}: at least {policy.alarms[kind].name.lower()}")
    return priority, tuple(reasons)


def unquoted(reasons: Sequence[str]) -> tuple[str, ...]:
    """Reasons as `prioritise` gives them, without the customer's words."""
    return tuple(_QUOTED.sub("", reason) for reason in reasons)


def _signs(case: Circumstances, rules: PriorityPolicy) -> dict[str, str]:
    """Every sign that shows, with what shows it."""
    found = dict(case.said)
    found |= {_ALARMS[kind]: words for kind, words in case.alarms.items() if kind in _ALARMS}
    if case.tier in _TIERS:
        found[_TIERS[case.tier]] = ""
    if case.urgent_intent:
        found["intent_urgent"] = case.urgent_intent
    shows = {
        "upset": case.sentiment <= rules.upset,
        "mood_falling": case.slope <= -rules.falling,
        "asked_again": case.asked_again,
        "asked_for_person": case.asked_for_person,
        "bot_failed": case.bot_failed,
        "waiting_long": case.waiting_ms >= rules.waiting_minutes * _MINUTE_MS,
        "sla_due_soon": case.sla in ("due_soon", "breached"),
        "sla_breached": case.sla == "breached",
    }
    return found | {name: "" for name, shown in shows.items() if shown}


def _axis(
    name: str, points: Mapping[str, int], signs: Mapping[str, str], rules: PriorityPolicy
) -> tuple[int, tuple[str, ...]]:
    """0, 1 or 2 for low, medium and high, with the line that says why; no line where nothing counts."""
    counted = {sign: points[sign] for sign in points if sign in signs and points[sign]}
    total = sum(counted.values())
    degree = (total >= rules.medium) + (total >= rules.high)
    if not counted:
        return degree, ()
    said = ", ".join(_line(sign, value, signs[sign]) for sign, value in counted.items())
    return degree, (f"{name} {_DEGREES[degree]}: {said}",)


def _line(sign: str, points: int, words: str) -> str:
    return f"{sign.replace('_', ' ')} +{points}" + (f" (“{words}”)" if words else "")
