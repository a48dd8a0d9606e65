"""Finding passages: meaning (FAISS) and words (BM25) together, over what the reader may see and nothing else."""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.domain.company import Article
from core.domain.ids import AccountId
from core.ports import Vectors
from knowledge.cues import STEPS, asked, given, telling
from knowledge.ingest import Section
from knowledge.lexical import Floats, Ints, LexicalIndex, tokens

NEAREST, WORDIEST = 64, 32
"""How many passages each side puts forward; scores are standardised among them."""
WEIGHTS = np.array([0.4, 0.9, 1.2, 0.9], np.float32)
"""Of a passage's similarity, its best sentence's, its article's, and its words; from cross-validation over the example
company's questions. A passage of thirty words is told apart best by its best sentence and by its article."""
LONE_LEAD = 4.0
"""The lead of a passage that has no other beside it."""
SHOWN = 8
WHOLE = 3
"""Of how many articles every passage is weighed, also those that the search did not put forward."""
SUPPORT = np.array([0.6, 0.4, 0.3, 0.12], np.float32)
"""Of a sentence: its similarity alone, with its heading, the question's words in it, the sort of answer it gives."""
EVIDENCE = (
    "search",
    "support",
    "sentence alone",
    "sentence under its heading",
    "question's words in the sentence",
    "sort of answer",
    "steps for a how-to",
    "introduction",
    "introduction for a how-to",
    "customers ask this of the article",
)
"""What decides between passages, a number each, and how much: from cross-validation over the example company's."""
EVIDENCE_WEIGHTS = np.array([0.65, 0.65, 0.7, 0.35, 0.0, 0.7, 1.3, -1.1, -0.65, 1.25], np.float32)
FEATURES = (
    "passage similarity",
    "sentence under its heading",
    "article similarity",
    "words found in the passage",
    "words found in the article",
    "words found nowhere",
    "lead over the next article",
    "meaning and words agree",
    "sentence alone",
    "question's words in the sentence",
    "sort of answer",
    "steps for a how-to",
    "introduction",
    "introduction for a how-to",
    "customers ask this of the article",
    "lead over the next passage of the article",
    "telling words",
    "no telling word, or a lone one",
)


@dataclass(frozen=True, slots=True)
class Found:
    """A passage with how it was found. `units` say how well each of its sentences and steps answers."""

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


@dataclass(frozen=True, slots=True)
class Sentences:
    """All units of all passages, one after another: their vectors alone and under their heading, and their words."""

    alone: Vectors
    headed: Vectors
    words: LexicalIndex


@dataclass(frozen=True, slots=True)
class View:
    """The passages one may see, by number. FAISS's selector in `parameters` points into `ids`: they live together."""

    ids: Ints
    parameters: Any


@dataclass(frozen=True, slots=True)
class _Weighed:
    """Passages with how well each answers. `units` of all of them one after another, cut at `offsets`."""

    rows: Ints
    evidence: Floats
    score: Floats
    units: Floats
    offsets: Ints


