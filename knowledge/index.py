"""The company's articles as an answering machine: built once, stored, loaded in milliseconds."""

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from core.domain.company import Article, ArticleAudience, Company
from core.domain.messages import Source
from core.domain.mind import Answer, Passage
from core.domain.people import Level
from core.ports import Embedder, Progress, Vectors
from knowledge.confidence import SHIPPED, Confidence, Figures, fit_confidence
from knowledge.extract import quote
from knowledge.ingest import Section, sections
from knowledge.lexical import LexicalIndex, build_lexical
from knowledge.search import Findings, Found, Searcher
from knowledge.vectors import embed_remembered

CODE_VERSION = 1
"""Raise with every change that could change an answer."""
KEPT = 2
RELATED = 2
RELATED_WITHIN = 1.5
"""How far below the first passage's score another article's may lie and still be worth naming."""
LEAST_CONFIDENCE = 0.03
"""Below this there is nothing to quote."""


class IndexedKnowledge:
    """`core.ports.Knowledge` over one company's articles. `figures` were measured on held-out questions."""

    def __init__(
        self, searcher: Searcher, confidence: Confidence, embedder: Embedder, version: str, figures: Figures
    ) -> None:
        self._searcher = searcher
        self._confidence = confidence
        self._embedder = embedder
        self._version = version
        self.figures = figures

    @property
    def version(self) -> str:
        """Changes whenever an answer could."""
        return self._version

    async def search(self, question: str, level: Level, limit: int = 5) -> tuple[Passage, ...]:
        """The best passages the given level may see, best first."""
        findings = await self._find(question, level)
        return tuple(_passage(found) for found in findings.found[:limit])

    async def answer(self, question: str, level: Level) -> Answer:
        """The best-supported part of the best passage with its source, or an answer with empty text."""
        findings = await self._find(question, level)
        if not findings.found:
            return Answer("", 0.0, index_version=self._version)
        best = findings.found[0]
        confidence = float(self._confidence.probability(findings.features))
        passages = tuple(_passage(found) for found in findings.found[:5])
        if confidence < LEAST_CONFIDENCE:
            return Answer("", confidence, (), passages, self._version)
        return Answer(quote(best.section, best.units), confidence, _sources(findings), passages, self._version)

    async def _find(self, question: str, level: Level) -> Findings:
        question = question.strip()
        vector = (await self._embedder.embed([question]))[0]
        return self._searcher.find(question, vector, level)


def open_knowledge(
    company: Company, embedder: Embedder, cache_dir: Path, progress: Progress | None = None
) -> IndexedKnowledge:
    """The company's knowledge: loaded when it has been built before, else built and stored.

    Blocking: milliseconds to load, seconds to build; `progress` counts embedded texts while building.
    """
    digest = _digest(company, embedder)
    parts = [part for article in _visible(company.articles) for part in sections(article)]
    stored = _load(cache_dir / digest) or _build(company, parts, embedder, cache_dir, digest, progress)
    searcher = Searcher(parts, stored.index, stored.units, stored.articles, stored.lexical)
    return IndexedKnowledge(searcher, stored.confidence, embedder, f"{CODE_VERSION}-{digest[:12]}", stored.figures)


@dataclass(frozen=True, slots=True)
class _Stored:
    index: Any
    units: Vectors
    articles: Vectors
    lexical: LexicalIndex
    confidence: Confidence
    figures: Figures


def _visible(articles: Sequence[Article]) -> list[Article]:
    # Internal pages are left out here, before anything is indexed: what is not in it cannot come out.
    return [article for article in articles if article.audience is not ArticleAudience.INTERNAL]


def _digest(company: Company, embedder: Embedder) -> str:
    locale = company.locales[0] if company.locales else "en"
    outside = (company.out_of_scope_near, company.out_of_scope_far)
    parts = (CODE_VERSION, embedder.name, locale, company.articles, company.questions, outside)
    return hashlib.sha256(repr(parts).encode("utf-8", "replace")).hexdigest()[:16]


# --- building ---------------------------------------------------------------------------------------------


def _build(
    company: Company,
    parts: list[Section],
    embedder: Embedder,
    cache_dir: Path,
    digest: str,
    progress: Progress | None,
) -> _Stored:
    import faiss

    articles = _visible(company.articles)
    passages = [part.searched for part in parts]
    units = [f"{part.heading}: {unit.text}" if part.heading else unit.text for part in parts for unit in part.units]
    whole = [f"{article.title}. {' '.join(article.body.split())}" for article in articles]
    asked = _asked(company)
    texts = [*passages, *units, *whole, *(question for question, _ in asked)]
    vectors = embed_remembered(texts, embedder, cache_dir / "vectors.npz", progress)
    cuts = np.cumsum([len(passages), len(units), len(whole)])
    of_passages, of_units, of_articles, of_questions = np.split(vectors, cuts)
    index = faiss.IndexFlatIP(embedder.dimensions)
    index.add(of_passages)
    lexical = build_lexical(passages, company.locales[0] if company.locales else "en")
    searcher = Searcher(parts, index, of_units, of_articles, lexical)
    confidence, figures = _calibrate(searcher, asked, of_questions)
    stored = _Stored(index, of_units, of_articles, lexical, confidence, figures)
    _save(cache_dir, digest, stored)
    return stored


