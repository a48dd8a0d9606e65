"""What the hybrid search is held against: BM25 alone and vectors alone, each as one would build it by itself."""

from collections.abc import Sequence

import numpy as np

from core.domain.company import Article
from core.domain.ids import ArticleId
from core.ports import Embedder, Vectors
from knowledge.ingest import sections
from knowledge.lexical import Floats, Ints, build_lexical, tokens
from knowledge.trial_files import TrialQuestion

TURNS = 3
"""Both get the last turns joined, which serves either better than the last turn alone (docs/adr/0007)."""
K1, B = 1.5, 0.75
"""The defaults of bm25s."""


def rank_by_words(
    articles: Sequence[Article], questions: Sequence[TrialQuestion], limit: int
) -> list[tuple[ArticleId, ...]]:
    """The best articles for each question by BM25 over whole articles, stems without stop words."""
    index = build_lexical([f"{a.title}\n{a.body}" for a in articles], articles[0].locale, K1, B)
    return [
        _best(index.scores(dict.fromkeys(tokens(joined(item), index.locale), 1.0)), articles, limit)
        for item in questions
    ]


def rank_by_vectors(
    articles: Sequence[Article], questions: Sequence[TrialQuestion], embedder: Embedder, limit: int
) -> list[tuple[ArticleId, ...]]:
    """The best articles for each question by their best passage's similarity."""
    parts = [(number, part.searched) for number, article in enumerate(articles) for part in sections(article)]
    passages = embedder.embed_blocking([text for _, text in parts])
    owners = np.array([number for number, _ in parts], np.int64)
    asked = embedder.embed_blocking([joined(item) for item in questions])
    return [_best(_by_article(passages @ vector, owners, len(articles)), articles, limit) for vector in asked]


def joined(item: TrialQuestion) -> str:
    """A question with the turns before it, as one text."""
    return "\n".join([*item.history[-(TURNS - 1) :], item.text])


def _by_article(similarities: Vectors, owners: Ints, count: int) -> Floats:
    best = np.full(count, -1, np.float32)
    np.maximum.at(best, owners, similarities)
    return best


def _best(scores: Floats, articles: Sequence[Article], limit: int) -> tuple[ArticleId, ...]:
    return tuple(articles[int(row)].id for row in np.argsort(-scores, kind="stable")[:limit])
