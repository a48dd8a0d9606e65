"""A question as the search takes it: its own words and meaning, and with less weight those of the turns before."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.ports import Vectors
from knowledge.lexical import pairs, tokens

TURNS = 3
"""The question and the two turns before it: more of them lead away from what is asked now."""
TURN_WORDS = 64
"""Of an earlier turn: a long one would drown the question."""
LAST, ONE_BEFORE, TWO_BEFORE = 1.0, 0.5, 0.5
"""What a word counts by the turn it stands in. The vector is the mean of the question's and that of all turns joined.
Both from the multi-turn development data in docs/adr/0007."""


@dataclass(frozen=True, slots=True)
class Asked:
    """`text` and `stems` are the question's own; `weights` hold the stems of the earlier turns too, `pairs`
    those that follow one another."""

    text: str
    stems: list[str]
    weights: dict[str, float]
    pairs: dict[str, float]
    vector: Vectors
    context: Vectors
    """The question's together with the turns before it; the same as `vector` where there are none."""


def texts_to_embed(question: str, history: Sequence[str]) -> list[str]:
    """What must be embedded, together in one call: the question, and with its earlier turns where there are any."""
    alone = question.strip()
    earlier = _earlier(history)
    return [alone, "\n".join([*earlier, alone])] if earlier else [alone]


@dataclass(frozen=True, slots=True)
class Worded:
    """The words of a question, as `Asked` has them; known before its vectors are."""

    text: str
    stems: list[str]
    weights: dict[str, float]
    pairs: dict[str, float]

    def asked(self, vectors: Vectors) -> Asked:
        """The question ready for the search. `vectors` are those of `texts_to_embed`."""
        vector = vectors[0]
        if len(vectors) > 1:
            mixed = vectors.sum(axis=0)
            vector = mixed / max(float(np.linalg.norm(mixed)), 1e-6)
        context = vectors[1] if len(vectors) > 1 else vector
        return Asked(self.text, self.stems, self.weights, self.pairs, vector, context)


def asked_with(question: str, history: Sequence[str], vectors: Vectors, locale: str) -> Asked:
    """The question ready for the search. `vectors` are those of `texts_to_embed`."""
    return worded(question, history, locale).asked(vectors)


def worded(question: str, history: Sequence[str], locale: str) -> Worded:
    """The words of a question, with less weight those of the turns before."""
    stems = tokens(question, locale)
    weights = {stem: count * LAST for stem, count in Counter(stems).items()}
    follow = dict.fromkeys(pairs(stems), LAST)
    for turn, weight in zip(reversed(_earlier(history)), (ONE_BEFORE, TWO_BEFORE), strict=False):
        before = tokens(turn, locale)
        for stem in before:
            weights.setdefault(stem, weight)
        for pair in pairs(before):
            follow.setdefault(pair, weight)
    return Worded(question, stems, weights, follow)


def _earlier(history: Sequence[str]) -> list[str]:
    turns = [" ".join(turn.split()[:TURN_WORDS]) for turn in history[-(TURNS - 1) :]]
    return [turn for turn in turns if turn]
