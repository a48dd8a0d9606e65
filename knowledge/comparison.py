"""Comparing the articles with each other: sentences about the same thing that differ, and articles that repeat another.

Everything is compared with everything else, a block at a time: with the most that is taken that is some seconds.
"""

import asyncio
import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from core.care import Compared, Contradiction, Repetition, Statement
from core.domain.company import Article
from core.library import Library
from core.policies.clash import clash_of
from core.ports import Embedder, Vectors
from knowledge.ingest import sections
from knowledge.lexical import tokens
from knowledge.vectors import embed_remembered

ALIKE = 0.65
"""From this cosine on two sentences are looked at; alone or under their headings. Of six contradictions put into the
example company's articles it shows three, beside fifteen pairs that really differ, in what they are about as well."""
REPEATED = 0.6
"""From this share of common runs on an article repeats another."""
RUN = 4
MOST = 20_000
"""Sentences that are compared, those of the first articles by id."""
MOST_PAIRS = 100
_BLOCK = 512


class ArticleComparison:
    """core.care.Comparison. `index` is the folder whose vectors are used where they fit; `folder` keeps the others."""

    def __init__(self, library: Library, embedder: Embedder, index: Path, folder: Path) -> None:
        self._library = library
        self._embedder = embedder
        self._index = index
        self._folder = folder

    async def compare(self) -> tuple[int, Compared]:
        """In a thread of its own; a minute and more where many sentences have no vector yet."""
        seq, articles = await self._library.shelf()
        return seq, await asyncio.to_thread(self._compare, articles)

    def _compare(self, articles: Sequence[Article]) -> Compared:
        known = [statement for article in articles for statement in _statements(article)]
        taken = known[:MOST]
        texts = [statement.text for statement, _ in taken]
        headed = [f"{name}: {text}" if name else text for (_, name), text in zip(taken, texts, strict=True)]
        lent = self._index / "vectors.npz"
        vectors = embed_remembered([*texts, *headed], self._embedder, self._folder / "vectors.npz", lent=lent)
        locales = {article.id: article.locale.split("-")[0] for article in articles}
        statements = [statement for statement, _ in taken]
        pairs = _alike(vectors[: len(texts)], vectors[len(texts) :])
        found: list[Contradiction] = []
        for here, there, alike in pairs:
            one, other = statements[here], statements[there]
            if one.article_id == other.article_id or locales[one.article_id] != locales[other.article_id]:
                continue
            clash = clash_of(one.text, other.text)
            if clash is not None:
                found.append(Contradiction(_key(one.text, other.text), clash, one, other, alike))
        found.sort(key=lambda pair: -pair.alike)
        return Compared(tuple(found[:MOST_PAIRS]), tuple(_repetitions(articles)), len(known) - len(taken))


def _statements(article: Article) -> Iterator[tuple[Statement, str]]:
    """Its sentences and steps, each with the name it is searched under."""
    for section in sections(article):
        for unit in section.units:
            yield Statement(article.id, article.title, section.heading, unit.text), section.name


def _alike(alone: Vectors, headed: Vectors) -> Iterator[tuple[int, int, float]]:
    """Pairs (the first before the second) that are alike, alone or under their headings."""
    for start in range(0, len(alone), _BLOCK):
        end = start + _BLOCK
        scores = np.maximum(alone[start:end] @ alone.T, headed[start:end] @ headed.T)
        for row, column in np.argwhere(scores >= ALIKE).tolist():
            if start + row < column:
                yield start + row, column, float(scores[row, column])


def _repetitions(articles: Sequence[Article]) -> list[Repetition]:
    """By their runs of words; only those that share a run are looked at."""
    runs = [_runs(article) for article in articles]
    under: dict[int, list[int]] = {}
    shared: dict[tuple[int, int], int] = {}
    for number, mine in enumerate(runs):
        for run in mine:
            for other in under.setdefault(run, []):
                shared[other, number] = shared.get((other, number), 0) + 1
            if len(under[run]) < 20:  # a run that stands everywhere says nothing
                under[run].append(number)
    found = [
        Repetition(
            _key(articles[one].body, articles[other].body),
            (articles[one].id, articles[one].title),
            (articles[other].id, articles[other].title),
            common / min(len(runs[one]), len(runs[other])),
        )
        for (one, other), common in shared.items()
        if common >= REPEATED * min(len(runs[one]), len(runs[other])) and articles[one].locale == articles[other].locale
    ]
    return sorted(found, key=lambda pair: -pair.share)[:MOST_PAIRS]


def _runs(article: Article) -> frozenset[int]:
    stems = tokens(article.body, article.locale)
    return frozenset(hash(tuple(stems[at : at + RUN])) for at in range(len(stems) - RUN + 1))


def _key(one: str, other: str) -> str:
    return hashlib.sha256("\0".join(sorted((one, other))).encode("utf-8", "replace")).hexdigest()[:32]
