"""Learning anew: labels teach, a worse model is refused, and nothing is computed twice."""

from argparse import Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from adapters.embeddings.minilm import MiniLmEmbedder
from commands import train as command
from core.domain.ids import IntentId
from core.ports import Embedder, Progress, Vectors
from core.settings import Settings
from graph.understanding.anchors import Anchors, read_anchors
from graph.understanding.lessons import AGENT, LABELLED, Lesson, read_lessons, with_lessons
from graph.understanding.linear import one_thread
from graph.understanding.model import model_digest, open_understanding
from graph.understanding.neighbours import MANY, Groups
from graph.understanding.remembered import Remembered
from graph.understanding.retrain import is_worse, retrain
from tests.unit.test_understanding_model import small_company


class Counting:
    """Says what the real embedder was asked for."""

    def __init__(self, embedder: Embedder) -> None:
        self.name, self.dimensions = embedder.name, embedder.dimensions
        self.asked: list[str] = []
        self._embedder = embedder

    async def embed(self, texts: Sequence[str]) -> Vectors:
        return await self._embedder.embed(texts)

    def embed_blocking(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        self.asked += texts
        return self._embedder.embed_blocking(texts, progress)

    def prefetch(self, text: str) -> None:
        self._embedder.prefetch(text)


@pytest.fixture(scope="module")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counting]:
    opened = MiniLmEmbedder.open(tmp_path_factory.mktemp("models"))
    yield Counting(opened)
    opened.close()


