"""Vectors of texts kept between builds: changing one article embeds that article only."""

import hashlib
import os
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from core.ports import Embedder, Progress, Vectors


def embed_remembered(
    texts: Sequence[str], embedder: Embedder, path: Path, progress: Progress | None = None, lent: Path | None = None
) -> Vectors:
    """Vectors of `texts`; those stored in `path`, or in another index's `lent`, by the same embedder are not computed
    again. Blocking."""
    keys = [_key(embedder.name, text) for text in texts]
    known = _read(path)
    if lent is not None and any(key not in known for key in keys):
        known = _read(lent) | known
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    if missing:
        fresh = embedder.embed_blocking(list(missing.values()), progress)
        known |= dict(zip(missing, fresh, strict=True))
    wanted = {key: known[key] for key in keys}
    if missing or len(known) > len(wanted):
        _write(path, wanted)
    return np.stack([known[key] for key in keys]) if keys else np.empty((0, embedder.dimensions), np.float32)


def _key(name: str, text: str) -> bytes:
    return hashlib.blake2b(f"{name}\0{text}".encode("utf-8", "replace"), digest_size=16).hexdigest().encode()


def _read(path: Path) -> dict[bytes, Vectors]:
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            return dict(zip(stored["keys"].tolist(), stored["vectors"], strict=True))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return {}


def _write(path: Path, vectors: dict[bytes, Vectors]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with draft.open("wb") as file:
        np.savez(file, keys=np.array(list(vectors)), vectors=np.stack(list(vectors.values())))
    draft.replace(path)
