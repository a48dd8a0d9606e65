"""Finding passages: meaning (FAISS) and words (BM25) together, over what the reader may see and nothing else.

Both put candidates forward; the best of those by their own and their article's score are weighed by their sentences.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.domain.company import Article
from core.domain.ids import AccountId
from knowledge.asking import Asked
from knowledge.codes import named_codes
from knowledge.compact import LOOKED_INTO, Compact, is_flat
from knowledge.cues import OTHERS, SORTS, STEPS, UNDOING, US, asked, is_theirs, settled, subjects, telling
from knowledge.evidence import COSINE, CUSTOMERS_ASK, EVIDENCE_WEIGHTS, FEATURES, LONE_LEAD, SUPPORT, UNTOLD_WEIGHTS
from knowledge.groups import beside_the_most, firsts, runs
from knowledge.ingest import Section
from knowledge.lexical import FEW, Bools, Floats, Ints, LexicalIndex, UnitWords, tokens

NEAREST, WORDIEST = 64, 32
"""How many passages each side puts forward."""
WEIGHED = 20
"""Of how many candidates the sentences are weighed."""
WHOLE, WHOLE_PASSAGES = 3, 12
"""Of how many articles every passage is weighed, also those nobody put forward, when it has no more than so many."""
SHOWN = 8
RIVALS = 6
"""Among how many of the first articles one looks for others that the same word names."""


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
    """Passages best first, at most `SHOWN`; what confidence in the first rests on, a number for each of `FEATURES`;
    and all articles that were put forward, best first, by their number."""

    found: tuple[Found, ...]
    features: Floats
    articles: tuple[int, ...] = ()
    rivals: tuple[int, ...] = ()
    """Of a question that names one thing only, the articles whose titles name it, where there are several."""


@dataclass(frozen=True, slots=True)
class Sentences:
    """All units of all passages, one after another: their vectors alone and under their heading, and their words."""

    alone: Compact
    headed: Compact
    words: UnitWords


@dataclass(frozen=True, slots=True)
class Indexes:
    """What a searcher searches: FAISS over passages, all vectors, and the words of passages and of articles."""

    nearest: Any
    passages: Compact
    sentences: Sentences
    articles: Compact
    passage_words: LexicalIndex
    article_words: LexicalIndex
    title_pairs: LexicalIndex
    given: Ints
    """The sorts of answer each unit can give."""
    twins: Ints
    """For each passage the first that says the same in nearly the same words."""


@dataclass(frozen=True, slots=True)
class View:
    """The passages one may see, by number (`mask` is None for all). FAISS's selector in `parameters` points into
    `bits`: they live together."""

    count: int
    mask: Bools | None
    bits: Any
    parameters: Any


@dataclass(frozen=True, slots=True)
class Words:
    """The BM25 scores of a question: of every passage, and of articles by their numbers in ascending order."""

    passages: Floats
    articles: Callable[[Ints], Floats]


@dataclass(frozen=True, slots=True)
class _Candidates:
    """Passages, in order, by similarity and words, with their articles' ones."""

    rows: Ints
    articles: Ints
    dense: Floats
    lexical: Floats
    article_dense: Floats
    article_lexical: Floats

    def take(self, places: Ints) -> "_Candidates":
        return _Candidates(
            self.rows[places], self.articles[places], self.dense[places], self.lexical[places],
            self.article_dense[places], self.article_lexical[places],
        )  # fmt: skip

    @property
    def score(self) -> Floats:
        score: Floats = (
            COSINE * (self.dense + self.article_dense) + np.sqrt(self.lexical) + np.sqrt(self.article_lexical)
        )
        return score


@dataclass(frozen=True, slots=True)
class _Weighed:
    """Candidates with how well each answers. `units` of all of them one after another, cut at `offsets`."""

    candidates: _Candidates
    evidence: Floats
    score: Floats
    units: Floats
    offsets: Ints


