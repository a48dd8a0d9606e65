"""Guard: what must be seen before anything is understood: the wish for a person, and going round in circles."""

import hashlib
import re

from langgraph.runtime import Runtime

from core.domain.messages import NO_QUESTION, SOLVED, UNSOLVED, WITHDRAW, Author
from core.policies.phrases import wish_for_person
from core.policies.remarks import did_not_help, follows_up
from core.policies.withdrawal import is_withdrawal
from graph.state import TurnContext, TurnState
from graph.understanding.language import guess_language

_NOT_WORD = re.compile(r"[\W_]+")


def digest(text: str) -> str:
    """A short digest of a question's words, blind to case, spacing and punctuation."""
    return hashlib.blake2b(_NOT_WORD.sub(" ", text.casefold()).strip().encode(), digest_size=8).hexdigest()


async def last_question(context: TurnContext) -> str:
    """What the customer wrote before this turn, or ""."""
    first = min(context.turn.input_seqs, default=0)
    earlier = [
        m
        for m in await context.turn.history(8 + len(context.turn.input_seqs))
        if m.author is Author.CUSTOMER and m.seq < first
    ]
    again = bool(context.turn.state.get("epoch"))  # else no wish for a person was taken back
    asked = (m.text for m in reversed(earlier) if m.action not in NO_QUESTION and not (again and is_withdrawal(m)))
    return next(asked, "")


def spoken_locale(context: TurnContext) -> str:
    """The language the customer writes, if it shows and we have sentences in it; else that of their client."""
    written = guess_language(context.turn.text, "")
    return written if written and context.texts.speaks(written) else context.turn.locale


async def guard(state: TurnState, runtime: Runtime[TurnContext]) -> TurnState:
    """Sets `locale`, `wish`, `chosen`, `before`, `leans`, `solved`, `unhelped`, `question_hash` and `repeats`."""
    context = runtime.context
    turn = context.turn
    kind, _, value = turn.action.partition(":")
    leans = not turn.action and turn.state.get("turns", 0) > 0 and follows_up(turn.text)
    before = await last_question(context) if leans or turn.state.get("clarified") else ""
    question_hash = digest(turn.text)
    alone = len(turn.input_seqs) <= 1  # who presses a button and writes on wants the rest to be read
    again = turn.state.get("asked_hash") == question_hash and bool(turn.text.strip())
    return {
        "locale": spoken_locale(context),
        "wish": "button" if kind == "person" else wish_for_person(turn.text),
        "chosen": value if kind == "intent" else "",
        "before": "" if turn.action else before,
        "leans": leans,
        "solved": alone and kind in (SOLVED, WITHDRAW),  # the latter pressed when it was back already
        "unhelped": "button" if alone and kind == UNSOLVED else "" if turn.action else did_not_help(turn.text),
        "question_hash": question_hash,
        "repeats": turn.state.get("repeats", 0) + 1 if again else 0,
    }
