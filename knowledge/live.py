"""Knowledge that follows the library: what has been deleted is not quoted, what has been written is soon found.

The index is built from the library and is always a little behind it. Each turn brings the number of the newest change
its own transaction saw; before it is answered, every article that has changed since the index was built is withheld.
So deleting takes effect with the next turn, in every process, and costs a turn that nothing changed for nothing.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import structlog

from core.clock import Clock
from core.domain.company import Article, Company
from core.domain.ids import ArticleId, Millis
from core.domain.mind import Answer, Passage
from core.domain.people import Reader
from core.engine.pulse import Loop
from core.known import KnownQuestions, taught
from core.library import CHANGED, Library
from core.policies.readers import is_valid, turns_at
from core.ports import Bus, Embedder, Progress
from knowledge.index import IndexedKnowledge, open_knowledge

ASKED_EVERY_S = 10.0
"""How often one looks whether people have changed the known questions, which answers learn from."""

log = structlog.get_logger("foyer.knowledge")


class LiveKnowledge(Loop):
    """`core.ports.Knowledge` over the library. Call `open` before anything else, and `start` to follow changes."""

    name = "knowledge"

    def __init__(
        self,
        library: Library,
        known: KnownQuestions,
        company: Company,
        embedder: Embedder,
        cache_dir: Path,
        bus: Bus,
        clock: Clock,
        *,
        inside: bool = False,
        lent: Path | None = None,
    ) -> None:
        """`inside` and `lent` as in `knowledge.index.open_knowledge`."""
        super().__init__(clock, poll_s=0.4)
        self._inside = inside
        self._lent = lent
        self._library = library
        self._known = known
        self._learned = ""
        """What the known questions were when the index was built, by their mark."""
        self._asked_at = 0.0
        self._company = company
        self._embedder = embedder
        self._cache_dir = cache_dir
        self._bus = bus
        self._asking = asyncio.Lock()
        self._built = 0
        """The newest change that the index knows."""
        self._seen = 0
        """The newest change that we know of; what came after `_built` is withheld."""
        self._changed: frozenset[ArticleId] = frozenset()
        self._valid_until: Millis | None = None
        """When an article's validity begins or ends next."""

    async def open(self, progress: Progress | None = None, *, recalibrate: bool = False) -> None:
        """Load or build the index; `recalibrate` learns confidence on today's articles, which takes seconds more."""
        await self._build(progress, recalibrate=recalibrate)

    def start(self) -> None:
        """Listen for changes and follow them."""
        self._unsubscribe = self._bus.subscribe(self._on_note)
        super().start()

    async def stop(self) -> None:
        """Stop following."""
        self._unsubscribe()
        await super().stop()

    def _on_note(self, topic: str, note: dict[str, object]) -> None:
        if topic == CHANGED:
            self.pulse.wake()

    @property
    def version(self) -> str:
        """Changes whenever an answer could."""
        return self._index.version

    @property
    def locales(self) -> frozenset[str]:
        """The languages that articles are written in."""
        return self._index.locales

    @property
    def figures(self) -> dict[str, float]:
        """How well the company's own questions are answered."""
        return self._index.figures

    def knows(self, word: str) -> bool:
        """Whether a word stands in the articles."""
        return self._index.knows(word)

    async def search(
        self, question: str, reader: Reader, limit: int = 5, *, history: Sequence[str] = ()
    ) -> tuple[Passage, ...]:
        """The best passages the reader may see, best first."""
        await self._heed(reader.seen)
        return await self._index.search(question, reader, limit, history=history)

    async def answer(self, question: str, reader: Reader, *, history: Sequence[str] = ()) -> Answer:
        """The best-supported sentences with their source, or an answer with empty text."""
        await self._heed(reader.seen)
        return await self._index.answer(question, reader, history=history)

    async def _heed(self, seen: int) -> None:
        """Know every change up to `seen`. Raises what the library raises: rather no answer than an old one."""
        if seen > self._seen:
            await self._look(seen)
        elif self._valid_until is not None and self.clock.now() >= self._valid_until:
            self._withhold()

    async def _look(self, wanted: int) -> None:
        async with self._asking:
            if wanted <= self._seen:
                return  # another turn was faster
            self._seen, changed = await self._library.changed_articles(self._built)
            self._changed = frozenset(changed)
            self._withhold()
        self.pulse.wake()

    def _withhold(self) -> None:
        now, articles = self.clock.now(), self._index.articles
        expired = {article.id for article in articles if not is_valid(article, now)}
        self._valid_until = _next_turn(articles, now)
        self._index.withhold(self._changed | expired)

    async def step(self) -> bool:
        """Build again when the library or the known questions have changed; True when they may have changed again."""
        await self._heed(await self._library.library_seq())
        if not self._changed:  # the number rises for more than articles
            self._built = self._seen
        if self._seen == self._built and not await self._was_taught():
            return False
        began = self.clock.monotonic()
        await self._build()
        took = self.clock.monotonic() - began
        log.info("index_rebuilt", articles=len(self._index.articles), seq=self._built, seconds=round(took, 3))
        # While an import runs there is always something new: half of the time is left to those who wait for answers.
        await self.clock.sleep(min(took, 30.0) if self._seen > self._built else 0.0)
        return True

    async def _was_taught(self) -> bool:
        now = self.clock.monotonic()
        if now - self._asked_at < ASKED_EVERY_S:
            return False
        self._asked_at = now
        return await self._known.questions_mark() != self._learned

    def on_error(self, error: Exception) -> None:
        """What has changed stays withheld until a build succeeds."""
        log.error("index_failed", error=type(error).__name__, detail=getattr(error, "detail", ""))

    async def _build(self, progress: Progress | None = None, *, recalibrate: bool = False) -> None:
        mark, self._asked_at = await self._known.questions_mark(), self.clock.monotonic()
        questions = taught(self._company.questions, await self._known.known_questions())
        seq, articles = await self._library.shelf()
        company = replace(self._company, articles=articles, questions=questions)

        def build() -> IndexedKnowledge:
            return open_knowledge(
                company,
                self._embedder,
                self._cache_dir,
                progress,
                recalibrate=recalibrate,
                inside=self._inside,
                lent=self._lent,
            )

        fresh = await asyncio.to_thread(build)
        async with self._asking:
            seen, changed = await self._library.changed_articles(seq)
            self._index, self._built, self._seen, self._learned = fresh, seq, seen, mark
            self._changed = frozenset(changed)
            self._withhold()


def _next_turn(articles: tuple[Article, ...], now: Millis) -> Millis | None:
    return min((at for article in articles if (at := turns_at(article, now)) is not None), default=None)
