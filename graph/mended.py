"""Searching for what a customer meant to write."""

from collections.abc import Sequence

from core.domain.mind import Answer, Passage
from core.domain.people import Reader
from core.ports import Knowledge
from graph.understanding.spelling import Mend


class MendedKnowledge:
    """`core.ports.Knowledge` over another one, which is asked with what `mend` makes of questions."""

    def __init__(self, knowledge: Knowledge, mend: Mend) -> None:
        self._knowledge = knowledge
        self._mend = mend

    @property
    def version(self) -> str:
        """The other's."""
        return self._knowledge.version

    @property
    def locales(self) -> frozenset[str]:
        """The other's."""
        return self._knowledge.locales

    async def search(
        self, question: str, reader: Reader, limit: int = 5, *, history: Sequence[str] = ()
    ) -> tuple[Passage, ...]:
        """The best passages for what was meant."""
        said = [self._mend(each) for each in history]
        return await self._knowledge.search(self._mend(question), reader, limit, history=said)

    async def answer(self, question: str, reader: Reader, *, history: Sequence[str] = ()) -> Answer:
        """The best-supported sentences for what was meant."""
        said = [self._mend(each) for each in history]
        return await self._knowledge.answer(self._mend(question), reader, history=said)
