"""What a customer has said about their case, found by a language model beside the patterns of `core.policies.facts`."""

from collections.abc import Sequence
from typing import Literal, cast

from pydantic import BaseModel, ConfigDict

from core.language_model import Material, Step
from core.staff_words import SLOTS
from graph.steps.turn_model import TurnModel

_MOST = 12
_LONGEST = 120
_SENTENCE = 5
"""Words from which on a whole message is a sentence, and no fact."""
_NUMBERED = ("order", "invoice", "ticket", "amount")
_INSTRUCTIONS = """
These are a customer's messages to a company's support. List what they say that a person who takes over needs to know:
order, invoice or ticket numbers, dates and times, amounts, the product or its part, the device or browser, error \
codes and messages, since when, how many are affected. Copy each value word for word from the messages. Add nothing \
that is not there; when there is nothing, the list is empty."""

Label = Literal["order", "invoice", "ticket", "date", "amount", "product", "device", "error", "since", "affected"]


class Slot(BaseModel):
    """One thing that was said."""

    model_config = ConfigDict(extra="forbid")

    label: Label
    value: str


class Slots(BaseModel):
    """All of them."""

    model_config = ConfigDict(extra="forbid")

    slots: list[Slot]


async def more_facts(
    said: Sequence[str], known: Sequence[tuple[str, str]], model: TurnModel | None
) -> tuple[tuple[str, str], ...]:
    """(label, value) pairs beyond those `known`. Only what stands in the customer's own words, `said`, is kept."""
    if model is None or not model.has(Step.SLOTS) or not any(said):
        return ()
    words = _plain("\n".join(said))

    async def work() -> list[list[str]] | None:
        found = await model.ask(Step.SLOTS, _INSTRUCTIONS, (Material("messages", "\n".join(said)),), Slots)
        if found is None:
            return None
        kept = [slot for slot in found.slots if _is_fact(slot, words, said)]
        return [[slot.label, slot.value.strip()] for slot in kept][:_MOST]

    pairs = cast(list[list[str]] | None, await model.once(Step.SLOTS, work)) or []
    values = {_plain(value) for _, value in known}
    fresh = {(SLOTS.get(label, label), value): None for label, value in pairs if _plain(value) not in values}
    return tuple(fresh)


def _is_fact(slot: Slot, words: str, said: Sequence[str]) -> bool:
    """Whether it was said, is a part of what was said and not a whole message, and has a number where its kind has."""
    value = _plain(slot.value)
    if not value or value not in words or len(slot.value) > _LONGEST:
        return False
    if len(value.split()) >= _SENTENCE and value in {_plain(message) for message in said}:
        return False
    return slot.label not in _NUMBERED or any(char.isdigit() for char in value)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
