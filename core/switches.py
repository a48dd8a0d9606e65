"""How far the bot may go, switched by an admin while it runs; policies.yaml says it where nobody has."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from core.domain.ids import Millis
from core.domain.policy import Autonomy

EVERYWHERE = ""
"""In the place of a category: the switch for everything."""

Switched = Mapping[str, Autonomy]
"""What is switched otherwise than policies.yaml says, by category or `EVERYWHERE`."""


@dataclass(frozen=True, slots=True)
class Switching:
    """Somebody switched a category (or `EVERYWHERE`) at `at`; to None: as policies.yaml says."""

    category: str
    autonomy: Autonomy | None
    by: str
    at: Millis


class Switches(Protocol):
    """The switches in the record. A change raises the library's number, which every turn brings along: so each
    process learns of it with its next turn."""

    async def switched(self) -> Switched:
        """What is in force now."""
        ...

    async def switchings(self, limit: int = 50) -> tuple[Switching, ...]:
        """Every change ever made, newest first."""
        ...

    async def switch(self, change: Switching) -> bool:
        """Keep a change; False where it changes nothing, and is not kept."""
        ...
