"""The wish for a person in German, Spanish and French where no rule hears it. Judged by `test_word_heads`."""

from pathlib import Path

import numpy as np

from core.policies.phrases import MAX_NAMED
from graph.understanding.foreign import folded, known_well, shipped, surely_english

FILE = Path(__file__).with_name("wish_words.npz")
"""Learned from `SENTENCES` among others; it holds their digest."""
SENTENCES = Path(__file__).with_name("wishes_more.yaml")
THRESHOLD = 0.6


def wish_in_words(text: str) -> bool:
    """Whether a text that is not too long and not surely English asks for a person."""
    if not text or len(text.split()) > MAX_NAMED or surely_english(text):
        return False
    said, head = folded(text), shipped(FILE)
    least = np.log(THRESHOLD / (1 - THRESHOLD))
    return known_well(said, head) and bool(head.logits(said)[0] >= least)
