"""Kinds of message that policy treats on their own, by their signs: words that mean it only together.

Broader than the fixed phrases of `alarm_phrases`: a sign is several sets of words that must all stand in one clause,
and words that turn the meaning ("our lawyer needs an invoice", "how do I cancel a booking"). Clauses come folded: lower
case, no accents. Each language has a module of its own beside this one.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sign:
    """`first` shows the kind where all of `others` stand beside it and nothing of `turned`."""

    kind: str
    first: re.Pattern[str]
    others: tuple[re.Pattern[str], ...]
    turned: re.Pattern[str] | None

    def words_in(self, clause: str) -> str:
        """The words that show it, or ""."""
        found = self.first.search(clause)
        if found is None or not all(other.search(clause) for other in self.others):
            return ""
        return "" if self.turned is not None and self.turned.search(clause) else found[0].strip()


def sign(kind: str, first: str, *others: str, turned: str = "") -> Sign:
    """A sign from words given as alternatives of whole words."""
    whole = [re.compile(rf"\b(?:{words})\b") for words in (first, *others)]
    return Sign(kind, whole[0], tuple(whole[1:]), re.compile(rf"\b(?:{turned})\b") if turned else None)
