"""The embedder: right vectors, one computation a text, and nobody hurt by somebody else's cancellation."""

import asyncio
import gc
import json
import threading
import weakref
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from adapters.embeddings.assets import PINNED, find_model
from adapters.embeddings.encoder import MiniLmEncoder, Run, group_by_length
from adapters.embeddings.minilm import MiniLmEmbedder
from adapters.embeddings.queue import MAX_BATCH, PIECE, REMEMBERED, QueuedEmbedder
from core.errors import SettingError, Unavailable
from core.ports import Embedder


@pytest.fixture(scope="module")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MiniLmEmbedder]:
    opened = MiniLmEmbedder.open(tmp_path_factory.mktemp("models"))
    yield opened
    opened.close()


class GatedEncoder(MiniLmEncoder):
    """Stands in for the model: each batch waits at the gate; vectors say how long the text was."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.seen: list[list[str]] = []

    def runs(self, texts: Sequence[str]) -> Iterator[Run]:
        self.seen.append(list(texts))
        assert self.gate.wait(5)
        if "boom" in texts:
            raise ValueError("the model failed")
        yield list(range(len(texts))), np.array([[len(text)] * 384 for text in texts], np.float32)


@pytest.fixture
def gated() -> Iterator[tuple[MiniLmEmbedder, GatedEncoder]]:
    encoder = GatedEncoder()
    embedder = MiniLmEmbedder(encoder)
    yield embedder, encoder
    encoder.gate.set()
    embedder.close()


async def until_running(encoder: GatedEncoder, batches: int = 1) -> None:
    while len(encoder.seen) < batches:
        await asyncio.to_thread(threading.Event().wait, 0.002)


def test_that_it_is_the_port(embedder: MiniLmEmbedder) -> None:
    port: Embedder = embedder
    assert port.dimensions == 384
    assert port.name


def test_that_vectors_have_length_one_and_like_meaning_lies_close(embedder: MiniLmEmbedder) -> None:
    vectors = embedder.embed_blocking(["I forgot my password", "How can I reset my login?", "Where is my parcel?"])
    assert vectors.shape == (3, 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.2


def test_that_company_in_a_batch_does_not_change_a_vector(embedder: MiniLmEmbedder) -> None:
    texts = ["short", "a text of middling length about invoices", "word " * 400, "tail", "🙂 ünïcode"]
    together = embedder.embed_blocking(texts)
    alone = np.concatenate([embedder.embed_blocking([text]) for text in texts])
    assert np.abs(together - alone).max() < 1e-5


@pytest.mark.parametrize("text", ["", "   ", "\x00", "\ud800 lone surrogate", "x" * 200_000, "👩‍👩‍👧‍👦" * 500])
async def test_that_any_string_gets_a_vector(embedder: MiniLmEmbedder, text: str) -> None:
    vectors = await embedder.embed([text])
    assert vectors.shape == (1, 384)
    assert np.isfinite(vectors).all()


async def test_that_no_texts_give_no_vectors(embedder: MiniLmEmbedder) -> None:
    assert (await embedder.embed([])).shape == (0, 384)
    assert embedder.embed_blocking([]).shape == (0, 384)


async def test_that_awaiting_and_blocking_agree(embedder: MiniLmEmbedder) -> None:
    texts = ["How do I export my data?", "Cancel my plan"]
    assert np.allclose(await embedder.embed(texts), embedder.embed_blocking(texts), atol=1e-5)


def test_that_blocking_work_reports_its_progress(embedder: MiniLmEmbedder) -> None:
    steps: list[tuple[int, int]] = []
    embedder.embed_blocking([f"text {n}" for n in range(20)], lambda done, total: steps.append((done, total)))
    assert steps[-1] == (20, 20)
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)


def test_that_much_blocking_work_is_done_by_pieces_and_keeps_its_order(
    gated: tuple[MiniLmEmbedder, GatedEncoder],
) -> None:
    embedder, encoder = gated
    encoder.gate.set()
    texts = ["x" * (number % 60) for number in range(3 * PIECE + 7)]
    reported: list[tuple[int, int]] = []
    vectors = embedder.embed_blocking(texts, lambda done, total: reported.append((done, total)))
    assert vectors[:, 0].tolist() == [len(text) for text in texts]
    assert [done for done, _ in reported] == sorted(done for done, _ in reported)
    assert reported[-1] == (len(texts), len(texts))


def test_that_blocking_work_ends_with_the_first_failure(gated: tuple[MiniLmEmbedder, GatedEncoder]) -> None:
    embedder, encoder = gated
    encoder.gate.set()
    with pytest.raises(ValueError, match="the model failed"):
        embedder.embed_blocking([*["fine"] * PIECE, "boom", *["fine"] * PIECE])


def test_that_one_embedder_serves_several_loops(embedder: MiniLmEmbedder) -> None:
    first = asyncio.run(embedder.embed(["from the first loop"]))
    second = asyncio.run(embedder.embed(["from the first loop"]))
    assert (first == second).all()


async def test_that_what_waits_goes_together(gated: tuple[MiniLmEmbedder, GatedEncoder]) -> None:
    embedder, encoder = gated
    first = asyncio.create_task(embedder.embed(["first"]))
    await until_running(encoder)
    rest = [asyncio.create_task(embedder.embed([f"text {n}"])) for n in range(MAX_BATCH + 3)]
    await asyncio.gather(*[asyncio.to_thread(lambda: None) for _ in range(2)])
    encoder.gate.set()
    await asyncio.gather(first, *rest)
    assert [len(batch) for batch in encoder.seen] == [1, MAX_BATCH, 3]
    assert embedder.texts == MAX_BATCH + 4


async def test_that_a_text_in_flight_is_shared_and_then_remembered(
    gated: tuple[MiniLmEmbedder, GatedEncoder],
) -> None:
    embedder, encoder = gated
    embedder.prefetch("same")
    await until_running(encoder)
    both = asyncio.gather(embedder.embed(["same"]), embedder.embed([" same ", "same"]))
    await asyncio.to_thread(lambda: None)  # both ask before the gate opens
    encoder.gate.set()
    one, two = await both
    again = await embedder.embed(["same"])
    assert encoder.seen == [["same"]]
    assert (two == one[0]).all()
    assert (again == one).all()
    assert (embedder.shared, embedder.hits) == (3, 1)


async def test_that_cancelling_one_leaves_the_others(gated: tuple[MiniLmEmbedder, GatedEncoder]) -> None:
    embedder, encoder = gated
    impatient = asyncio.create_task(embedder.embed(["same"]))
    patient = asyncio.create_task(embedder.embed(["same"]))
    await until_running(encoder)
    impatient.cancel()
    encoder.gate.set()
    assert (await patient)[0, 0] == 4
    with pytest.raises(asyncio.CancelledError):
        await impatient


async def test_that_a_failure_reaches_each_who_waits_and_the_queue_goes_on(
    gated: tuple[MiniLmEmbedder, GatedEncoder],
) -> None:
    embedder, encoder = gated
    encoder.gate.set()
    results = await asyncio.gather(embedder.embed(["boom"]), embedder.embed(["boom"]), return_exceptions=True)
    assert [type(result) for result in results] == [ValueError, ValueError]
    assert (await embedder.embed(["fine"]))[0, 0] == 4


async def test_that_memory_is_bounded(gated: tuple[MiniLmEmbedder, GatedEncoder]) -> None:
    embedder, encoder = gated
    encoder.gate.set()
    await embedder.embed([f"text {n}" for n in range(REMEMBERED + 5)])
    assert len(embedder._recent) == REMEMBERED


async def test_that_closing_refuses_what_waits_and_what_comes(
    gated: tuple[MiniLmEmbedder, GatedEncoder],
) -> None:
    embedder, encoder = gated
    running = asyncio.create_task(embedder.embed(["running"]))
    await until_running(encoder)
    waiting = asyncio.create_task(embedder.embed(["waiting"]))
    await asyncio.to_thread(lambda: None)
    closing = asyncio.create_task(asyncio.to_thread(embedder.close))
    with pytest.raises(Unavailable):
        await waiting
    encoder.gate.set()
    await closing
    assert (await running)[0, 0] == 7
    with pytest.raises(Unavailable):
        await embedder.embed(["late"])
    embedder.prefetch("late")
    embedder.close()
    with pytest.raises(Unavailable):
        embedder.embed_blocking(["late"])


def test_that_a_closed_embedder_lets_go_of_its_model() -> None:
    encoder = GatedEncoder()
    held = weakref.ref(encoder)
    embedder = QueuedEmbedder(encoder)
    del encoder
    gc.disable()  # it must not take a search through everything
    try:
        embedder.close()
        assert held() is None
    finally:
        gc.enable()


def test_that_runs_are_short_first_and_little_is_padded() -> None:
    lengths = [5, 200, 6, 5, 90, 7, 210, 5, 5, 5, 5, 5, 5]
    groups = group_by_length(lengths)
    assert sorted(row for group in groups for row in group) == list(range(len(lengths)))
    longest = [max(lengths[row] for row in group) for group in groups]
    assert longest == sorted(longest)
    for group in groups:
        assert sum(max(lengths[row] for row in group) - lengths[row] for row in group) <= 8
    assert group_by_length([]) == []


def test_that_a_missing_or_changed_file_is_named_with_its_remedy(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"model\.onnx is missing.*requirements\.lock"):
        find_model(tmp_path / "var", tmp_path)
    for name in PINNED:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"something else")
    with pytest.raises(SettingError, match="damaged or another version"):
        find_model(tmp_path / "var", tmp_path)


def test_that_files_are_hashed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = find_model(tmp_path)
    assert set(json.loads((tmp_path / "embedding-files.json").read_text())) == set(PINNED)
    monkeypatch.setattr("hashlib.file_digest", lambda *_: pytest.fail("hashed again"))
    assert find_model(tmp_path) == first
    (tmp_path / "embedding-files.json").write_text("not json")
    with pytest.raises(pytest.fail.Exception):
        find_model(tmp_path)


def test_that_two_that_start_at_once_in_a_new_folder_do_not_disturb_each_other(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(find_model, [tmp_path / "new"] * 8))
    assert len(set(found)) == 1
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["embedding-files.json"]
