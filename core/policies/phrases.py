"""Words that decide by themselves: the wish for a person, abuse, and small talk that needs no model.

Pure pattern rules in English, German, Spanish and French. They must be precise: "talk to my client" or "is this a
bot?" is not a wish. A rule may look like what it means in one clause only, so text is cut into clauses first.
"""

import re
import unicodedata
from functools import lru_cache

from core.policies import person_phrases as person

MAX_HEAD, MAX_TAIL = 3_000, 1_000
"""Of a very long text only the beginning and the end are read: people say what they want there."""

_FOLD = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "–": " - ", "—": " - "})
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_BREAK = re.compile(r"[.!?;:\n()\"*…¿¡]+| - ")
_TYPOS = {
    re.compile(pattern): right
    for pattern, right in {
        r"\bhooman|\bhumen\b|\bhumman|\bhumam\b|\bhuman(?:n|g)\b": "human",
        r"\brep+r?e?[sc]+[ei]?n?t+[aeiou]*t?i+ve?(s?)\b|\brepersentative\b|\brepresentive\b": "representative",
        r"\bagnet\b|\bagant\b|\bagen\b|\bajent\b": "agent",
        r"\bperosn\b|\bpersom\b|\bpreson\b|\bpeson\b": "person",
        r"\bspeek\b|\bspeack\b|\bspek\b|\bspaek\b": "speak",
        r"\btlak\b|\btalkt\b|\btak to\b": "talk",
        r"\bcustumer|\bcostumer|\bcusomer|\bcustomar": "customer",
        r"\bopera?ter\b": "operator",
        r"\bsome one\b|\bsomone\b|\bsomeome\b": "someone",
        r"\bsum1\b": "someone",
        r"\bsome body\b": "somebody",
        r"\bpls\b|\bplz\b|\bplse\b|\bplease\b": "please",
        r"\bu\b": "you",
        r"\bcant\b|\bcan not\b|\bcannot\b": "can't",
        r"\bdont\b|\bdo not\b": "don't",
        r"\bwont\b|\bwill not\b": "won't",
        r"\bi'm\b|\bim\b|\bi m\b": "i am",
        r"\bi'd\b|\bid(?= (?:like|rather|prefer|love)\b)": "i would",
        r"\blemme\b": "let me",
        r"\bgimme\b": "give me",
        r"\bwanna\b": "want to",
        r"\bgonna\b": "going to",
        r"\bgotta\b": "have to",
        r"\b(talk|speak|chat) 2\b": r"\1 to",
        r"\bchat ?bots?\b": "bot",
    }.items()
}


@lru_cache(maxsize=256)
def clauses(text: str) -> tuple[str, ...]:
    """The text as folded clauses: lower case, plain letters, straight quotes, common slips mended."""
    if len(text) > MAX_HEAD + MAX_TAIL:
        text = text[:MAX_HEAD] + "\n" + text[-MAX_TAIL:]
    text = unicodedata.normalize("NFKD", text).casefold().translate(_FOLD)
    text = "".join(char for char in text if not unicodedata.combining(char))
    text = _STRETCHED.sub(r"\1", text)
    for pattern, right in _TYPOS.items():
        text = pattern.sub(right, text)
    found = (" ".join(re.sub(r"[^\w',/&+-]+", " ", part).split()).strip(" ,-") for part in _BREAK.split(text))
    return tuple(part for part in found if part)


def wish_for_person(text: str) -> str:
    """The words by which the text asks for a person instead of the bot, or ""."""
    parts = clauses(text)
    for part in parts:
        if words := person.wish_in_clause(part, alone=len(parts) <= 2):
            return words
    return ""
