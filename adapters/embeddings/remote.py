"""Sentence vectors from a server that speaks OpenAI's embeddings API: POST /embeddings with `model` and `input`."""

import json
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import numpy as np

from adapters.embeddings.encoder import MAX_CHARS, Run
from adapters.embeddings.queue import QueuedEmbedder
from core.errors import SettingError, Unavailable
from core.policies.redact import redact
from core.ports import Vectors

REQUEST_SIZE = 64
"""Texts in one request; servers allow some hundred."""
TRIES = 3
LONGEST_WAIT_S = 10.0
FIRST_WAIT_S = 0.5
REMEDY = "Check FOYER_EMBEDDER_URL, FOYER_EMBEDDER_MODEL and FOYER_EMBEDDER_KEY."


class RemoteEncoder:
    """Asks the server and waits. E-mail addresses, card and telephone numbers are taken out before texts leave.

    An overloaded or failing server is asked again after the time it names; then `Unavailable` is raised.
    """

    def __init__(self, url: str, model: str, key: str, timeout_s: float, dimensions: int = 0) -> None:
        self.name = f"remote/{urlsplit(url).hostname}/{model}"
        self._model = model
        self._waiting = threading.Event()
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._client = httpx.Client(base_url=url.rstrip("/"), headers=headers, timeout=timeout_s)
        self.dimensions = dimensions or self._ask(["How many numbers?"]).shape[1]

    def runs(self, texts: Sequence[str]) -> Iterator[Run]:
        """In requests of up to `REQUEST_SIZE` texts. Raises `Unavailable`."""
        for start in range(0, len(texts), REQUEST_SIZE):
            part = texts[start : start + REQUEST_SIZE]
            vectors = self._ask(part)
            if vectors.shape[1] != self.dimensions:
                raise Unavailable(
                    "The embedding server has changed its model.",
                    detail=f"{vectors.shape[1]} numbers instead of {self.dimensions}",
                )
            yield list(range(start, start + len(part))), vectors

    def _ask(self, texts: Sequence[str]) -> Vectors:
        # The API refuses empty texts.
        given = [redact(text[:MAX_CHARS].encode("utf-8", "replace").decode()) or " " for text in texts]
        content = {"model": self._model, "input": given, "encoding_format": "float"}
        for attempt in range(1, TRIES + 1):
            pause = FIRST_WAIT_S * 2 ** (attempt - 1)
            try:
                response = self._client.post("/embeddings", json=content)
            except httpx.HTTPError as error:
                problem = type(error).__name__
            else:
                if response.status_code == httpx.codes.OK:
                    return _vectors(response, len(texts))
                problem = f"HTTP {response.status_code}"
                if response.status_code < 500 and response.status_code not in (408, 429):
                    break
                pause = _seconds(response.headers.get("retry-after", ""), pause)
            if attempt < TRIES:
                self._waiting.wait(min(pause, LONGEST_WAIT_S))
        raise Unavailable("The embedding server does not answer as it should.", detail=problem)


def open_remote(url: str, model: str, key: str, timeout_s: float, data_dir: Path) -> QueuedEmbedder:
    """The embedder over a server. How long its vectors are is asked once and remembered in `data_dir`, so that later
    starts do not depend on the server. Raises `SettingError` when it cannot be asked."""
    if not url or not model:
        raise SettingError("The embedder `remote` needs FOYER_EMBEDDER_URL and FOYER_EMBEDDER_MODEL. Set both.")
    memory = data_dir / "embedders" / "remote.json"
    known = _known(memory)
    address = f"{url} {model}"
    try:
        encoder = RemoteEncoder(url, model, key, timeout_s, known.get(address, 0))
    except Unavailable as error:
        raise SettingError(
            f"The embedding server at {urlsplit(url).hostname} failed: {error.detail}. {REMEDY}"
        ) from None
    if known.get(address) != encoder.dimensions:
        memory.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        memory.write_text(json.dumps(known | {address: encoder.dimensions}), "utf-8")
    return QueuedEmbedder(encoder)


def _known(memory: Path) -> dict[str, int]:
    try:
        found = json.loads(memory.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(key): int(value) for key, value in found.items()} if isinstance(found, dict) else {}


def _vectors(response: httpx.Response, count: int) -> Vectors:
    try:
        rows: list[dict[str, Any]] = sorted(response.json()["data"], key=lambda row: row["index"])
        vectors: Vectors = np.array([row["embedding"] for row in rows], np.float32)
    except (ValueError, KeyError, TypeError):
        raise Unavailable("The embedding server's answer cannot be read.", detail="not the embeddings API") from None
    if vectors.ndim != 2 or len(vectors) != count or not np.isfinite(vectors).all():
        raise Unavailable("The embedding server's answer cannot be read.", detail=f"shape {vectors.shape}")
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Vectors = (vectors / np.maximum(lengths, 1e-12)).astype(np.float32)
    return unit


def _seconds(header: str, otherwise: float) -> float:
    return float(header) if header.replace(".", "", 1).isdigit() else otherwise
