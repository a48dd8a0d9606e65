"""Intent by a language model: among the likely ones, and only where the local model cannot tell them apart."""

from typing import cast

from pydantic import BaseModel, ConfigDict

from core.domain.ids import IntentId
from core.domain.mind import Answer, Intent, MessageKind, Reading
from core.domain.policy import Policy
from core.language_model import Material, Step
from graph.state import TurnContext, TurnState

NONE = "none"
_INSTRUCTIONS = """
A customer wrote the message to a company's support. Decide which one of these it asks for:
{options}
Reply with its id, or with "none" when it asks for none of them, for several of them, or when you are not sure."""


class Choice(BaseModel):
    """The id of an intent, or "none"."""

    model_config = ConfigDict(extra="forbid")

    intent: str


def is_unsure(reading: Reading, answer: Answer, policy: Policy) -> bool:
    """Whether neither the intent nor an answer is clear, and more than one intent is likely."""
    best = reading.best
    sure = best is not None and best.probability >= policy.intent_confidence and reading.in_scope >= policy.in_scope
    settled = reading.wants_person or reading.abusive or any(a.kind in policy.alarms for a in reading.alarms)
    if sure or settled or reading.kind is not MessageKind.REQUEST:
        return False
    return answer.confidence < policy.answer_confidence and len(_likely(reading, policy)) > 1


def _likely(reading: Reading, policy: Policy) -> list[IntentId]:
    return [c.intent for c in reading.candidates if c.probability >= policy.clarify_floor]


async def choose(state: TurnState, reading: Reading, answer: Answer, context: TurnContext) -> Intent | None:
    """The intent that a language model picks, or None."""
    model = context.model
    if model is None or not model.has(Step.INTENT) or not is_unsure(reading, answer, context.policy):
        return None
    remark = state["solved"] or (state["unhelped"] and context.turn.state.get("turns"))
    foreign = reading.language not in context.knowledge.locales
    if state["wish"] or state["chosen"] or remark or foreign:
        return None
    known = context.understanding.intents
    options = {i: known[i] for i in _likely(reading, context.policy) if i in known}
    text = f"{state['before']}\n{context.turn.text}".strip()

    async def work() -> str | None:
        listed = "\n".join(f"- {i}: {intent.name}. {intent.question}" for i, intent in options.items())
        choice = await model.ask(
            Step.INTENT,
            _INSTRUCTIONS.format(options=listed),
            (Material("message", text),),
            Choice,
            lambda said: "" if said.intent in (NONE, *options) else "it is none of the likely intents",
        )
        return choice.intent if choice is not None else None

    picked = cast(str | None, await model.once(Step.INTENT, work))
    return options.get(IntentId(picked or NONE))
