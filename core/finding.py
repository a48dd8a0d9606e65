"""Finding a conversation again, by what somebody remembers of it."""

from dataclasses import dataclass
from typing import Protocol

from core.domain.handoff import Handoff
from core.domain.ids import Millis


@dataclass(frozen=True, slots=True)
class Found:
    """A conversation that was handed to people. `handoff` is its newest; `text` what was said last with the words that
    were looked for in it, or last at all, at `at`."""

    handoff: Handoff
    customer_name: str
    account_name: str
    text: str
    at: Millis


class Finding(Protocol):
    """What agents look for: like the desk, only among what was handed to people."""

    async def find_handed_over(self, words: str, limit: int) -> tuple[Found, ...]:
        """Conversations in which each word stands in the customer's name, the account's name, or something that was
        said; upper and lower case are the same (in SQLite for ASCII letters only). The newest handoff first; none for
        no words, and words beyond the sixth are not looked for."""
        ...
