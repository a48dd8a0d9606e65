"""Decide: hand the evidence to the policy and take its word."""

from langgraph.runtime import Runtime

from core.domain.mind import Outcome
from core.domain.policy import Autonomy
from core.policies.autonomy import leave_for, would_have
from core.policies.decide import Signals
from core.policies.decide import decide as by_policy
from core.policies.remarks import asks
from graph.nodes.self_service import has_summary
from graph.state import TurnContext, TurnState


async def decide(state: TurnState, runtime: Runtime[TurnContext]) -> TurnState:
    """Sets `decision` and `leave`; `would` where a person is called anyway and the category is observed."""
    context = runtime.context
    signals = Signals(
        reading=state["reading"],
        answer=state["answer"],
        memory=context.turn.state,
        level=context.turn.identity.level,
        wants_person=state["wish"] or state["reading"].wants_person,
        chosen=state["chosen"],
        picked=state["picked"],
        repeats=state["repeats"],
        mood=state["mood"],
        course=state["course"],
        solved=state["solved"],
        unhelped=state["unhelped"],
        asks=asks(context.turn.text),
        foreign=state["reading"].language not in context.knowledge.locales,
        account_known=has_summary(context.turn.customer.account),
    )
    intents = {str(key): intent for key, intent in context.understanding.intents.items()}
    decision = by_policy(signals, context.policy, intents)
    leave = leave_for(state["reading"], state["chosen"], intents, context.policy)
    if decision.outcome == Outcome.HANDOFF and leave.autonomy is Autonomy.OBSERVE:
        return {"decision": decision, "leave": leave, "would": would_have(decision, leave)}
    return {"decision": decision, "leave": leave}


async def route(state: TurnState) -> Outcome:
    """The branch to take: one per outcome. Async, because LangGraph gives a plain function a thread of its own."""
    return Outcome(state["decision"].outcome)
