"""BM25 over words: scores are computed by bm25s when the index is built and only added up when a question comes."""

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Shorts = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]

K1, B = 1.2, 0.5
"""Passages are short and of like length, so length counts less than usual."""
FEW = 2_048
"""So many passages are sooner all added up than looked for one by one."""
FEW_UNITS = 20_000
"""So many units are sooner found by their words than looked through."""
MOST_STEMS = 32
"""Of a long question only the most telling stems are looked up."""
_TOKEN = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_STEMMERS = {"en": "english", "de": "german", "es": "spanish", "fr": "french"}
_STOP = {
    "en": "a an and are as at be been being but by can could did do does doing done for from get got had has "
    "have having he her him his how i if in into is it its just let like may me might mine must my no not "
    "of off on or our ours out please shall she should so some than that the their them then there these "
    "they this those to too up us very want was we were what when where which while who whom whose why "
    "will with would yes you your yours i'm i'd i've it's don't can't doesn't won't isn't there's what's "
    "hi hello thanks need way any about also we're you're",
    "de": "aber als am an auch auf aus bei bin bis bitte da das dass dem den der des die dies diese dieser du "
    "durch ein eine einem einen einer es euch für hat habe haben ich ihr im in ist ja kann können man "
    "mein meine mich mir mit möchte nach nicht noch nur oder sich sie sind so und uns unser von war was "
    "wenn werden wie wir wird wo zu zum zur",
    "es": "a al algo como con cuando de del desde donde el ella en entre es esta este esto favor hay la las le "
    "lo los me mi mis muy no nos o para pero por porque puedo que quiero se ser si sin sobre son su sus "
    "también te tengo un una uno y yo",
    "fr": "à au aux avec ce ces cette comment dans de des du elle en est et être il ils j'ai je l' la le les "
    "leur ma mais me mes mon ne nos notre nous on ou où par pas peut plus pour puis qu que qui s sa sans "
    "se ses si son sur tu un une vos votre vous veux",
}


@cache
def _language(locale: str) -> tuple[Any, frozenset[str]]:
    import Stemmer

    language = locale.split("-", maxsplit=1)[0]
    stop = frozenset(_STOP.get(language, "").replace("’", "'").split())
    return Stemmer.Stemmer(_STEMMERS.get(language, "english")), stop


def tokens(text: str, locale: str = "en") -> list[str]:
    """Stems of the words that carry meaning. Codes such as HL-402 stay whole; other compounds also count in parts."""
    stemmer, stop = _language(locale)
    found: list[str] = []
    for word in _TOKEN.findall(text.casefold().replace("’", "'").replace("e-mail", "email")):
        if word in stop:
            continue
        if "-" in word and not any(char.isdigit() for char in word):
            found += [part for part in word.split("-") if part and part not in stop]
        else:
            found.append(word.removesuffix("'s"))
    stems: list[str] = stemmer.stemWords(found)
    return stems


def pairs(stems: Sequence[str]) -> list[str]:
    """Each two stems that follow one another."""
    return [f"{one} {other}" for one, other in pairwise(stems)]


@dataclass(frozen=True, slots=True)
class LexicalIndex:
    """For each known stem the passages it stands in with its share of their score, and how telling it is."""

    vocabulary: dict[str, int]
    starts: Ints
    passages: Shorts
    shares: Floats
    weights: Floats
    """Inverse document frequency by stem."""
    size: int
    locale: str

    def scores(self, stems: Mapping[str, float]) -> Floats:
        """The BM25 score of every passage; each stem counts as much as is said beside it."""
        scores = np.zeros(self.size, np.float32)
        for known, weight in self._looked_up(stems):
            part = slice(self.starts[known], self.starts[known + 1])
            scores[self.passages[part]] += self.shares[part] * np.float32(weight)
        return scores

    def scores_of(self, rows: Ints, stems: Mapping[str, float]) -> Floats:
        """The same for some passages only, in ascending order; up to `FEW` in all, `scores` is faster."""
        scores = np.zeros(len(rows), np.float32)
        for known, weight in self._looked_up(stems):
            part = slice(self.starts[known], self.starts[known + 1])
            holders = self.passages[part]
            places = np.minimum(holders.searchsorted(rows), len(holders) - 1)
            scores += np.where(holders[places] == rows, self.shares[part][places], 0) * np.float32(weight)
        return scores

    def _looked_up(self, stems: Mapping[str, float]) -> list[tuple[int, float]]:
        found = [(known, weight) for stem, weight in stems.items() if (known := self.vocabulary.get(stem)) is not None]
        if len(found) > MOST_STEMS:
            found.sort(key=lambda one: -one[1] * float(self.weights[one[0]]))
        return found[:MOST_STEMS]

    def holders(self, stem: str) -> Shorts:
        """The passages a stem stands in."""
        known = self.vocabulary.get(stem)
        return self.passages[:0] if known is None else self.passages[self.starts[known] : self.starts[known + 1]]

    def weight(self, stem: str) -> float:
        """How telling a stem is; unknown ones are as telling as the rarest known."""
        known = self.vocabulary.get(stem)
        return self.unknown_weight if known is None else float(self.weights[known])

    def coverage(self, stems: Sequence[str], row: int, begin: int, end: int) -> tuple[float, float, float]:
        """Which share of the stems' weight stands in one passage, in its article (the passages from `begin` to before
        `end`), and nowhere at all."""
        total = here = article = nowhere = 0.0
        for stem in set(stems):
            weight = self.weight(stem)
            total += weight
            holders = self.holders(stem)
            if not len(holders):
                nowhere += weight
                continue
            low, at, high = holders.searchsorted((begin, row, end)).tolist()
            article += weight * (low < high)
            here += weight * (at < high and holders[at] == row)
        return (here / total, article / total, nowhere / total) if total else (0.0, 0.0, 0.0)

    @property
    def unknown_weight(self) -> float:
        """The weight of a stem that stands nowhere."""
        return float(np.log(1 + (self.size + 0.5) / 0.5))


