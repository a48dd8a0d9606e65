"""Vectors of what is learned from, kept between trainings: a model with a few labels more is learned in seconds.

Those of the sentences that Foyer brings along come with it for the default embedder (`scripts/anchor_vectors.py`): they
are more than half of what the first training of a small company would have to embed.
"""

import hashlib
import os
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

import numpy as np

from core.ports import Embedder, Progress, Vectors

FILE = "vectors.npz"
SHIPPED = Path(__file__).with_name("anchor_vectors.npz")


class Remembered:
    """`core.ports.Embedder` that computes no vector twice. Used as a context: leaving it keeps what was asked for."""

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        self.name = embedder.name
        self.dimensions = embedder.dimensions
        self._embedder = embedder
        self._path = folder / FILE
        self._known: dict[bytes, Vectors] = {}
        self._asked: dict[bytes, Vectors] = {}

    def __enter__(self) -> Self:
        self._known = _read(SHIPPED) | _read(self._path)
        return self

    def __exit__(self, *exc_info: object) -> None:
        if self._asked.keys() != self._known.keys() and self._asked:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_vectors(self._path, self._asked)

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """Not remembered: messages come once."""
        return await self._embedder.embed(texts)

    def embed_blocking(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Vectors in the order of `texts`; `progress` counts those that are computed."""
        keys = [vector_key(self.name, text) for text in texts]
        missing = {
            key: text
            for key, text in zip(keys, texts, strict=True)
            if key not in self._known and key not in self._asked
        }
        if missing:
            fresh = self._embedder.embed_blocking(list(missing.values()), progress)
            self._asked |= dict(zip(missing, fresh, strict=True))
        self._asked |= {key: self._known[key] for key in keys if key not in self._asked}
        return np.stack([self._asked[key] for key in keys]) if keys else np.empty((0, self.dimensions), np.float32)

    def prefetch(self, text: str) -> None:
        """Passed on."""
        self._embedder.prefetch(text)


def vector_key(embedder: str, text: str) -> bytes:
    """Under which the vector of a text is kept."""
    return hashlib.blake2b(f"{embedder}\0{text}".encode("utf-8", "replace"), digest_size=16).hexdigest().encode()


def write_vectors(path: Path, vectors: Mapping[bytes, Vectors]) -> None:
    """All of them or none."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with draft.open("wb") as file:
        np.savez(file, keys=np.array(list(vectors)), vectors=np.stack(list(vectors.values())))
    draft.replace(path)


def _read(path: Path) -> dict[bytes, Vectors]:
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            return dict(zip(stored["keys"].tolist(), stored["vectors"].astype(np.float32), strict=True))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return {}
