"""The fast embedder: all-MiniLM-L6-v2, which comes with the requirements."""

from pathlib import Path
from typing import Self

from adapters.embeddings.assets import find_model
from adapters.embeddings.encoder import MiniLmEncoder
from adapters.embeddings.queue import QueuedEmbedder

THREADS = 2
"""Per batch; docs/adr/0003 has the figures. More than two gain nothing on messages this short."""


class MiniLmEmbedder(QueuedEmbedder):
    """`core.ports.Embedder` over all-MiniLM-L6-v2."""

    @classmethod
    def open(cls, cache_dir: Path, threads: int = THREADS) -> Self:
        """Load the model: a tenth of a second, longer when its files must be hashed for the first time.

        `cache_dir` remembers which files were verified. Raises `SettingError` when one is missing or wrong.
        """
        return cls(MiniLmEncoder(find_model(cache_dir), threads))