def _asked(company: Company) -> list[tuple[str, frozenset[str]]]:
    """Questions with the articles that answer them; none for those that nothing answers."""
    known = [(item.question, frozenset(map(str, item.articles))) for item in company.questions.answerable]
    unknown = [*company.questions.unanswerable, *company.out_of_scope_near, *company.out_of_scope_far]
    return known + [(question, frozenset()) for question in unknown] if known else []


def _calibrate(
    searcher: Searcher, asked: list[tuple[str, frozenset[str]]], vectors: Vectors
) -> tuple[Confidence, Figures]:
    if not asked:
        return SHIPPED, {}
    findings = [
        searcher.find(question, vector, Level.VERIFIED) for (question, _), vector in zip(asked, vectors, strict=True)
    ]
    right = np.array(
        [
            bool(each.found) and each.found[0].section.article.id in articles
            for each, (_, articles) in zip(findings, asked, strict=True)
        ],
        bool,
    )
    confidence, figures = fit_confidence(np.stack([each.features for each in findings]), right)
    answerable = np.array([bool(articles) for _, articles in asked], bool)
    places = [
        list(dict.fromkeys(found.section.article.id for found in each.found))[:3]
        for each, is_answerable in zip(findings, answerable, strict=True)
        if is_answerable
    ]
    gold = [articles for _, articles in asked if articles]
    third = [bool(set(place) & articles) for place, articles in zip(places, gold, strict=True)]
    return confidence, {
        "questions_answerable": float(answerable.sum()),
        "questions_unanswerable": float((~answerable).sum()),
        "article_first": float(right[answerable].mean()),
        "article_in_first_three": float(np.mean(third)),
    } | figures


# --- storing ----------------------------------------------------------------------------------------------


def _save(cache_dir: Path, digest: str, stored: _Stored) -> None:
    import faiss

    draft = cache_dir / f".{digest}.{os.getpid()}"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    faiss.write_index(stored.index, str(draft / "passages.faiss"))
    lexical = stored.lexical
    np.savez(
        draft / "arrays.npz",
        units=stored.units,
        articles=stored.articles,
        starts=lexical.starts,
        passages=lexical.passages,
        shares=lexical.shares,
        weights=lexical.weights,
    )
    about = {
        "digest": digest,
        "size": lexical.size,
        "locale": lexical.locale,
        "vocabulary": list(lexical.vocabulary),
        "confidence": asdict(stored.confidence),
        "figures": {name: None if np.isnan(value) else round(value, 4) for name, value in stored.figures.items()},
    }
    (draft / "about.json").write_text(json.dumps(about), "utf-8")
    target = cache_dir / digest
    shutil.rmtree(target, ignore_errors=True)
    draft.replace(target)
    others = sorted(
        (path for path in cache_dir.iterdir() if path.is_dir() and path != target),
        key=lambda path: path.stat().st_mtime,
        reverse=True,
    )
    for old in others[KEPT:]:
        shutil.rmtree(old, ignore_errors=True)


def _load(folder: Path) -> _Stored | None:
    import faiss

    try:
        about = json.loads((folder / "about.json").read_text("utf-8"))
        if about["digest"] != folder.name:
            return None
        with (folder / "arrays.npz").open("rb") as file, np.load(file, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        index = faiss.read_index(str(folder / "passages.faiss"))
        lexical = LexicalIndex(
            {stem: number for number, stem in enumerate(about["vocabulary"])},
            arrays["starts"],
            arrays["passages"],
            arrays["shares"],
            arrays["weights"],
            int(about["size"]),
            str(about["locale"]),
        )
        confidence = Confidence(tuple(about["confidence"]["weights"]), float(about["confidence"]["bias"]))
        figures = {name: float("nan") if value is None else float(value) for name, value in about["figures"].items()}
        return _Stored(index, arrays["units"], arrays["articles"], lexical, confidence, figures)
    except (OSError, ValueError, KeyError, TypeError, EOFError, RuntimeError, zipfile.BadZipFile):
        return None


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


def _sources(findings: Findings) -> tuple[Source, ...]:
    """The article quoted, then others that come close."""
    least = findings.found[0].score - RELATED_WITHIN
    sources: dict[str, Source] = {}
    for found in findings.found:
        article = found.section.article
        if found.score < least or len(sources) > RELATED:
            break
        sources.setdefault(article.id, Source(article.id, article.title, article.url, found.section.heading))
    return tuple(sources.values())
