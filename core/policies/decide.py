"""What to do with a turn: the one place where thresholds meet evidence.

The rules stand in order of who wins: the customer's wish for a person, then what policy always gives to a person,
then small talk, then what the bot can do, then honesty about what it cannot.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from core.domain.conversation import ConversationState
from core.domain.mind import SELF_HARM, Answer, Candidate, Decision, Intent, MessageKind, Outcome, Reading, Reason
from core.domain.policy import Policy
from core.policies.course import Course

Intents = dict[str, Intent]


@dataclass(frozen=True, slots=True)
class Signals:
    """All that a decision may rest on. `chosen` is the intent a customer picked by button, or ""."""

    reading: Reading
    answer: Answer
    memory: ConversationState
    level: int
    wants_person: str
    chosen: str
    repeats: int
    mood: float
    solved: bool = False
    """Whether the customer pressed the button under an answer that says that it helped."""
    unhelped: str = ""
    """Words by which the customer says that what we said did not help."""
    asks: bool = False
    """Whether the text is a question."""
    foreign: bool = False
    """Whether it is in a language that no article is written in."""
    picked: str = ""
    """The intent that a language model picked among the likely ones, or ""."""
    course: Course = field(default_factory=Course)
    """How the mood runs over the conversation; its level is `mood`."""
    account_known: bool = True
    """Whether the record of the customer's account is there for a flow to read."""


def _decision(outcome: Outcome, reason: Reason, **evidence: object) -> Decision:
    score, threshold = evidence.pop("score", None), evidence.pop("threshold", None)
    return Decision(
        kind="outcome",
        outcome=outcome,
        reason=reason,
        evidence=evidence,
        score=None if score is None else round(float(score), 4),  # type: ignore[arg-type]
        threshold=None if threshold is None else float(threshold),  # type: ignore[arg-type]
    )


def _wish(s: Signals, policy: Policy, intents: Intents) -> Decision | None:
    if s.wants_person:
        return _decision(Outcome.HANDOFF, Reason.ASKED_FOR_PERSON, words=s.wants_person)
    return None


def _alarm(s: Signals, policy: Policy, intents: Intents) -> Decision | None:
    """The gravest kind, where there are several; what words show goes before what only sounds like it."""
    alarms = [alarm for alarm in s.reading.alarms if alarm.kind in policy.alarms]
    if not alarms:
        return None
    alarm = max(alarms, key=lambda each: (policy.alarms[each.kind], each.kind == SELF_HARM, bool(each.words)))
    shown: dict[str, object] = {"words": alarm.words} if alarm.words else {"sounds_like": alarm.like}
    score = {"score": alarm.score, "threshold": alarm.threshold}
    return _decision(Outcome.HANDOFF, Reason.POLICY_ALARM, alarm=alarm.kind, **shown, **score)


def _abuse(s: Signals, policy: Policy, intents: Intents) -> Decision | None:
    if not s.reading.abusive:
        return None
    count = s.memory.get("abuse", 0) + 1
    outcome = Outcome.HANDOFF if count >= policy.abuse_before_person else Outcome.DEFLECT
    return _decision(outcome, Reason.ABUSE, words=s.reading.abusive, score=count, threshold=policy.abuse_before_person)


def _unhelped(s: Signals, policy: Policy, intents: Intents) -> Decision | None:
    if not s.unhelped or not s.memory.get("turns"):
        return None
    count = s.memory.get("unhelped", 0) + 1
    outcome = Outcome.HANDOFF if count >= policy.unhelped_before_person else Outcome.DEFLECT
    return _decision(outcome, Reason.NOT_HELPED, words=s.unhelped, score=count, threshold=policy.unhelped_before_person)


def _solved(s: Signals, policy: Policy, intents: Intents) -> Decision | None:
    if not s.solved:
        return None
    return _decision(Outcome.DEFLECT, Reason.SOLVED, articles=list(s.memory.get("last_articles", ())))


