"""Reference vectors of the intents, and how near a text lies to those of each."""

from dataclasses import dataclass

import numpy as np

from graph.understanding.linear import Floats, Ints, group_maxima


@dataclass(frozen=True, slots=True)
class Groups:
    """Reference vectors of several intents; rows of an intent lie together. `owners` are intent numbers."""

    vectors: Floats
    starts: Ints
    owners: Ints

    @classmethod
    def of(cls, vectors: Floats, labels: Ints) -> "Groups":
        """Vectors sorted by intent."""
        order = np.argsort(labels, kind="stable")
        owners, starts = np.unique(labels[order], return_index=True)
        return cls(np.ascontiguousarray(vectors[order]), starts.astype(np.int64), owners.astype(np.int64))

    def nearest(self, vectors: Floats, intents: int) -> Floats:
        """The similarity to the nearest vector of each intent. An intent without any gets the others' mean."""
        if not len(self.starts):
            return np.zeros((*vectors.shape[:-1], intents), np.float32)
        maxima = group_maxima(vectors @ self.vectors.T, self.starts)
        if len(self.owners) == intents:
            return maxima
        found = np.repeat(maxima.mean(axis=-1, keepdims=True), intents, axis=-1)
        found[..., self.owners] = maxima
        return found
