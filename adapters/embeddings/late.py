"""The embedder of a process that seldom needs one: opened by the first who asks."""

import asyncio
import threading
from collections.abc import Sequence
from pathlib import Path

from adapters.embeddings.minilm import THREADS, MiniLmEmbedder
from core.ports import Progress, Vectors


class LateEmbedder:
    """`core.ports.Embedder`; raises what opening `MiniLmEmbedder` raises, when it is first used."""

    name = MiniLmEmbedder.name
    dimensions = MiniLmEmbedder.dimensions

    def __init__(self, cache_dir: Path, threads: int = THREADS) -> None:
        self._cache_dir = cache_dir
        self._threads = threads
        self._lock = threading.Lock()
        self._embedder: MiniLmEmbedder | None = None

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), dimensions)."""
        embedder = self._embedder
        if embedder is None:
            embedder = await asyncio.to_thread(self._open)
        return await embedder.embed(texts)

    def embed_blocking(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """The same for set-up work outside the event loop."""
        return self._open().embed_blocking(texts, progress)

    def prefetch(self, text: str) -> None:
        """A hint alone opens nothing."""
        if self._embedder is not None:
            self._embedder.prefetch(text)

    def close(self) -> None:
        """Stop, if it was ever opened."""
        if self._embedder is not None:
            self._embedder.close()

    def _open(self) -> MiniLmEmbedder:
        with self._lock:
            if self._embedder is None:
                self._embedder = MiniLmEmbedder.open(self._cache_dir, self._threads)
            return self._embedder
