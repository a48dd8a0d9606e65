"""What an agent can send of a draft, and what they made of it: sent as it was, edited, or written anew. Pure."""

import re
from difflib import SequenceMatcher
from enum import StrEnum

SAME, KEPT = 0.97, 0.5
"""Shares of words two texts have in common and in order (twice the common ones by all, as `difflib` counts): from the
first on nothing but a word or a comma was changed, from the second on the draft is still to be recognised."""
_WORD = re.compile(r"\w+")
_MOST = 600
"""Words compared of each."""

_SOURCE = re.compile(r".+: (?P<url>/[\w\-./]*|https?://\S+)")
"""A line under a draft that names an article and where it stands."""


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


def openable(draft: str) -> str:
    """The draft without the sources at its end that name a page of ours by its path alone: where nobody has said at
    which address we are reached, a customer could not open them."""
    body, _, last = draft.strip().rpartition("\n\n")
    sources = [_SOURCE.fullmatch(line) for line in last.splitlines()]
    if not body or None in sources:
        return draft.strip()
    kept = "\n".join(each[0] for each in sources if each is not None and not each["url"].startswith("/"))
    return f"{body}\n\n{kept}" if kept else body
