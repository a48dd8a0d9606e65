"""The company's articles as an answering machine: built once, stored, loaded in milliseconds."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from core.domain.company import AnswerableQuestion, Article, ArticleAudience, Company
from core.domain.ids import AccountId, ArticleId
from core.domain.messages import Source
from core.domain.mind import Answer, Passage
from core.domain.people import Level, Reader
from core.policies.readers import may_read, suits
from core.ports import Embedder, Progress, Vectors
from core.sentences import plain
from knowledge.asking import Asked, asked_with, texts_to_embed, worded
from knowledge.codes import is_of_another_code
from knowledge.compact import build_index, compact
from knowledge.confidence import SHIPPED, Confidence, Familiar, Figures, fit_confidence
from knowledge.cues import UNDOING, about, asks_for_steps, given, is_named, is_of_others, is_of_the_turn_before
from knowledge.extract import answer_with
from knowledge.ingest import Section, sections
from knowledge.lexical import Floats, Ints, build_lexical, build_pairs, tokens, unit_words
from knowledge.search import Findings, Found, Indexes, Searcher, Sentences, View
from knowledge.store import Calibration, Stored, calibration, load, save
from knowledge.things import is_of_another_thing
from knowledge.twins import twins
from knowledge.undoing import asks_to_undo, restored, undoes
from knowledge.vectors import embed_remembered

CODE_VERSION = 23
"""Raise with every change that could change an answer."""
RELATED = 2
"""Other articles named beside the quoted one."""
RELATED_WITHIN = 0.5
"""How far below the quoted passage's score another article may lie and still be named."""
WHOLE_ARTICLE = (1.5, 0.75)
"""BM25's k1 and b over whole articles, whose lengths differ more than those of passages."""
OPEN_CONFIDENCE = 0.5
"""At most, where the question names a thing that several articles are about, or somebody of whom the answer says
nothing: it may be something else that is meant."""
NEARBY = 10
"""Among how many of the first articles one looks for one about the thing that is asked of."""
LEAST_CONFIDENCE = 0.03
"""Below this there is nothing to quote."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """Articles in the order in which they would answer, and the confidence in the first."""

    articles: tuple[ArticleId, ...]
    confidence: float


class IndexedKnowledge:
    """`core.ports.Knowledge` over one company's articles. `figures` were measured on held-out questions."""

    def __init__(self, searcher: Searcher, stored: Stored, embedder: Embedder, version: str) -> None:
        self._searcher = searcher
        self._vocabulary = stored.indexes.passage_words.vocabulary
        self._confidence = stored.confidence
        self._familiar = stored.familiar
        self._embedder = embedder
        self._version = version
        self._locales = frozenset(article.locale.split("-")[0] for article in searcher.known)
        self._withheld: frozenset[ArticleId] = frozenset()
        self._products = frozenset(article.product.casefold() for article in searcher.known if article.product)
        self._views: dict[tuple[bool, bool, AccountId | None, str, frozenset[str] | None], View] = {}
        self.figures: Figures = stored.figures

    @property
    def version(self) -> str:
        """Changes whenever an answer could."""
        return self._version

    def knows(self, word: str) -> bool:
        """Whether a word stands in some passage, in whatever form."""
        stems = tokens(word, self._searcher.locale)
        return bool(stems) and all(stem in self._vocabulary for stem in stems)

    def withhold(self, articles: frozenset[ArticleId]) -> None:
        """From now on nothing comes from these: they are gone, not valid, or said something else by now."""
        if articles != self._withheld:
            self._withheld = articles
            self._views = {}

    async def search(
        self, question: str, reader: Reader, limit: int = 5, *, history: Sequence[str] = ()
    ) -> tuple[Passage, ...]:
        """The best passages the reader may see, best first. `history`: see `answer`."""
        findings, _ = await self._find(question, reader, history)
        return tuple(_passage(found) for found in findings.found[:limit])

    async def answer(self, question: str, reader: Reader, *, history: Sequence[str] = ()) -> Answer:
        """The best-supported part of the best passage with its source, or an answer with empty text.

        `history` are the customer's turns before, oldest first, where the question may lean on them; it costs a second
        vector, computed together with the question's.
        """
        findings, confidence = await self._find(question, reader, history)
        if not findings.found:
            return Answer("", 0.0, index_version=self._version)
        passages = tuple(_passage(found) for found in findings.found[:5])
        if confidence < LEAST_CONFIDENCE:
            return Answer("", confidence, (), passages, self._version)
        return Answer(_text(findings, question), confidence, _sources(findings), passages, self._version)

    async def rank(self, question: str, reader: Reader, *, history: Sequence[str] = ()) -> Ranked:
        """The articles in the order in which they would answer, and how sure `answer` would be of the first."""
        findings, confidence = await self._find(question, reader, history)
        return Ranked(tuple(self._searcher.known[number].id for number in findings.articles), confidence)

    async def _find(self, question: str, reader: Reader, history: Sequence[str]) -> tuple[Findings, float]:
        question = restored(question, history[-1]) if history else question
        texts = texts_to_embed(question, history)
        for text in texts:
            self._embedder.prefetch(text)
        # The model runs in a thread of its own: meanwhile the words are looked up.
        said = worded(question, history, self._searcher.locale)
        words = self._searcher.words(said.weights)
        asked = said.asked(await self._embedder.embed(texts))
        vector, familiar = asked.vector, self._familiar
        alike = familiar.alike(vector)
        expected = familiar.expected(alike, self._searcher.articles)
        # Agents look through articles; a customer's answer needs the best passages, whatever article they stand in.
        findings = self._searcher.find(asked, self._view(reader), expected, apart=reader.staff, words=words)
        if not findings.found:
            return findings, 0.0
        features = np.array([*findings.features, *familiar.features(alike, vector)], np.float32)
        sure = float(self._confidence.probability(features))
        doubtful = sure > OPEN_CONFIDENCE and self._is_doubtful(asked, findings)
        return findings, OPEN_CONFIDENCE if doubtful else sure

    def _is_doubtful(self, asked: Asked, findings: Findings) -> bool:
        """Whether words show that something, or somebody, else may be meant than the first passage tells of."""
        question, first, locale = asked.text, findings.found[0].section, self._searcher.locale
        others = [self._searcher.known[number].title for number in findings.articles[:NEARBY]]
        return (
            bool(findings.rivals)
            or is_of_others(question, first)
            or not (
                is_named(asked.stems, first, locale) or is_of_the_turn_before(asked.stems, asked.before, first, locale)
            )
            or is_of_another_code(asked.stems, first, locale)
            or (asks_to_undo(question) and not undoes(first))
            or is_of_another_thing(question, first, others, locale)
        )

    @property
    def articles(self) -> tuple[Article, ...]:
        """What it was built from; for customers that is without internal articles."""
        return self._searcher.known

    @property
    def locales(self) -> frozenset[str]:
        """The languages its articles are written in."""
        return self._locales

    def _view(self, reader: Reader) -> View:
        """What this reader may see; the same for everybody of their kind, so made once."""
        account = reader.account if reader.account in self._searcher.accounts else None
        language = reader.locale.split("-")[0].casefold()
        language = (
            language if language in map(str.casefold, self._locales) else ""
        )  # nothing is written for them: better than nothing
        products = frozenset(map(str.casefold, reader.products)) & self._products if reader.products else None
        key = (reader.staff, reader.level >= Level.VERIFIED, account, language, products)
        if key not in self._views:
            withheld = self._withheld
            self._views[key] = self._searcher.view(
                lambda a: a.id not in withheld and may_read(a, reader) and suits(a, language, products)
            )
        return self._views[key]


