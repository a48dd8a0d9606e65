"""Reference vectors of the intents, and how near a text lies to those of each.

Ten thousand vectors are fifteen megabytes to read for one message. So many are first compared in the quarter of the
directions in which they differ most; what looks near there, and the best of each intent, is compared in full.
"""

from dataclasses import dataclass, field

import numpy as np

from graph.understanding.linear import Floats, Ints, group_maxima

MANY = 1_500
"""From so many vectors on the look in fewer directions pays."""
SHARE = 4
"""One direction in so many is kept."""
LOOKED_AT = 300
"""Vectors compared in full. On BANKING77 (7,003 vectors, 3,000 texts) the nearest of all was always among them."""


@dataclass(frozen=True, slots=True)
class Groups:
    """Reference vectors of several intents; rows of an intent lie together. `owners` are intent numbers.

    `basis` are the directions that differ most and `shadows` the vectors seen in them; both are empty for few vectors.
    """

    vectors: Floats
    starts: Ints
    owners: Ints
    basis: Floats
    shadows: Floats
    group: Ints = field(init=False, repr=False)
    """The place in `owners` of each row."""
    side_by_side: Ints = field(init=False, repr=False)
    """The rows of each group; short ones repeat their last."""

    def __post_init__(self) -> None:
        ends = np.append(self.starts[1:], len(self.vectors))
        sizes = ends - self.starts if len(self.starts) else np.empty(0, np.int64)
        rows = self.starts[:, None] + np.arange(sizes.max() if len(sizes) else 0)
        object.__setattr__(self, "group", np.repeat(np.arange(len(self.starts)), sizes))
        object.__setattr__(self, "side_by_side", np.minimum(rows, ends[: len(self.starts), None] - 1))

    @classmethod
    def of(cls, vectors: Floats, labels: Ints) -> "Groups":
        """Vectors sorted by intent."""
        order = np.argsort(labels, kind="stable")
        owners, starts = np.unique(labels[order], return_index=True)
        ordered = np.ascontiguousarray(vectors[order])
        basis = _directions(ordered) if len(ordered) > MANY else np.empty((0, 0), np.float32)
        shadows = ordered @ basis if len(basis) else basis
        return cls(ordered, starts.astype(np.int64), owners.astype(np.int64), basis, shadows)

    def nearest(self, vectors: Floats, intents: int) -> Floats:
        """The similarity to the nearest vector of each intent. An intent without any gets the others' mean."""
        if not len(self.starts):
            return np.zeros((*vectors.shape[:-1], intents), np.float32)
        maxima = self._shortlisted(vectors) if len(self.basis) else group_maxima(vectors @ self.vectors.T, self.starts)
        if len(self.owners) == intents:
            return maxima
        found = np.repeat(maxima.mean(axis=-1, keepdims=True), intents, axis=-1)
        found[..., self.owners] = maxima
        return found

    def _shortlisted(self, vectors: Floats) -> Floats:
        """Each intent's vector that looks nearest in few directions, and whatever else looks near, in full."""
        each = np.arange(len(self.starts))
        seen = (vectors @ self.basis) @ self.shadows.T
        found = np.empty((len(vectors), len(self.starts)), np.float32)
        for number, (vector, similar) in enumerate(zip(vectors, seen, strict=True)):
            best = self.side_by_side[each, similar[self.side_by_side].argmax(axis=1)]
            found[number] = self.vectors[best] @ vector
            near = np.argpartition(similar, -LOOKED_AT)[-LOOKED_AT:]
            np.maximum.at(found[number], self.group[near], self.vectors[near] @ vector)
        return found


def _directions(vectors: Floats) -> Floats:
    """The principal directions as columns, without centring: similarities are products."""
    _, directions = np.linalg.eigh(vectors.T @ vectors)
    kept: Floats = np.ascontiguousarray(directions[:, -(vectors.shape[1] // SHARE) :]).astype(np.float32)
    return kept
