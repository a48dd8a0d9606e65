"""Decide: hand the evidence to the policy, take its word, and settle what to remember of this turn."""

from langgraph.runtime import Runtime

from core.domain.conversation import ConversationState
from core.domain.mind import Outcome, Reason
from core.policies.decide import Signals
from core.policies.decide import decide as by_policy
from graph.nodes.self_service import has_summary
from graph.state import TurnContext, TurnState


async def decide(state: TurnState, runtime: Runtime[TurnContext]) -> TurnState:
    """Sets `decision` and `memory`."""
    context = runtime.context
    signals = Signals(
        reading=state["reading"],
        answer=state["answer"],
        memory=context.turn.state,
        level=context.turn.identity.level,
        wants_person=state["wish"] or state["reading"].wants_person,
        chosen=state["chosen"],
        repeats=state["repeats"],
        mood=state["mood"],
        account_known=has_summary(context.turn.customer.account),
    )
    intents = {str(key): intent for key, intent in context.understanding.intents.items()}
    decision = by_policy(signals, context.policy, intents)
    return {"decision": decision, "memory": remember(context.turn.state, {**state, "decision": decision})}


def route(state: TurnState) -> Outcome:
    """The branch to take: one per outcome."""
    return Outcome(state["decision"].outcome)


def remember(before: ConversationState, state: TurnState) -> ConversationState:
    """The next turn's state. An answer settles what was unclear; a repeat keeps counting until something else comes."""
    decision = state["decision"]
    helped = decision.outcome in (Outcome.ANSWER, Outcome.SELF_SERVICE)
    after: ConversationState = {**before}
    after["turns"] = before.get("turns", 0) + 1
    after["clarified"] = before.get("clarified", 0) + 1 if decision.outcome == Outcome.CLARIFY else 0
    after["unanswered"] = 0 if helped else before.get("unanswered", 0) + 1
    after["off_topic"] = before.get("off_topic", 0) + 1 if decision.reason == Reason.OFF_TOPIC else 0
    after["abuse"] = before.get("abuse", 0) + (decision.reason == Reason.ABUSE)
    after["asked_hash"] = state["question_hash"]
    after["repeats"] = state["repeats"]
    after["sentiment"] = state["mood"]
    after["sentiment_worst"] = min(before.get("sentiment_worst", state["mood"]), state["mood"])
    best = state["reading"].best
    intent = state["chosen"] or (best.intent if best and best.probability >= 0.5 else "")
    if intent:
        after["last_intent"] = intent
    if helped:
        after["last_articles"] = [str(source.article_id) for source in state["answer"].sources]
    return after
