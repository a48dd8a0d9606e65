"""Running the machine without LangGraph's scheduler.

A superstep of LangGraph (channels, tasks, callbacks, a checkpoint that nobody keeps) pays for parallel branches,
interrupts and streams. Our machine has one active node at a time and none of these, so a live turn follows the same
nodes and edges directly; ADR 4 has the figures. A graph of any other shape is refused when the walk is made.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, cast

from langgraph.graph import END, START
from langgraph.runtime import Runtime

from graph.machine import Definition, Machine, build_machine, define_machine
from graph.state import TurnContext, TurnState

Run = Callable[[TurnContext], Awaitable[TurnState]]
"""One turn from START to END."""
Step = Callable[[TurnState, Runtime[TurnContext]], Awaitable[TurnState]]
Route = Callable[[TurnState], Awaitable[str]]


def through_langgraph(machine: Machine | None = None) -> Run:
    """A run by LangGraph itself: what its tracers and debuggers see."""
    compiled = machine or build_machine()

    async def run(context: TurnContext) -> TurnState:
        return cast(TurnState, await compiled.ainvoke(TurnState(), context=context))

    return run


def directly(definition: Definition | None = None) -> Run:
    """A run that calls one node after another. Raises ValueError for a graph with parallel branches."""
    graph = definition or define_machine()
    steps: dict[str, Step] = {name: _async_function(node.runnable) for name, node in graph.nodes.items()}
    follows, routes = _edges(graph), _routes(graph)
    if missing := [name for name in steps if name not in follows and name not in routes]:
        raise ValueError(f"nothing follows {', '.join(missing)}")

    async def run(context: TurnContext) -> TurnState:
        runtime = Runtime(context=context)
        state = TurnState()
        at = follows[START]
        while at != END:
            state.update(await steps[at](state, runtime))
            if at in follows:
                at = follows[at]
            else:
                route, ends = routes[at]
                at = ends[await route(state)]
        return state

    return run


def _edges(graph: Definition) -> dict[str, str]:
    follows: dict[str, str] = {}
    for start, end in graph.edges:
        if start in follows or start in graph.branches:
            raise ValueError(f"{start} leads to several nodes at once")
        follows[start] = end
    if graph.waiting_edges:
        raise ValueError("an edge waits for several nodes")
    return follows


def _routes(graph: Definition) -> dict[str, tuple[Route, Mapping[Any, str]]]:
    routes: dict[str, tuple[Route, Mapping[Any, str]]] = {}
    for start, branches in graph.branches.items():
        (branch,) = branches.values()
        if branch.ends is None:
            raise ValueError(f"the branch after {start} does not say where it leads")
        routes[start] = _async_function(branch.path), branch.ends
    return routes


def _async_function(runnable: Any) -> Any:
    function = getattr(runnable, "afunc", None)
    if function is None:
        raise ValueError(f"{runnable!r} is no async function")
    return function
