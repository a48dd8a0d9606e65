"""Clarify: ask once, with the likely meanings as buttons."""

from langgraph.runtime import Runtime

from core.domain.ids import IntentId
from core.domain.messages import Author, Draft, QuickReply
from graph.state import TurnContext, TurnState


async def clarify(state: TurnState, runtime: Runtime[TurnContext]) -> TurnState:
    """Sets `say`."""
    context = runtime.context
    locale, say = state["locale"], context.texts.say
    options = state["decision"].evidence.get("options")
    intents = [context.understanding.intents[IntentId(i)] for i in options] if isinstance(options, list) else []
    person = QuickReply(say("talk_to_person", locale), "person")
    if len(intents) < 2:
        draft = Draft(
            Author.BOT, say("clarify_open", locale), author_name=context.company.bot_name, quick_replies=(person,)
        )
        return {"say": (draft,)}
    choices = tuple(QuickReply(intent.name, f"intent:{intent.id}") for intent in intents)
    within = context.company.categories.get(str(state["decision"].evidence.get("within", "")))
    text = say("clarify_within", locale, category=within) if within else say("clarify_choice", locale)
    draft = Draft(Author.BOT, text, author_name=context.company.bot_name, quick_replies=(*choices, person))
    return {"say": (draft,)}
