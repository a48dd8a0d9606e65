"""What an agent made of a draft: sent as it was, edited, or written anew. Pure."""

import re
from difflib import SequenceMatcher
from enum import StrEnum

SAME, KEPT = 0.97, 0.5
"""Shares of words two texts have in common and in order (twice the common ones by all, as `difflib` counts): from the
first on nothing but a word or a comma was changed, from the second on the draft is still to be recognised."""
_WORD = re.compile(r"\w+")
_MOST = 600
"""Words compared of each."""


class DraftFate(StrEnum):
    """What became of a draft."""

    SENT = "sent"
    EDITED = "edited"
    REPLACED = "replaced"


def fate_of(draft: str, reply: str) -> DraftFate:
    """How much of the draft stands in what the agent said first. Case, punctuation and spacing do not count."""
    ours, theirs = (_WORD.findall(text.casefold())[:_MOST] for text in (draft, reply))
    alike = SequenceMatcher(None, ours, theirs, autojunk=False).ratio()
    return DraftFate.SENT if alike >= SAME else DraftFate.EDITED if alike >= KEPT else DraftFate.REPLACED
