"""Self-service: show a verified customer what their account says. Reads only; nothing is changed."""

from langgraph.runtime import Runtime

from core.domain.messages import Author, Draft, QuickReply
from core.domain.people import Account
from core.policies.days import in_words
from graph.state import TurnContext, TurnState
from graph.steps.several import left_open

_FACTS = ("plan", "seats", "seats_used", "renews_on")


def has_summary(account: Account | None) -> bool:
    """Whether the record holds everything the summary says: half an answer about an account is worse than none."""
    return account is not None and all(name in account.facts for name in _FACTS)


async def self_service(state: TurnState, runtime: Runtime[TurnContext]) -> TurnState:
    """Sets `say`. Policy has checked the identity's level and that the account's record is complete."""
    context = runtime.context
    locale, say = state["locale"], context.texts.say
    account = context.turn.customer.account
    assert account is not None, "policy chose self-service without an account"
    facts = {name: in_words(account.facts[name], locale) for name in _FACTS}
    person = QuickReply(say("talk_to_person", locale), "person")
    text = say("account_summary", locale, account=account.name, **facts)
    replies = (*left_open(state, context), person)
    draft = Draft(Author.BOT, text, author_name=context.company.bot_name, quick_replies=replies, personal=True)
    return {"say": (draft,)}
