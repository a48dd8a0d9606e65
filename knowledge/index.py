"""The company's articles as an answering machine: built once, stored, loaded in milliseconds."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from core.domain.company import Article, ArticleAudience, Company
from core.domain.messages import Source
from core.domain.mind import Answer, Passage
from core.domain.people import Level
from core.ports import Embedder, Progress, Vectors
from knowledge.confidence import SHIPPED, Confidence, Familiar, Figures, fit_confidence
from knowledge.extract import RELATED_WITHIN, quote, to_quote
from knowledge.ingest import Section, sections
from knowledge.lexical import Floats, build_lexical
from knowledge.search import Findings, Found, Searcher
from knowledge.store import Stored, load, save
from knowledge.vectors import embed_remembered

CODE_VERSION = 2
"""Raise with every change that could change an answer."""
RELATED = 2
"""Other articles named beside the quoted one."""
LEAST_CONFIDENCE = 0.03
"""Below this there is nothing to quote."""

Asked = tuple[str, frozenset[str]]


class IndexedKnowledge:
    """`core.ports.Knowledge` over one company's articles. `figures` were measured on held-out questions."""

    def __init__(self, searcher: Searcher, stored: Stored, embedder: Embedder, version: str) -> None:
        self._searcher = searcher
        self._confidence = stored.confidence
        self._familiar = stored.familiar
        self._embedder = embedder
        self._version = version
        self.figures: Figures = stored.figures

    @property
    def version(self) -> str:
        """Changes whenever an answer could."""
        return self._version

    async def search(self, question: str, level: Level, limit: int = 5) -> tuple[Passage, ...]:
        """The best passages the given level may see, best first."""
        findings = self._searcher.find(question, await self._vector(question), level)
        return tuple(_passage(found) for found in findings.found[:limit])

    async def answer(self, question: str, level: Level) -> Answer:
        """The best-supported part of the best passage with its source, or an answer with empty text."""
        vector = await self._vector(question)
        findings = self._searcher.find(question, vector, level)
        if not findings.found:
            return Answer("", 0.0, index_version=self._version)
        features = np.array([*findings.features, *self._familiar.features(vector)], np.float32)
        confidence = float(self._confidence.probability(features))
        passages = tuple(_passage(found) for found in findings.found[:5])
        if confidence < LEAST_CONFIDENCE:
            return Answer("", confidence, (), passages, self._version)
        best = to_quote(question, findings)
        return Answer(quote(best.section, best.units), confidence, _sources(best, findings), passages, self._version)

    async def _vector(self, question: str) -> Vectors:
        vector: Vectors = (await self._embedder.embed([question.strip()]))[0]
        return vector


def open_knowledge(
    company: Company, embedder: Embedder, cache_dir: Path, progress: Progress | None = None
) -> IndexedKnowledge:
    """The company's knowledge: loaded when it has been built before, else built and stored.

    Blocking: milliseconds to load, seconds to build; `progress` counts embedded texts while building.
    """
    digest = _digest(company, embedder)
    parts = [part for article in _visible(company.articles) for part in sections(article)]
    stored = load(cache_dir / digest) or _build(company, parts, embedder, cache_dir, digest, progress)
    searcher = Searcher(parts, stored.index, stored.units, stored.articles, stored.lexical)
    return IndexedKnowledge(searcher, stored, embedder, f"{CODE_VERSION}-{digest[:12]}")


def _visible(articles: Sequence[Article]) -> list[Article]:
    # Internal pages are left out here, before anything is indexed: what is not in it cannot come out.
    return [article for article in articles if article.audience is not ArticleAudience.INTERNAL]


def _digest(company: Company, embedder: Embedder) -> str:
    locale = company.locales[0] if company.locales else "en"
    outside = (company.out_of_scope_near, company.out_of_scope_far)
    parts = (CODE_VERSION, embedder.name, locale, company.articles, company.questions, outside, company.intent_examples)
    return hashlib.sha256(repr(parts).encode("utf-8", "replace")).hexdigest()[:16]


