"""Mending what was mistyped, so that models read the word that was meant: "cadr" is no word to them, "card" is.

Only a word that nobody knows is touched, neither the language nor the company's own texts, and only where one slip of
the finger leads to it from a word that is the company's own or common. Codes, names, addresses and figures stay. What
was written is what is kept and shown; only models and search read the mended text.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from copy import copy
from functools import lru_cache

from core.domain.company import Company
from core.words import Words
from graph.understanding.language import guess_language

LEAST = 4
"""Letters: shorter words are too near to each other, and mended only where they are abbreviations."""
LEAST_STRANGE = 5
"""Letters from which on a word may become one that the company does not use; a swap of two letters always may."""
OWN = 3.0
"""How much likelier a word is for being the company's own, at the same share of all words."""
MOST = 30
"""Words looked at in one text: it bounds the work, some tenth of a millisecond each."""
LETTERS = "abcdefghijklmnopqrstuvwxyz"
_WORD = re.compile(r"(?<![\w@#/.'’-])[A-Za-z]{1,24}(?![\w@/'’-]|\.\w)")
_EVERY_WORD = re.compile(r"[a-z]{3,}")
_LETTERS = re.compile(r"[A-Za-z]+")
_BEGINS = re.compile(r"(?:^|[.!?:\n])\s*$")
_STRETCHED = re.compile(r"([a-z])\1{2,}")

Mend = Callable[[str], str]
"""From what was written to what was meant."""


def unmended(text: str) -> str:
    """Where nothing is mended."""
    return text


def as_written(words: str, meant: str, written: str) -> str:
    """Words out of the mended text `meant` as the customer wrote them: what is quoted is theirs, and goes with it."""
    pairs = zip(_LETTERS.findall(meant.casefold()), _LETTERS.findall(written.casefold()), strict=True)
    slips = {right: wrong for right, wrong in pairs if right != wrong}
    return _LETTERS.sub(lambda found: slips.get(found[0].casefold(), found[0]), words)


class Spelling:
    """Mends texts in English. `written` are the company's own texts; of what its customers `said`, words count that two
    of them used. `language` is what a text is in that does not show it."""

    def __init__(
        self,
        words: Words,
        written: Iterable[str],
        said: Iterable[str] = (),
        language: str = "en",
    ) -> None:
        self._words = words
        self._language = language
        self._own = Counter(word for text in written for word in _words_of(text))
        used = Counter(word for text in said for word in set(_words_of(text)))
        self._own.update({word: times for word, times in used.items() if times > 1})
        self._own_total = max(1, self._own.total())
        self._total = max(1, sum(words.common.values()))
        self._elsewhere: Callable[[str], bool] = lambda word: False
        self._meant = lru_cache(maxsize=4096)(self._look_for)

    def knowing(self, elsewhere: Callable[[str], bool]) -> "Spelling":
        """The same where `elsewhere` may say of a word that it is known besides."""
        other = copy(self)
        other._elsewhere = elsewhere
        return other

    def mend(self, text: str) -> str:
        """The text with the words that were meant."""
        left = MOST
        shouted = text.isupper()

        def meant(found: re.Match[str]) -> str:
            nonlocal left
            word = found[0]
            if left == 0 or not (word.islower() or shouted or _begins(text, found)):
                return word
            small = word.lower()
            if small in self._own:
                return word
            if whole := self._words.short.get(small):
                return whole
            if len(small) < LEAST or small in self._words.known or self._elsewhere(small):
                return word
            left -= 1
            return word if (better := self._meant(small)) == small else better

        mended = _WORD.sub(meant, text)
        return mended if mended != text and guess_language(text, self._language) == "en" else text

    def _look_for(self, word: str) -> str:
        """The word that was meant; the word itself where none is likely."""
        swapped = {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}
        near = {*swapped, *_one_slip(word), *_relaxed(word)}
        strange = near if len(word) >= LEAST_STRANGE else swapped
        likely = [each for each in near if each in self._own and len(each) >= LEAST - 1]
        likely += [each for each in strange if each in self._words.common]
        return max(likely, key=lambda each: (self._share(each), each), default=word)

    def _share(self, word: str) -> float:
        return OWN * self._own[word] / self._own_total + self._words.common.get(word, 0) / self._total


def _words_of(text: str) -> list[str]:
    return _EVERY_WORD.findall(text.casefold())


def _begins(text: str, found: re.Match[str]) -> bool:
    """Whether a word with a large first letter begins a sentence; others are names."""
    before = text[max(0, found.start() - 8) : found.start()]
    return found[0][1:].islower() and _BEGINS.search(before) is not None


def _one_slip(word: str) -> Iterator[str]:
    """A letter left out, added or mistaken. The first letter is hardly ever wrong, and much else would be near."""
    for place in range(1, len(word) + 1):
        before, after = word[:place], word[place:]
        if after:
            yield before + after[1:]
        for letter in LETTERS:
            yield before + letter + after
            if after:
                yield before + letter + after[1:]


def _relaxed(word: str) -> set[str]:
    """Without the letters that were held down: "heeelp"."""
    if not _STRETCHED.search(word):
        return set()
    short = _STRETCHED.sub(r"\1", word)
    return {short, _STRETCHED.sub(r"\1\1", word), *_one_slip(short)}


def written_by(company: Company) -> Iterator[str]:
    """What a company has written: its words are spelled rightly."""
    yield from (company.name, company.bot_name)
    for intent in company.intents.values():
        yield from (intent.name, intent.question)
    for article in company.articles:
        yield from (article.title, article.product, article.body)


def said_to(company: Company) -> Iterator[str]:
    """What its customers say, slips and all."""
    for texts in (*company.intent_examples.values(), *company.smalltalk.values()):
        yield from texts
    yield from (*company.out_of_scope_near, *company.out_of_scope_far)
