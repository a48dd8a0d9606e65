"""Whether two sentences about the same thing contradict each other: by numbers, or because one denies what the other
says. Pure, and without a model: it proposes pairs for a person to judge."""

import re
from enum import StrEnum


class Clash(StrEnum):
    """In what two sentences differ."""

    NUMBER = "number"
    DENIAL = "denial"


SHARED = 0.5
"""Share of the shorter sentence's telling words that both must have in common."""
LEAST = 2
"""Of them."""
REACH = 3
"""Words after a denial that it may be about."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|[£$€]?\d+(?:[.,:]\d+)*%?|%")
_NUMBERS = {
    word: str(value)
    for words in (
        "one two three four five six seven eight nine ten eleven twelve",
        "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    )
    for value, word in enumerate(words.split(), 1)
    if word != "one"
}
_DENIES = re.compile(
    r"^(?:no|not|never|cannot|none|nobody|nothing|without|neither|nor|\w+n['’]t|nicht|kein\w*|nie|niemals|ohne|weder)$"
)
_SAY_LITTLE = """
a an the this that these those of to in on at by for from with as is are was were be been it its you your we
our they their he she or and but if then when while so than there here can may will would should must do
does did have has had up out into only also any all each every more most der die das den dem des ein eine
einen einem einer und oder aber wenn dann ist sind war wird werden kann können sie ihr ihre wir unser es zu
im in am an auf mit von für bei nach aus als auch nur alle jede jeder
"""
_EMPTY = frozenset(_SAY_LITTLE.split())


def clash_of(one: str, other: str) -> Clash | None:
    """In what they clash; None where they say nothing against each other."""
    here, there = _parts(one), _parts(other)
    common = here.words & there.words
    if len(common) < max(LEAST, SHARED * min(len(here.words), len(there.words))):
        return None
    denied = here.denied if here.denies else there.denied
    if here.denies != there.denies and denied & common and len(here.words ^ there.words) <= len(common) + 1:
        return Clash.DENIAL
    if here.values <= there.values or there.values <= here.values:
        return None  # the same figures, in another order or among others
    for unit in here.numbers.keys() & there.numbers.keys():
        if not here.numbers[unit] & there.numbers[unit]:
            return Clash.NUMBER
    return None


class _Parts:
    """A sentence's telling words, its numbers by what they count, and the words that it denies; `denies` says that
    there is an odd number of denials in it."""

    def __init__(self, words: set[str], numbers: dict[str, set[str]], denied: set[str], denials: int) -> None:
        self.words = frozenset(words)
        self.numbers = numbers
        self.values = frozenset(value for values in numbers.values() for value in values)
        self.denied = frozenset(denied)
        self.denies = denials % 2 == 1


def _parts(text: str) -> _Parts:
    words: set[str] = set()
    numbers: dict[str, set[str]] = {}
    denied: set[str] = set()
    denials = 0
    tokens = [_NUMBERS.get(token, token) for token in _WORD.findall(text.casefold())]
    for place, token in enumerate(tokens):
        if any(char.isdigit() for char in token):
            value = token.strip("£$€%").replace(",", "")
            numbers.setdefault(_unit(token, tokens[place + 1 : place + 3]), set()).add(value)
        elif _DENIES.match(token):
            denials += 1
            denied |= {_stem(word) for word in tokens[place + 1 : place + 1 + REACH]}
        elif token not in _EMPTY and len(token) > 1:
            words.add(_stem(token))
    return _Parts(words, numbers, denied, denials)


def _unit(token: str, following: list[str]) -> str:
    """What a number counts: its sign, or the next telling word."""
    for sign in "£$€%":
        if sign in token:
            return sign
    told = next((word for word in following if word not in _EMPTY and not word[:1].isdigit()), "")
    return _stem(told)


def _stem(word: str) -> str:
    for ending in ("ies", "es", "s"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word[: -len(ending)] + ("y" if ending == "ies" else "")
    return word
