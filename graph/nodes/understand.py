"""Understand: read the message and look for an answer. Both rest on one embedding, so both start at once."""

import asyncio
from dataclasses import replace

from langgraph.runtime import Runtime

from core.domain.ids import IntentId
from core.domain.mind import Answer, Intent, Reading
from core.policies.course import follow
from graph.nodes.guard import last_question
from graph.nodes.lookup import read_and_search, reader_of
from graph.state import TurnContext, TurnState
from graph.steps.choose import choose
from graph.steps.several import read_several


async def understand(state: TurnState, runtime: Runtime[TurnContext]) -> TurnState:
    """Sets `reading`, `answer`, `picked`, the running `mood` and its `course`."""
    context = runtime.context
    turn = context.turn
    started = context.clock.monotonic()
    if state["chosen"]:
        reading, answer = await read_and_search(await _picked(state, context), context)
    else:
        reading, answer = await _with_or_without_context(state, context)
    picked = await choose(state, reading, answer, context)
    if picked is not None and picked.action == "answer":
        answer = await _answer_about(picked, answer, context)
    context.timings_ms["understand"] = (context.clock.monotonic() - started) * 1000
    course = follow(turn.state, reading.sentiment, context.policy.mood_weight)
    return {
        "reading": reading,
        "answer": answer,
        "picked": picked.id if picked is not None else "",
        "mood": course.level,
        "course": course,
    }


async def _answer_about(intent: Intent, answer: Answer, context: TurnContext) -> Answer:
    """The answer once it is known what is meant, if that makes one; as when the customer picks an option."""
    text = f"{context.turn.text}\n{intent.name}"
    better = await context.knowledge.answer(text, reader_of(context.turn, context.turn.text))
    return better if better.confidence >= context.policy.answer_confidence else answer


async def _with_or_without_context(state: TurnState, context: TurnContext) -> tuple[Reading, Answer]:
    """The text by itself, unless it leans on the question before or says too little alone.

    A new question after a clarifying one must not be read through what was unclear before.
    """
    text, before = context.turn.text, state["before"]
    if state["leans"] and before:  # both at once, so that both are embedded in one batch
        alone, together = await asyncio.gather(read_and_search(text, context), _together(before, context))
        return _joined(alone, together) if _is_clear(*together, context) else alone
    alone = await read_and_search(text, context)
    if not before or _is_clear(*alone, context):
        return await read_several(alone, context)
    return _joined(alone, await _together(before, context))


async def _together(before: str, context: TurnContext) -> tuple[Reading, Answer]:
    """The text read after the question before it, and searched for with that question in mind."""
    text, reader = context.turn.text, reader_of(context.turn, context.turn.text)
    return await asyncio.gather(
        context.understanding.read(f"{before}\n{text}"), context.knowledge.answer(text, reader, history=(before,))
    )


def _joined(alone: tuple[Reading, Answer], together: tuple[Reading, Answer]) -> tuple[Reading, Answer]:
    # What was said now decides how it was said: mood, wish and alarms belong to this turn alone.
    return _with_words_of(alone[0], together[0]), together[1]


def _with_words_of(now: Reading, together: Reading) -> Reading:
    return replace(
        together,
        sentiment=now.sentiment,
        language=now.language,
        wants_person=now.wants_person,
        abusive=now.abusive,
        alarms=now.alarms,
    )


def _is_clear(reading: Reading, answer: Answer, context: TurnContext) -> bool:
    policy = context.policy
    sure = reading.best is not None and reading.best.probability >= policy.intent_confidence
    return (sure and reading.in_scope >= policy.in_scope) or answer.confidence >= policy.answer_confidence


async def _picked(state: TurnState, context: TurnContext) -> str:
    """A picked option stands for the question before it; the option's own words are only a label."""
    intent = context.understanding.intents.get(IntentId(state["chosen"]))
    name = intent.name if intent is not None else context.turn.text
    before = await last_question(context)
    return f"{before}\n{name}" if before else name