class Searcher:
    """All passages that any reader may see."""

    def __init__(self, sections: Sequence[Section], indexes: Indexes) -> None:
        import faiss

        # One query at a time: more threads would wait for each other and starve the event loop.
        faiss.omp_set_num_threads(1)
        self._sections = tuple(sections)
        self._indexes = indexes
        self._flat = is_flat(indexes.nearest)
        ids = [section.article.id for section in sections]
        order = {article_id: number for number, article_id in enumerate(dict.fromkeys(ids))}
        self._article_of: Ints = np.array([order[article_id] for article_id in ids], np.int64)
        self._starts: Ints = np.searchsorted(self._article_of, np.arange(len(order) + 1)).astype(np.int64)
        """Where each article's passages begin: they stand together."""
        counts = [len(section.units) for section in sections]
        self._unit_starts: Ints = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        self._intro = np.array([not section.heading for section in sections], np.float32)
        self.known = tuple(sections[row].article for row in self._starts[:-1])
        """Every article, in the order of the passages."""
        self._accounts = frozenset(account for article in self.known for account in article.accounts)

    @property
    def articles(self) -> int:
        """How many there are, those included that only some may see."""
        return len(self.known)

    @property
    def locale(self) -> str:
        """By which words are taken apart."""
        return self._indexes.passage_words.locale

    @property
    def accounts(self) -> frozenset[AccountId]:
        """Accounts that may see what others may not."""
        return self._accounts

    def view(self, allowed: Callable[[Article], bool]) -> View:
        """The passages of the articles for which `allowed` is true."""
        import faiss

        selector: Any = faiss.IDSelectorBitmap  # its stub knows no arrays
        mask: Bools = np.array([allowed(article) for article in self.known], bool)[self._article_of]
        options: dict[str, Any] = {} if self._flat else {"nprobe": LOOKED_INTO}
        kind: Any = faiss.SearchParameters if self._flat else faiss.SearchParametersIVF
        if mask.all():
            return View(len(mask), None, None, kind(**options))
        bits = np.packbits(mask, bitorder="little")
        return View(int(mask.sum()), mask, bits, kind(sel=selector(bits), **options))

    def words(self, weights: Mapping[str, float]) -> Words:
        """What the words of a question find; its meaning is not needed for that."""
        return Words(self._indexes.passage_words.scores(weights), self._article_words(weights))

    def find(
        self,
        question: Asked,
        view: View,
        expected: Floats | None = None,
        *,
        apart: bool = False,
        words: Words | None = None,
    ) -> Findings:
        """Passages for a question, best first; one search over what `view` holds and nothing else. `apart`: of each
        article the best one only, for whoever looks through articles rather than for an answer.

        `expected`: for each article how alike what customers ask of it is, in the order of the passages; None where
        nothing is known of that. `words` are the question's own, where they have been looked up before.
        """
        words = words or self.words(question.weights)
        candidates = self._candidates(question, view, words)
        if not len(candidates.rows):
            return Findings((), np.zeros(len(FEATURES), np.float32))
        first = candidates.score
        order = np.argsort(-first, kind="stable")
        weighed = self._weigh(question, self._chosen(candidates, order, words, question), expected)
        ranked = np.argsort(-weighed.score, kind="stable")
        articles = np.concatenate([weighed.candidates.articles[ranked], candidates.articles[order]])
        shown = firsts(weighed.candidates.articles, ranked, SHOWN) if apart else self._without_twins(weighed, ranked)
        return Findings(
            tuple(self._found(weighed, place) for place in shown),
            self._features(question, weighed, int(ranked[0]), int(candidates.articles[int(candidates.dense.argmax())])),
            (first_ones := tuple(dict.fromkeys(articles.tolist()))),
            self._rivals(question, first_ones),
        )

    def _rivals(self, question: Asked, articles: Sequence[int]) -> tuple[int, ...]:
        """ "Cancel": an appointment or the subscription? Nothing but asking back can tell."""
        named = subjects([*question.stems, *question.before])
        if len(named) != 1 or asked(question.text) & SORTS or any(char.isdigit() for char in next(iter(named))):
            return ()
        near = [number for number in articles[:RIVALS] if named <= set(tokens(self.known[number].title, self.locale))]
        return tuple(near) if len(near) > 1 else ()

    def _without_twins(self, weighed: _Weighed, ranked: Ints) -> list[int]:
        """The best places, of passages that say the same the best one only."""
        return firsts(self._indexes.twins[weighed.candidates.rows], ranked, SHOWN)

    def _article_words(self, weights: Mapping[str, float]) -> Callable[[Ints], Floats]:
        """The BM25 scores of some articles. All at once while they are few: they are asked for twice."""
        index = self._indexes.article_words
        if index.size > FEW:
            return lambda articles: index.scores_of(articles, weights)
        return index.scores(weights).__getitem__

    def _candidates(self, question: Asked, view: View, words: Words) -> _Candidates:
        """What meaning and words put forward."""
        indexes = self._indexes
        rows = np.empty(0, np.int64)
        if view.count:
            _, near = indexes.nearest.search(question.vector[None], min(NEAREST, view.count), params=view.parameters)
            seen = words.passages if view.mask is None else words.passages * view.mask
            wordy = np.argpartition(-seen, WORDIEST)[:WORDIEST] if len(seen) > WORDIEST else np.arange(len(seen))
            rows = np.unique(np.concatenate([near[0][near[0] >= 0], wordy[seen[wordy] > 0]]))
        return self._looked_at(rows, words, question)

    def _looked_at(self, rows: Ints, words: Words, question: Asked) -> _Candidates:
        indexes, articles = self._indexes, self._article_of[rows]
        starts, inverse = runs(articles)
        mine = articles[starts]
        return _Candidates(
            rows,
            articles,
            indexes.passages.similar(rows, question.vector),
            words.passages[rows],
            indexes.articles.similar(mine, question.vector)[inverse],
            words.articles(mine)[inverse],
        )

    def _chosen(self, candidates: _Candidates, order: Ints, words: Words, question: Asked) -> _Candidates:
        """The candidates whose sentences are weighed, and the other passages of the first articles, all in order."""
        chosen = candidates.rows[order[:WEIGHED]]
        first = dict.fromkeys(candidates.articles[order].tolist())
        spans = [(self._starts[article], self._starts[article + 1]) for article in list(first)[:WHOLE]]
        whole = [np.arange(start, end) for start, end in spans if end - start <= WHOLE_PASSAGES]
        rows = np.unique(np.concatenate([chosen, *whole]))
        places = np.searchsorted(candidates.rows, rows)
        known = places < len(candidates.rows)
        known[known] = candidates.rows[places[known]] == rows[known]
        if known.all():
            return candidates.take(places)
        return self._looked_at(rows, words, question)

    def _weigh(self, question: Asked, candidates: _Candidates, expected: Floats | None) -> _Weighed:
        """How well the candidates' sentences answer."""
        rows, sentences = candidates.rows, self._indexes.sentences
        counts = self._unit_starts[rows + 1] - self._unit_starts[rows]
        offsets = np.concatenate([[0], np.cumsum(counts)])
        starts = offsets[:-1]
        places = np.arange(offsets[-1]) + np.repeat(self._unit_starts[rows] - starts, counts)
        alone = sentences.alone.similar(places, question.vector)
        headed = sentences.headed.similar(places, question.vector)
        said = sentences.words.said(places, question.stems, self._indexes.passage_words)
        wanted, offered = question.wanted, self._indexes.given[places]
        sort = wanted & SORTS
        fits = ((offered & sort) != 0).astype(np.float32) - np.float32(0.5) if sort else np.zeros_like(alone)
        units = SUPPORT @ np.stack([alone, headed, said, fits])
        best = np.maximum.reduceat(units, starts)
        top = np.flatnonzero(units == np.repeat(best, counts))
        top = top[np.searchsorted(top, starts)]
        steps = np.maximum.reduceat((offered & STEPS) != 0, starts) - np.float32(0.5)
        usual = np.zeros_like(best) if expected is None else expected[candidates.articles]
        if expected is not None and wanted & OTHERS and is_theirs(question.text):
            # What is asked about oneself is no sign that the same article answers for somebody else.
            usual = np.where((offered[starts] & OTHERS) != 0, usual, np.minimum(usual, expected.mean()))
        most = np.float32(COSINE) * (np.maximum.reduceat(alone, starts) + np.maximum.reduceat(headed, starts))
        stepwise = bool(wanted & STEPS)
        whom = bool(wanted & OTHERS) - bool(wanted & US and expected is not None)
        others = np.float32(whom) * (((offered[starts] & OTHERS) != 0) - np.float32(0.5))
        intro = self._intro[rows]
        evidence = np.stack(
            [
                candidates.dense,
                candidates.article_dense,
                np.sqrt(candidates.lexical),
                np.sqrt(candidates.article_lexical),
                _by_article(candidates, most),
                alone[top],
                headed[top],
                said[top],
                fits[top],
                steps if stepwise else np.float32(-0.3) * steps,
                intro,
                intro * stepwise,
                usual,
                others,
                self._settled(question, rows) + ((wanted & UNDOING) != 0) * ((offered[starts] & UNDOING) == 0),
                *self._untold(candidates, question, expected is None),
            ]
        )
        weights = UNTOLD_WEIGHTS if expected is None else EVIDENCE_WEIGHTS
        score = weights @ evidence + named_codes(question.stems, self._sections, rows, self.locale)
        return _Weighed(candidates, evidence, score, units, offsets)

    def _settled(self, question: Asked, rows: Ints) -> Floats:
        """1 for each passage whose heading names what the question says is done already or not to be done."""
        done = settled(question.text, self.locale)
        if not done:
            return np.zeros(len(rows), np.float32)
        return np.array([bool(done & {*tokens(self._sections[row].name, self.locale)}) for row in rows], np.float32)

    def _untold(self, candidates: _Candidates, question: Asked, counts: bool) -> tuple[Floats, Floats]:
        """For each passage the similarity of its article's nearest one, the turns before read along; and how well its
        title names what is asked of. Zeros where neither counts."""
        if not counts:
            return np.zeros_like(candidates.dense), np.zeros_like(candidates.dense)
        dense = candidates.dense
        if question.context is not question.vector:
            dense = self._indexes.passages.similar(candidates.rows, question.context)
        starts, of = runs(candidates.articles)
        titled = self._indexes.title_pairs.scores_of(candidates.articles[starts], question.pairs)
        return np.maximum.reduceat(dense, starts)[of], beside_the_most(titled)[of]

    def _found(self, weighed: _Weighed, place: int) -> Found:
        candidates = weighed.candidates
        return Found(
            self._sections[candidates.rows[place]],
            float(weighed.score[place]),
            float(candidates.dense[place]),
            float(candidates.lexical[place]),
            weighed.units[weighed.offsets[place] : weighed.offsets[place + 1]],
        )

    def _features(self, question: Asked, weighed: _Weighed, top: int, nearest: int) -> Floats:
        candidates, score = weighed.candidates, weighed.score
        row, article, evidence = int(candidates.rows[top]), int(candidates.articles[top]), weighed.evidence[:, top]
        mine = candidates.articles == candidates.articles[top]
        groups = self._indexes.twins[candidates.rows]
        # Another article that says the very same does not make the answer less sure.
        elsewhere, beside = score[~mine & (groups != groups[top])], mine.copy()
        beside &= groups != groups[top]
        clear = telling(question.stems)
        return np.array(
            (
                candidates.dense[top],
                evidence[6],
                candidates.article_dense[top],
                *self._indexes.passage_words.coverage(
                    question.stems, row, self._starts[article], self._starts[article + 1]
                ),
                min(score[top] - elsewhere.max(), LONE_LEAD) if len(elsewhere) else LONE_LEAD,
                nearest == candidates.articles[top],
                evidence[5],
                *evidence[7:CUSTOMERS_ASK],
                min(score[top] - score[beside].max(), LONE_LEAD) if beside.any() else LONE_LEAD,
                clear,
                clear == 0 or (clear < 4 and len(question.text.split()) < 2),
                evidence[2],
            ),
            np.float32,
        )


def _by_article(candidates: _Candidates, most: Floats) -> Floats:
    """For each passage its article's score: the best of each kind, whichever of its passages it stands in."""
    starts, of = runs(candidates.articles)
    best = COSINE * np.maximum.reduceat(candidates.dense, starts)
    best += np.maximum.reduceat(most, starts) + np.sqrt(np.maximum.reduceat(candidates.lexical, starts))
    score: Floats = best[of] + COSINE * candidates.article_dense + np.sqrt(candidates.article_lexical)
    return score
