"""Reply: settle what to remember of this turn, whatever branch it took."""

from langgraph.runtime import Runtime

from core.domain.conversation import ConversationState
from core.domain.mind import SELF_HARM, Outcome, Reason
from graph.state import TurnContext, TurnState


async def reply(state: TurnState, runtime: Runtime[TurnContext]) -> TurnState:
    """Sets `memory`."""
    return {"memory": remember(runtime.context.turn.state, state)}


def remember(before: ConversationState, state: TurnState) -> ConversationState:
    """The next turn's state. An answer settles what was unclear; a repeat keeps counting until something else comes."""
    decision = state["decision"]
    helped = decision.outcome in (Outcome.ANSWER, Outcome.SELF_SERVICE)
    after: ConversationState = {**before}
    after["turns"] = before.get("turns", 0) + 1
    after["abuse"] = before.get("abuse", 0) + (decision.reason == Reason.ABUSE)
    after["unhelped"] = before.get("unhelped", 0) + (decision.reason == Reason.NOT_HELPED)
    after["waiting_told"] = False
    after["care_told"] = any(alarm.kind == SELF_HARM for alarm in state["reading"].alarms)
    if decision.reason not in (Reason.SMALL_TALK, Reason.SOLVED):  # "ok" between two questions settles nothing
        after["clarified"] = before.get("clarified", 0) + 1 if decision.outcome == Outcome.CLARIFY else 0
        after["unanswered"] = 0 if helped else before.get("unanswered", 0) + 1
        after["off_topic"] = before.get("off_topic", 0) + 1 if decision.reason == Reason.OFF_TOPIC else 0
        after["foreign"] = before.get("foreign", 0) + 1 if decision.reason == Reason.LANGUAGE else 0
        after["asked_hash"] = state["question_hash"]
        after["repeats"] = state["repeats"]
    after["sentiment"] = state["mood"]
    after["upset"] = state["course"].upset
    after["sentiment_worst"] = min(before.get("sentiment_worst", state["mood"]), state["mood"])
    best = state["reading"].best
    intent = state["chosen"] or (best.intent if best and best.probability >= 0.5 else "")
    if intent:
        after["last_intent"] = intent
    if helped:
        after["last_articles"] = [str(source.article_id) for source in state["answer"].sources]
    return after
