"""Answer: quote the article that answers the question, with its source."""

from langgraph.runtime import Runtime

from core.domain.messages import SOLVED, UNSOLVED, Author, Draft, QuickReply
from core.policies.remarks import questions_in
from graph.state import TurnContext, TurnState


async def answer(state: TurnState, runtime: Runtime[TurnContext]) -> TurnState:
    """Sets `say`."""
    context = runtime.context
    locale = state["locale"]
    found = state["answer"]
    text = f"{context.texts.say('answer_intro', locale)}\n\n{found.text}"
    if questions_in(context.turn.text) > 1:
        text += f"\n\n{context.texts.say('answered_part', locale)}"
    say = context.texts.say
    replies = (
        QuickReply(say("answer_helped", locale), SOLVED),
        QuickReply(say("answer_failed", locale), UNSOLVED),
        QuickReply(say("talk_to_person", locale), "person"),
    )
    draft = Draft(Author.BOT, text, author_name=context.company.bot_name, sources=found.sources, quick_replies=replies)
    return {"say": (draft,)}
