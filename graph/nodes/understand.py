"""Understand: hear the wish for a person and repeats, read the message, and look for an answer.

Reading and answer rest on one embedding, so both start at once.
"""

import asyncio
import hashlib
import re

from langgraph.runtime import Runtime

from core.domain.ids import IntentId
from core.domain.messages import Author
from core.policies.phrases import wish_for_person
from graph.state import TurnContext, TurnState

_NOT_WORD = re.compile(r"[\W_]+")


async def understand(state: TurnState, runtime: Runtime[TurnContext]) -> TurnState:
    """Sets `question`, `wish`, `chosen`, `question_hash`, `repeats`, `reading`, `answer` and the running `mood`."""
    context = runtime.context
    turn = context.turn
    kind, _, value = turn.action.partition(":")
    chosen = value if kind == "intent" else ""
    question_hash = digest(turn.text)
    again = turn.state.get("asked_hash") == question_hash and bool(turn.text.strip())
    question = await _question(chosen, context)
    started = context.clock.monotonic()
    reading, answer = await asyncio.gather(
        context.understanding.read(question), context.knowledge.answer(question, turn.identity.level)
    )
    context.timings_ms["understand"] = (context.clock.monotonic() - started) * 1000
    weight = context.policy.mood_weight
    before = turn.state.get("sentiment")
    mood = reading.sentiment if before is None else (1 - weight) * before + weight * reading.sentiment
    return {
        "question": question,
        "wish": "button" if kind == "person" else wish_for_person(turn.text),
        "chosen": chosen,
        "question_hash": question_hash,
        "repeats": turn.state.get("repeats", 0) + 1 if again else 0,
        "reading": reading,
        "answer": answer,
        "mood": round(mood, 4),
    }


def digest(text: str) -> str:
    """A short digest of a question's words, blind to case, spacing and punctuation."""
    return hashlib.blake2b(_NOT_WORD.sub(" ", text.casefold()).strip().encode(), digest_size=8).hexdigest()


async def _question(chosen: str, context: TurnContext) -> str:
    """What to understand. A picked option stands for the question before it: its own words are only a label; and
    the answer to a clarifying question only makes sense together with what was asked before."""
    turn = context.turn
    intent = context.understanding.intents.get(IntentId(chosen))
    if intent is None and (turn.action or not turn.state.get("clarified")):
        return turn.text
    words = intent.name if intent is not None else turn.text
    first = min(turn.input_seqs, default=0)
    earlier = [m for m in await turn.history(8) if m.author is Author.CUSTOMER and m.seq < first]
    return f"{earlier[-1].text}\n{words}" if earlier else words
