"""The feeling that words carry: a lexicon of four languages, with negation, emphasis and "but" taken into account."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import yaml

from core.policies.phrases import clauses

YAML_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""For the sentences and words that Foyer brings along: in C a tenth of the time."""
WORDS_FILE = Path(__file__).with_name("mood_words.yaml")

_TOKEN = re.compile(r"[^\W_]+(?:['/-][^\W_]+)*")
_NEGATION = {
    *(
        "not",
        "no",
        "never",
        "none",
        "cannot",
        "without",
        "hardly",
        "barely",
        "nicht",
        "kein",
        "keine",
        "keinen",
        "nie",
        "ohne",
    ),
    *("nunca", "ni", "sin", "pas", "jamais", "aucun", "aucune"),
}
_STRONGER = {
    *("very", "so", "really", "absolutely", "completely", "totally", "extremely", "utterly", "such", "too", "super"),
    *(
        "incredibly",
        "beyond",
        "deeply",
        "most",
        "sehr",
        "total",
        "absolut",
        "vollig",
        "echt",
        "muy",
        "tan",
        "totalmente",
    ),
    *("tres", "trop", "vraiment", "tellement"),
}
_WEAKER = {
    "slightly",
    "somewhat",
    "bit",
    "little",
    "fairly",
    "kinda",
    "rather",
    "etwas",
    "bisschen",
    "poco",
    "algo",
    "peu",
}
_BUT = {"but", "however", "although", "though", "yet", "aber", "doch", "jedoch", "pero", "aunque", "mais", "cependant"}
_REACH = 3
"""Words before a feeling in which a negation still turns it."""
_FACES = {
    **dict.fromkeys("😡😠🤬😤👎💩🤮🖕😾", -3.0),
    **dict.fromkeys("😢😭😞😔🙄😒😩😫😖😣☹🤦😑😕💔", -2.0),
    **dict.fromkeys("😍🥰❤💕🎉🤩👏💯🙌💖😘⭐🏆", 3.0),
    **dict.fromkeys("😊🙂😀😁😃😄👍🙏😅😎🤗😉💪✨", 2.0),
}
_SMILES = re.compile(r"(?<!\w)(?:[:;=]-?[)D\]]|<3|\^\^)")
_FROWNS = re.compile(r"(?<!\w)(?:[:=]'?-?[(\[/|]|>:\()(?!/)")


@dataclass(frozen=True, slots=True)
class Feeling:
    """What a text's words carry: sums of good and bad, the strongest bad word, and what comes after a "but"."""

    good: float
    bad: float
    worst: float
    after_but: float
    words: tuple[str, ...]
    """The words that carried something bad, in order."""


@dataclass(frozen=True, slots=True)
class _Lexicon:
    phrases: dict[str, tuple[tuple[tuple[str, ...], float], ...]]
    """By first word, the longest first."""
    words: dict[str, float]
    stems: dict[str, float]


@cache
def _lexicon() -> _Lexicon:
    found: dict[str, float] = {}
    # English last: where a word means something in two languages, English has it.
    tables = yaml.load(WORDS_FILE.read_text("utf-8"), YAML_LOADER)  # noqa: S506 -- either is a safe one
    for language in sorted(tables, key=lambda name: name == "en"):
        for strength, listed in tables[language].items():
            found |= {entry.strip(): float(strength) for entry in listed.split("|") if entry.strip()}
    phrases: dict[str, list[tuple[tuple[str, ...], float]]] = {}
    words, stems = {}, {}
    for entry, strength in found.items():
        if " " in entry:
            first, *_ = parts = entry.split()
            phrases.setdefault(first, []).append((tuple(parts), strength))
        elif entry.endswith("*"):
            stems[entry[:-1]] = strength
        else:
            words[entry] = strength
    ordered = {first: tuple(sorted(some, key=lambda it: -len(it[0]))) for first, some in phrases.items()}
    return _Lexicon(ordered, words, stems)


def feeling(text: str) -> Feeling:
    """What the words of a text carry. Counts the first and last part of a very long one, as all rules do."""
    lexicon = _lexicon()
    good = bad = worst = after = 0.0
    heard: list[str] = []
    seen_but = False
    for segment in (part for clause in clauses(text) for part in clause.split(",")):
        tokens = _TOKEN.findall(segment)
        place = 0
        while place < len(tokens):
            if tokens[place] in _BUT:
                seen_but, after = True, 0.0
            words, strength = _at(lexicon, tokens, place)
            if strength:
                strength = _turned(strength, tokens[max(0, place - _REACH) : place])
                good, bad = good + max(strength, 0.0), bad + max(-strength, 0.0)
                worst = max(worst, -strength)
                after += strength if seen_but else 0.0
                if strength <= -1.5:
                    heard.append(" ".join(tokens[place : place + words]))
            place += words
    for face in text if not text.isascii() else "":
        strength = _FACES.get(face, 0.0)
        good, bad = good + max(strength, 0.0), bad + max(-strength, 0.0)
    good += 2.0 * bool(_SMILES.search(text))
    bad += 2.0 * bool(_FROWNS.search(text))
    return Feeling(good, bad, worst, after, tuple(dict.fromkeys(heard)))


def _at(lexicon: _Lexicon, tokens: list[str], place: int) -> tuple[int, float]:
    """How many words an entry at this place takes, and what it carries."""
    token = tokens[place]
    for parts, strength in lexicon.phrases.get(token, ()):
        if len(parts) <= len(tokens) - place and all(
            _same(part, tokens[place + offset]) for offset, part in enumerate(parts)
        ):
            return len(parts), strength
    return 1, _strength(token)


@lru_cache(maxsize=4096)
def _strength(token: str) -> float:
    """What a word by itself carries: most words of a language are said again and again."""
    lexicon = _lexicon()
    if token in lexicon.words:
        return lexicon.words[token]
    stems = (lexicon.stems.get(token[:length]) for length in range(len(token), 2, -1))
    return next((strength for strength in stems if strength is not None), 0.0)


def _same(part: str, token: str) -> bool:
    return token.startswith(part[:-1]) if part.endswith("*") else token == part


def _turned(strength: float, before: list[str]) -> float:
    """The strength after what stands before it: "not good" is bad, "not bad" is mild."""
    if any(word in _NEGATION or word.endswith("n't") for word in before):
        strength *= -0.7 if strength > 0 else -0.3
    if any(word in _STRONGER for word in before[-2:]):
        strength *= 1.3
    if any(word in _WEAKER for word in before[-2:]):
        strength *= 0.6
    return strength
