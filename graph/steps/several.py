"""Several wishes in one message: each read and looked up for itself, none forgotten."""

import asyncio
from dataclasses import replace

from core.domain.messages import QuickReply
from core.domain.mind import Answer, Candidate, MessageKind, Reading
from core.domain.policy import Policy
from core.policies.wishes import wishes_in
from graph.nodes.lookup import read_and_search
from graph.state import TurnContext, TurnState

_FIRST = ("handoff", "self_service", "answer")
"""What leads where wishes need different things: a person takes care of all of them."""


async def read_several(whole: tuple[Reading, Answer], context: TurnContext) -> tuple[Reading, Answer]:
    """The reading that leads, the other wishes named in it, and one answer to all that have one; the whole as it was
    where it holds one wish, or where its parts do not clearly want different things."""
    parts = wishes_in(context.turn.text)
    if not parts or whole[0].wants_person or whole[0].kind is not MessageKind.REQUEST:
        return whole
    read = await asyncio.gather(*(read_and_search(part, context) for part in parts))
    clear = _clear(read, context)
    if len(clear) < 2:
        return whole
    intents = context.understanding.intents
    lead = min(clear, key=lambda found: _FIRST.index(intents[_best(found[0]).intent].action))
    also = tuple(_best(reading) for reading, _ in clear if reading is not lead[0])
    reading = replace(
        whole[0],
        candidates=lead[0].candidates,
        in_scope=lead[0].in_scope,
        category=lead[0].category,
        category_probability=lead[0].category_probability,
        also=also,
    )
    if intents[_best(lead[0]).intent].action != "answer":
        return reading, lead[1]
    return reading, _joined(clear, context)


def _best(reading: Reading) -> Candidate:
    return reading.candidates[0]


def _clear(read: list[tuple[Reading, Answer]], context: TurnContext) -> list[tuple[Reading, Answer]]:
    """Those whose intent is sure, each intent once, in the order of the text."""
    found: dict[str, tuple[Reading, Answer]] = {}
    for reading, answer in read:
        best = reading.best
        if (
            best is not None
            and best.intent in context.understanding.intents
            and _is_sure(reading, best, context.policy)
        ):
            found.setdefault(best.intent, (reading, answer))
    return list(found.values())


def _is_sure(reading: Reading, best: Candidate, policy: Policy) -> bool:
    return best.probability >= policy.intent_confidence and reading.in_scope >= policy.in_scope


def _joined(clear: list[tuple[Reading, Answer]], context: TurnContext) -> Answer:
    """The good answers after each other, each under what it is about; as sure as the least sure of them."""
    floor = context.policy.answer_confidence
    good = {
        answer.text: (_best(reading), answer) for reading, answer in clear if answer.text and answer.confidence >= floor
    }
    if len(good) < 2:
        return next((answer for _, answer in good.values()), clear[0][1])
    intents = context.understanding.intents
    answers = [answer for _, answer in good.values()]
    return replace(
        answers[0],
        text="\n\n".join(f"{intents[best.intent].name}:\n{answer.text}" for best, answer in good.values()),
        confidence=min(answer.confidence for answer in answers),
        sources=tuple(dict.fromkeys(source for answer in answers for source in answer.sources)),
        passages=tuple(dict.fromkeys(passage for answer in answers for passage in answer.passages)),
    )


def left_open(state: TurnState, context: TurnContext) -> tuple[QuickReply, ...]:
    """A button for each further wish that what is said does not cover: an answer covers the intents whose articles it
    quotes."""
    quoted = (
        {source.article_id for source in state["answer"].sources} if state["decision"].outcome == "answer" else set()
    )
    intents = context.understanding.intents
    others = [intents[each.intent] for each in state["reading"].also if each.intent in intents]
    return tuple(QuickReply(each.name, f"intent:{each.id}") for each in others if not quoted & set(each.articles))
