"""Kinds of message that policy treats on their own, by their signs: words that mean it only together.

Broader than the fixed phrases of `alarm_phrases`: a sign is several sets of words that must all stand in one clause,
and words that turn the meaning ("our lawyer needs an invoice", "how do I cancel a booking"). Clauses come folded: lower
case, no accents. Each language has a module of its own beside this one.
"""

import re
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Sign:
    """`first` shows the kind where all of `others` stand beside it and nothing of `turned`: patterns all, compiled when
    they are first looked for, since many a company never hears some of the languages."""

    kind: str
    first: str
    others: tuple[str, ...]
    turned: str

    def words_in(self, clause: str) -> str:
        """The words that show it, or ""."""
        found = _compiled(self.first).search(clause)
        if found is None or not all(_compiled(other).search(clause) for other in self.others):
            return ""
        return "" if self.turned and _compiled(self.turned).search(clause) else found[0].strip()


_compiled = cache(re.compile)


def sign(kind: str, first: str, *others: str, turned: str = "") -> Sign:
    """A sign from words given as alternatives of whole words."""
    whole = [rf"\b(?:{words})\b" for words in (first, *others)]
    return Sign(kind, whole[0], tuple(whole[1:]), rf"\b(?:{turned})\b" if turned else "")
