"""From a run's state to what priority and complexity rest on."""

from collections.abc import Sequence

from core.domain.handoff import Complexity, Priority
from core.domain.ids import Millis
from core.domain.messages import Audience, Author, Message
from core.domain.mind import Answer, Decision, Intent, Outcome, Reading, Reason
from core.domain.people import Level
from core.domain.turn import TurnInput
from core.policies.complexity import Hardness, complexity_of
from core.policies.phrases import clauses
from core.policies.priority import Circumstances, prioritise
from core.policies.remarks import questions_in
from core.policies.severity import severity_in
from graph.state import TurnContext, TurnState

_FAILED_BEFORE = (Reason.REPEATED_QUESTION, Reason.NOT_HELPED, Reason.STILL_UNCLEAR)


def priority_of(
    state: TurnState, context: TurnContext, question: str, intent: Intent | None, history: Sequence[Message]
) -> tuple[Priority, tuple[str, ...]]:
    """Of this turn's handoff: its words and those of the open question count."""
    turn, decision, reading = context.turn, state["decision"], state["reading"]
    account = turn.customer.account
    case = Circumstances(
        said=_said(turn.text, question),
        alarms=_alarms(reading),
        tier=account.tier if account else None,
        urgent_intent=intent.name.lower() if intent is not None and intent.urgency == "high" else "",
        sentiment=reading.sentiment,
        slope=state["course"].slope,
        asked_again=decision.reason in _FAILED_BEFORE,
        asked_for_person=bool(state["wish"]),
        bot_failed=decision.reason == Reason.SYSTEM_ERROR,
        waiting_ms=unanswered_for(history, turn.now),
    )
    return prioritise(case, context.policy)


def hardness_of(
    state: TurnState,
    context: TurnContext,
    question: str,
    intent: Intent | None,
    answer: Answer | None,
    past: Sequence[Decision],
    history: Sequence[Message],
) -> tuple[Complexity, tuple[str, ...]]:
    """How hard the open question is."""
    policy, reading = context.policy, state["reading"]
    said = _said(context.turn.text, question)
    plausible = [each for each in reading.candidates if each.probability >= policy.clarify_floor]
    unsure = reading.best is None or reading.best.probability < policy.intent_confidence
    case = Hardness(
        article_fits=answer is None or answer.confidence >= policy.answer_confidence,
        needs_person=intent is not None and intent.action == "handoff",
        questions=questions_in(question) if question else 0,
        plausible_intents=len(plausible) if unsure else 1,
        attempts=sum(each.kind == "outcome" and each.outcome != Outcome.HANDOFF for each in past),
        technical=said.get("technical", ""),
        customer_messages=sum(message.author is Author.CUSTOMER for message in history),
        about_account=intent is not None and intent.action != "answer",
        proven=context.turn.identity.level >= Level.VERIFIED,
        alarms=_alarms(reading),
    )
    return complexity_of(case, policy.complexity)


def failure(turn: TurnInput, alarms: dict[str, str]) -> Circumstances:
    """For a turn that no model could think."""
    account = turn.customer.account
    return Circumstances(
        said=_said(turn.text, ""), alarms=alarms, tier=account.tier if account else None, bot_failed=True
    )


def unanswered_for(history: Sequence[Message], now: Millis) -> int:
    """How long in ms the oldest message waits that nobody has answered; 0 where none does."""
    ours = [m.seq for m in history if m.author is not Author.CUSTOMER and m.audience is Audience.CUSTOMER]
    last = max(ours, default=0)
    waiting = [m.created_at for m in history if m.author is Author.CUSTOMER and m.seq > last]
    return max(0, now - min(waiting)) if waiting else 0


def _said(text: str, question: str) -> dict[str, str]:
    parts = clauses(text) if question in ("", text) else (*clauses(question), *clauses(text))
    return severity_in(parts)


def _alarms(reading: Reading) -> dict[str, str]:
    return {alarm.kind: alarm.shown_by for alarm in reading.alarms}
