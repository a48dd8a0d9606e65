"""Passages that say the same, in nearly the same words: of each such group an answer names one."""

import re
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from knowledge.lexical import Ints, tokens

ALIKE = 0.8
"""Share of the runs of words that two passages must have in common (Jaccard)."""
RUN = 3
SIGNS = 4
"""By so many of its smallest run numbers a passage is looked up (Broder, "On the resemblance and containment of
documents", 1997): two that share 0.8 of their runs share one of the four with a probability of 0.998."""
MOST = 40
"""Of how many groups under one sign a passage is compared with."""
_DENIED = re.compile(
    r"\b(?:no|not|never|cannot|none|nobody|nothing|without|\w+n['’]t|nicht|kein\w*|nie|ohne|sin|nunca|pas|jamais)\b"
)
_SPREAD = np.uint64(0x9E3779B97F4A7C15)


def twins(texts: Sequence[str], locale: str) -> Ints:
    """For each text the number of the first that says the same; its own where none does.

    The same means: nearly the same runs of stems, and exactly the same numbers, codes and negations, by which another
    statement differs from a copy.
    """
    vocabulary: dict[str, int] = {}
    first: Ints = np.arange(len(texts), dtype=np.int64)
    runs: dict[int, frozenset[int]] = {}
    codes: dict[int, list[str]] = {}
    under: dict[int, list[int]] = defaultdict(list)
    for number, text in enumerate(texts):
        stems = tokens(text, locale)
        mine = _runs([vocabulary.setdefault(stem, len(vocabulary)) for stem in stems])
        figures = [stem for stem in stems if any(char.isdigit() for char in stem)]
        figures = sorted(figures + _DENIED.findall(text.casefold()))
        signs = sorted(mine)[:SIGNS]
        near = dict.fromkeys(other for sign in signs for other in under[sign][:MOST])
        same = next((one for one in near if codes[one] == figures and _alike(runs[one], mine)), None)
        if same is not None:
            first[number] = same
            continue
        runs[number], codes[number] = mine, figures
        for sign in signs:
            under[sign].append(number)
    return first


def _runs(words: list[int]) -> frozenset[int]:
    """A number for each run of words; for a text too short for one, the words themselves."""
    ids = np.array(words, np.uint64) + np.uint64(1)
    if len(ids) < RUN:
        return frozenset(words)
    mixed = np.zeros(len(ids) - RUN + 1, np.uint64)
    for place in range(RUN):
        mixed = (mixed ^ ids[place : len(ids) - RUN + 1 + place]) * _SPREAD
        mixed ^= mixed >> np.uint64(29)
    return frozenset(mixed.tolist())


def _alike(one: frozenset[int], other: frozenset[int]) -> bool:
    return len(one & other) >= ALIKE * len(one | other) and bool(one)
