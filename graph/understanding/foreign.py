"""What a text in German, Spanish or French is learned and read by: words and pieces of words.

The sentence model knows little but English, and rules hear only what somebody thought of. Both heads are learned by
`scripts/word_heads.py` and come along.
"""

import re
from functools import cache
from pathlib import Path

import numpy as np

from core.policies.phrases import clauses
from graph.understanding.grams import GramHead
from graph.understanding.language import guess_language

_WORD = re.compile(r"[\w']+")


def folded(text: str) -> str:
    """The text as it is learned from and read: clause by clause, without accents."""
    return " . ".join(clauses(text))


def surely_english(text: str) -> bool:
    """Whether small words say so; short texts often have none."""
    return guess_language(text, "") == "en"


def known_well(said: str, head: GramHead) -> bool:
    """Whether a head has met at least half of a folded text's words: of a formula or a name alone it knows nothing."""
    words = [word for word in _WORD.findall(said) if not word.isdigit()]
    return bool(words) and 2 * sum(word in head.vocabulary for word in words) >= len(words)


@cache
def shipped(file: Path) -> GramHead:
    """The head in a file that comes along."""
    with np.load(file) as stored:
        arrays = {name: stored[name] for name in ("vocabulary", "idf", "weights", "bias")}
    return GramHead.from_arrays(
        {name: array if name == "vocabulary" else array.astype(np.float32) for name, array in arrays.items()}
    )
