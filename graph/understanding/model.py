"""Reading one turn: rules where words decide, learned heads where meaning does."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import numpy as np

from core.domain.company import Company
from core.domain.ids import IntentId
from core.domain.mind import Alarm, Candidate, Intent, MessageKind, Reading
from core.model_card import ModelCard
from core.policies import phrases
from core.ports import Embedder, Progress
from graph.understanding.alarm_words import alarms_in_words
from graph.understanding.anchors import anchors_digest, read_anchors
from graph.understanding.cards import card_of
from graph.understanding.intents import Figures
from graph.understanding.language import guess_language
from graph.understanding.lessons import read_lessons, with_lessons, with_mended
from graph.understanding.linear import Floats
from graph.understanding.mood import features
from graph.understanding.remembered import Remembered
from graph.understanding.spelling import Mend, as_written, unmended
from graph.understanding.store import load, save, write_current
from graph.understanding.train import WISH_THRESHOLD, Trained, train
from graph.understanding.wish_words import wish_in_words

CODE_VERSION = 21
"""Raise with every change that could change a reading."""
CANDIDATES = 3
LONGEST_SMALL_TALK = 14
"""Words; longer messages want something."""


class TrainedUnderstanding:
    """`core.ports.Understanding` over heads learned from one company. `figures` were measured on held-out texts.
    `card` is for people to read. Heads read what `mend` makes of a text, rules the text itself as well."""

    def __init__(
        self,
        company: Company,
        embedder: Embedder,
        trained: Trained,
        version: str,
        card: ModelCard | None = None,
        mend: Mend = unmended,
    ) -> None:
        self._embedder = embedder
        self._mend = mend
        self._heads = trained.heads
        self._ids = tuple(IntentId(name) for name in trained.intent_ids)
        self._kinds = tuple(MessageKind(name) for name in trained.kinds)
        self._language = company.locales[0].split("-")[0] if company.locales else "en"
        self._intents = company.intents
        self._version = version
        self.figures: Figures = trained.figures
        self.card = card

    @property
    def version(self) -> str:
        """Changes whenever a reading could."""
        return self._version

    @property
    def intents(self) -> Mapping[IntentId, Intent]:
        """The company's intents by id."""
        return self._intents

    async def read(self, text: str) -> Reading:
        """Intent, scope, mood, language, alarms and the wish for a person. Embeds the text once."""
        written = text.strip()
        text = self._mend(written)
        # What needs words alone is worked out while the model runs, in its own thread.
        self._embedder.prefetch(text)
        words = _Words.of(written, self._language)
        if text != written:
            words = words.or_else(_Words.of(text, self._language), text, written)
        if not words.wants_person and words.small_talk is None and wish_in_words(written):
            words = replace(words, wants_person=written)
        words = replace(words, alarms=alarms_in_words(written, words.alarms))
        worded, beside = self._heads.intents.intent.lexical.scores([text]), features(written)
        vector = (await self._embedder.embed([text]))[0]
        asks_who = words.small_talk is MessageKind.ABOUT_BOT
        if not words.wants_person and words.language == "en" and not asks_who:
            words = replace(words, wants_person=as_written(self._wish(text, vector), text, written))
        if text:
            words = replace(words, alarms=self._heads.alarms.hear(text, vector, words.alarms))
        found, scope = self._heads.intents.read(vector[None], [text], worded)
        probabilities, in_scope = found[0], scope[0]
        best = np.argsort(-probabilities, kind="stable")[:CANDIDATES] if text else ()
        category, share = self._category(probabilities) if text else ("", 0.0)
        return Reading(
            kind=self._kind(text, words, vector),
            candidates=tuple(Candidate(self._ids[i], float(probabilities[i])) for i in best),
            in_scope=float(in_scope) if text else 0.0,
            sentiment=self._heads.mood.mood(text, vector, beside) if text else 0.0,
            language=words.language,
            wants_person=words.wants_person,
            abusive=words.abusive,
            alarms=words.alarms,
            model_version=self._version,
            category=category,
            category_probability=share,
        )

    def _wish(self, text: str, vector: Floats) -> str:
        """The words that wish for a person where no rule hears it: a clause that names somebody, or the whole of a
        short text that the head is very sure of."""
        probability = self._heads.wish.probabilities(vector)[1]
        if probability < WISH_THRESHOLD:
            return ""
        alone = probability >= self._heads.wish_alone and len(text.split()) <= phrases.MAX_NAMED
        return phrases.somebody_named(text) or (text if alone else "")

    def _category(self, probabilities: Floats) -> tuple[str, float]:
        """The likeliest category: intents exclude each other, so their probabilities add up."""
        shares: dict[str, float] = {}
        for name, probability in zip(self._ids, probabilities, strict=True):
            category = self._intents[name].category
            shares[category] = shares.get(category, 0.0) + float(probability)
        return max(shares.items(), key=lambda each: each[1])

    def _kind(self, text: str, words: "_Words", vector: Floats) -> MessageKind:
        if words.wants_person or words.alarms:
            return MessageKind.REQUEST
        if words.small_talk is not None:
            return words.small_talk
        if len(text.split()) > LONGEST_SMALL_TALK:
            return MessageKind.REQUEST
        probabilities = self._heads.kind.probabilities(vector)
        if 1 - probabilities[0] < self._heads.kind_threshold:
            return MessageKind.REQUEST
        return self._kinds[int(probabilities[1:].argmax()) + 1]


