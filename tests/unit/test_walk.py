"""The direct walk through the machine: the same turn as LangGraph's own run, and no shape it cannot walk."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langgraph.graph import END, START, StateGraph

from adapters.company.loader import load_company
from adapters.company.policy import load_policy
from core.clock import SystemClock
from core.domain.ids import ArticleId, ConversationId, CustomerId, IdentityId, IntentId, Millis
from core.domain.messages import Message, Source
from core.domain.mind import Answer, Candidate, MessageKind, Outcome, Reading
from core.domain.people import Customer, Identity, Level, ProvenBy
from core.domain.turn import TurnInput
from core.texts import CustomerTexts
from graph.facts import answer_to_json, reading_to_json
from graph.machine import build_machine
from graph.replay import RecordedFacts
from graph.state import TurnContext
from graph.walk import directly, through_langgraph

FOLDER = Path("examples/harborlight")
COMPANY = load_company(FOLDER)
POLICY = load_policy(FOLDER / "policies.yaml")
TEXTS = CustomerTexts({"company": "C", "bot": "B", "support_email": "s@example.org"}, {})
MACHINE = build_machine()
BY_LANGGRAPH, WALK = through_langgraph(MACHINE), directly()

share = st.floats(0, 1).map(lambda x: round(x, 3))
readings = st.builds(
    Reading,
    kind=st.sampled_from([*MessageKind, *[MessageKind.REQUEST] * 6]),
    candidates=st.tuples(
        st.builds(Candidate, st.sampled_from(sorted(COMPANY.intents)).map(IntentId), share),
        st.builds(Candidate, st.sampled_from(sorted(COMPANY.intents)).map(IntentId), share),
    ),
    in_scope=share,
    sentiment=share.map(lambda x: 2 * x - 1),
    language=st.sampled_from(["en", "en", "en", "de", "fr"]),
    wants_person=st.sampled_from(["", "", "", "a human"]),
    abusive=st.sampled_from(["", "", "", "idiots"]),
)
answers = st.builds(
    Answer,
    text=st.sampled_from(["", "Press the button."]),
    confidence=share,
    sources=st.just((Source(ArticleId("a"), "A", "/a"),)),
)
states = st.fixed_dictionaries(
    {}, optional={"turns": st.integers(1, 9), "clarified": st.integers(0, 2), "unhelped": st.integers(0, 3)}
)


async def _nothing(limit: int) -> tuple[Any, ...]:
    return ()


async def _before(limit: int) -> tuple[Message, ...]:
    return ()


def context(reading: Reading, answer: Answer, state: Any, text: str, action: str, level: Level) -> TurnContext:
    facts = RecordedFacts(
        {"reading": reading_to_json(reading), "answer": answer_to_json(answer)}, dict(COMPANY.intents)
    )
    turn = TurnInput(
        conversation_id=ConversationId("c"),
        text=text,
        action=action,
        input_seqs=(3,),
        state=state,
        customer=Customer(CustomerId("p"), "Ana", None, "en", None),
        identity=Identity(IdentityId("i"), CustomerId("p"), "web", "x", ProvenBy.ANONYMOUS_SESSION, level),
        locale="en",
        now=Millis(1_790_000_000_000),
        history=_before,
        past_decisions=_nothing,
    )
    return TurnContext(turn, COMPANY, POLICY, facts, facts, TEXTS, SystemClock())


async def ends_of_both(*turn: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    return dict(await BY_LANGGRAPH(context(*turn))), dict(await WALK(context(*turn)))


@given(
    readings,
    answers,
    states,
    st.sampled_from(["How do I export?", "a human please", "no", "and yearly?", "WHERE IS IT"]),
    st.sampled_from(["", "", "", "person", "intent:reset_password"]),
    st.sampled_from([Level.ANONYMOUS, Level.VERIFIED]),
)
def test_that_both_runs_end_alike(reading, answer, state, text, action, level):
    by_langgraph, walked = asyncio.run(ends_of_both(reading, answer, state, text, action, level))
    assert walked == by_langgraph


def reading_of(in_scope: float = 0.9, probability: float = 0.9, kind: MessageKind = MessageKind.REQUEST) -> Reading:
    return Reading(kind, (Candidate(IntentId("reset_password"), probability),), in_scope, 0.0, "en")


@pytest.mark.parametrize(
    ("outcome", "reading", "confidence", "action"),
    [
        (Outcome.ANSWER, reading_of(), 0.95, ""),
        (Outcome.CLARIFY, reading_of(probability=0.2), 0.1, ""),
        (Outcome.DEFLECT, reading_of(kind=MessageKind.THANKS), 0.1, ""),
        (Outcome.HANDOFF, reading_of(), 0.95, "person"),
    ],
)
async def test_that_each_outcome_is_reached_by_both(outcome, reading, confidence, action):
    answer = Answer("Press the button.", confidence, (Source(ArticleId("a"), "A", "/a"),))
    by_langgraph, walked = await ends_of_both(reading, answer, {}, "How do I export?", action, Level.ANONYMOUS)
    assert walked == by_langgraph
    assert walked["decision"].outcome == outcome


def test_that_a_graph_with_parallel_branches_is_refused():
    async def node(state: Any) -> dict[str, Any]:
        return {}

    graph: Any = StateGraph(dict)
    for name in "abc":
        graph.add_node(name, node)
    graph.add_edge(START, "a")
    graph.add_edge("a", "b")
    graph.add_edge("a", "c")
    graph.add_edge("b", END)
    graph.add_edge("c", END)
    with pytest.raises(ValueError, match="several nodes"):
        directly(graph)


def test_that_a_graph_that_ends_nowhere_is_refused():
    async def node(state: Any) -> dict[str, Any]:
        return {}

    graph: Any = StateGraph(dict)
    graph.add_node("a", node)
    graph.add_edge(START, "a")
    with pytest.raises(ValueError, match="nothing follows a"):
        directly(graph)