def _small_talk(s: Signals, policy: Policy, intents: Intents) -> Decision | None:
    if s.reading.kind is MessageKind.REQUEST or s.chosen:
        return None
    return _decision(Outcome.DEFLECT, Reason.SMALL_TALK, kind=s.reading.kind)


def _loop(s: Signals, policy: Policy, intents: Intents) -> Decision | None:
    if s.repeats < policy.repeats_before_person:
        return None
    return _decision(Outcome.HANDOFF, Reason.REPEATED_QUESTION, score=s.repeats, threshold=policy.repeats_before_person)


def _mood(s: Signals, policy: Policy, intents: Intents) -> Decision | None:
    """A low running mood counts once several messages were upset: one annoyed word does not escalate."""
    if s.course.upset < policy.mood_turns or s.mood > policy.mood_floor:
        return None
    course = {"upset_messages": s.course.upset, "slope": s.course.slope, "worst": s.course.worst}
    return _decision(Outcome.HANDOFF, Reason.MOOD, **course, score=s.mood, threshold=policy.mood_floor)


def _foreign(s: Signals, policy: Policy, intents: Intents) -> Decision | None:
    """Scores are calibrated on the articles' language only, so none is believed for another one."""
    if not s.foreign or s.chosen:
        return None
    outcome = Outcome.HANDOFF if s.memory.get("foreign", 0) else Outcome.DEFLECT
    return _decision(outcome, Reason.LANGUAGE, language=s.reading.language)


def _sure_intent(s: Signals, policy: Policy, intents: Intents) -> Candidate | None:
    if s.chosen in intents:
        return Candidate(intents[s.chosen].id, 1.0)
    best = s.reading.best
    if best is None or best.intent not in intents:
        return None
    if best.probability < policy.intent_confidence or s.reading.in_scope < policy.in_scope:
        return None
    return best


def _picked_intent(s: Signals, intents: Intents) -> Candidate | None:
    """What a language model picked, with the local model's probability: it can only choose among likely ones."""
    likely = {c.intent: c for c in s.reading.candidates}
    return likely.get(intents[s.picked].id) if s.picked in intents else None


def _only_asks(s: Signals, policy: Policy, intent: Intent) -> bool:
    """Somebody who asks how long a refund takes wants to know, not to be refunded; unless it is urgent."""
    answered = bool(s.answer.text) and s.answer.confidence >= policy.answer_over_handoff
    return s.asks and answered and intent.urgency != "high" and not s.chosen


def _closest(s: Signals) -> dict[str, object]:
    best = s.answer.passages[0].article_id if s.answer.passages else None
    return {"best_article": best, "answer_confidence": round(s.answer.confidence, 4)}


def _by_intent(s: Signals, policy: Policy, intents: Intents) -> Decision | None:
    best = _sure_intent(s, policy, intents)
    by = {}
    if best is None:
        best, by = _picked_intent(s, intents), {"picked_by": "language model"}
    if best is None:
        return None
    intent = intents[best.intent]
    evidence = {"intent": best.intent, "in_scope": round(s.reading.in_scope, 4), **by}
    score = {"score": best.probability, "threshold": policy.intent_confidence}
    if intent.action == "handoff":
        if _only_asks(s, policy, intent):
            return None
        return _decision(Outcome.HANDOFF, Reason.INTENT_NEEDS_PERSON, **evidence, **_closest(s), **score)
    if intent.action == "self_service":
        if s.level < policy.self_service_level:
            return _decision(
                Outcome.DEFLECT,
                Reason.NOT_VERIFIED,
                **evidence,
                flow=intent.flow,
                score=s.level,
                threshold=policy.self_service_level,
            )
        if not s.account_known:
            return _decision(Outcome.HANDOFF, Reason.NO_ANSWER, **evidence, missing="account record", **score)
        return _decision(Outcome.SELF_SERVICE, Reason.FLOW, **evidence, flow=intent.flow, **score)
    return None