def open_knowledge(
    company: Company,
    embedder: Embedder,
    cache_dir: Path,
    progress: Progress | None = None,
    *,
    recalibrate: bool = True,
    inside: bool = False,
    lent: Path | None = None,
) -> IndexedKnowledge:
    """The company's knowledge: loaded when it has been built before, else built and stored.

    Blocking: milliseconds to load, seconds to build; `progress` counts embedded texts while building. With
    `recalibrate` confidence is learned on these very articles; without, what a build before has learned from the same
    questions is taken over, so that an edited article is there in a moment. `inside` makes it for agents, internal
    articles included; `lent` is the folder of another index, whose vectors and confidence are used where they fit; one
    with vectors alone will do.
    """
    digest, questions = _digest(company, embedder, inside=inside), _questions_digest(company, embedder)
    articles = company.articles if inside else _visible(company.articles)
    parts = [part for article in articles for part in sections(article)]
    stored = load(cache_dir / digest)
    if stored is None or (recalibrate and stored.calibrated_on != digest):
        before = None if recalibrate else calibration(cache_dir, questions)
        if before is None and lent is not None:
            before = calibration(lent, questions)
        stored = _build(company, parts, embedder, cache_dir, progress, before, lent)
        stored = replace(stored, calibrated_on=before[2] if before else digest, questions=questions)
        save(cache_dir, digest, stored)
    searcher = Searcher(parts, stored.indexes)
    learned = "" if stored.calibrated_on == digest else f"+{stored.calibrated_on[:6]}"
    return IndexedKnowledge(searcher, stored, embedder, f"{CODE_VERSION}-{digest[:12]}{learned}")


