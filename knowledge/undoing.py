"""Doing and undoing: "turn it off" is not answered by how to turn it on, however alike the two are in meaning.

Sentence vectors hardly tell an action from its opposite, so words have to.
"""

import re
from functools import lru_cache

from knowledge.ingest import Section

_UNDO = (
    r"(?:turn|switch)(?:ed|ing|s)? (?:\w+ ){0,3}?off|disabl\w+|deactivat\w+|remov\w+|delet\w+|eras\w+"
    r"|cancel(?!lation)\w*|stop\w*|hid(?:e|es|den|ing)|un(?:do|does|done|block|link|merge|install|publish|subscribe|tick"
    r"|assign)\w*|disconnect\w*|revok\w+|opt(?:ed|ing|s)? out|lower\w*|reduc\w+|(?:take|get)s? (?:\w+ ){1,3}off"
    r"|get rid of|call(?:ed)? off|clos(?:e|es|ed|ing)|paus\w+|withdraw\w*"
    r"|(?:aus|ab)(?:zu)?schalt\w+|deaktivier\w+|entfern\w+|(?:ge)?lösch\w+|kündig\w+|gekündigt|stornier\w+"
    r"|ab(?:zu)?bestell\w+|trenn\w+|aufheb\w+|aufzuheben|ausblend\w+|auszublenden|beend\w+"
)
_ASKS = re.compile(
    rf"\b(?:how (?:do|can|could|would) (?:i|we|you)|(?:can|could|may) (?:i|we)|(?:want|need|like|have|how) to"
    rf"|where (?:do|can) (?:i|we)|please|(?:wie|wo) (?:kann|können) (?:ich|wir)|(?:möchte|will|wollen|muss))"
    rf" (?:\w+ ){{0,1}}?(?:{_UNDO})\b"
    rf"|^(?:{_UNDO})\b|\b(?:ich|wir|man) (?:\w+ ){{1,4}}(?:{_UNDO})\b",
    re.IGNORECASE,
)
_SAYS = re.compile(
    rf"\b(?:{_UNDO}|off|no longer|fewer|leave|aus|ab|rückgängig|nicht mehr)\b",
    re.IGNORECASE,
)

_TAKE_BACK = re.compile(
    r"\b(?:undo|revert|reverse|(?:take|get|bring) (?:it|that|this|them) back)\b|\brückgängig(?: machen)?\b",
    re.IGNORECASE,
)
_DELETED = re.compile(r"\b(?:delet|remov|eras|lösch|entfern|gelöscht)\w*", re.IGNORECASE)


def restored(question: str, before: str) -> str:
    """The question as articles put it: to undo what the turn before deletes is to restore it. Of an undoing they
    speak where they tell of something else, so the question's own word would lead there."""
    return _TAKE_BACK.sub("restore", question) if _DELETED.search(before) else question


@lru_cache(maxsize=256)
def asks_to_undo(question: str) -> bool:
    """Whether it asks how something is turned off, removed, called off or taken back."""
    return bool(_ASKS.search(question))


def undoes(section: Section) -> bool:
    """Whether a passage says anything of that under its own heading, or its title where it has none."""
    return bool(_SAYS.search(f"{section.name}\n{section.text}"))
