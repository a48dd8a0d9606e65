"""Knowledge for agents: internal articles included, in an index of its own.

What customers ask is searched in an index that never held an internal article. This one is made when the first agent
of this process searches, follows the library from then on, and borrows from the other what both need.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from core.clock import Clock
from core.domain.company import Company
from core.domain.mind import Passage
from core.domain.people import Reader
from core.known import KnownQuestions
from core.library import Library
from core.ports import Bus, Embedder
from knowledge.live import LiveKnowledge


class InsideKnowledge(LiveKnowledge):
    """`search` for readers who are staff. What others may read is still for `may_read` to say."""

    name = "knowledge for agents"

    def __init__(
        self,
        library: Library,
        known: KnownQuestions,
        company: Company,
        embedder: Embedder,
        folder: Path,
        lent: Path,
        bus: Bus,
        clock: Clock,
    ) -> None:
        super().__init__(library, known, company, embedder, folder, bus, clock, inside=True, lent=lent)
        self._opening = asyncio.Lock()
        self._is_open = False

    async def search(
        self, question: str, reader: Reader, limit: int = 5, *, history: Sequence[str] = ()
    ) -> tuple[Passage, ...]:
        """The best passages the reader may see, best first; the first search waits for the index."""
        async with self._opening:
            if not self._is_open:
                await self.open()
                self._is_open = True
        return await super().search(question, reader, limit, history=history)

    async def step(self) -> bool:
        """Follow the library, once somebody has searched."""
        return await super().step() if self._is_open else False
