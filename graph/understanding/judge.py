"""How good intents are on messages they were not learned from: the figures of `evaluate intents`.

The model is the company's: the same fit, the same pool, the same way of reading one message.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from time import perf_counter

import numpy as np

from core.errors import InvalidInput
from core.measures import area_under_curve, calibration_error, macro_f1
from core.ports import Embedder, Progress
from core.words import NO_WORDS, Words
from graph.understanding.intents import Learned, Material, learn_intents
from graph.understanding.linear import Floats, Ints, one_thread
from graph.understanding.spelling import Mend, Spelling

SURE = 0.98
TIMED = 200
"""Messages read one by one for `ms_per_message`, after the first few that warm up."""
WARM_UP = 10
ProgressFor = Callable[[str], Progress]
Labelled = tuple[list[str], list[str]]
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_APART = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Judged:
    """Everything measured. Rows of `probabilities` belong to `texts`, columns to `names`; `truth` holds the column of
    the right label; numbers from `len(names)` on are labels that were never learned. `in_scope` and `outside` are scope
    probabilities, `outside_best` the best intent's probability; `beside_ms` a message's time beside embedding."""

    figures: dict[str, float | int | str | None]
    names: tuple[str, ...]
    texts: tuple[str, ...]
    truth: Ints
    probabilities: Floats
    in_scope: Floats
    outside_texts: tuple[str, ...]
    outside: Floats
    outside_best: Floats
    keep_95: float
    beside_ms: float


def spoken_name(label: str) -> str:
    """A label as words (`card_arrival`, `CardArrival`: card arrival), or "" for numbers and codes that say nothing."""
    words = _APART.sub(" ", _CAMEL.sub(" ", label)).strip().casefold()
    return words if re.search(r"[^\W\d_]{3}", words) else ""


def draw_shots(train: Labelled, shots: int, seed: int) -> Labelled:
    """At most `shots` examples of each label, drawn by `seed`."""
    texts, labels = train
    rng = np.random.default_rng(seed)
    names = np.array(labels)
    rows = [
        row for name in sorted(set(labels)) for row in np.sort(rng.permutation(np.flatnonzero(names == name))[:shots])
    ]
    return [texts[row] for row in rows], [labels[row] for row in rows]


def material_of(
    train: Labelled, embedder: Embedder, progress: Progress | None = None
) -> tuple[Material, tuple[str, ...]]:
    """What is learned from, made of labels alone, with the names of the intents in the order of their numbers.

    A text that stands there twice under one label counts once. Raises InvalidInput for fewer than two labels.
    """
    unique = {(text.casefold(), label): (text, label) for text, label in zip(*train, strict=True)}
    names = tuple(sorted({label for _, label in unique}))
    if len(names) < 2:
        raise InvalidInput(f"The training messages have only one label, {names[0]!r}. Give messages of two at least.")
    number = {name: place for place, name in enumerate(names)}
    texts = tuple(text for text, _ in unique.values())
    said_of = np.array([number[label] for _, label in unique.values()], np.int64)
    named = [(number[name], words) for name in names if (words := spoken_name(name))]
    vectors = embedder.embed_blocking([*texts, *(words for _, words in named)], progress)
    nothing, nobody = np.empty((0, embedder.dimensions), np.float32), np.empty(0, np.int64)
    material = Material(
        count=len(names),
        texts=texts,
        said=vectors[: len(texts)],
        said_of=said_of,
        named_texts=tuple(words for _, words in named),
        named=vectors[len(texts) :],
        named_of=np.array([place for place, _ in named], np.int64),
        written=nothing,
        written_of=nobody,
        outside_texts=(),
        outside=nothing,
    )
    return material, names


async def judge_intents(
    train: Labelled,
    test: Labelled,
    outside: Sequence[str],
    embedder: Embedder,
    progress: ProgressFor,
    words: Words = NO_WORDS,
) -> Judged:
    """Learn from `train`, read `test` and `outside`, and measure. Thresholds come from held-out training rows only;
    `words` mend what is read, as in the service."""
    started = perf_counter()
    with one_thread():
        mend = Spelling(words, map(spoken_name, train[1]), train[0]).mend
        train = list(map(mend, train[0])), train[1]
        material, names = material_of(train, embedder, progress("embedding the training messages"))
        learned = learn_intents(material, progress("training"))
        seconds = perf_counter() - started
        texts, labels = test
        number = {name: place for place, name in enumerate((*names, *sorted(set(labels) - set(names))))}
        truth = np.array([number[label] for label in labels], np.int64)
        meant = [mend(text) for text in (*texts, *outside)]
        vectors = embedder.embed_blocking(meant, progress("reading the test messages"))
        probabilities, scope = learned.model.read(vectors, meant)
        bare, whole = await _time(learned, texts, embedder, mend, progress("timing single messages"))
    figures = _figures(probabilities[: len(texts)], truth, scope[: len(texts)], scope[len(texts) :], learned.keep_95)
    figures |= {"train_seconds": round(seconds, 2), "ms_per_message": round(whole, 3), "embedder": embedder.name}
    return Judged(
        figures=figures,
        names=names,
        texts=tuple(texts),
        truth=truth,
        probabilities=probabilities[: len(texts)],
        in_scope=scope[: len(texts)],
        outside_texts=tuple(outside),
        outside=scope[len(texts) :],
        outside_best=probabilities[len(texts) :].max(axis=1),
        keep_95=learned.keep_95,
        beside_ms=whole - bare,
    )


async def _time(
    learned: Learned, texts: Sequence[str], embedder: Embedder, mend: Mend, progress: Progress
) -> tuple[float, float]:
    """Median milliseconds of embedding one message, and of mending, embedding and reading it, through the service's own
    queue.

    Each text is marked so that the embedder has never seen it: what it remembers would look fast.
    """
    chosen = islice(cycle(texts), TIMED + WARM_UP)
    some = [f"{text} #{number}" for number, text in enumerate(chosen)]
    bare, whole = [], []
    for done, text in enumerate(some, 1):
        started = perf_counter()
        meant = mend(text)
        mended = perf_counter()
        vector = await embedder.embed([meant])
        embedded = perf_counter()
        learned.model.read(vector, [meant])
        bare.append(embedded - mended)
        whole.append(perf_counter() - started)
        progress(done, len(some))
    return float(np.median(bare[WARM_UP:])) * 1000, float(np.median(whole[WARM_UP:])) * 1000


def _figures(
    probabilities: Floats, truth: Ints, inside: Floats, outside: Floats, threshold: float
) -> dict[str, float | int | str | None]:
    best, chosen = probabilities.max(axis=1), probabilities.argmax(axis=1)
    right = chosen == truth
    found: dict[str, float | int | str | None] = {
        "n": len(truth),
        "accuracy": _rounded(right.mean()),
        "macro_f1": _rounded(macro_f1(chosen, truth, int(truth.max()) + 1)),
        "ece": _rounded(calibration_error(best, right)),
        "coverage_at_98": _rounded(coverage_at(best, right, SURE)),
        "auroc_oos": None,
        "oos_recall_at_95": None,
        "in_scope_accuracy_at_95": _rounded((right & (inside >= threshold)).mean()),
    }
    if len(outside):
        found["auroc_oos"] = _rounded(area_under_curve(inside, outside))
        found["oos_recall_at_95"] = _rounded((outside < threshold).mean())
    return found


def _rounded(value: float) -> float:
    return round(float(value), 4)


def coverage_at(confidence: Floats, right: np.ndarray, accuracy: float) -> float:
    """The largest share of messages, surest first, that is answered with at least this accuracy. Equals go together."""
    order = np.argsort(-confidence, kind="stable")
    sorted_confidence = confidence[order]
    reached = np.cumsum(right[order]) / np.arange(1, len(order) + 1) >= accuracy - 1e-9
    whole = np.append(sorted_confidence[1:] != sorted_confidence[:-1], True)
    good = np.flatnonzero(reached & whole)
    return float(good[-1] + 1) / len(order) if len(good) else 0.0
