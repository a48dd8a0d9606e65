"""Answer: quote the article that answers the question, with its source."""

from dataclasses import replace

from langgraph.runtime import Runtime

from core.domain.messages import SOLVED, UNSOLVED, Author, Draft, QuickReply
from core.domain.mind import Answer, Reading
from core.policies.wishes import things_asked
from graph.state import TurnContext, TurnState
from graph.steps.several import left_open
from graph.steps.synthesis import synthesise


async def answer(state: TurnState, runtime: Runtime[TurnContext]) -> TurnState:
    """Sets `say`, and `answer` where a language model has written one."""
    context = runtime.context
    locale, say = state["locale"], context.texts.say
    found = state["answer"]
    more = left_open(state, context)
    question = f"{state['before']}\n{context.turn.text}".strip()
    written = await synthesise(question, found, state["reading"].language, context.model)
    if written is not None:
        found = replace(found, text=written.text, sources=written.sources)
    text = f"{say('answer_intro', locale)}\n\n{found.text}"
    rest = "; ".join(found.unanswered) if written is None else written.unanswered
    if rest:
        text += f"\n\n{say('answered_but', locale, rest=rest)}"
    elif written is None and (more or _asks_more(context.turn.text, found, state["reading"])):
        text += f"\n\n{say('answered_part', locale)}"
    replies = (
        *more,
        QuickReply(say("answer_helped", locale), SOLVED),
        QuickReply(say("answer_failed", locale), UNSOLVED),
        QuickReply(say("talk_to_person", locale), "person"),
    )
    draft = Draft(Author.BOT, text, author_name=context.company.bot_name, sources=found.sources, quick_replies=replies)
    return {"say": (draft,), "answer": found}


def _asks_more(text: str, found: Answer, reading: Reading) -> bool:
    """Whether a text holds more questions than are answered."""
    return things_asked(text) > found.parts and not reading.also
