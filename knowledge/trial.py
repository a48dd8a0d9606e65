"""A trial of retrieval: the product's own searcher over given articles and questions, beside BM25 and vectors alone."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path
from time import perf_counter

import numpy as np
import numpy.typing as npt

from core.domain.company import Article, Company
from core.domain.ids import ArticleId
from core.domain.people import Level, Reader
from core.measures import area_under_curve
from core.ports import Embedder, Progress
from knowledge.alone import rank_by_vectors, rank_by_words
from knowledge.index import IndexedKnowledge, open_knowledge
from knowledge.trial_files import TrialQuestion

DEPTH = 10
Ranking = tuple[ArticleId, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """What came out. `figures` has the keys of issue 4; `words` and `vectors` are recall@1, recall@5 and MRR of BM25
    alone and of vectors alone; `missed` are the questions whose first article is wrong, with that article."""

    figures: dict[str, float]
    words: dict[str, float]
    vectors: dict[str, float]
    missed: tuple[tuple[TrialQuestion, ArticleId | None], ...]


async def try_retrieval(
    articles: Sequence[Article],
    questions: Sequence[TrialQuestion],
    embedder: Embedder,
    folder: Path,
    *,
    indexing: Progress | None = None,
    asking: Progress | None = None,
) -> Trial:
    """Build an index in `folder`, ask it every question, and judge the ranking of articles.

    Time is that of a question on its own, embedding included; `recall_at_k` counts the answerable questions for which
    a relevant article is among the first k; `abstain_auroc` judges the confidence by which the product declines.
    """
    began = perf_counter()
    knowledge = await asyncio.to_thread(knowledge_of, articles, embedder, folder, indexing)
    seconds = perf_counter() - began
    reader = Reader(Level.VERIFIED)
    rankings: list[Ranking] = []
    confidence: list[float] = []
    spent: list[float] = []
    for number, item in enumerate(questions, 1):
        asked = perf_counter()
        ranked = await knowledge.rank(item.text, reader, history=item.history)
        spent.append((perf_counter() - asked) * 1000)
        rankings.append(ranked.articles[:DEPTH])
        confidence.append(ranked.confidence)
        if asking is not None:
            asking(number, len(questions))
    answerable = np.array([bool(item.relevant) for item in questions], bool)
    scores = np.array(confidence, np.float32)
    figures = {"n": float(len(questions))} | judge(rankings, questions)
    figures |= {
        "abstain_auroc": area_under_curve(scores[answerable], scores[~answerable]),
        "ms_per_query_p50": float(np.percentile(spent, 50)),
        "ms_per_query_p99": float(np.percentile(spent, 99)),
        "index_seconds": seconds,
        "index_bytes": float(await asyncio.to_thread(_bytes, folder)),
    }
    words = await asyncio.to_thread(rank_by_words, articles, questions, DEPTH)
    vectors = await asyncio.to_thread(rank_by_vectors, articles, questions, embedder, DEPTH)
    return Trial(
        figures,
        judge(words, questions),
        judge(vectors, questions),
        tuple(
            (item, ranking[0] if ranking else None)
            for item, ranking in zip(questions, rankings, strict=True)
            if item.relevant and not item.relevant & set(ranking[:1])
        ),
    )


def knowledge_of(
    articles: Sequence[Article], embedder: Embedder, folder: Path, progress: Progress | None = None
) -> IndexedKnowledge:
    """What customers of a company with nothing but these articles would ask. Blocking."""
    company = Company(
        name="", product="", tagline="", bot_name="", website="", support_email="", timezone="UTC",
        locales=(articles[0].locale,), accent="", accent_dark="", hours=(), first_response_target_minutes={}, teams=(),
        categories={}, intents={}, intent_examples={}, articles=tuple(articles),
    )  # fmt: skip
    return open_knowledge(company, embedder, folder, progress)


def judge(rankings: Sequence[Ranking], questions: Sequence[TrialQuestion]) -> dict[str, float]:
    """Figures over the answerable questions; none when there are none."""
    hits = [
        np.array([article in item.relevant for article in ranking[:DEPTH]], bool)
        for ranking, item in zip(rankings, questions, strict=True)
        if item.relevant
    ]
    wanted = [len(item.relevant) for item in questions if item.relevant]
    return {
        **{f"recall_at_{k}": _mean([float(hit[:k].any()) for hit in hits]) for k in (1, 5, 10)},
        "mrr": _mean([1 / (1 + int(hit.argmax())) if hit.any() else 0.0 for hit in hits]),
        "ndcg_at_10": _mean([_ndcg(hit, count) for hit, count in zip(hits, wanted, strict=True)]),
    }


def _bytes(folder: Path) -> int:
    """Of the index alone: vectors that are kept for the next build do not serve anybody."""
    return sum(path.stat().st_size for path in folder.glob("*/*"))


def _ndcg(hit: npt.NDArray[np.bool_], wanted: int) -> float:
    """Each relevant article counts 1, divided by log2 of its place plus 1; 1 for the best possible order."""
    gained = sum(1 / log2(place + 2) for place in np.flatnonzero(hit))
    return float(gained / sum(1 / log2(place + 2) for place in range(min(wanted, DEPTH))))


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else float("nan")
