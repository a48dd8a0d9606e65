"""The mood of a text: its vector, and what a vector does not see (capitals, exclamation marks, coarse words)."""

import re

import numpy as np

from core.policies.phrases import swearing
from graph.understanding.linear import Floats, Linear

MOODS = ("upset", "plain", "glad")
_WORD = re.compile(r"[^\W\d_]{3,}")
MAX_LOOK = 4_000


def surface(text: str) -> list[float]:
    """How much is in capitals, exclamation and question marks up to three, and whether a word is coarse."""
    text = text[:MAX_LOOK]
    words = _WORD.findall(text)
    shouted = sum(word.isupper() for word in words) / len(words) if words else 0.0
    return [shouted, min(text.count("!"), 3) / 3, min(text.count("?"), 3) / 3, float(swearing(text))]


def mood_features(texts: list[str], vectors: Floats) -> Floats:
    """Vectors with the surface beside them."""
    return np.hstack([vectors, np.array([surface(text) for text in texts], np.float32)])


def mood(head: Linear, text: str, vector: Floats) -> float:
    """From -1 (upset) to 1 (glad): the difference of the two probabilities."""
    upset, _, glad = head.probabilities(mood_features([text], vector[None]))[0]
    return float(glad - upset)
