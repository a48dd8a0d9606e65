"""What the triage channel says to agents, and small tables of how things are called there."""

from collections.abc import Mapping

from core.domain.handoff import Priority
from core.staff_words import PROOFS, plain

MARKS: Mapping[int, str] = {Priority.LOW: "⚪", Priority.MEDIUM: "🟡", Priority.HIGH: "🟠", Priority.CRITICAL: "🔴"}

HINTS: Mapping[str, str] = {
    "inside": "🔒 What you type in the thread stays inside. *Reply…* answers the customer.",
    "prefix": "A word that begins with `{prefix}` goes to the customer.",
    "mirrored": "📢 *Everything you type in this thread goes to the customer.* Use *Internal note…* for the team.",
    "watched": "👀 *People of another company read this channel.* Customers' words stand here for them too.",
}

NOT_AN_AGENT = (
    "Only this company's support agents can do that here. If you are one, ask an admin of the workspace to add you to "
    "the agents' user group."
)
NOT_KNOWN_NOW = "Slack cannot say just now who the agents are, so nothing was done. Try again in a moment."
NO_WINDOW = "The window could not be opened in time, so nothing was done. Press the button once more."
DRAFT_SENT = "The draft has been sent already."
DRAFT_GONE = "There is no draft any more. Use Reply… to write one."
NOT_SENT = "Not sent to the customer. {why} Your words stand in this thread only."
NOT_KEPT = "These words were not kept. {why}"
NOT_YOURS_TO_SAY = (
    "Only this company's support agents can write notes here, so these words went nowhere. If you are one, ask an "
    "admin of the workspace to add you to the agents' user group."
)
NOT_OURS = "There is no such handoff any more."


def proof_words(proven: str) -> str:
    """How identity was proven, without the level that stands beside it anyway."""
    inner = proven.partition("(")[2].rstrip(")") or proven
    return PROOFS.get(inner) or plain(inner)


def mood_words(now: float, worst: float) -> str:
    """The course of a mood, from -1 to 1: as it is, and where it has been."""
    course = f"{_mood(now)} now ({now:+.2f})"
    return course if worst >= now - 0.05 else f"{course}, was {_mood(worst).lower()} ({worst:+.2f})"


def _mood(value: float) -> str:
    if value >= 0.2:
        return "Good"
    if value > -0.3:
        return "Calm"
    return "Annoyed" if value > -0.45 else "Upset"
