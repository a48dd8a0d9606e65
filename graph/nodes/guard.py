"""Guard: what must be seen before anything is understood: the wish for a person, and going round in circles."""

import hashlib
import re

from langgraph.runtime import Runtime

from core.domain.messages import Author
from core.policies.phrases import wish_for_person
from graph.state import TurnContext, TurnState

_NOT_WORD = re.compile(r"[\W_]+")


def digest(text: str) -> str:
    """A short digest of a question's words, blind to case, spacing and punctuation."""
    return hashlib.blake2b(_NOT_WORD.sub(" ", text.casefold()).strip().encode(), digest_size=8).hexdigest()


async def _with_last_question(context: TurnContext) -> str:
    """The answer to a clarifying question only makes sense together with what was asked before."""
    turn = context.turn
    if not turn.state.get("clarified") or turn.action:
        return turn.text
    first = min(turn.input_seqs, default=0)
    earlier = [m for m in await turn.history(8) if m.author is Author.CUSTOMER and m.seq < first]
    return f"{earlier[-1].text}\n{turn.text}" if earlier else turn.text


async def guard(state: TurnState, runtime: Runtime[TurnContext]) -> TurnState:
    """Sets `question`, `wish`, `chosen`, `question_hash` and `repeats`."""
    context = runtime.context
    turn = context.turn
    kind, _, value = turn.action.partition(":")
    wish = "button" if kind == "person" else wish_for_person(turn.text)
    question_hash = digest(turn.text)
    again = turn.state.get("asked_hash") == question_hash and bool(turn.text.strip())
    return {
        "question": await _with_last_question(context),
        "wish": wish,
        "chosen": value if kind == "intent" else "",
        "question_hash": question_hash,
        "repeats": turn.state.get("repeats", 0) + 1 if again else 0,
    }
