"""Learning intents from labels alone, knowing what is none of them, and the figures that say how well."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.embeddings.choose import open_embedder
from commands.evaluate_intents import confusions, thresholds
from commands.line import main
from core.errors import InvalidInput, SettingError
from core.measures import area_under_curve, calibration_error
from core.settings import Settings
from graph.understanding.heads import PARTS, IntentModel, pool
from graph.understanding.intents import LEAST_KEPT, USUAL_BAR, Material, fit_mix, learn_intents
from graph.understanding.judge import Judged, coverage_at, draw_shots, spoken_name
from graph.understanding.lexical import Counted, Lexical, count_terms
from graph.understanding.linear import softmax

DIMENSIONS = 12
KEYS = [
    "n", "accuracy", "macro_f1", "ece", "coverage_at_98", "auroc_oos", "oos_recall_at_95", "in_scope_accuracy_at_95",
    "train_seconds", "ms_per_message", "embedder",
]  # fmt: skip


def material(intents: int, each: int, spread: float = 0.3, seed: int = 0) -> Material:
    """Points around one direction an intent, with a word of its own in most texts."""
    rng = np.random.default_rng(seed)
    labels = np.repeat(np.arange(intents), each)
    centres = rng.normal(size=(intents, DIMENSIONS))
    vectors = centres[labels] + spread * rng.normal(size=(len(labels), DIMENSIONS)) * np.sqrt(DIMENSIONS)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    texts = tuple(f"please number {i} topic{chr(97 + label)}" for i, label in enumerate(labels))
    nothing = np.empty((0, DIMENSIONS), np.float32)
    nobody = np.empty(0, np.int64)
    return Material(
        intents, texts, vectors.astype(np.float32), labels, (), nothing, nobody, nothing, nobody, (), nothing
    )


def test_that_what_was_learned_reads_its_examples_and_survives_storing() -> None:
    made = material(8, 6)
    learned = learn_intents(made)
    probabilities, scope = learned.model.read(made.said, made.texts)
    assert (probabilities.argmax(axis=1) == made.said_of).mean() > 0.9
    assert np.allclose(probabilities.sum(axis=1), 1, atol=1e-4)
    assert ((scope >= 0) & (scope <= 1)).all()
    again = IntentModel.from_arrays(learned.model.arrays())
    for mine, other in zip(learned.model.read(made.said, made.texts), again.read(made.said, made.texts), strict=True):
        assert np.array_equal(mine, other)


def test_that_words_of_articles_alone_tell_intents_apart() -> None:
    made = material(6, 4)
    words = tuple(f"topic{chr(97 + intent)} comes with gadget{chr(97 + intent)}" for intent in range(6))
    learned = learn_intents(replace(made, worded_texts=words, worded_of=np.arange(6)))
    found = learned.model.intent.lexical.scores([f"gadget{chr(97 + intent)}" for intent in range(6)])
    assert (found.argmax(axis=1) == np.arange(6)).all()


def test_that_scope_is_learned_from_intents_held_out() -> None:
    everything = material(12, 10, spread=0.15)
    known = everything.said_of < 9
    texts = tuple(text for text, mine in zip(everything.texts, known, strict=True) if mine)
    learned = learn_intents(
        replace(everything, count=9, texts=texts, said=everything.said[known], said_of=everything.said_of[known])
    )
    strange_texts = [text for text, mine in zip(everything.texts, known, strict=True) if not mine]
    inside = learned.model.read(everything.said[known], texts)[1]
    outside = learned.model.read(everything.said[~known], strange_texts)[1]
    assert area_under_curve(inside, outside) > 0.9
    assert (inside >= learned.keep_95).mean() >= 0.9


@pytest.mark.parametrize("intents", [4, 8])
def test_that_the_usual_bar_keeps_most_messages_in_scope_of_intents_much_alike(intents: int) -> None:
    rng = np.random.default_rng(1)
    made = material(intents, 8)
    alike = made.said + 2 * rng.normal(size=DIMENSIONS).astype(np.float32) / np.sqrt(DIMENSIONS)
    alike /= np.linalg.norm(alike, axis=1, keepdims=True)
    learned = learn_intents(replace(made, said=alike))
    assert (learned.in_scope >= USUAL_BAR).mean() >= LEAST_KEPT - 0.02


@pytest.mark.parametrize("sizes", [(1, 1), (1, 5), (2, 1, 9), (1, 1, 1, 1, 1, 1, 1)])
def test_that_few_and_uneven_examples_are_enough(sizes: tuple[int, ...]) -> None:
    labels = np.repeat(np.arange(len(sizes)), sizes)
    made = material(len(sizes), max(sizes))
    rows = np.concatenate([np.flatnonzero(made.said_of == n)[:size] for n, size in enumerate(sizes)])
    few = replace(made, texts=tuple(made.texts[row] for row in rows), said=made.said[rows], said_of=labels)
    probabilities, scope = learn_intents(few).model.read(few.said, few.texts)
    assert probabilities.shape == (len(labels), len(sizes))
    assert np.isfinite(probabilities).all()
    assert np.isfinite(scope).all()


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), sharpness=st.floats(0.05, 20))
def test_that_the_mix_repairs_any_sharpness_and_never_weighs_below_zero(seed: int, sharpness: float) -> None:
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 4, 400)
    honest = rng.normal(size=(400, 4))
    honest[np.arange(400), labels] += 1.5
    evidence = np.zeros((len(PARTS), 400, 4), np.float32)
    evidence[0] = honest * sharpness
    mix = fit_mix(evidence, labels)
    assert (mix >= 0).all()
    probabilities = softmax(pool(mix, evidence))
    right = probabilities.argmax(axis=1) == labels
    assert calibration_error(probabilities.max(axis=1), right) < 0.1


@given(st.text(max_size=300))
def test_that_terms_of_any_text_can_be_counted_and_scored(text: str) -> None:
    words, pieces = count_terms(text)
    assert all(times > 0 for times in (*words.values(), *pieces.values()))
    assert not set(words) & set(pieces)
    assert not any("\n" in term for term in (*words, *pieces))
    assert np.isfinite(LEXICAL.scores([text])).all()


def _lexical() -> Lexical:
    texts = ["reset my password", "new password please", "refund the money", "money back, please", "card lost"]
    return Counted.of(texts).fit(np.arange(5), np.array([0, 0, 1, 1, 2]), 3)


LEXICAL = _lexical()


def test_that_serving_weighs_terms_as_learning_did() -> None:
    scores = LEXICAL.scores(["forgotten password", "give back my money", "zzz"])
    assert list(scores.argmax(axis=1)[:2]) == [0, 1]
    assert np.array_equal(scores[2], LEXICAL.bias)


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("card_arrival", "card arrival"),
        ("CardArrival", "card arrival"),
        ("Get physical-card", "get physical card"),
        ("17", ""),
        ("A1", ""),
    ],
)
def test_that_labels_are_read_as_words_where_they_are_words(label: str, name: str) -> None:
    assert spoken_name(label) == name


def test_that_shots_are_drawn_from_each_label_and_again_by_the_same_seed() -> None:
    train = ([f"t{n}" for n in range(30)], ["a"] * 20 + ["b"] * 8 + ["c"] * 2)
    texts, labels = draw_shots(train, 5, 1)
    assert [labels.count(name) for name in "abc"] == [5, 5, 2]
    assert draw_shots(train, 5, 1) == (texts, labels)
    assert draw_shots(train, 5, 2) != (texts, labels)


def test_that_coverage_is_the_largest_share_and_equals_go_together() -> None:
    confidence = np.array([0.9, 0.8, 0.8, 0.7], np.float32)
    assert coverage_at(confidence, np.array([True, True, False, True]), 0.75) == 1.0
    assert coverage_at(confidence, np.array([True, True, False, True]), 0.98) == 0.25
    assert coverage_at(confidence, np.array([False, True, True, True]), 0.98) == 0.0


@given(st.lists(st.tuples(st.floats(0, 1, width=32), st.booleans()), min_size=1, max_size=40))
def test_that_coverage_keeps_its_promise(rows: list[tuple[float, bool]]) -> None:
    confidence = np.array([value for value, _ in rows], np.float32)
    right = np.array([value for _, value in rows])
    covered = round(coverage_at(confidence, right, 0.9) * len(rows))
    order = np.argsort(-confidence, kind="stable")
    assert covered == 0 or right[order[:covered]].mean() >= 0.9 - 1e-6


def test_that_confusions_and_thresholds_say_what_happened() -> None:
    found = Judged(
        figures={}, names=("a", "b"), texts=("one", "two", "three"), truth=np.array([0, 1, 2]),
        probabilities=np.array([[0.9, 0.1], [0.7, 0.3], [0.4, 0.6]], np.float32),
        in_scope=np.array([0.9, 0.9, 0.1], np.float32), outside_texts=("odd",), outside=np.array([0.8], np.float32),
        outside_best=np.array([0.5], np.float32), keep_95=0.5, beside_ms=0.0,
    )  # fmt: skip
    assert confusions(found) == [("b", "a", 1, "two"), ("(never learned)", "b", 1, "three")]
    table = {row[0]: (row[1], round(row[2], 3), *row[3:]) for row in thresholds(found)}
    assert table[0.0] == (0.5, 0.667, 1, 1.0)
    assert table[0.8] == (0.0, 0.333, 2, 0.0)
    assert table[0.95] == ("-", 0.0, 3, 0.0)


TRAIN = """text,category
I forgot my password,reset_password
password reset please,reset_password
cannot log in any more,reset_password
give me my money back,refund
I want a refund,refund
"you charged me twice, return it",refund
"""


def test_that_the_command_learns_judges_and_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FOYER_DATA_DIR", str(tmp_path / "var"))
    files = {
        "train": TRAIN,
        "test": "text,label\nnew password <b>please</b>,reset_password\nrefund my money,refund\nhello,greeting\n",
        "oos": "text\nwhat will the weather be\n",
    }
    for name, content in files.items():
        (tmp_path / f"{name}.csv").write_text(content)
    options = [part for name in files for part in (f"--{name}", str(tmp_path / f"{name}.csv"))]
    options += ["--json", str(tmp_path / "out.json"), "--html", str(tmp_path / "out.html")]
    assert main(["evaluate", "intents", *options]) == 0
    figures = json.loads((tmp_path / "out.json").read_text())
    assert list(figures) == KEYS
    assert figures["n"] == 3
    assert figures["accuracy"] == pytest.approx(2 / 3, abs=1e-3)
    assert figures["auroc_oos"] is not None
    page = (tmp_path / "out.html").read_text()
    assert "<svg" in page
    assert "<b>please" not in page
    assert "<script" not in page
    out = capsys.readouterr()
    assert "coverage_at_98" in out.out
    assert "timing" in out.err


@pytest.mark.parametrize(
    ("content", "says"),
    [("text,kind\nhi,a\n", "line 1"), ("text,label\nhi,\n", "line 2"), ("text,label\nhi,a\nyo,a\n", "only one label")],
)
def test_that_a_wrong_file_is_refused_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], content: str, says: str
) -> None:
    monkeypatch.setenv("FOYER_DATA_DIR", str(tmp_path / "var"))
    (tmp_path / "a.csv").write_text(content)
    path = str(tmp_path / "a.csv")
    assert main(["evaluate", "intents", "--train", path, "--test", path]) == 1
    assert says in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "says"),
    [("accurate", "python app.py models accurate"), ("remote", "FOYER_EMBEDDER_URL"), ("nonsense", "Use `fast`")],
)
def test_that_an_embedder_that_is_not_there_is_said_so(tmp_path: Path, name: str, says: str) -> None:
    with pytest.raises(SettingError, match=says):
        open_embedder(Settings(data_dir=tmp_path, embedder=name))


def test_that_invalid_input_is_what_a_wrong_path_raises() -> None:
    from graph.understanding.labelled import read_texts

    with pytest.raises(InvalidInput, match="cannot be read"):
        read_texts(Path("/nowhere/at/all.csv"))
