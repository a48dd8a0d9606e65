"""Several wishes in one message ("cancel my plan and where is my refund?"): where one ends and the next begins.

Pure rules in English, German, Spanish and French. They split freely: whether two parts are two wishes shows only when
each has been read for itself.
"""

import re

from core.policies.phrases import is_courtesy
from core.policies.remarks import asks

MOST = 3
_FEWEST_WORDS = 2
_ENDS = re.compile(r"(?<=[.!?;\n])\s+|\n+|\s*;\s*")
_JOINS = re.compile(
    r",?\s+\b(?:and|also|plus|as well as|und|außerdem|sowie|y|además|et|puis)\b"
    r"(?:\s+(?:then|also|please|auch|bitte))*\s+",
    re.IGNORECASE,
)
_WANTS = re.compile(
    r"^(?:i|we)(?: would|'d|’d)? (?:also |still |really )?"
    r"(?:want|need|like|wish|can(?:no|'|’)?t|cannot|have to|must|am trying|are trying|am unable)\b",
    re.IGNORECASE,
)
_TELLS = re.compile(
    r"^(?:i|i'm|i’m|i've|i’ve|we|we've|my|our|it|it's|they|he|she|the|this|that|there|because|since|but|so|your|you|a|an|"
    r"ich|wir|mein|meine|es|der|die|das|yo|mi|el|la|je|mon|ma|le)\b",
    re.IGNORECASE,
)


def wishes_in(text: str) -> tuple[str, ...]:
    """The parts of a text that each ask or demand something, with what is told before them; () for fewer than two
    and for more than `MOST`."""
    parts = [part.strip() for sentence in _ENDS.split(text) for part in _JOINS.split(sentence)]
    found: list[str] = []
    told = ""
    for part in filter(None, parts):
        if _is_wish(part):
            found.append(f"{told} {part}".strip())
            told = ""
        elif found:
            found[-1] = f"{found[-1]} {part}"
        else:
            told = f"{told} {part}".strip()
    return tuple(found) if 1 < len(found) <= MOST else ()


def _is_wish(part: str) -> bool:
    if len(part.split()) < _FEWEST_WORDS or is_courtesy(part):
        return False
    return asks(part) or bool(_WANTS.match(part)) or not _TELLS.match(part)
