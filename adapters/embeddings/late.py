"""The embedder of a process that seldom needs one: opened by the first who asks."""

import asyncio
import threading
from collections.abc import Sequence

from adapters.embeddings.choose import local_encoder, open_embedder
from adapters.embeddings.queue import QueuedEmbedder
from core.ports import Progress, Vectors
from core.settings import Settings


class LateEmbedder:
    """`core.ports.Embedder`; raises what `open_embedder` raises, when it is first used."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._embedder: QueuedEmbedder | None = None

    @property
    def name(self) -> str:
        """Model and version. A model in this process is known by its kind, without loading it."""
        kind = local_encoder(self._settings.embedder)
        return self._open().name if kind is None else kind.name

    @property
    def dimensions(self) -> int:
        """Length of each vector."""
        kind = local_encoder(self._settings.embedder)
        return self._open().dimensions if kind is None else kind.dimensions

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

    def _open(self) -> QueuedEmbedder:
        with self._lock:
            if self._embedder is None:
                self._embedder = open_embedder(self._settings)
            return self._embedder
