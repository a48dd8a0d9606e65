"""What language models cost: a ledger in the record, shared by all processes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from core.domain.ids import Millis
from core.language_model import Call


@dataclass(frozen=True, slots=True)
class Limits:
    """Millionths of the price's unit: for the day, for one step of the day, for one conversation."""

    day: int
    step: int
    conversation: int


@dataclass(frozen=True, slots=True)
class Spent:
    """One day's calls of one step and model that ended alike. `day` is a date in UTC."""

    day: str
    step: str
    model: str
    outcome: str
    calls: int
    micros: int
    tokens_in: int
    tokens_out: int
    ms: int
    """All calls together."""


class Spending(Protocol):
    """The ledger. What is reserved counts until it is settled, so that nobody spends the same money twice."""

    async def reserve(
        self, call_id: str, call: Call, conversation_id: str, now: Millis, most: int, limits: Limits
    ) -> str:
        """Set `most` aside for a call about to be made; or the name of the budget that does not suffice ("day",
        "step", "conversation"), with nothing reserved."""
        ...

    async def settle(self, call_id: str, call: Call) -> None:
        """Put what the call really cost in the place of what was reserved."""
        ...

    async def turned_away(self, call_id: str, call: Call, conversation_id: str, now: Millis) -> None:
        """Note a question that was never sent."""
        ...

    async def spent(self, since: Millis) -> tuple[Spent, ...]:
        """Calls by day, step, model and outcome, newest day first."""
        ...


def totals(spent: Sequence[Spent]) -> tuple[int, int, int]:
    """(questions, answers used, millionths spent)."""
    used = sum(each.calls for each in spent if each.outcome == "used")
    return sum(each.calls for each in spent), used, sum(each.micros for each in spent)