@pytest.fixture
def few_anchors(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenth of the shipped sentences: enough to fit every head, quick to embed."""
    whole = read_anchors()
    some = Anchors(
        whole.mood_texts[::10],
        whole.mood_labels[::10],
        whole.off_topic,
        whole.wish_texts[::10],
        whole.wish_labels[::10],
        whole.alarm_texts[::3],
        whole.alarm_labels[::3],
    )
    for module in ("retrain", "model"):
        monkeypatch.setattr(f"graph.understanding.{module}.read_anchors", lambda: some)


@pytest.mark.usefixtures("few_anchors")
async def test_that_labels_teach_and_a_worse_model_is_refused(embedder: Counting, tmp_path: Path) -> None:
    company = small_company()
    first = retrain(company, embedder, tmp_path, [])
    assert (first.before, first.accepted, first.shared) == (None, True, 0)
    embedder.asked.clear()

    odd = "the zorblax is stuck again"
    label = Lesson.of(odd, "move_booking", AGENT)
    taught = retrain(company, embedder, tmp_path, [label, Lesson.of("zorblax trouble", "move_booking", LABELLED)])
    assert taught.accepted
    assert taught.version != first.version
    assert taught.shared == 15
    assert [text for text in embedder.asked if "zorblax" in text and "," not in text] == [odd, "zorblax trouble"]
    assert len(embedder.asked) < 30, "what was embedded for the first model is remembered"
    served = open_understanding(company, embedder, tmp_path)
    assert served.version == taught.version
    assert (await served.read("zorblax")).candidates[0].intent == "move_booking"

    others = ("refund", "move_booking", "reset_password")
    wrong = [
        Lesson.of(f"{text}{end}", other, LABELLED)
        for other, texts in zip(others, company.intent_examples.values(), strict=True)
        for text in texts
        for end in ("", ".", "!!", " ?")
    ]
    refused = retrain(company, embedder, tmp_path, wrong)
    assert refused.worse
    assert not refused.accepted
    assert open_understanding(company, embedder, tmp_path).version == taught.version
    forced = retrain(company, embedder, tmp_path, wrong, force=True)
    assert forced.accepted
    assert open_understanding(company, embedder, tmp_path).version == forced.version
    assert (tmp_path / "current.json").exists()


def test_that_the_vectors_that_come_along_are_those_of_the_model(embedder: Counting, tmp_path: Path) -> None:
    anchors = read_anchors()
    texts = [*anchors.mood_texts, *anchors.wish_texts, *anchors.alarm_texts]
    embedder.asked.clear()
    with Remembered(embedder, tmp_path) as lasting:
        lent = lasting.embed_blocking(texts)
    assert len(embedder.asked) < 0.1 * len(texts), "run `python -m scripts.anchor_vectors`"
    some = slice(0, None, 200)
    fresh = embedder.embed_blocking(texts[some])
    assert ((lent[some] * fresh).sum(axis=1) > 0.9999).all()


def test_that_chance_is_not_worse() -> None:
    assert not is_worse(0, 0)
    assert not is_worse(0, 2)
    assert not is_worse(3, 5)
    assert is_worse(3, 8)
    assert not is_worse(8, 3)


def test_that_another_embedder_has_another_model(embedder: Counting) -> None:
    other = Counting(embedder)
    other.name = "another"
    assert model_digest(small_company(), other) != model_digest(small_company(), embedder)


def test_that_labels_bring_no_personal_data_and_no_unknown_intent() -> None:
    company = small_company()
    lesson = Lesson.of("mail  maya@example.com\nabout it", "refund", AGENT)
    assert lesson.text == "mail [email] about it"
    strange = Lesson.of("hello", "nobody_knows", AGENT)
    known = Lesson.of(company.intent_examples[IntentId("refund")][0].upper(), "refund", AGENT)
    assert with_lessons(company, [strange, known]) is company
    taught = with_lessons(company, [lesson, lesson])
    assert taught.intent_examples[IntentId("refund")][-1] == lesson.text
    assert len(taught.intent_examples[IntentId("refund")]) == 6
    assert taught.understanding_digest != company.understanding_digest


def test_that_agents_labels_are_read_anew_and_files_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from graph.understanding.lessons import accept_lessons

    def corrections(settings: Settings) -> list[tuple[str, str]]:
        return [("it broke", "refund"), ("gone", "an_old_intent")]

    monkeypatch.setattr(command, "_corrections", corrections)
    accept_lessons(tmp_path, [Lesson.of("taken back", "refund", AGENT), Lesson.of("from a file", "refund", LABELLED)])
    file = tmp_path / "more.csv"
    file.write_text("text,label\nmoney please,refund\nmoney please,refund\n")

    def gather(fresh: bool) -> list[str]:
        arguments = Namespace(fresh=fresh, labels=[file])
        return [lesson.text for lesson in command._gather(Settings(), small_company(), tmp_path, arguments)]

    assert gather(fresh=False) == ["it broke", "from a file", "money please"]
    assert gather(fresh=True) == ["it broke", "money please"]


def test_that_damaged_files_cost_time_and_nothing_else(embedder: Counting, tmp_path: Path) -> None:
    (tmp_path / "vectors.npz").write_bytes(b"PK no")
    (tmp_path / "accepted.json").write_text("{")
    assert read_lessons(tmp_path) == ()
    embedder.asked.clear()
    for _ in range(2):
        with Remembered(embedder, tmp_path) as lasting:
            vectors = lasting.embed_blocking(["one", "two", "one"])
            assert (vectors[0] == vectors[2]).all()
    assert embedder.asked == ["one", "two"]


def test_that_fits_hold_every_algebra_library_to_one_thread() -> None:
    from threadpoolctl import threadpool_info

    with one_thread():
        threads = {each["filepath"]: each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"}
    assert len(threads) >= 2, "NumPy's and SciPy's"
    assert set(threads.values()) == {1}


def test_that_a_shortlist_finds_the_nearest_of_many() -> None:
    rng = np.random.default_rng(0)
    centres = rng.normal(size=(60, 64))
    labels = rng.integers(0, 60, MANY + 500)
    vectors = centres[labels] + 0.8 * rng.normal(size=(len(labels), 64))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    asked = vectors[:200] + 0.1 * rng.normal(size=(200, 64)).astype(np.float32)
    groups = Groups.of(vectors, labels)
    assert len(groups.shadows) == len(vectors)
    whole = asked @ vectors.T
    found = groups.nearest(asked, 60)
    assert np.allclose(found.max(axis=1), whole.max(axis=1), atol=1e-5)
    assert (found.argmax(axis=1) == labels[whole.argmax(axis=1)]).all()
    assert (found <= whole.max(axis=1, keepdims=True) + 1e-5).all()
    few = Groups.of(vectors[:300], labels[:300])
    assert not len(few.shadows)
