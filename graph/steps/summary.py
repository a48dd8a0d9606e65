"""The handoff's summary by a language model, in the place of the quoted one."""

from collections.abc import Sequence
from typing import cast

from pydantic import BaseModel, ConfigDict

from core.domain.handoff import Package
from core.domain.messages import Audience, Author, Message
from core.language_model import Material, Step
from core.policies.support import invented
from core.sentences import split_sentences
from graph.steps.turn_model import TurnModel

_MESSAGES = 14
_MESSAGE_ROOM = 800
_LONGEST = 480
_INSTRUCTIONS = """
A customer's conversation with a support bot is handed to a person. Sum it up for that person in at most three short \
English sentences: what the customer wants, what was tried, how they feel. Report what was said; promise nothing, \
advise nothing, and add nothing that is not there."""


class Summary(BaseModel):
    """One to three sentences."""

    model_config = ConfigDict(extra="forbid")

    text: str


async def model_summary(package: Package, history: Sequence[Message], model: TurnModel | None) -> str:
    """The summary, or ""."""
    if model is None or not model.has(Step.SUMMARY) or not history:
        return ""
    talk = conversation(history)
    known = f"{package.summary}\nOpen question: {package.open_question}"

    async def work() -> str | None:
        materials = (Material("conversation", talk), Material("known", known))
        said = await model.ask(
            Step.SUMMARY, _INSTRUCTIONS, materials, Summary, lambda summary: _problem(summary.text, f"{talk}\n{known}")
        )
        return " ".join(said.text.split()) if said is not None else None

    return cast(str | None, await model.once(Step.SUMMARY, work)) or ""


def conversation(history: Sequence[Message]) -> str:
    """The newest messages that the customer has seen too, each with who wrote it; notes among staff are left out."""
    shown = [m for m in history if m.audience is Audience.CUSTOMER and m.text.strip()][-_MESSAGES:]
    return "\n".join(f"{_WHO[m.author]}: {' '.join(m.text.split())[:_MESSAGE_ROOM]}" for m in shown)


_WHO = {Author.CUSTOMER: "customer", Author.BOT: "bot", Author.AGENT: "agent", Author.SYSTEM: "notice"}


def _problem(text: str, source: str) -> str:
    if not text.strip() or len(text) > _LONGEST or len(split_sentences(text)) > 3:
        return "it is not one to three short sentences"
    return invented(text, source)
