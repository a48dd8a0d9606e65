"""What the mind reads in a message, what the knowledge base offers, and what was decided."""

from dataclasses import dataclass, field
from enum import StrEnum

from core.domain.ids import ArticleId, IntentId
from core.domain.messages import Source


class MessageKind(StrEnum):
    """What sort of utterance it is; only a question or request starts anything."""

    REQUEST = "request"
    GREETING = "greeting"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    ABOUT_BOT = "about_bot"
    NOISE = "noise"


@dataclass(frozen=True, slots=True)
class Intent:
    """One thing customers want, as the company describes it."""

    id: IntentId
    name: str
    category: str
    action: str
    """`answer`, `self_service` or `handoff`."""
    urgency: str
    question: str
    articles: tuple[ArticleId, ...] = ()
    flow: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """An intent with its calibrated probability, 0 to 1."""

    intent: IntentId
    probability: float


SELF_HARM = "self_harm"
"""The kind of alarm at which customers also read where to find help at once."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """A kind of message policy treats on its own (legal threat, security incident, …) and the words that showed it.

    Where no words did, `words` is "", `like` the known sentence of that kind that is nearest in meaning, and `score`
    the kind's probability, at or above `threshold`.
    """

    kind: str
    words: str
    like: str = ""
    score: float | None = None
    threshold: float | None = None

    @property
    def shown_by(self) -> str:
        """For people: the words, or what they sound like."""
        return self.words or (f"sounds like: {self.like}" if self.like else "")


@dataclass(frozen=True, slots=True)
class Reading:
    """What understanding makes of one turn's text.

    `candidates` are best first, at most three, probabilities calibrated on held-out data; `in_scope` is the
    calibrated probability that the text belongs to any intent at all. `category` is the likeliest of the company's
    categories, its probability the sum of its intents'. `also` are the other wishes of a text that holds several, each
    sure by itself. `sentiment` runs from -1 (upset) to 1. `wants_person` and `abusive` hold the words that showed it,
    or "".
    """

    kind: MessageKind
    candidates: tuple[Candidate, ...]
    in_scope: float
    sentiment: float
    language: str
    wants_person: str = ""
    abusive: str = ""
    alarms: tuple[Alarm, ...] = ()
    model_version: str = ""
    category: str = ""
    category_probability: float = 0.0
    also: tuple[Candidate, ...] = ()

    @property
    def best(self) -> Candidate | None:
        """The most probable intent, whether or not it is probable enough to act on."""
        return self.candidates[0] if self.candidates else None


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of an article as found for a question; scores are comparable within one search only."""

    article_id: ArticleId
    title: str
    url: str
    heading: str
    text: str
    score: float
    dense: float
    lexical: float
    version: int = 0
    """Of the article."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An extractive answer. `confidence` is the calibrated probability that it answers the question; `text` is
    quoted from the article in `sources[0]`; answers to several wishes follow each other. An empty `text` means that
    nothing suitable was found. `parts` are how many things that were asked it answers, `unanswered` the customer's
    words for those that it leaves open."""

    text: str
    confidence: float
    sources: tuple[Source, ...] = ()
    passages: tuple[Passage, ...] = ()
    index_version: str = ""
    parts: int = 1
    unanswered: tuple[str, ...] = ()


class Outcome(StrEnum):
    """How a turn of the bot ends."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    SELF_SERVICE = "self_service"
    DEFLECT = "deflect"
    HANDOFF = "handoff"


class Reason(StrEnum):
    """Why an outcome was chosen; the words of routing, metrics and the desk."""

    ASKED_FOR_PERSON = "asked_for_person"
    POLICY_ALARM = "policy_alarm"
    INTENT_NEEDS_PERSON = "intent_needs_person"
    NO_ANSWER = "no_answer"
    STILL_UNCLEAR = "still_unclear"
    REPEATED_QUESTION = "repeated_question"
    MOOD = "mood"
    ABUSE = "abuse"
    NOT_VERIFIED = "not_verified"
    SYSTEM_ERROR = "system_error"
    GROUNDED = "grounded"
    PARTLY = "partly"
    AMBIGUOUS = "ambiguous"
    SMALL_TALK = "small_talk"
    OFF_TOPIC = "off_topic"
    NOT_HELPED = "not_helped"
    LANGUAGE = "language"
    FLOW = "flow"
    SOLVED = "solved"
    HELD_BACK = "held_back"


@dataclass(frozen=True, slots=True)
class Decision:
    """One automated decision as a row: what, why, on which evidence, against which threshold.

    `score` and `threshold` are None where no number decided.
    """

    kind: str
    outcome: str
    reason: str
    evidence: dict[str, object] = field(default_factory=dict)
    score: float | None = None
    threshold: float | None = None
