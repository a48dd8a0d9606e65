"""Several wishes in one message: each read and looked up for itself, none forgotten."""

import asyncio
from dataclasses import dataclass, replace

from core.domain.ids import ArticleId
from core.domain.messages import QuickReply
from core.domain.mind import Answer, Candidate, MessageKind, Reading
from core.domain.policy import Policy
from core.policies.remarks import follows_up
from core.policies.wishes import asked_in, speaks_of, wishes_in
from graph.nodes.lookup import read_and_search, reader_of
from graph.state import TurnContext, TurnState

_FIRST = ("handoff", "self_service", "answer")
"""What leads where wishes need different things: a person takes care of all of them."""


@dataclass(frozen=True, slots=True)
class _Part:
    """One wish, read and looked up. `asked` is what of it asks, "" where it is only the rest of another."""

    text: str
    asked: str
    reading: Reading
    answer: Answer

    @property
    def best(self) -> Candidate:
        return self.reading.candidates[0]


async def read_several(whole: tuple[Reading, Answer], context: TurnContext) -> tuple[Reading, Answer]:
    """The reading that leads with the other wishes named in it, and one answer to all that have one, which names those
    that have none; the whole as it was where it holds one wish, or where its parts by themselves say no more."""
    texts = wishes_in(context.turn.text)
    if not texts or whole[0].wants_person or whole[0].kind is not MessageKind.REQUEST:
        return whole
    read = await asyncio.gather(*(read_and_search(text, context) for text in texts))
    parts = [_Part(text, asked_in(text), *found) for text, found in zip(texts, read, strict=True)]
    parts = [await _leaning(part, parts[:number], context) for number, part in enumerate(parts)]
    clear = _clear(parts, context)
    reading = whole[0]
    if len(clear) > 1:
        intents = context.understanding.intents
        lead = min(clear, key=lambda part: _FIRST.index(intents[part.best.intent].action))
        also = tuple(part.best for part in clear if part is not lead)
        reading = _led_by(lead.reading, whole[0], also)
        if intents[lead.best.intent].action != "answer":
            return reading, lead.answer
    return reading, _together(parts, clear, whole[1], context)


async def _leaning(part: _Part, before: list[_Part], context: TurnContext) -> _Part:
    """A part that points back ("and can they pay for it?") is looked up with the one before it, where by itself it
    finds nothing. What comes from the same article as another part's answer is no answer of its own."""
    if not before or part.answer.confidence >= context.policy.answer_confidence or not follows_up(part.text):
        return part
    reader = reader_of(context.turn, part.text)
    answer = await context.knowledge.answer(part.text, reader, history=(before[-1].text,))
    same = any(_first(answer) & _first(each.answer) for each in before)
    return part if same else replace(part, answer=answer)


def _first(answer: Answer) -> set[ArticleId]:
    """The article it is quoted from."""
    return {source.article_id for source in answer.sources[:1]}


def _led_by(lead: Reading, whole: Reading, also: tuple[Candidate, ...]) -> Reading:
    return replace(
        whole,
        candidates=lead.candidates,
        in_scope=lead.in_scope,
        category=lead.category,
        category_probability=lead.category_probability,
        also=also,
    )


def _clear(parts: list[_Part], context: TurnContext) -> list[_Part]:
    """Those whose intent is sure, each intent once, in the order of the text."""
    found: dict[str, _Part] = {}
    for part in parts:
        best = part.reading.best
        if (
            best is not None
            and best.intent in context.understanding.intents
            and _is_sure(part.reading, best, context.policy)
        ):
            found.setdefault(best.intent, part)
    return list(found.values())


def _is_sure(reading: Reading, best: Candidate, policy: Policy) -> bool:
    return best.probability >= policy.intent_confidence and reading.in_scope >= policy.in_scope


def _together(parts: list[_Part], clear: list[_Part], whole: Answer, context: TurnContext) -> Answer:
    """The good answers after each other, each under what it is about, as sure as the least sure of them; with the parts
    that have none. The whole's own where the parts do not show that something else was asked."""
    floor = context.policy.answer_confidence
    found = {
        part.answer.text: part
        for part in parts
        if part.answer.text and part.answer.confidence >= floor and (part.asked or part in clear)
    }
    good = list(found.values())
    if not good or (len(good) == 1 and _means_else(whole, good[0], parts, floor)):
        return replace(whole, parts=max(1, sum(speaks_of(part.asked, whole.text) for part in parts)))
    answer = good[0].answer if len(good) == 1 else _joined(good, context)
    left = tuple(
        part.asked
        for part in parts
        if part.answer.confidence < floor and part.asked and not speaks_of(part.asked, answer.text)
    )
    if answer.unanswered:  # a turn thought again: it is known already what was left open
        return answer
    return replace(answer, parts=len(parts) - len(left), unanswered=left)


def _means_else(whole: Answer, good: _Part, parts: list[_Part], floor: float) -> bool:
    """Whether read together the parts mean something else than the one that has an answer: then it is not ours to say
    which of them is left open. So it is where the others are only the rest of one question."""
    if whole.confidence < floor or _first(whole) & _first(good.answer):
        return False
    return whole.confidence >= good.answer.confidence or not all(part.asked for part in parts)


def _joined(good: list[_Part], context: TurnContext) -> Answer:
    answers = [part.answer for part in good]
    texts: dict[str, list[str]] = {}
    said: set[str] = set()
    for part in good:  # two answers from one article may share a paragraph
        paragraphs = [each for each in part.answer.text.split("\n\n") if each not in said]
        said.update(paragraphs)
        if paragraphs:
            texts.setdefault(_about(part, context), []).extend(paragraphs)
    return replace(
        answers[0],
        text="\n\n".join(f"{name}:\n" + "\n\n".join(paragraphs) for name, paragraphs in texts.items()),
        confidence=min(answer.confidence for answer in answers),
        sources=tuple(dict.fromkeys(source for answer in answers for source in answer.sources)),
        passages=tuple(dict.fromkeys(passage for answer in answers for passage in answer.passages)),
    )


def _about(part: _Part, context: TurnContext) -> str:
    """What its answer is about: its intent where the answer comes from that intent's articles, else the article."""
    best = part.reading.best
    intent = context.understanding.intents.get(best.intent) if best is not None else None
    if intent is not None and _first(part.answer) & set(intent.articles):
        return intent.name
    return part.answer.sources[0].title


def left_open(state: TurnState, context: TurnContext) -> tuple[QuickReply, ...]:
    """A button for each wish that what is said does not cover: an answer covers the intents whose articles it quotes,
    and all where it answers as many things."""
    answer, reading = state["answer"], state["reading"]
    answered = state["decision"].outcome == "answer"
    if answered and answer.parts > len(reading.also):
        return ()
    quoted = {source.article_id for source in answer.sources} if answered else set()
    intents = context.understanding.intents
    wishes = (reading.candidates[0], *reading.also) if answered else reading.also
    others = [intents[each.intent] for each in wishes if each.intent in intents]
    return tuple(QuickReply(each.name, f"intent:{each.id}") for each in others if not quoted & set(each.articles))
