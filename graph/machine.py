"""The state machine, whole: every node and every edge."""

from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from core.domain.mind import Outcome
from graph.nodes.answer import answer
from graph.nodes.clarify import clarify
from graph.nodes.decide import decide, route
from graph.nodes.deflect import deflect
from graph.nodes.guard import guard
from graph.nodes.handoff import handoff
from graph.nodes.release import release, released
from graph.nodes.reply import reply
from graph.nodes.self_service import self_service
from graph.nodes.understand import understand
from graph.state import TurnContext, TurnState

Definition = StateGraph[TurnState, TurnContext, TurnState, TurnState]
Machine = CompiledStateGraph[TurnState, TurnContext, TurnState, TurnState]


def define_machine() -> Definition:
    """The graph. Each step is a node of its own: guard, understand, decide, one outcome, reply is how people speak
    of it and how it is traced. One node is active at a time; `graph/walk.py` relies on it and checks it."""
    graph = StateGraph(TurnState, context_schema=TurnContext)
    graph.add_node("guard", guard)
    graph.add_node("understand", understand)
    graph.add_node("decide", decide)
    graph.add_node("answer", answer)
    graph.add_node("clarify", clarify)
    graph.add_node("self_service", self_service)
    graph.add_node("deflect", deflect)
    graph.add_node("release", release)
    graph.add_node("handoff", handoff)
    graph.add_node("reply", reply)

    graph.add_edge(START, "guard")
    graph.add_edge("guard", "understand")
    graph.add_edge("understand", "decide")
    graph.add_conditional_edges("decide", route, {outcome: outcome.value for outcome in Outcome})
    for outcome in Outcome:
        graph.add_edge(outcome.value, "reply" if outcome is Outcome.HANDOFF else "release")
    graph.add_conditional_edges("release", released, {"reply": "reply", "handoff": "handoff"})
    graph.add_edge("reply", END)
    return graph


def build_machine() -> Machine:
    """Compiled, without a checkpointer: what waits between messages is state in the record, never a frame."""
    return define_machine().compile(name="foyer")


def draw_mermaid() -> str:
    """The machine as Mermaid text."""
    return build_machine().get_graph().draw_mermaid()
