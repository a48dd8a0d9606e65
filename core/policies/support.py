"""Whether sentences that a language model wrote stand in the passages they cite. Pure, and strict on purpose.

Whatever a model was told or has made up, only this decides what a customer gets to read: a sentence is kept when most
of its words stand in a few sentences of its own sources, and its numbers, names, actions and negations do without
exception. What is refused costs little: the articles are quoted word for word instead.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from core.sentences import article_sentences, split_sentences

COVERAGE = 0.75
"""The share of a sentence's telling words that must stand in its sources. Chosen on the pairs in
tests/unit/test_support.py, between what is the same in other words and what is not."""
_REACH = 5
"""Words before a word within which a negation is about it."""
_MOST_SOURCES = 3
_LEAST_GAIN = 2
"""Telling words that a further sentence of a source must add: one that adds a single number would prove anything."""


def _fold(text: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return plain.casefold().replace("’", "'")


def _folded(words: str) -> frozenset[str]:
    return frozenset(_fold(words).split())


_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|[£$€]?\s?\d+(?:[.,:]\d+)*\s?%?")
_NUMBER = re.compile(r"[£$€]?\s?\d+(?:[.,:]\d+)*\s?%?")
_CODE = re.compile(r"\b(?=\w*[A-Z]\w*[A-Z0-9])[A-Z0-9][\w-]+|\b[a-z]+[A-Z]\w*|\b[A-Z]{1,5}-?\d+\b")
_NAME = re.compile(r"(?<![.!?:]\s)(?<!^)(?<![“\"‘'(])\b[A-ZÀ-Þ][\w’'-]+")
_QUOTED = re.compile(r"[“\"„«]([^”\"“»]{2,60})[”\"“»]|\*\*([^*]{2,60})\*\*")
_MARKUP = re.compile(r"<[a-zA-Z/!]|\]\(|https?://|www\.|[\w.+-]+@[\w-]+\.\w")
_PROMISE = re.compile(
    r"(?i)\b(?:i|we)(?:['’](?:ve|ll|d|m|re)| have| will| can| am| are| did| do| just)\b|\b(?:has|have|was|were) been\b"
    r"|\b(?:ich|wir) (?:habe|haben|werde|werden|kann|können|bin|sind)\b|\b(?:wurde|wurden) .{0,40}\w(?:t|en)\b"
)
_CLAUSE = re.compile(r"[,;:()–—]|\b(?:and|or|but|und|oder|aber|y|o|pero|et|ou|mais)\b")
_NEGATIONS = _folded(
    "not no never cannot without neither nor none nobody nothing unable impossible "
    "nicht kein keine keinen keiner keinem nie niemals ohne weder niemand nichts "
    "nunca sin ningun ninguna ne pas jamais sans aucun aucune "
    "dont doesnt didnt isnt arent wasnt werent wont cant couldnt shouldnt wouldnt hasnt havent hadnt mustnt neednt"
)
_RESTRICTIONS = _folded("only unless except nur außer sofern solo salvo excepto seulement sauf")
_ACTIONS = _folded(
    "delete remove cancel refund pay charge bill send share forward reset change replace disable enable activate "
    "deactivate download upload install uninstall call email mail click open close transfer upgrade downgrade grant "
    "approve revoke invite block unblock lock unlock export import restart reboot wipe erase sign confirm buy order "
    "return ship "
    "lösche löschen entfernen kündigen erstatten zahlen bezahlen senden schicken teilen zurücksetzen ändern ersetzen "
    "deaktivieren aktivieren herunterladen installieren anrufen klicken öffnen schließen sperren entsperren"
)
_EMPTY = _folded(
    "a an the and or of to in on at by for from with as is are be was were been being it its this that these those "
    "there here you your yours we our us i my me they their them he she his her which who what when where how if then "
    "than so do does did can could may might will would should must also just please into out up down over under "
    "about after before while during per each any all some more most other such own same too very "
    "have has had get gets "
    "der die das den dem des ein eine einen einem einer und oder von zu im in an am auf bei für mit als ist sind sein "
    "war es sie ihr ihre ihren ihrem wir uns ich man wer was wann wo wie wenn dann so kann können muss müssen wird "
    "werden auch nach vor während pro jede jeder jedes alle mehr hat haben"
)
_NUMBER_WORDS = {
    _fold(word): str(value)
    for words in (
        "zero two three four five six seven eight nine ten eleven twelve",
        "null zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    )
    for value, word in zip((0, *range(2, 13)), words.split(), strict=True)
}
_ENDINGS = (
    *("ations", "ation", "ments", "ment", "ungen", "ung", "ings", "ing", "ied", "ies"),
    *("ed", "es", "en", "er", "ly", "s", "e", "n", "y"),
)
_SHORTEST_STEM = 3


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence and the numbers of the passages it rests on, counted from 1."""

    text: str
    cites: tuple[int, ...]


