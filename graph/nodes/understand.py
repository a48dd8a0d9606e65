"""Understand: read the message and look for an answer. Both rest on one embedding, so both start at once."""

import asyncio

from langgraph.runtime import Runtime

from core.domain.ids import IntentId
from core.domain.messages import Author
from graph.state import TurnContext, TurnState


async def understand(state: TurnState, runtime: Runtime[TurnContext]) -> TurnState:
    """Sets `reading`, `answer` and the running `mood`."""
    context = runtime.context
    turn = context.turn
    started = context.clock.monotonic()
    chosen = context.understanding.intents.get(IntentId(state["chosen"]))
    question = await _question(state, context) if chosen is not None else state["question"]
    reading, answer = await asyncio.gather(
        context.understanding.read(question), context.knowledge.answer(question, turn.identity.level)
    )
    context.timings_ms["understand"] = (context.clock.monotonic() - started) * 1000
    weight = context.policy.mood_weight
    before = turn.state.get("sentiment")
    mood = reading.sentiment if before is None else (1 - weight) * before + weight * reading.sentiment
    return {"question": question, "reading": reading, "answer": answer, "mood": round(mood, 4)}


async def _question(state: TurnState, context: TurnContext) -> str:
    """A picked option stands for the question before it; the option's own words are only a label."""
    first = min(context.turn.input_seqs, default=0)
    earlier = [m for m in await context.turn.history(8) if m.author is Author.CUSTOMER and m.seq < first]
    intent = context.understanding.intents[IntentId(state["chosen"])]
    return f"{earlier[-1].text}\n{intent.name}" if earlier else intent.name
