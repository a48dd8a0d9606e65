"""What a change of one article would do to the answers: the same questions over two indexes, before and after."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from core.domain.company import AnswerableQuestion, Article, Company
from core.domain.ids import ArticleId
from core.domain.people import Level, Reader
from core.known import KnownQuestions, Shown, Tried, taught
from core.library import Library
from core.ports import Embedder, Progress
from knowledge.index import IndexedKnowledge, is_right, open_knowledge


class Rehearsals:
    """core.known.Rehearse. `index` is the folder of the index that answers, whose vectors and confidence both share;
    `drafts` that of what is tried. `threshold` is the confidence from which the bot answers."""

    def __init__(
        self,
        library: Library,
        known: KnownQuestions,
        company: Company,
        embedder: Embedder,
        index: Path,
        drafts: Path,
        threshold: float,
    ) -> None:
        self._library = library
        self._known = known
        self._company = company
        self._embedder = embedder
        self._index = index
        self._drafts = drafts
        self._threshold = threshold
        self._one = asyncio.Lock()

    async def rehearse(
        self,
        questions: Sequence[AnswerableQuestion],
        changed: Article | None,
        gone: ArticleId | None,
        progress: Progress,
    ) -> tuple[Tried, ...]:
        """One at a time: each holds two indexes in memory."""
        async with self._one:
            _, articles = await self._library.shelf()
            before = await self._opened(articles, self._index)
            after = before
            if changed is not None or gone is not None:
                after = await self._opened(_changed(articles, changed, gone), self._drafts)
            tried: list[Tried] = []
            for number, item in enumerate(questions, 1):
                old = await self._shown(before, item)
                new = old if after is before else await self._shown(after, item)
                tried.append(Tried(item.question, tuple(item.articles), old, new, item.passage))
                progress(number, len(questions))
            return tuple(tried)

    async def _opened(self, articles: Sequence[Article], folder: Path) -> IndexedKnowledge:
        questions = taught(self._company.questions, await self._known.known_questions())
        company = replace(self._company, articles=tuple(articles), questions=questions)
        lent = None if folder == self._index else self._index

        def build() -> IndexedKnowledge:
            return open_knowledge(company, self._embedder, folder, recalibrate=False, lent=lent)

        return await asyncio.to_thread(build)

    async def _shown(self, knowledge: IndexedKnowledge, item: AnswerableQuestion) -> Shown:
        answer = await knowledge.answer(item.question, Reader(Level.VERIFIED))
        if not answer.text or answer.confidence < self._threshold:
            return Shown("", "", answer.confidence, not item.articles)
        right = bool(item.articles) and is_right(item, answer.sources, answer.text)
        return Shown(str(answer.sources[0].article_id), answer.text, answer.confidence, right)


def _changed(articles: Sequence[Article], changed: Article | None, gone: ArticleId | None) -> list[Article]:
    out = {gone, changed.id if changed else None}
    left = [article for article in articles if article.id not in out]
    return sorted([*left, changed] if changed else left, key=lambda article: article.id)