def unsupported(claims: Sequence[Claim], passages: Sequence[str], *, names: bool = True) -> str:
    """What is wrong with the first claim that its passages do not hold, in our words; "" when all stand. `names` is
    False for languages that write every noun with a capital."""
    if not claims:
        return "it says nothing"
    for claim in claims:
        if not claim.cites:
            return "a sentence cites no passage"
        if any(not 1 <= cite <= len(passages) for cite in claim.cites):
            return "a sentence cites a passage that was not there"
        sources = [passages[cite - 1] for cite in claim.cites]
        if problem := _problem(claim.text, sources, names=names):
            return problem
    return ""


def idle(claims: Sequence[Claim], passages: Sequence[str], *, names: bool = True) -> str:
    """What a supported claim lacks to be an answer: small models repeat questions and the headings of passages (the
    first line of each, apart from the rest). "" when every claim says something."""
    for claim in claims:
        cited = [passages[cite - 1].partition("\n\n") for cite in claim.cites]
        for sentence in split_sentences(" ".join(claim.text.split())):
            if sentence.rstrip(' "”').endswith("?"):
                return "it asks instead of answering"
            word_for_word = any(_fold(sentence).strip(" .:") in _fold(heading) for heading, _, _ in cited)
            in_its_words = any(said_by(sentence, heading) for heading, _, _ in cited)
            if word_for_word or (in_its_words and _problem(sentence, [body for _, _, body in cited], names=names)):
                return "it repeats a heading instead of answering"
    return ""


def _problem(text: str, sources: Sequence[str], *, names: bool) -> str:
    raw = "\n".join(sources)
    if any(found.group() not in raw for found in _MARKUP.finditer(text)):
        return "it holds a link, an address or markup that its source does not have"
    if any(_fold(found.group()) not in _fold(raw) for found in _PROMISE.finditer(text)):
        return "it promises or reports something"
    pool = [sentence for source in sources for sentence in article_sentences(source)]
    sentences = split_sentences(" ".join(text.split()))
    for sentence in sentences:
        if problem := _sentence_problem(sentence, pool, names=names):
            return problem
    return "" if sentences else "it says nothing"


def _sentence_problem(sentence: str, pool: Sequence[str], *, names: bool) -> str:
    telling = _telling(sentence)
    chosen = _nearest(telling, _stems(sentence), pool)
    there = set().union(*(_stems(each) for each in chosen))
    beside = "\n".join(chosen)
    if telling and len(telling & there) / len(telling) < COVERAGE:
        return "it says more than its source"
    if numbers(sentence) - numbers(beside):
        return "it has a number that its source does not have"
    if _names(sentence, names=names) - _words(beside):
        return "it has a name that its source does not have"
    if _actions(sentence) - there:
        return "it names an action that its source does not name"
    if _denied(sentence, chosen):
        return "it denies what its source says, or says what its source denies"
    if any(_RESTRICTIONS & _words(each) for each in chosen) and not _RESTRICTIONS & _words(sentence):
        return "it leaves out a restriction"
    return ""