@dataclass(frozen=True, slots=True)
class _Words:
    """What the rules hear."""

    wants_person: str
    abusive: str
    alarms: tuple[Alarm, ...]
    small_talk: MessageKind | None
    language: str

    @classmethod
    def of(cls, text: str, default_language: str) -> Self:
        return cls(
            phrases.wish_for_person(text),
            phrases.abuse(text),
            phrases.alarms(text),
            phrases.small_talk(text),
            guess_language(text, default_language),
        )

    def or_else(self, other: Self, meant: str, written: str) -> Self:
        """This, and where it is silent what the other heard in the mended text, in the words that were written."""
        heard = {alarm.kind for alarm in self.alarms}
        more = (
            replace(alarm, words=as_written(alarm.words, meant, written))
            for alarm in other.alarms
            if alarm.kind not in heard
        )
        return replace(
            self,
            wants_person=self.wants_person or as_written(other.wants_person, meant, written),
            abusive=self.abusive or as_written(other.abusive, meant, written),
            alarms=(*self.alarms, *more),
            small_talk=self.small_talk or other.small_talk,
        )


def open_understanding(
    company: Company,
    embedder: Embedder,
    models_dir: Path,
    progress: Progress | None = None,
    mend: Mend = unmended,
) -> TrainedUnderstanding:
    """The understanding of a company: the newest accepted model where it fits the company as it is now, else one that
    is learned from the company's examples and the accepted labels, and stored.

    Blocking: milliseconds to load, seconds to train. `progress` counts embedded texts while training.
    """
    lessons = read_lessons(models_dir)
    company = with_mended(with_lessons(company, lessons), mend)
    digest = model_digest(company, embedder)
    version = f"{CODE_VERSION}-{digest[:12]}"
    trained = load(models_dir, digest)
    if trained is None:
        with Remembered(embedder, models_dir) as lasting:
            trained = train(company, lasting, read_anchors(), progress)
        save(models_dir, digest, trained, embedder.name, len(lessons))
        write_current(models_dir, digest, version, embedder.name, trained, len(lessons))
    card = card_of(models_dir, digest, version)
    return TrainedUnderstanding(company, embedder, trained, version, card, mend)


def model_digest(company: Company, embedder: Embedder) -> str:
    """What a model depends on: another company, embedder or code has another one, and is never read with it."""
    linked = {article_id for intent in company.intents.values() for article_id in intent.articles}
    parts = (
        CODE_VERSION,
        embedder.name,
        anchors_digest(),
        company.understanding_digest,
        [(a.id, a.title, a.body) for a in company.articles if a.id in linked],
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