# --- building ---------------------------------------------------------------------------------------------


def _build(
    company: Company,
    parts: list[Section],
    embedder: Embedder,
    cache_dir: Path,
    digest: str,
    progress: Progress | None,
) -> Stored:
    import faiss

    articles = _visible(company.articles)
    passages = [part.searched for part in parts]
    units = [f"{part.heading}: {unit.text}" if part.heading else unit.text for part in parts for unit in part.units]
    whole = [f"{article.title}. {' '.join(article.body.split())}" for article in articles]
    asked = _asked(company)
    examples = [text for texts in company.intent_examples.values() for text in texts]
    texts = [*passages, *units, *whole, *examples, *(question for question, _ in asked)]
    vectors = embed_remembered(texts, embedder, cache_dir / "vectors.npz", progress)
    cuts = np.cumsum([len(passages), len(units), len(whole), len(examples)])
    of_passages, of_units, of_articles, of_examples, of_questions = np.split(vectors, cuts)
    index = faiss.IndexFlatIP(embedder.dimensions)
    index.add(of_passages)
    lexical = build_lexical(passages, company.locales[0] if company.locales else "en")
    searcher = Searcher(parts, index, of_units, of_articles, lexical)
    unanswered = of_questions[[not articles for _, articles in asked]]
    familiar = Familiar(of_examples, unanswered)
    confidence, figures = _calibrate(searcher, familiar, asked, of_questions)
    stored = Stored(index, of_units, of_articles, lexical, familiar, confidence, figures)
    save(cache_dir, digest, stored)
    return stored


def _asked(company: Company) -> list[Asked]:
    """Questions with the articles that answer them; none for those that nothing answers."""
    known = [(item.question, frozenset(map(str, item.articles))) for item in company.questions.answerable]
    unknown = [*company.questions.unanswerable, *company.out_of_scope_near, *company.out_of_scope_far]
    return known + [(question, frozenset()) for question in unknown]


def _calibrate(
    searcher: Searcher, familiar: Familiar, asked: list[Asked], vectors: Vectors
) -> tuple[Confidence, Figures]:
    rows: list[Floats] = []
    places: list[list[str]] = []
    unanswered = 0
    for (question, articles), vector in zip(asked, vectors, strict=True):
        findings = searcher.find(question, vector, Level.VERIFIED)
        extra = familiar.features(vector, None if articles else unanswered)
        unanswered += not articles
        rows.append(np.array([*findings.features, *extra], np.float32))
        places.append(list(dict.fromkeys(str(found.section.article.id) for found in findings.found)))
    right = np.array(
        [place[:1] != [] and place[0] in gold for place, (_, gold) in zip(places, asked, strict=True)], bool
    )
    if not right.any():
        return SHIPPED, {}
    confidence, figures = fit_confidence(np.stack(rows), right)
    answerable = [(place, gold) for place, (_, gold) in zip(places, asked, strict=True) if gold]
    return confidence, {
        "questions_answerable": float(len(answerable)),
        "questions_unanswerable": float(unanswered),
        "article_first": float(np.mean([bool(set(place[:1]) & gold) for place, gold in answerable])),
        "article_in_first_three": float(np.mean([bool(set(place[:3]) & gold) for place, gold in answerable])),
    } | figures


# --- showing ----------------------------------------------------------------------------------------------


def _passage(found: Found) -> Passage:
    article = found.section.article
    return Passage(
        article_id=article.id,
        title=article.title,
        url=article.url,
        heading=found.section.heading,
        text=found.section.text,
        score=found.score,
        dense=found.dense,
        lexical=found.lexical,
    )


def _sources(quoted: Found, findings: Findings) -> tuple[Source, ...]:
    """The article quoted, then others that come close."""
    least = findings.found[0].score - RELATED_WITHIN
    sources: dict[str, Source] = {}
    for found in (quoted, *findings.found):
        article = found.section.article
        if found.score < least or len(sources) > RELATED:
            break
        sources.setdefault(article.id, Source(article.id, article.title, article.url, found.section.heading))
    return tuple(sources.values())
