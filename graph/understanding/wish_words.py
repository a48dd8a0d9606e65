"""The wish for a person in German, Spanish and French where no rule hears it: by words and pieces of words.

The sentence model knows little but English, and rules hear only the ways of asking that somebody thought of. Judged on
`wishes_fresh_c`, `_g` and `_h` (`test_wish_words`).
"""

from functools import cache
from pathlib import Path

import numpy as np

from core.policies.phrases import MAX_NAMED, clauses
from graph.understanding.grams import GramHead
from graph.understanding.language import guess_language

FILE = Path(__file__).with_name("wish_words.npz")
"""Written by `scripts/wish_words.py` from `SENTENCES`, whose digest it holds."""
SENTENCES = Path(__file__).with_name("wishes_more.yaml")
THRESHOLD = 0.6


def folded(text: str) -> str:
    """The text as it is learned from and read: clause by clause, without accents."""
    return " . ".join(clauses(text))


def wish_in_words(text: str) -> bool:
    """Whether a text that is not too long and not surely English asks for a person."""
    if not text or len(text.split()) > MAX_NAMED or guess_language(text, "") == "en":
        return False
    logit = float(_head().logits(folded(text))[0])
    return bool(logit >= np.log(THRESHOLD / (1 - THRESHOLD)))


@cache
def _head() -> GramHead:
    with np.load(FILE) as stored:
        arrays = {name: stored[name] for name in ("vocabulary", "idf", "weights", "bias")}
    return GramHead.from_arrays(
        {name: array if name == "vocabulary" else array.astype(np.float32) for name, array in arrays.items()}
    )