@dataclass(frozen=True, slots=True)
class UnitWords:
    """Which stems stand in each unit and its heading, by their numbers in the passages' vocabulary. `holders` are the
    units of each stem the other way round, where there are few of them."""

    starts: Ints
    stems: Shorts
    holders: Mapping[int, Shorts] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        few = len(self.starts) <= FEW_UNITS
        object.__setattr__(self, "holders", _turned_round(self.starts, self.stems) if few else {})

    def said(self, units: Ints, stems: Sequence[str], index: LexicalIndex) -> Floats:
        """For each unit the share of the question's weight that stands in it."""
        wanted = {stem: index.weight(stem) for stem in stems}
        total = sum(wanted.values())
        known = sorted((index.vocabulary[stem], weight) for stem, weight in wanted.items() if stem in index.vocabulary)
        if not known or not len(units):
            return np.zeros(len(units), np.float32)
        if self.holders:
            everywhere = np.zeros(len(self.starts) - 1)
            for number, weight in known:
                if (holders := self.holders.get(number)) is not None:
                    everywhere[holders] += weight
            here: Floats = (everywhere[units] / total).astype(np.float32)
            return here
        counts = self.starts[units + 1] - self.starts[units]
        offsets = np.concatenate([[0], np.cumsum(counts)])
        stand = self.stems[np.arange(offsets[-1]) + np.repeat(self.starts[units] - offsets[:-1], counts)]
        numbers = np.array([number for number, _ in known], np.int32)
        places = np.minimum(numbers.searchsorted(stand), len(numbers) - 1)
        weights = np.array([weight for _, weight in known], np.float32)[places] * (numbers[places] == stand)
        sums = np.concatenate([[0], np.cumsum(weights, dtype=np.float64)])
        said: Floats = ((sums[offsets[1:]] - sums[offsets[:-1]]) / total).astype(np.float32)
        return said


def _turned_round(starts: Ints, stems: Shorts) -> dict[int, Shorts]:
    units = np.repeat(np.arange(len(starts) - 1, dtype=np.int32), np.diff(starts))
    order = np.argsort(stems, kind="stable")
    numbers, begins = np.unique(stems[order], return_index=True)
    return dict(zip(numbers.tolist(), np.split(units[order], begins[1:]), strict=False))


def unit_words(texts: Sequence[str], index: LexicalIndex) -> UnitWords:
    """The words of units, given with their headings."""
    ids = [
        sorted({index.vocabulary[stem] for stem in tokens(text, index.locale) if stem in index.vocabulary})
        for text in texts
    ]
    starts = np.concatenate([[0], np.cumsum([len(one) for one in ids])]).astype(np.int64)
    return UnitWords(starts, np.array([stem for one in ids for stem in one], np.int32))


def build_lexical(texts: Sequence[str], locale: str, k1: float = K1, b: float = B) -> LexicalIndex:
    """Index passages by their words. Imports bm25s, which serving does not need."""
    return _built([tokens(text, locale) for text in texts], locale, k1, b)


def build_pairs(texts: Sequence[str], locale: str) -> LexicalIndex:
    """Index texts by the words that follow one another in them; a pair counts by how telling it is, once a text."""
    return _built([pairs(tokens(text, locale)) for text in texts], locale, 0.0, 0.0)


def _built(split: Sequence[list[str]], locale: str, k1: float, b: float) -> LexicalIndex:
    # It takes the level of its logger back to DEBUG when imported, and would report every step.
    import bm25s

    logging.getLogger("bm25s").setLevel(logging.WARNING)
    # A passage without a word still has its place; so has a company without a passage.
    split = [stems or ["-"] for stems in split or ([],)]
    vocabulary = {stem: number for number, stem in enumerate(sorted({stem for part in split for stem in part}))}
    ids = [[vocabulary[stem] for stem in part] for part in split]
    index = bm25s.BM25(k1=k1, b=b, method="lucene")
    index.index((ids, vocabulary), show_progress=False, create_empty_token=False)
    counts = np.bincount([number for part in ids for number in set(part)], minlength=len(vocabulary))
    weights = np.log(1 + (len(split) - counts + 0.5) / (counts + 0.5)).astype(np.float32)
    starts = np.asarray(index.scores["indptr"], np.int64)
    passages = np.asarray(index.scores["indices"], np.int32)
    # Within each stem in ascending order: the searches rely on it.
    order = np.lexsort((passages, np.repeat(np.arange(len(starts) - 1), np.diff(starts))))
    return LexicalIndex(
        vocabulary,
        starts,
        passages[order],
        np.asarray(index.scores["data"], np.float32)[order],
        weights,
        len(split),
        locale,
    )
