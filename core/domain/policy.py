"""The company's policy as data: every threshold and window that decides something."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from core.domain.handoff import Priority
from core.domain.people import Tier
from core.domain.weighing import ComplexityPolicy, PriorityPolicy


@dataclass(frozen=True, slots=True)
class Windows:
    """Burst grouping of one channel: wait `quiet_ms` after the last message, at most `max_wait_ms` after the first."""

    quiet_ms: int = 700
    max_wait_ms: int = 4000


@dataclass(frozen=True, slots=True)
class SlaPolicy:
    """Targets beyond the first response, which the company's own file has, as customers are told it.

    `due_soon` is the share of a target that is left from which on it is due soon. A tier without a target has none.
    """

    due_soon: float = 0.25
    priority_share: Mapping[Priority, float] = field(
        default_factory=lambda: {Priority.CRITICAL: 0.5, Priority.HIGH: 0.75}
    )
    next_response_minutes: Mapping[Tier, int] = field(default_factory=dict)
    resolution_minutes: Mapping[Tier, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unclaimed:
    """What happens to a handoff that nobody takes, in minutes of opening time since it began to wait.

    It is announced again after each of `reannounce_minutes`, and escalated after `escalate_minutes` (0: never). Urgent
    ones have their priority's share of these times (`SlaPolicy.priority_share`).
    """

    reannounce_minutes: tuple[int, ...] = (10, 20)
    escalate_minutes: int = 30


@dataclass(frozen=True, slots=True)
class Triage:
    """The triage channels of Slack. What agents type under a card stays inside unless these say otherwise."""

    reply_prefix: str = ""
    """A word typed under a card that begins so goes to the customer; "" for none."""
    mirror: frozenset[str] = frozenset()
    """Channels in which every word typed under a card goes to the customer."""
    categories: dict[str, str] = field(default_factory=dict)
    """Channels of their own for handoffs of a category."""
    accounts: dict[str, str] = field(default_factory=dict)
    """Channels of their own for an account, by its name; they go before categories."""


class Autonomy(StrEnum):
    """How far the bot may go in a category, from nothing to everything.

    `off`: what comes in goes straight to a person. `observe`: the same, and the record says what the bot would have
    said. `assist`: the same, and what it would have said is the agent's draft. `automatic`: it answers.
    """

    OFF = "off"
    OBSERVE = "observe"
    ASSIST = "assist"
    AUTOMATIC = "automatic"

    @property
    def rank(self) -> int:
        """Higher is freer."""
        return list(Autonomy).index(self)


@dataclass(frozen=True, slots=True)
class Policy:
    """Thresholds are probabilities 0 to 1, moods run from -1 to 1. `version` is a digest of the file."""

    version: str = "default"
    answer_confidence: float = 0.55
    """An article is quoted as the answer from here on."""
    intent_confidence: float = 0.55
    """An intent is acted on from here on."""
    category_confidence: float = 0.70
    """Where no intent is sure, the question back is about a category from here on."""
    in_scope: float = 0.35
    """Below this a message is taken for something none of our intents covers."""
    clarify_floor: float = 0.12
    """Candidates at least this probable are offered in a clarifying question."""
    off_topic_answer: float = 0.30
    """A message out of scope whose best article is below this is off topic, not merely unanswered."""
    max_clarifications: int = 1
    max_off_topic: int = 2
    repeats_before_person: int = 2
    mood_floor: float = -0.45
    """The running mood at or below which a person is brought in."""
    mood_turns: int = 2
    """A low mood needs at least this many upset messages to count: one annoyed word does not escalate."""
    mood_weight: float = 0.5
    """Weight of the newest turn in the running mood."""
    abuse_before_person: int = 2
    unhelped_before_person: int = 2
    """How often a customer may say that it did not help before a person is brought in."""
    answer_over_handoff: float = 0.85
    """A question about something people handle is answered from here on; a request never is."""
    self_service_level: int = 2
    alarms: dict[str, Priority] = field(
        default_factory=lambda: {
            "security_incident": Priority.CRITICAL,
            "self_harm": Priority.CRITICAL,
            "data_loss": Priority.CRITICAL,
            "legal_threat": Priority.HIGH,
            "public_complaint": Priority.HIGH,
            "churn": Priority.MEDIUM,
            "complaint": Priority.MEDIUM,
        }
    )
    """Kinds of message that always go to a person, with the priority they get."""
    kept_for_person: frozenset[str] = frozenset({"security_incident", "self_harm", "legal_threat"})
    """Kinds of alarm that a person looks at even where the customer says that nobody is needed any more; self-harm
    always is one."""
    windows: dict[str, Windows] = field(
        default_factory=lambda: {
            "web": Windows(),
            "terminal": Windows(quiet_ms=0, max_wait_ms=0),
            "slack": Windows(quiet_ms=2500, max_wait_ms=10_000),
        }
    )
    autonomy: Autonomy = Autonomy.AUTOMATIC
    """The switch for everything: no category goes beyond it."""
    autonomy_by_category: dict[str, Autonomy] = field(default_factory=dict)
    """Categories that are not named are automatic."""
    priority: PriorityPolicy = field(default_factory=PriorityPolicy)
    complexity: ComplexityPolicy = field(default_factory=ComplexityPolicy)
    waiting_notices: int = 2
    """How often a waiting customer is told that nobody has come yet."""
    sla: SlaPolicy = field(default_factory=SlaPolicy)
    unclaimed: Unclaimed = field(default_factory=Unclaimed)
    triage: Triage = field(default_factory=Triage)

    def windows_for(self, channel: str) -> Windows:
        """The channel's burst grouping, or the default."""
        return self.windows.get(channel, Windows())
