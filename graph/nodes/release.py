"""Release: what the bot wants to say goes out only where the category's switch lets it."""

from collections.abc import Sequence

from langgraph.runtime import Runtime

from core.domain.messages import Draft
from core.domain.policy import Autonomy
from core.links import safe_link
from core.policies.autonomy import acts, instead, would_have
from graph.state import TurnContext, TurnState


async def release(state: TurnState, runtime: Runtime[TurnContext]) -> TurnState:
    """Sets nothing where the bot may act; else `decision`, `would` and `unsaid`, and takes back `say`."""
    leave, decision = state["leave"], state["decision"]
    if leave.autonomy is Autonomy.AUTOMATIC or not acts(decision):
        return {}
    unsaid = in_words(state["say"])
    draft = with_links(unsaid, state["say"], runtime.context.public_url)
    held: TurnState = {"decision": instead(leave), "say": (), "unsaid": draft}
    if leave.autonomy is not Autonomy.OFF:
        held["would"] = would_have(decision, leave, unsaid)
    return held


async def released(state: TurnState) -> str:
    """The branch to take: to the customer, or to a person."""
    return "handoff" if "unsaid" in state else "reply"


def in_words(drafts: Sequence[Draft]) -> str:
    """Drafts as an agent would send them: without buttons but with the choices they offer."""
    return "\n\n".join("\n".join((draft.text, *_choices(draft))) for draft in drafts)


def with_links(text: str, drafts: Sequence[Draft], public_url: str) -> str:
    """The text with the articles it is quoted from: the widget shows them under what the bot says, an agent sends
    words alone."""
    links = {source.url: source.title for draft in drafts for source in draft.sources if safe_link(source.url)}
    lines = [f"{title}: {public_url if url.startswith('/') else ''}{url}" for url, title in links.items()]
    return "\n\n".join(filter(None, (text, "\n".join(lines))))


def _choices(draft: Draft) -> list[str]:
    return [f"- {each.text}" for each in draft.quick_replies if each.action.startswith("intent:")]
