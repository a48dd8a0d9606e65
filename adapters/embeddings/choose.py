"""Which embedder a name stands for."""

from adapters.embeddings.encoder import MiniLmEncoder, MpnetEncoder, OnnxEncoder
from adapters.embeddings.minilm import MiniLmEmbedder
from adapters.embeddings.queue import QueuedEmbedder
from core.errors import SettingError
from core.settings import Settings

FAST = ("fast", "all-MiniLM-L6-v2", MiniLmEncoder.name)
ACCURATE = ("accurate", "all-mpnet-base-v2", MpnetEncoder.name)
REMOTE = "remote"


def local_encoder(name: str) -> type[OnnxEncoder] | None:
    """The kind of model behind a name, or None for one that a server runs."""
    if name in FAST:
        return MiniLmEncoder
    return MpnetEncoder if name in ACCURATE else None


def open_embedder(settings: Settings, name: str = "") -> QueuedEmbedder:
    """The embedder of that name (default: the settings'), ready to use: `fast`, `accurate`, `remote`, or, where a
    server is set, any model of that server. Raises `SettingError` for one that is not there."""
    name = name or settings.embedder
    if name in FAST:
        return MiniLmEmbedder.open(settings.data_dir, settings.embedder_threads)
    if name in ACCURATE:
        from adapters.embeddings.mpnet import open_mpnet

        return open_mpnet(settings.data_dir, settings.embedder_threads)
    if name == REMOTE or settings.embedder_url:
        from adapters.embeddings.remote import open_remote

        model = settings.embedder_model if name == REMOTE else name
        timeout = settings.embedder_timeout_s
        return open_remote(settings.embedder_url, model, settings.embedder_key, timeout, settings.data_dir)
    raise SettingError(
        f"There is no embedder {name!r}. Use `fast`, `accurate`, or set FOYER_EMBEDDER_URL for a server's models."
    )
