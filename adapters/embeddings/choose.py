"""Which embedder a name stands for."""

from pathlib import Path

from adapters.embeddings.minilm import MiniLmEmbedder
from core.errors import SettingError

FAST = ("fast", "all-MiniLM-L6-v2", MiniLmEmbedder.name)
ACCURATE = ("accurate", "all-mpnet-base-v2")


def open_embedder(name: str, cache_dir: Path, threads: int) -> MiniLmEmbedder:
    """The embedder of that name, ready to use. Raises `SettingError` for one that is not there."""
    if name in FAST:
        return MiniLmEmbedder.open(cache_dir, threads)
    if name in ACCURATE:
        raise SettingError(
            "The embedder `accurate` (all-mpnet-base-v2) is not part of this installation; docs/adr/0003-embeddings.md "
            "says why and what it would take. Use `fast`."
        )
    raise SettingError(f"There is no embedder {name!r}. Use `fast`.")
