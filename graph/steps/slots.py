"""What a customer has said about their case, found by a language model beside the patterns of `core.policies.facts`."""

from collections.abc import Sequence
from typing import Literal, cast

from pydantic import BaseModel, ConfigDict

from core.language_model import Material, Step
from core.staff_words import SLOTS
from graph.steps.turn_model import TurnModel

_MOST = 12
_LONGEST = 120
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
        kept = [slot for slot in found.slots if _plain(slot.value) and _plain(slot.value) in words]
        return [[slot.label, slot.value.strip()] for slot in kept if len(slot.value) <= _LONGEST][:_MOST]

    pairs = cast(list[list[str]] | None, await model.once(Step.SLOTS, work)) or []
    values = {_plain(value) for _, value in known}
    fresh = {(SLOTS.get(label, label), value): None for label, value in pairs if _plain(value) not in values}
    return tuple(fresh)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