def _nearest(telling: set[str], all_words: set[str], pool: Sequence[str]) -> list[str]:
    """The few sentences of the sources that hold most of what is said, best first."""
    chosen: list[str] = []
    left = set(telling)
    stems = {each: _stems(each) for each in pool}
    while stems and left and len(chosen) < _MOST_SOURCES:
        best = max(
            stems, key=lambda each: (len(left & stems[each]), 2 * len(all_words & stems[each]) - len(stems[each]))
        )
        gain = left & stems.pop(best)
        if len(gain) < (_LEAST_GAIN if chosen else 1):
            break
        chosen.append(best)
        left -= gain
    return chosen


def numbers(text: str) -> set[str]:
    """Every number of a text, those in words as digits; currency and percent belong to it."""
    found = {re.sub(r"\s", "", match.group()).rstrip(".,:") for match in _NUMBER.finditer(text)}
    return found | {_NUMBER_WORDS[word] for word in _words(text) if word in _NUMBER_WORDS}


def _in_order(text: str) -> list[str]:
    return [_fold(match.group()).replace("'", "").strip() for match in _WORD.finditer(text)]


def _words(text: str) -> set[str]:
    return {part for word in _in_order(text) for part in (word, *word.split("-"))}


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word


def _stems(text: str) -> set[str]:
    return {_stem(_NUMBER_WORDS.get(word, word)) for word in _words(text)}


def _telling(text: str) -> set[str]:
    words = _words(text) - _EMPTY - _NEGATIONS
    return {_stem(_NUMBER_WORDS.get(word, word)) for word in words}


def _actions(text: str) -> set[str]:
    return _stems(text) & _ACTION_STEMS


def _names(text: str, *, names: bool) -> set[str]:
    """Words of names, codes and quoted labels, folded."""
    found = [match.group() for match in _CODE.finditer(text)]
    found += [group for match in _QUOTED.finditer(text) for group in match.groups() if group]
    if names:
        found += [match.group() for match in _NAME.finditer(text)]
    return {word for each in found for word in _words(each) if word not in _EMPTY}


def _denied(sentence: str, chosen: Sequence[str]) -> bool:
    """Whether a sentence and its sources disagree on what is denied.

    As many negations on both sides agree. Otherwise, since a claim may well leave a part of its source out, each word
    must be denied or not as it is in some of its sources.
    """
    if _negations(sentence) == sum(_negations(each) for each in chosen):
        return False
    there: dict[str, set[bool]] = {}
    for each in chosen:
        for stem, denied in _polarities(each):
            there.setdefault(stem, set()).add(denied)
    return any(denied not in there.get(stem, {denied}) for stem, denied in _polarities(sentence))


def _negations(text: str) -> int:
    return sum(word in _NEGATIONS for word in _in_order(text))


def _polarities(text: str) -> list[tuple[str, bool]]:
    """Telling words with whether an odd number of negations stands shortly before them in their clause."""
    found = []
    for clause in _CLAUSE.split(text):
        words = _in_order(clause)
        for place, word in enumerate(words):
            if word not in _EMPTY and word not in _NEGATIONS:
                before = words[max(0, place - _REACH) : place]
                found.append((_stem(word), sum(each in _NEGATIONS for each in before) % 2 == 1))
    return found


_ACTION_STEMS = frozenset(_stem(action) for action in _ACTIONS)


def invented(text: str, source: str) -> str:
    """What a text says that cannot come from its source: a number, a name, a link; "" when there is nothing. For a
    summary, which may use words of its own."""
    if any(found.group() not in source for found in _MARKUP.finditer(text)):
        return "it holds a link, an address or markup that its source does not have"
    if numbers(text) - numbers(source):
        return "it has a number that its source does not have"
    if any(_names(sentence, names=True) - _words(source) for sentence in split_sentences(text)):
        return "it has a name that its source does not have"
    return ""


def said_by(part: str, whole: str) -> bool:
    """Whether the words of a short text all stand in another one."""
    return len(part) <= len(whole) and not _markup_in(part) and _telling(part) <= _stems(whole)


def _markup_in(text: str) -> bool:
    return bool(_MARKUP.search(text))
