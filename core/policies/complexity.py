"""How hard a handoff is: L1 for anybody on the team, L2 for somebody who knows the product, L3 for a specialist.

Signs with points, which are the company's policy; a sign more never makes it simpler.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.domain.handoff import Complexity
from core.domain.weighing import ComplexityPolicy

_ALARMS = {"data_loss": "data_lost", "security_incident": "security", "legal_threat": "legal"}


@dataclass(frozen=True, slots=True)
class Hardness:
    """All that complexity rests on; `alarms` are the kinds heard with their words."""

    article_fits: bool = True
    needs_person: bool = False
    """Whether the intent is one that people handle."""
    questions: int = 1
    plausible_intents: int = 1
    attempts: int = 0
    """What the bot tried before."""
    technical: str = ""
    """Words that speak of technique, or ""."""
    customer_messages: int = 1
    about_account: bool = False
    proven: bool = True
    alarms: Mapping[str, str] = field(default_factory=dict)


def complexity_of(case: Hardness, policy: ComplexityPolicy) -> tuple[Complexity, tuple[str, ...]]:
    """The level with the reasons that gave points for it."""
    signs: dict[str, str] = {_ALARMS[kind]: words for kind, words in case.alarms.items() if kind in _ALARMS}
    shows = {
        "no_article": not case.article_fits,
        "needs_person": case.needs_person,
        "several_questions": case.questions > 1,
        "unclear": case.plausible_intents > 1,
        "tried_before": case.attempts > 1,
        "technical": bool(case.technical),
        "long_conversation": case.customer_messages >= policy.long_messages,
        "account_unproven": case.about_account and not case.proven,
    }
    signs |= {name: case.technical if name == "technical" else "" for name, shown in shows.items() if shown}
    counted = {name: points for name, points in policy.points.items() if name in signs and points}
    reasons = tuple(
        f"{name.replace('_', ' ')} +{points}" + (f" (“{signs[name]}”)" if signs[name] else "")
        for name, points in counted.items()
    )
    return policy.level(sum(counted.values())), reasons
