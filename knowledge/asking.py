"""A question as the search takes it: its own words and meaning, and with less weight those of the turns before."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.ports import Vectors
from knowledge.cues import SORTS, STEPS, asked
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
    """`text` and `stems` are the question's own, `before` the stems of the last turn before it; `weights` hold those of
    all turns, `pairs` those that follow one another. `wanted` are the sorts of answer it asks for, as `cues.asked` has
    them."""

    text: str
    stems: list[str]
    before: list[str]
    weights: dict[str, float]
    pairs: dict[str, float]
    wanted: int
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
    before: list[str]
    weights: dict[str, float]
    pairs: dict[str, float]
    wanted: int

    def asked(self, vectors: Vectors) -> Asked:
        """The question ready for the search. `vectors` are those of `texts_to_embed`."""
        vector = vectors[0]
        if len(vectors) > 1:
            mixed = vectors.sum(axis=0)
            vector = mixed / max(float(np.linalg.norm(mixed)), 1e-6)
        context = vectors[1] if len(vectors) > 1 else vector
        return Asked(self.text, self.stems, self.before, self.weights, self.pairs, self.wanted, vector, context)


def asked_with(question: str, history: Sequence[str], vectors: Vectors, locale: str) -> Asked:
    """The question ready for the search. `vectors` are those of `texts_to_embed`."""
    return worded(question, history, locale).asked(vectors)


def worded(question: str, history: Sequence[str], locale: str) -> Worded:
    """The words of a question, with less weight those of the turns before."""
    stems = tokens(question, locale)
    weights = {stem: count * LAST for stem, count in Counter(stems).items()}
    follow = dict.fromkeys(pairs(stems), LAST)
    turns = _earlier(history)
    earlier = [tokens(turn, locale) for turn in reversed(turns)]
    for before, weight in zip(earlier, (ONE_BEFORE, TWO_BEFORE), strict=False):
        for stem in before:
            weights.setdefault(stem, weight)
        for pair in pairs(before):
            follow.setdefault(pair, weight)
    wanted = asked(question)
    if turns and not wanted & (SORTS | STEPS):  # "and Enterprise?" asks what was asked before, of another thing
        wanted |= asked(turns[-1]) & SORTS
    return Worded(question, stems, earlier[0] if earlier else [], weights, follow, wanted)


def _earlier(history: Sequence[str]) -> list[str]:
    turns = [" ".join(turn.split()[:TURN_WORDS]) for turn in history[-(TURNS - 1) :]]
    return [turn for turn in turns if turn]
