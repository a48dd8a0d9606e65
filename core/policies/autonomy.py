"""How far the bot may go in a category: off, observe, assist, automatic.

What cannot be told apart is treated by the most careful rule: where several categories are likely, the least autonomy
of them holds, and never more than the company allows at all (`autonomy`, the switch for everything).
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from core.domain.mind import Decision, Intent, Outcome, Reading, Reason
from core.domain.policy import Autonomy, Policy
from core.switches import EVERYWHERE, Switched

HELD_BACK = "held_back"
"""The kind of decision that says what the bot would have done."""
_COURTESY = (Reason.SMALL_TALK, Reason.SOLVED, Reason.ABUSE)
"""Answers to a greeting, thanks or rough words are nobody's category."""


@dataclass(frozen=True, slots=True)
class Leave:
    """How far the bot may go in a turn, and the categories it may be about, likeliest first."""

    autonomy: Autonomy
    categories: tuple[str, ...]

    @property
    def evidence(self) -> dict[str, object]:
        """For the decision's row."""
        return {"autonomy": self.autonomy.value, "categories": list(self.categories)}


def leave_for(reading: Reading, chosen: str, intents: Mapping[str, Intent], policy: Policy) -> Leave:
    """From the intent picked by button (`chosen`), else from all that are likely enough to be offered."""
    if chosen in intents:
        likely = [intents[chosen].category]
    elif reading.in_scope < policy.in_scope:
        likely = []
    else:
        likely = [
            intents[each.intent].category
            for each in reading.candidates
            if each.intent in intents and each.probability >= policy.clarify_floor
        ]
    categories = tuple(dict.fromkeys(likely))
    named = [policy.autonomy_by_category.get(each, Autonomy.AUTOMATIC) for each in categories]
    return Leave(min([policy.autonomy, *named], key=lambda each: each.rank), categories)


def switched(policy: Policy, switches: Switched) -> Policy:
    """The policy with what is switched otherwise than its file says; its version says so too."""
    if not switches:
        return policy
    named = {category: autonomy for category, autonomy in switches.items() if category != EVERYWHERE}
    mark = hashlib.sha256(repr(sorted(switches.items())).encode()).hexdigest()[:6]
    return replace(
        policy,
        version=f"{policy.version}+{mark}",
        autonomy=switches.get(EVERYWHERE, policy.autonomy),
        autonomy_by_category={**policy.autonomy_by_category, **named},
    )


def acts(decision: Decision) -> bool:
    """Whether the bot would do more than call a person or return a greeting."""
    return decision.outcome != Outcome.HANDOFF and decision.reason not in _COURTESY


def instead(leave: Leave) -> Decision:
    """The decision that calls a person in the place of what the bot would have done."""
    return Decision("outcome", Outcome.HANDOFF, Reason.HELD_BACK, leave.evidence)


def would_have(decision: Decision, leave: Leave, said: str = "") -> Decision:
    """The row that says what the bot would have decided, and said."""
    evidence = {**decision.evidence, **leave.evidence, **({"text": said} if said else {})}
    return replace(decision, kind=HELD_BACK, evidence=evidence)
