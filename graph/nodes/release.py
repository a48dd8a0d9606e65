"""Release: what the bot wants to say goes out only where the category's switch lets it."""

from collections.abc import Sequence

from langgraph.runtime import Runtime

from core.domain.messages import Draft
from core.domain.policy import Autonomy
from core.policies.autonomy import acts, instead, would_have
from graph.state import TurnContext, TurnState


async def release(state: TurnState, runtime: Runtime[TurnContext]) -> TurnState:
    """Sets nothing where the bot may act; else `decision`, `would` and `unsaid`, and takes back `say`."""
    leave, decision = state["leave"], state["decision"]
    if leave.autonomy is Autonomy.AUTOMATIC or not acts(decision):
        return {}
    unsaid = in_words(state["say"])
    held: TurnState = {"decision": instead(leave), "say": (), "unsaid": unsaid}
    if leave.autonomy is not Autonomy.OFF:
        held["would"] = would_have(decision, leave, unsaid)
    return held


async def released(state: TurnState) -> str:
    """The branch to take: to the customer, or to a person."""
    return "handoff" if "unsaid" in state else "reply"


def in_words(drafts: Sequence[Draft]) -> str:
    """Drafts as an agent would send them: without buttons but with the choices they offer."""
    return "\n\n".join("\n".join((draft.text, *_choices(draft))) for draft in drafts)


def _choices(draft: Draft) -> list[str]:
    return [f"- {each.text}" for each in draft.quick_replies if each.action.startswith("intent:")]
