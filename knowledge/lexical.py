"""BM25 over words: scores are computed by bm25s when the index is built and only added up when a question comes."""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

K1, B = 1.2, 0.5
"""Passages are short and of like length, so length counts less than usual."""
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


@dataclass(frozen=True, slots=True)
class LexicalIndex:
    """For each known stem the passages it stands in with its share of their score, and how telling it is."""

    vocabulary: dict[str, int]
    starts: Ints
    passages: Ints
    shares: Floats
    weights: Floats
    """Inverse document frequency by stem."""
    size: int
    locale: str

    def scores(self, stems: Sequence[str]) -> Floats:
        """The BM25 score of every passage."""
        scores = np.zeros(self.size, np.float32)
        for stem in stems:
            if (known := self.vocabulary.get(stem)) is not None:
                part = slice(self.starts[known], self.starts[known + 1])
                scores[self.passages[part]] += self.shares[part]
        return scores

    def holders(self, stem: str) -> Ints:
        """The passages a stem stands in."""
        known = self.vocabulary.get(stem)
        return self.passages[:0] if known is None else self.passages[self.starts[known] : self.starts[known + 1]]

    def weight(self, stem: str) -> float:
        """How telling a stem is; unknown ones are as telling as the rarest known."""
        known = self.vocabulary.get(stem)
        return self.unknown_weight if known is None else float(self.weights[known])

    @property
    def unknown_weight(self) -> float:
        """The weight of a stem that stands nowhere."""
        return float(np.log(1 + (self.size + 0.5) / 0.5))


def build_lexical(texts: Sequence[str], locale: str) -> LexicalIndex:
    """Index passages by their words. Imports bm25s, which serving does not need."""
    # It takes the level of its logger back to DEBUG when imported, and would report every step.
    import bm25s

    logging.getLogger("bm25s").setLevel(logging.WARNING)
    # A passage without a word still has its place; so has a company without a passage.
    split = [tokens(text, locale) or ["-"] for text in texts or ("-",)]
    vocabulary = {stem: number for number, stem in enumerate(sorted({stem for part in split for stem in part}))}
    ids = [[vocabulary[stem] for stem in part] for part in split]
    index = bm25s.BM25(k1=K1, b=B, method="lucene")
    index.index((ids, vocabulary), show_progress=False, create_empty_token=False)
    counts = np.bincount([number for part in ids for number in set(part)], minlength=len(vocabulary))
    weights = np.log(1 + (len(texts) - counts + 0.5) / (counts + 0.5)).astype(np.float32)
    return LexicalIndex(
        vocabulary,
        np.asarray(index.scores["indptr"], np.int64),
        np.asarray(index.scores["indices"], np.int64),
        np.asarray(index.scores["data"], np.float32),
        weights,
        len(texts),
        locale,
    )
