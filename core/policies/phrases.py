"""Words that decide by themselves: the wish for a person, abuse, and small talk that needs no model.

Pure pattern rules in English, German, Spanish and French. They must be precise: "talk to my client" or "is this a
bot?" is not a wish. A rule may look like what it means in one clause only, so text is cut into clauses first.
"""

import re
import unicodedata
from functools import lru_cache

from core.domain.mind import Alarm, MessageKind
from core.policies import alarm_phrases
from core.policies import person_phrases as person

MAX_HEAD, MAX_TAIL = 3_000, 1_000
"""Of a very long text only the beginning and the end are read: people say what they want there."""

MAX_ALONE = 8
"""Words of a message short enough for a bare "agent" to be its whole meaning."""

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
    alone = sum(len(part.split()) for part in parts) <= MAX_ALONE
    for number, part in enumerate(parts):
        if words := person.wish_in_clause(part, alone, edge=number in (0, len(parts) - 1)):
            return words
    return ""


def alarms(text: str) -> tuple[Alarm, ...]:
    """What in the text policy treats on its own: legal threat, security incident, self-harm, data loss, publicity."""
    return alarm_phrases.alarms_in(clauses(text))


def abuse(text: str) -> str:
    """The words that insult or threaten us, or ""."""
    return alarm_phrases.abuse_in(clauses(text))


def swearing(text: str) -> bool:
    """Whether there is any coarse word, whoever it is meant for."""
    return alarm_phrases.swearing_in(clauses(text))


_SMALL_TALK = {
    MessageKind.GREETING: r"hi+|hey+|hello+|hiya|yo|hullo|howdy|greetings|good (?:morning|afternoon|evening|day)"
    r"|morning|hallo|guten (?:tag|morgen|abend)|moin|servus|gruss gott|gruezi|hola|buenos dias"
    r"|buenas(?: tardes| noches)?|bonjour|bonsoir|salut|coucou|ciao|hi there|hey there|hello there",
    MessageKind.THANKS: r"thanks|thank you|thx|ty|tysm|cheers|many thanks|thanks a lot|thanks so much"
    r"|thank you (?:so|very) much|danke"
    r"|danke schon|danke schoen|vielen dank|dankeschon|merci|merci beaucoup|gracias|muchas gracias|mil gracias",
    MessageKind.GOODBYE: r"bye|bye bye|goodbye|see you|cya|see ya|tschuss|tschuess|auf wiedersehen|adios|hasta luego"
    r"|au revoir|a bientot|good night|have a (?:nice|good|great) (?:day|evening|weekend)",
}
_SMALL_TALK_ONLY = {kind: re.compile(rf"(?:(?:{words}),? ?)+") for kind, words in _SMALL_TALK.items()}


def small_talk(text: str) -> MessageKind | None:
    """The kind of a message that is a bare greeting, thanks or farewell, or holds no word at all; else None."""
    parts = clauses(text)
    if not any(char.isalnum() for char in text):
        return MessageKind.NOISE
    if not parts or len(text) > 80:
        return None
    whole = " ".join(parts)
    return next((kind for kind, pattern in _SMALL_TALK_ONLY.items() if pattern.fullmatch(whole)), None)
