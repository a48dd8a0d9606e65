"""Vectors of one byte a number: a quarter of the memory, and quicker to gather than what they stand for."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from core.ports import Vectors

FLAT = 8_192
"""Up to so many vectors FAISS looks at every one (2 ms); above, at the nearest of the lists they are kept in."""
LOOKED_INTO = 24
"""Lists a search looks into; more of them find no more of what is relevant (docs/adr/0007)."""


@dataclass(frozen=True, slots=True)
class Compact:
    """`codes` times `scales` are the vectors, to within 0.4 % of the largest number of each. May be memory-mapped."""

    codes: npt.NDArray[np.int8]
    scales: npt.NDArray[np.float32]

    def similar(self, rows: npt.NDArray[np.int64], vector: Vectors) -> npt.NDArray[np.float32]:
        """Inner products of some rows with a vector."""
        found: npt.NDArray[np.float32] = (self.codes[rows].astype(np.float32) @ vector) * self.scales[rows]
        return found

    def __len__(self) -> int:
        return len(self.scales)


def compact(vectors: Vectors) -> Compact:
    """Round each vector by its own scale."""
    scales = np.maximum(np.abs(vectors).max(axis=1, initial=0.0) / 127, 1e-12).astype(np.float32)
    return Compact(np.rint(vectors / scales[:, None]).astype(np.int8), scales)


def build_index(vectors: Vectors) -> Any:
    """A FAISS index by inner product: flat while small, else inverted lists of one byte a number.

    Deterministic: k-means starts from a fixed seed.
    """
    import faiss

    count, dimensions = vectors.shape
    if count <= FLAT:
        flat = faiss.IndexFlatIP(dimensions)
        flat.add(np.ascontiguousarray(vectors, np.float32))
        return flat
    lists = int(2 * np.sqrt(count))
    index = faiss.index_factory(dimensions, f"IVF{lists},SQ8", faiss.METRIC_INNER_PRODUCT)
    step = max(1, count // (lists * 48))
    index.train(np.ascontiguousarray(vectors[::step], np.float32))
    index.add(np.ascontiguousarray(vectors, np.float32))
    return index


def is_flat(index: Any) -> bool:
    """Whether an index looks at every vector."""
    return not hasattr(index, "nprobe")