def _grounded(s: Signals, policy: Policy, intents: Intents) -> Decision | None:
    if not s.answer.text or s.answer.confidence < policy.answer_confidence:
        return None
    left = {"unanswered": list(s.answer.unanswered)} if s.answer.unanswered else {}
    return _decision(
        Outcome.ANSWER,
        Reason.PARTLY if left else Reason.GROUNDED,
        articles=[source.article_id for source in s.answer.sources],
        **left,
        score=s.answer.confidence,
        threshold=policy.answer_confidence,
    )


def plausible(s: Signals, policy: Policy, intents: Intents) -> list[str]:
    """Intents worth offering in a clarifying question, best first, three at most."""
    likely = [c for c in s.reading.candidates[:3] if c.probability >= policy.clarify_floor and c.intent in intents]
    return [c.intent for c in sorted(likely, key=lambda c: c.intent != s.picked)]


def sure_category(reading: Reading, policy: Policy) -> str:
    """The category a text surely belongs to, whichever of its intents is meant, or ""."""
    sure = reading.category_probability >= policy.category_confidence and reading.in_scope >= policy.in_scope
    return reading.category if sure else ""


def within_category(s: Signals, policy: Policy, intents: Intents) -> list[str]:
    """What to offer where the category is sure and the intent is not: its likeliest intents, then its others in the
    company's order, three at most; [] where the category is not sure either, or is one intent."""
    category = sure_category(s.reading, policy)
    likely = [each for each in plausible(s, policy, intents) if intents[each].category == category]
    others = [key for key, intent in intents.items() if intent.category == category and key not in likely]
    options = [*likely, *others][:3]
    return options if category and len(options) > 1 else []


def _unsure(s: Signals, policy: Policy, intents: Intents) -> Decision:
    sure = _sure_intent(s, policy, intents)
    evidence: dict[str, object] = {
        "best_intent": s.reading.best.intent if s.reading.best else None,
        "intent_score": round(s.reading.best.probability, 4) if s.reading.best else None,
        "in_scope": round(s.reading.in_scope, 4),
        **_closest(s),
        "score": s.answer.confidence,
        "threshold": policy.answer_confidence,
    }
    if sure is not None:
        return _decision(Outcome.HANDOFF, Reason.NO_ANSWER, **evidence)
    asked = s.memory.get("clarified", 0)
    if asked >= policy.max_clarifications:
        return _decision(Outcome.HANDOFF, Reason.STILL_UNCLEAR, clarified=asked, **evidence)
    if s.reading.in_scope < policy.in_scope:
        if s.answer.confidence < policy.off_topic_answer:
            strayed = s.memory.get("off_topic", 0) + 1
            if strayed < policy.max_off_topic:
                return _decision(Outcome.DEFLECT, Reason.OFF_TOPIC, **evidence)
        return _decision(Outcome.HANDOFF, Reason.NO_ANSWER, **evidence)
    evidence |= {"category": s.reading.category, "category_score": round(s.reading.category_probability, 4)}
    if options := within_category(s, policy, intents):
        return _decision(Outcome.CLARIFY, Reason.AMBIGUOUS, options=options, within=s.reading.category, **evidence)
    return _decision(Outcome.CLARIFY, Reason.AMBIGUOUS, options=plausible(s, policy, intents), **evidence)


Rule = Callable[[Signals, Policy, Intents], Decision | None]
RULES: tuple[Rule, ...] = (
    _wish,
    _alarm,
    _abuse,
    _solved,
    _unhelped,
    _small_talk,
    _loop,
    _mood,
    _foreign,
    _by_intent,
    _grounded,
)


def decide(signals: Signals, policy: Policy, intents: Intents) -> Decision:
    """The outcome of a turn with its reason, evidence, score and threshold. Total: every input has an outcome."""
    found = (rule(signals, policy, intents) for rule in RULES)
    decision = next(filter(None, found), None) or _unsure(signals, policy, intents)
    if also := [each.intent for each in signals.reading.also]:
        decision.evidence["also"] = also
    return decision