def _visible(articles: Sequence[Article]) -> list[Article]:
    # Internal pages are left out here, before anything is indexed: what is not in it cannot come out.
    return [article for article in articles if article.audience is not ArticleAudience.INTERNAL]


def _digest(company: Company, embedder: Embedder, *, inside: bool) -> str:
    locale = company.locales[0] if company.locales else "en"
    for_whom = ("inside",) if inside else ()
    return _sha(locale, company.articles, _questions_digest(company, embedder), *for_whom)


def _questions_digest(company: Company, embedder: Embedder) -> str:
    outside = (company.out_of_scope_near, company.out_of_scope_far)
    return _sha(CODE_VERSION, embedder.name, company.questions, outside, company.intent_examples)


def _sha(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode("utf-8", "replace")).hexdigest()[:16]


# --- building ---------------------------------------------------------------------------------------------


def _build(
    company: Company,
    parts: list[Section],
    embedder: Embedder,
    cache_dir: Path,
    progress: Progress | None,
    before: Calibration | None,
    lent: Path | None,
) -> Stored:
    # In the order in which the passages name them; one that has no text has no place.
    articles = list({part.article.id: part.article for part in parts}.values())
    passages = [part.searched for part in parts]
    alone = [unit.text for part in parts for unit in part.units]
    headed = [f"{part.name}: {unit.text}" if part.name else unit.text for part in parts for unit in part.units]
    whole = [f"{article.title}. {' '.join(article.body.split())}" for article in articles]
    asked = _asked(company)
    examples = [text for texts in company.intent_examples.values() for text in texts]
    texts = [*passages, *alone, *headed, *whole, *examples, *(item.question for item in asked)]
    others = lent / "vectors.npz" if lent else None
    vectors = embed_remembered(texts, embedder, cache_dir / "vectors.npz", progress, others)
    cuts = np.cumsum([len(passages), len(alone), len(headed), len(whole), len(examples)])
    of_passages, of_alone, of_headed, of_articles, of_examples, of_questions = np.split(vectors, cuts)
    locale = company.locales[0] if company.locales else "en"
    words = build_lexical(passages, locale)
    indexes = Indexes(
        build_index(of_passages),
        compact(of_passages),
        Sentences(compact(of_alone), compact(of_headed), unit_words(headed, words)),
        compact(of_articles),
        words,
        build_lexical(whole, locale, *WHOLE_ARTICLE),
        build_pairs([article.title for article in articles], locale),
        np.array([given(unit) | told for part in parts for told in (_told(part),) for unit in part.units], np.int64),
        twins([part.text for part in parts], locale),
    )
    searcher = Searcher(parts, indexes)
    known = np.array([bool(item.articles) for item in asked], bool)
    asked_before = np.concatenate([of_examples, of_questions[known]])
    familiar = Familiar(asked_before, len(examples), of_questions[~known], _links(company, parts, asked))
    confidence, figures = before[:2] if before else _calibrate(searcher, familiar, asked, of_questions)
    return Stored(indexes, familiar, confidence, figures)


