"""The category of a handoff: its intent's, or the one that likely intents share where no single one is sure.

"Which of three things about billing" is still billing: who takes it is clear before what it is exactly.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from core.domain.mind import Intent, Reading
from core.domain.policy import Policy


@dataclass(frozen=True, slots=True)
class Categorised:
    """A category, "" where none is sure, with the reason; `share` is the probability behind it (intents: None)."""

    category: str
    why: str
    share: float | None = None


def category_of(
    reading: Reading | None, intent: Intent | None, intents: Mapping[str, Intent], policy: Policy
) -> Categorised:
    """From the intent where there is one, else from all candidates of the reading together."""
    if intent is not None:
        return Categorised(intent.category, f"of “{intent.name}”")
    if reading is None or reading.in_scope < policy.in_scope:
        return Categorised("", "nothing that customers usually want")
    shares: dict[str, float] = {}
    for each in reading.candidates:
        if each.intent in intents:
            name = intents[each.intent].category
            shares[name] = shares.get(name, 0.0) + each.probability
    best = max(shares, key=lambda name: shares[name], default="")
    if not best or shares[best] < policy.intent_confidence:
        return Categorised("", "likely intents do not agree")
    return Categorised(best, "shared by likely intents", round(shares[best], 4))
