"""Finding passages: meaning (FAISS) and words (BM25) together, over what the reader may see and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.domain.company import ArticleAudience
from core.domain.people import Level
from core.ports import Vectors
from knowledge.ingest import Section
from knowledge.lexical import Floats, Ints, LexicalIndex, tokens

NEAREST, WORDIEST = 64, 32
"""How many passages each side puts forward; scores are standardised among them."""
WEIGHTS = np.array([0.4, 0.9, 1.2, 0.9], np.float32)
"""Of a passage's similarity, its best sentence's, its article's, and its words; from cross-validation over the example
company's questions. A passage of thirty words is told apart best by its best sentence and by its article."""
LONE_LEAD = 4.0
"""The lead of a passage that has no other article beside it."""
SHOWN = 8
FEATURES = (
    "passage similarity",
    "sentence similarity",
    "article similarity",
    "words found in the passage",
    "words found in the article",
    "words found nowhere",
    "lead over the next article",
    "meaning and words agree",
)


@dataclass(frozen=True, slots=True)
class Found:
    """A passage with how it was found. `units` are the similarities of its sentences and steps."""

    section: Section
    score: float
    dense: float
    lexical: float
    units: Floats


@dataclass(frozen=True, slots=True)
class Findings:
    """Passages best first, at most `SHOWN`, and what confidence in the first rests on: a number for each of
    `FEATURES`."""

    found: tuple[Found, ...]
    features: Floats


class Searcher:
    """All passages that any customer may see. Internal articles never get in here."""

    def __init__(
        self, sections: Sequence[Section], index: Any, units: Vectors, articles: Vectors, lexical: LexicalIndex
    ) -> None:
        import faiss

        # One query at a time: more threads would wait for each other and starve the event loop.
        faiss.omp_set_num_threads(1)
        self._sections = tuple(sections)
        self._index = index
        # The index's own storage, not a copy.
        self._passages: Vectors = faiss.rev_swig_ptr(index.get_xb(), index.ntotal * index.d).reshape(-1, index.d)
        self._units = units
        self._articles = articles
        self._lexical = lexical
        ids = [section.article.id for section in sections]
        order = {article_id: number for number, article_id in enumerate(dict.fromkeys(ids))}
        self._article_of: Ints = np.array([order[article_id] for article_id in ids], np.int64)
        counts = [len(section.units) for section in sections]
        self._unit_starts: Ints = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        public = np.array([s.article.audience is ArticleAudience.PUBLIC for s in sections], bool)
        self._allowed = {level: public if level < Level.VERIFIED else np.ones(len(sections), bool) for level in Level}
        # The selectors point into these arrays: they must live as long.
        self._ids = {level: np.flatnonzero(mask).astype(np.int64) for level, mask in self._allowed.items()}
        parameters: Any = faiss.SearchParameters  # its stub knows no keywords
        self._params = {level: parameters(sel=faiss.IDSelectorBatch(ids)) for level, ids in self._ids.items()}

    def find(self, question: str, vector: Vectors, level: Level) -> Findings:
        """Passages for a question, best first; one search over what `level` may see."""
        stems = tokens(question, self._lexical.locale)
        words = self._lexical.scores(stems)
        rows = self._candidates(vector, words, level)
        if not len(rows):
            return Findings((), np.zeros(len(FEATURES), np.float32))
        passages: Floats = self._passages[rows] @ vector
        articles: Floats = self._articles[self._article_of[rows]] @ vector
        units, offsets = self._unit_similarities(rows, vector)
        best_units = np.maximum.reduceat(units, offsets[:-1])
        score = WEIGHTS @ _standardised(np.stack([passages, best_units, articles, words[rows]]))
        ranked = np.argsort(-score, kind="stable")
        found = tuple(
            Found(
                self._sections[rows[i]],
                float(score[i]),
                float(passages[i]),
                float(words[rows[i]]),
                units[offsets[i] : offsets[i + 1]],
            )
            for i in ranked[:SHOWN]
        )
        top = ranked[0]
        others = score[self._article_of[rows] != self._article_of[rows[top]]]
        nearest = rows[int(passages.argmax())]
        features = (
            passages[top],
            best_units[top],
            articles[top],
            *self._coverage(stems, int(rows[top])),
            float(score[top] - others.max()) if len(others) else LONE_LEAD,
            float(self._article_of[nearest] == self._article_of[rows[top]]),
        )
        return Findings(found, np.array(features, np.float32))

    def _unit_similarities(self, rows: Ints, vector: Vectors) -> tuple[Floats, Ints]:
        """Those of all units of the given passages, one after another, and where each passage's begin and end."""
        counts = self._unit_starts[rows + 1] - self._unit_starts[rows]
        offsets = np.concatenate([[0], np.cumsum(counts)])
        places = np.arange(offsets[-1]) + np.repeat(self._unit_starts[rows] - offsets[:-1], counts)
        similarities: Floats = self._units[places] @ vector
        return similarities, offsets

    def _candidates(self, vector: Vectors, words: Floats, level: Level) -> Ints:
        allowed = self._ids[level]
        if not len(allowed):
            return allowed
        _, near = self._index.search(vector[None], min(NEAREST, len(allowed)), params=self._params[level])
        wordy = allowed[np.argsort(-words[allowed], kind="stable")[:WORDIEST]]
        return np.unique(np.concatenate([near[0][near[0] >= 0], wordy]))

    def _coverage(self, stems: Sequence[str], row: int) -> tuple[float, float, float]:
        """Which share of the question's weight stands in the passage, in its article, and nowhere at all."""
        total = here = article = nowhere = 0.0
        mine = self._article_of[row]
        for stem in set(stems):
            weight = self._lexical.weight(stem)
            total += weight
            known = self._lexical.vocabulary.get(stem)
            if known is None:
                nowhere += weight
                continue
            holders = self._lexical.passages[self._lexical.starts[known] : self._lexical.starts[known + 1]]
            here += weight * bool((holders == row).any())
            article += weight * bool((self._article_of[holders] == mine).any())
        return (here / total, article / total, nowhere / total) if total else (0.0, 0.0, 0.0)


def _standardised(rows: Floats) -> Floats:
    """Each row with mean 0 and spread 1; a row of equal values says nothing and becomes 0."""
    centred = rows - rows.sum(axis=1, keepdims=True) / rows.shape[1]
    spread = np.sqrt((centred * centred).sum(axis=1, keepdims=True) / rows.shape[1])
    standardised: Floats = centred / np.maximum(spread, 1e-6)
    return standardised
