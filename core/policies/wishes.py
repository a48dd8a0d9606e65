"""Several wishes in one message ("cancel my plan and where is my refund?"): where one ends and the next begins.

Pure rules in English, German, Spanish and French. They split freely: whether two parts are two wishes shows only when
each has been read for itself.
"""

import re
from textwrap import shorten

from core.policies.phrases import is_courtesy
from core.policies.remarks import asks, opens_a_question, questions_in

MOST = 6
"""Of plain questions in one message."""
MOST_TOLD = 3
"""Of wishes where some are not worded as a question or a wish: a longer text is rather one story."""
_FEWEST_WORDS = 2
_LONGEST_ASKED = 160
_ENDS = re.compile(r"(?<=[.!?;\n])\s+|\n+|\s*;\s*")
_CODE = r"[^\W\d_]{1,6}-\d{2,6}"
_CODES = re.compile(rf"\b{_CODE}\b", re.IGNORECASE)
_CODE_ALONE = re.compile(rf"{_CODE}[ ?!.,]*", re.IGNORECASE)
_JOINS = re.compile(
    rf",\s+(?={_CODE}\b)"
    r"|(?:,?\s+\b(?:and|as well as|und|sowie|y|et|puis)|,\s*(?:also|plus|außerdem|además))\b"
    r"(?:\s+(?:then|also|please|auch|bitte))*\s+",
    re.IGNORECASE,
)
_AND = re.compile(r"^(?:and|also|plus|und|außerdem|y|además|et)\b[ ,]*", re.IGNORECASE)
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
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_FILLERS = (
    "a able about after all also am an and any anybody anyone anything are as ask at be because been before being "
    "best but by can can't cannot click could did do does doing don't easily easy else exactly explain fast find for "
    "from get give go got had hard has have having he hello help her here hey hi him his how i i'd i'll i'm i've if "
    "in instead into is it its just know let like long look make many may me mean might mine more much must my myself "
    "need no not now of often ok on one only or other our out please possible question quick quickly really see she "
    "should show so some somebody someone something soon start still take tell than thank thanks that the their them "
    "then there these they thing things think this those time to today too try understand up us use very want was way "
    "we were what when where which who why will wish with work works would wouldn't yes yet you you're your yourself "
    "aber alle alles als am an auch auf aus bei bin bitte da dabei damit dann das dass dauert dem den denn der des "
    "dich die dies diese dieser doch du ein eine einem einen einer einfach er es finde frage für geht genau gern gibt "
    "habe haben hat helfen hilfe ich ihm ihnen ihr ihre im in ist jetzt kann klicken können könnten lange machen man "
    "mein meine mich mir mit möchte möglich muss nach nicht noch nun nur ob oder schnell schwer sehr sein sich sie "
    "sind so tun und uns viel von wann warum was wenn werden wie wir wird wo wohin wollen würde zu zum zur über"
)
"""Words that name nothing one could look for."""
_NO_THING = frozenset(_FILLERS.split())


def wishes_in(text: str) -> tuple[str, ...]:
    """The parts of a text that each ask or demand something, with what is told before them; () for fewer than two
    and for more than `MOST`, or `MOST_TOLD`."""
    found = _wishes(text)
    most = MOST if all(map(asked_in, found)) else MOST_TOLD
    return tuple(found) if 1 < len(found) <= most else ()


def things_asked(text: str) -> int:
    """How many things a text asks, by its questions; what only begs or greets ("can you help me?") is none."""
    return min(questions_in(text), len(_wishes(text)))


def _wishes(text: str) -> list[str]:
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
    return found


def asked_in(part: str) -> str:
    """The words of a part that ask or say what is wanted, without what is told beside them, or the codes that it names;
    "" for a part that can only be understood as the rest of another ("and past appointments?")."""
    sentences = [_AND.sub("", sentence.strip()) for sentence in _ENDS.split(part)]
    found = [each for each in sentences if opens_a_question(each) or _WANTS.match(each)] or _CODES.findall(part)
    return shorten(" ".join(found).rstrip(" ?!."), _LONGEST_ASKED, placeholder="…")


def speaks_of(asked: str, said: str) -> bool:
    """Whether what was said names everything that was asked of; true too where nothing is named ("is that hard?")."""
    return _things(asked) <= _things(said)


def _things(text: str) -> set[str]:
    words = (word.casefold() for word in _WORD.findall(text))
    return {word.rstrip("s") for word in words if word not in _NO_THING and len(word) > 1}


def _is_wish(part: str) -> bool:
    if _CODE_ALONE.fullmatch(part):
        return True
    if len(part.split()) < _FEWEST_WORDS or is_courtesy(part):
        return False
    return asks(part) or bool(_WANTS.match(part)) or not _TELLS.match(part)