class Searcher:
    """All passages that any customer may see. Internal articles never get in here."""

    def __init__(
        self, sections: Sequence[Section], index: Any, sentences: Sentences, articles: Vectors, lexical: LexicalIndex
    ) -> None:
        import faiss

        # One query at a time: more threads would wait for each other and starve the event loop.
        faiss.omp_set_num_threads(1)
        self._sections = tuple(sections)
        self._index = index
        # The index's own storage, not a copy.
        self._passages: Vectors = faiss.rev_swig_ptr(index.get_xb(), index.ntotal * index.d).reshape(-1, index.d)
        self._sentences = sentences
        self._articles = articles
        self._lexical = lexical
        ids = [section.article.id for section in sections]
        order = {article_id: number for number, article_id in enumerate(dict.fromkeys(ids))}
        self._article_of: Ints = np.array([order[article_id] for article_id in ids], np.int64)
        counts = [len(section.units) for section in sections]
        self._unit_starts: Ints = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        self._given: Ints = np.array([given(unit) for section in sections for unit in section.units], np.int64)
        self._intro = np.array([not section.heading for section in sections], np.float32)
        self.known = tuple(sections[row].article for row in np.unique(self._article_of, return_index=True)[1])
        """Every article, in the order of the passages."""
        self._accounts = frozenset(account for article in self.known for account in article.accounts)

    @property
    def articles(self) -> int:
        """How many there are, those included that only some may see."""
        return len(self._articles)

    @property
    def accounts(self) -> frozenset[AccountId]:
        """Accounts that may see what others may not."""
        return self._accounts

    def view(self, allowed: Callable[[Article], bool]) -> View:
        """The passages of the articles for which `allowed` is true."""
        import faiss

        mask = np.array([allowed(article) for article in self.known], bool)
        ids = np.flatnonzero(mask[self._article_of]).astype(np.int64)
        parameters: Any = faiss.SearchParameters  # its stub knows no keywords
        return View(ids, parameters(sel=faiss.IDSelectorBatch(ids)))

    def find(self, question: str, vector: Vectors, view: View, expected: Floats | None = None) -> Findings:
        """Passages for a question, best first; one search over what `view` holds and nothing else.

        `expected`: for each article how alike what customers ask of it is, in the order of the passages.
        """
        stems = tokens(question, self._lexical.locale)
        words = self._lexical.scores(stems)
        rows = self._candidates(vector, words, view)
        if not len(rows):
            return Findings((), np.zeros(len(FEATURES), np.float32))
        passages: Floats = self._passages[rows] @ vector
        articles: Floats = self._articles[self._article_of[rows]] @ vector
        units, offsets = self._of_units(rows, self._sentences.headed, vector)
        best_units = np.maximum.reduceat(units, offsets[:-1])
        score = WEIGHTS @ _standardised(np.stack([passages, best_units, articles, words[rows]]))
        weighed = self._weigh(question, stems, vector, rows, score, expected)
        ranked = np.argsort(-weighed.score, kind="stable")
        top = int(ranked[0])
        nearest = rows[int(passages.argmax())]
        return Findings(
            tuple(self._found(weighed, int(i), vector, words) for i in ranked[:SHOWN]),
            self._features(question, weighed, top, stems, vector, int(nearest)),
        )

    def _found(self, weighed: _Weighed, place: int, vector: Vectors, words: Floats) -> Found:
        row = int(weighed.rows[place])
        return Found(
            self._sections[row],
            float(weighed.score[place]),
            float(self._passages[row] @ vector),
            float(words[row]),
            weighed.units[weighed.offsets[place] : weighed.offsets[place + 1]],
        )

    def _features(
        self, question: str, weighed: _Weighed, top: int, stems: list[str], vector: Vectors, nearest: int
    ) -> Floats:
        row = int(weighed.rows[top])
        evidence, score = weighed.evidence[:, top], weighed.score
        mine = self._article_of[weighed.rows] == self._article_of[row]
        elsewhere, beside = score[~mine], np.delete(score[mine], np.flatnonzero(np.flatnonzero(mine) == top))
        clear = telling(stems)
        return np.array(
            (
                self._passages[row] @ vector,
                evidence[3],
                self._articles[self._article_of[row]] @ vector,
                *self._coverage(stems, row),
                float(score[top] - elsewhere.max()) if len(elsewhere) else LONE_LEAD,
                float(self._article_of[nearest] == self._article_of[row]),
                evidence[2],
                *evidence[4:],
                min(float(score[top] - beside.max()), LONE_LEAD) if len(beside) else LONE_LEAD,
                clear,
                clear == 0 or (clear < 4 and len(question.split()) < 2),
            ),
            np.float32,
        )

    def _weigh(
        self,
        question: str,
        stems: list[str],
        vector: Vectors,
        rows: Ints,
        score: Floats,
        expected: Floats | None,
    ) -> _Weighed:
        """The best passages, and the others of their articles, by how well their sentences answer."""
        best = np.argsort(-score, kind="stable")[:SHOWN]
        scores = np.full(len(self._sections), score.min(), np.float32)
        scores[rows] = score
        first = list(dict.fromkeys(self._article_of[rows[best]].tolist()))[:WHOLE]
        rows = np.union1d(rows[best], np.flatnonzero(np.isin(self._article_of, first)))
        headed, offsets = self._of_units(rows, self._sentences.headed, vector)
        alone, _ = self._of_units(rows, self._sentences.alone, vector)
        places = self._places(rows, offsets)
        wanted = asked(question)
        sort = wanted & ~STEPS
        fits = ((self._given[places] & sort) != 0).astype(np.float32) - 0.5 if sort else np.zeros(len(places))
        said = self._said(stems)[places]
        units = (SUPPORT @ np.stack([alone, headed, said, fits])).astype(np.float32)
        top = offsets[:-1] + np.array([units[a:b].argmax() for a, b in itertools.pairwise(offsets)], np.int64)
        steps = np.maximum.reduceat((self._given[places] & STEPS) != 0, offsets[:-1]) - 0.5
        usual = np.zeros(len(rows)) if expected is None else expected[self._article_of[rows]]
        evidence = np.stack(
            [
                scores[rows],
                units[top],
                alone[top],
                headed[top],
                said[top],
                fits[top],
                steps if wanted & STEPS else -0.3 * steps,
                self._intro[rows],
                self._intro[rows] * bool(wanted & STEPS),
                usual,
            ]
        ).astype(np.float32)
        return _Weighed(rows, evidence, EVIDENCE_WEIGHTS @ evidence, units, offsets)

    def _said(self, stems: Sequence[str]) -> Floats:
        """For every unit the share of the question's weight that stands in it or in its heading."""
        index = self._sentences.words
        said = np.zeros(index.size, np.float32)
        total = 0.0
        for stem in set(stems):
            total += index.weight(stem)
            said[index.holders(stem)] += index.weight(stem)
        return said / total if total else said

    def _places(self, rows: Ints, offsets: Ints) -> Ints:
        return np.arange(offsets[-1]) + np.repeat(self._unit_starts[rows] - offsets[:-1], np.diff(offsets))

    def _of_units(self, rows: Ints, vectors: Vectors, vector: Vectors) -> tuple[Floats, Ints]:
        """Similarities of all units of the given passages, one after another, and where each passage's begin."""
        counts = self._unit_starts[rows + 1] - self._unit_starts[rows]
        offsets = np.concatenate([[0], np.cumsum(counts)])
        similarities: Floats = vectors[self._places(rows, offsets)] @ vector
        return similarities, offsets

    def _candidates(self, vector: Vectors, words: Floats, view: View) -> Ints:
        allowed = view.ids
        if not len(allowed):
            return allowed
        _, near = self._index.search(vector[None], min(NEAREST, len(allowed)), params=view.parameters)
        wordy = allowed[np.argsort(-words[allowed], kind="stable")[:WORDIEST]]
        return np.unique(np.concatenate([near[0][near[0] >= 0], wordy]))

    def _coverage(self, stems: Sequence[str], row: int) -> tuple[float, float, float]:
        """Which share of the question's weight stands in the passage, in its article, and nowhere at all."""
        total = here = article = nowhere = 0.0
        mine = self._article_of[row]
        for stem in set(stems):
            weight = self._lexical.weight(stem)
            total += weight
            holders = self._lexical.holders(stem)
            if not len(holders):
                nowhere += weight
                continue
            here += weight * bool((holders == row).any())
            article += weight * bool((self._article_of[holders] == mine).any())
        return (here / total, article / total, nowhere / total) if total else (0.0, 0.0, 0.0)


def _standardised(rows: Floats) -> Floats:
    """Each row with mean 0 and spread 1; a row of equal values says nothing and becomes 0."""
    centred = rows - rows.sum(axis=1, keepdims=True) / rows.shape[1]
    spread = np.sqrt((centred * centred).sum(axis=1, keepdims=True) / rows.shape[1])
    standardised: Floats = centred / np.maximum(spread, 1e-6)
    return standardised
