"""Deflect: small talk, strayed questions, rough words, and what needs a sign-in first."""

from langgraph.runtime import Runtime

from core.domain.messages import Author, Draft, QuickReply
from core.domain.mind import MessageKind, Reason
from graph.state import TurnContext, TurnState
from graph.steps.several import left_open

_SMALL_TALK = {
    MessageKind.GREETING: "hello",
    MessageKind.THANKS: "thanks",
    MessageKind.GOODBYE: "goodbye",
    MessageKind.ABOUT_BOT: "about_bot",
    MessageKind.NOISE: "noise",
    MessageKind.REQUEST: "noise",
}
_BY_REASON = {
    Reason.OFF_TOPIC: "off_topic",
    Reason.ABUSE: "abuse",
    Reason.NOT_VERIFIED: "sign_in_first",
    Reason.NOT_HELPED: "not_helped",
    Reason.LANGUAGE: "language",
    Reason.SOLVED: "solved",
}


async def deflect(state: TurnState, runtime: Runtime[TurnContext]) -> TurnState:
    """Sets `say`."""
    context = runtime.context
    locale, say = state["locale"], context.texts.say
    reason = Reason(state["decision"].reason)
    key = _BY_REASON.get(reason) or _SMALL_TALK[state["reading"].kind]
    person = (QuickReply(say("talk_to_person", locale), "person"),)
    offers = key == "about_bot" or (reason in _BY_REASON and reason is not Reason.SOLVED)
    replies = (*left_open(state, context), *person) if offers else ()
    return {"say": (Draft(Author.BOT, say(key, locale), author_name=context.company.bot_name, quick_replies=replies),)}