def _links(company: Company, parts: list[Section], asked: list[AnswerableQuestion]) -> Ints:
    """Pairs of an article, by its number among the passages' articles, and an example of what it is asked: of an
    intent that it serves, or a question that it is known to answer."""
    order = {article: number for number, article in enumerate(dict.fromkeys(part.article.id for part in parts))}
    pairs: set[tuple[int, int]] = set()
    example = 0
    for intent, texts in company.intent_examples.items():
        served = company.intents[intent].articles if intent in company.intents else ()
        for _ in texts:
            pairs |= {(order[article], example) for article in served if article in order}
            example += 1
    for item in filter(lambda item: item.articles, asked):
        pairs |= {(order[article], example) for article in item.articles if article in order}
        example += 1
    return np.array(sorted(pairs), np.int64).reshape(-1, 2)


def _asked(company: Company) -> list[AnswerableQuestion]:
    """Questions with what answers them; no articles for those that nothing answers."""
    unknown = (*company.questions.unanswerable, *company.out_of_scope_near, *company.out_of_scope_far)
    return [*company.questions.answerable, *(AnswerableQuestion(question, ()) for question in unknown)]


def _calibrate(
    searcher: Searcher, familiar: Familiar, asked: list[AnswerableQuestion], vectors: Vectors
) -> tuple[Confidence, Figures]:
    rows: list[Floats] = []
    places: list[list[str]] = []
    outcomes: list[bool] = []
    answered = unanswered = 0
    private = (ArticleAudience.ACCOUNT, ArticleAudience.INTERNAL)
    everything = searcher.view(lambda article: article.audience not in private)
    for item, vector in zip(asked, vectors, strict=True):
        question = asked_with(item.question, (), vector[None], searcher.locale)
        itself = familiar.examples + answered if item.articles else None
        alike = familiar.alike(vector)
        findings = searcher.find(question, everything, familiar.expected(alike, searcher.articles, itself))
        extra = familiar.features(alike, vector, None if item.articles else unanswered)
        answered += bool(item.articles)
        unanswered += not item.articles
        rows.append(np.array([*findings.features, *extra], np.float32))
        places.append(list(dict.fromkeys(str(found.section.article.id) for found in findings.found)))
        outcomes.append(bool(findings.found) and is_right(item, _sources(findings), _text(findings, item.question)))
    right = np.array(outcomes, bool)
    if not right.any():
        return SHIPPED, {}
    confidence, figures = fit_confidence(np.stack(rows), right)
    answerable = [
        (place, item, fine) for place, item, fine in zip(places, asked, outcomes, strict=True) if item.articles
    ]
    return confidence, {
        "questions_answerable": float(len(answerable)),
        "questions_unanswerable": float(unanswered),
        "article_first": float(np.mean([bool({*place[:1]} & {*item.articles}) for place, item, _ in answerable])),
        "article_in_first_three": float(
            np.mean([bool({*place[:3]} & {*item.articles}) for place, item, _ in answerable])
        ),
        "quote_right": float(np.mean([fine for _, _, fine in answerable])),
    } | figures


def is_right(item: AnswerableQuestion, sources: Sequence[Source], text: str) -> bool:
    """Whether a quoted answer holds what the question's author wants to read."""
    if not text or not sources or sources[0].article_id not in item.articles:
        return False
    wanted = " ".join(item.passage.split()).casefold()
    return wanted in " ".join(plain(text).split()).casefold() or wanted == sources[0].heading.casefold()


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
        version=article.version,
    )


def _told(section: Section) -> int:
    return about(section) | UNDOING * undoes(section)


def _text(findings: Findings, question: str) -> str:
    return answer_with(findings.found, how_to=asks_for_steps(question))


def _sources(findings: Findings) -> tuple[Source, ...]:
    """The article quoted, and another that comes as close."""
    least = findings.found[0].score - RELATED_WITHIN
    sources: dict[str, Source] = {}
    for found in findings.found:
        article = found.section.article
        if found.score < least or len(sources) > RELATED:
            break
        # A help page cannot know who opens it, so it shows public articles only: of the others there is no link.
        url = article.url if article.audience is ArticleAudience.PUBLIC else ""
        sources.setdefault(article.id, Source(article.id, article.title, url, found.section.heading, article.version))
    return tuple(sources.values())
