"""The mood of a message: words' feeling, the head learned from our own sentences, and what labels add."""

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.embeddings.minilm import MiniLmEmbedder
from core.measures import area_under_curve, calibration_error, chance_calibration_error
from graph.understanding.anchors import read_anchors
from graph.understanding.grams import GramHead, GramTable, grams
from graph.understanding.lexicon import feeling
from graph.understanding.mood import LABELS, MoodHead, features
from graph.understanding.mood_train import train_anchored, train_labelled
from graph.understanding.remembered import Remembered
from tests.support.models import lend_vectors

DATA = Path(__file__).parents[1] / "data"
"""`tweets_held_out_b` was written for judging only, in more people's ways of writing and with the share of complaints
that companies get in public."""


@pytest.fixture(scope="module")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MiniLmEmbedder]:
    opened = MiniLmEmbedder.open(tmp_path_factory.mktemp("models"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def head(embedder: MiniLmEmbedder, tmp_path_factory: pytest.TempPathFactory) -> MoodHead:
    anchors = read_anchors()
    with Remembered(embedder, lend_vectors(tmp_path_factory.mktemp("vectors"))) as known:
        return train_anchored(anchors.mood_texts, np.array(anchors.mood_labels, np.int64), known)[0]


@pytest.mark.parametrize(
    ("worse", "better"),
    [
        ("the food was awful", "the food was good"),
        ("not good", "good"),
        ("the flat was lovely but the landlord was rude", "the landlord was rude but the flat was lovely"),
        ("very annoying", "slightly annoying"),
        ("third time I write, still no answer", "first time I write, what is the answer"),
        ("das ist unverschämt", "das ist freundlich"),
        ("qué vergüenza", "qué maravilla"),
        ("c'est inadmissible", "c'est parfait"),
        ("ok 😡", "ok 😊"),
    ],
)
def test_that_words_carry_feeling(worse: str, better: str) -> None:
    def balance(text: str) -> float:
        found = feeling(text)
        return found.good - found.bad + found.after_but

    assert balance(worse) < balance(better)


def test_that_the_words_that_carried_it_are_named() -> None:
    assert feeling("The driver was rude, and I'm still waiting").words == ("rude", "still waiting")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_that_any_text_has_features_within_bounds(text: str) -> None:
    assert all(-1.5 <= number <= 1.5 for number in features(text))


def test_that_handles_and_numbers_lose_who_and_what() -> None:
    assert set(grams("@one_air order 77")) == set(grams("@other order 4"))


@pytest.mark.parametrize(("name", "auroc"), [("tweets_held_out.csv", 0.92), ("tweets_held_out_b.csv", 0.95)])
def test_that_the_shipped_moods_hold_on_posts_nobody_learned_from(
    embedder: MiniLmEmbedder, head: MoodHead, name: str, auroc: float
) -> None:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    learned = {text.casefold() for text in read_anchors().mood_texts}
    assert not learned & {row["text"].casefold() for row in rows}
    vectors = embedder.embed_blocking([row["text"] for row in rows])
    found = np.stack([head.probabilities(row["text"], v) for row, v in zip(rows, vectors, strict=True)])
    upset = np.array([row["label"] == "negative" for row in rows])
    assert area_under_curve(found[upset, 0], found[~upset, 0]) >= auroc
    right = found.argmax(axis=1) == [LABELS.index(row["label"]) for row in rows]
    confidence = found.max(axis=1)
    # So few messages show an error even where there is none; more than twice that would be one.
    assert calibration_error(confidence, right) <= 2 * chance_calibration_error(confidence)
    assert np.allclose(found.sum(axis=1), 1, atol=1e-5)


LATE = ("the {} is late", "my {} has not come", "where has the {} got to", "waiting for the {}")
FINE = ("the {} is here", "got the {} today", "the {} has come", "{} arrived")
ASKS = ("which {} do you have", "do you sell a {}", "price of a {}", "is the {} new")
THINGS = ("lamp", "chair", "book", "coat", "phone", "ring")


def test_that_labels_teach_what_a_company_calls_negative(embedder: MiniLmEmbedder, head: MoodHead) -> None:
    """Here a late delivery is negative and an arrival positive, however calmly told."""
    said = [
        (shape.format(thing), number)
        for number, shapes in enumerate((LATE, ASKS, FINE))
        for shape in shapes
        for thing in THINGS
    ]
    texts, labels = [text for text, _ in said], np.array([number for _, number in said], np.int64)
    learned, figures = train_labelled(texts, labels, head, embedder)
    text = "the parcel is late and has not come"
    (vector,) = embedder.embed_blocking([text])
    assert learned.probabilities(text, vector)[0] > max(0.6, head.probabilities(text, vector)[0])
    assert figures["mood_accuracy"] > 0.9
    stored = MoodHead.from_arrays(learned.arrays())
    assert np.array_equal(stored.probabilities(text, vector), learned.probabilities(text, vector))


def test_that_too_few_labels_teach_nothing(embedder: MiniLmEmbedder, head: MoodHead) -> None:
    with pytest.raises(ValueError, match="at least"):
        train_labelled(["a", "b", "c"], np.array([0, 1, 2], np.int64), head, embedder)


def test_that_grams_served_are_grams_learned() -> None:
    texts = ["late again", "late train", "nice train", "again nice"]
    table = GramTable.of(texts)
    rng = np.random.default_rng(0)
    weights = rng.normal(size=(len(table.vocabulary), len(LABELS))).astype(np.float32)
    served = GramHead(table.vocabulary, table.idf, weights, np.zeros(3, np.float32))
    expected = table.rows(texts) @ weights
    assert np.allclose([served.logits(text) for text in texts], expected, atol=1e-5)
    assert np.array_equal(GramHead.from_arrays(served.arrays()).logits("late"), served.logits("late"))
    assert np.array_equal(served.logits("xyz"), np.zeros(3))
