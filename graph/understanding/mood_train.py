"""Learning moods: from our own sentences, and from a company's labels where it has some.

scikit-learn and SciPy are imported here only, and only when there is something to learn.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from core.measures import area_under_curve, calibration_error
from core.ports import Embedder, Progress
from graph.understanding.folds import FOLDS, unlike_folds
from graph.understanding.grams import GramHead, GramTable
from graph.understanding.linear import Floats, Ints, Linear, fit_logistic, softmax
from graph.understanding.mood import MoodHead, centred, mood_features

ANCHOR_STRENGTH = 3.0
"""Weak on purpose. On posts of our own that it never saw the head is four points too modest (sure of .84 on average,
right in .88); what people really post is less clear than what we write."""
LABEL_STRENGTH = 1.0
WORD_STRENGTH = 4.0
GROUPS = 25
MANY = 3_000
"""From so many labels on three folds do."""
FEWEST = 30
"""Labelled messages, and of each mood `FEWEST_EACH`: fewer teach nothing that our own sentences do not."""
FEWEST_EACH = 5

Figures = dict[str, float]
ProgressFor = Callable[[str], Progress]


def silent(what: str) -> Progress:
    """Progress nobody looks at."""
    return lambda done, total: None


def train_anchored(
    texts: Sequence[str], labels: Ints, embedder: Embedder, progress: Progress | None = None
) -> tuple[MoodHead, Figures]:
    """The head from our own sentences, with its figures on sentences held out. Labels are numbers in `MOODS`;
    `progress` counts embedded sentences."""
    rows = mood_features(texts, embedder.embed_blocking(texts, progress))
    held_out = np.zeros((len(labels), 3), np.float32)
    for kept, held in unlike_folds(rows, labels, GROUPS):
        held_out[held] = centred(_anchored(rows[kept], labels[kept]).logits(rows[held]))
    mix, _ = _fit_mix((held_out,), labels, shifted=False)
    mix = np.minimum(mix, 1.0)  # where ours are all there is, nothing makes it surer than it was learned
    head = MoodHead(_anchored(rows, labels), mix, np.zeros(3, np.float32))
    return head, mood_figures(softmax(mix[0] * held_out), labels)


def train_labelled(
    texts: Sequence[str], labels: Ints, base: MoodHead, embedder: Embedder, progress: ProgressFor = silent
) -> tuple[MoodHead, Figures]:
    """The head of `base` joined by what the labels teach, weighed on labels held out; `progress` is asked for
    two counts, one of embedded messages and one of fits.

    With few labels the weights lean on `base`. Raises ValueError with fewer than `FEWEST` labels, or fewer than
    `FEWEST_EACH` of a mood.
    """
    if len(labels) < FEWEST or np.bincount(labels, minlength=3).min() < FEWEST_EACH:
        raise ValueError(f"at least {FEWEST} labelled messages and {FEWEST_EACH} of each mood are needed")
    rows = mood_features(texts, embedder.embed_blocking(texts, progress("embedding")))
    anchored = centred(base.anchored.logits(rows))
    learned, worded = np.zeros_like(anchored), np.zeros_like(anchored)
    folds = list(_folds(labels))
    told = progress("fitting")
    for number, (kept, held) in enumerate(folds):
        told(number, len(folds) + 1)
        learned[held] = centred(fit_logistic(rows[kept], labels[kept], LABEL_STRENGTH).logits(rows[held]))
        head, table = _worded([texts[i] for i in kept], labels[kept])
        told_by_words = table.rows([texts[i] for i in held]) @ head.weights + head.bias
        worded[held] = centred(np.asarray(told_by_words, np.float32))
    told(len(folds), len(folds) + 1)
    evidence = (anchored, learned, worded)
    held_out = np.zeros_like(anchored)
    for kept, held in folds:  # weights for a fold never saw it
        mix, shift = _fit_mix(tuple(part[kept] for part in evidence), labels[kept])
        held_out[held] = _pooled(mix, shift, tuple(part[held] for part in evidence))
    mix, shift = _fit_mix(evidence, labels)
    final, _ = _worded(texts, labels)
    head_all = MoodHead(base.anchored, mix, shift, fit_logistic(rows, labels, LABEL_STRENGTH), final)
    told(len(folds) + 1, len(folds) + 1)
    return head_all, mood_figures(softmax(held_out), labels)


def mood_figures(probabilities: Floats, labels: Ints) -> Figures:
    """How good probabilities of the three moods are on messages held out."""
    score = probabilities[:, 2] - probabilities[:, 0]
    right = probabilities.argmax(axis=1) == labels
    return {
        "mood_accuracy": float(right.mean()),
        "mood_upset_auroc": area_under_curve(probabilities[labels == 0, 0], probabilities[labels != 0, 0]),
        "mood_calibration_error": calibration_error(probabilities.max(axis=1), right),
        "mood_upset_found_at_-0.45": float((score[labels == 0] <= -0.45).mean()),
        "mood_others_lost_at_-0.45": float((score[labels != 0] <= -0.45).mean()),
    }


def _anchored(rows: Floats, labels: Ints) -> Linear:
    # As often upset as they are among ours: of what people write to a company, more is complaint than praise.
    return fit_logistic(rows, labels, ANCHOR_STRENGTH)


def _worded(texts: Sequence[str], labels: Ints) -> tuple[GramHead, GramTable]:
    table = GramTable.of(texts)
    linear = fit_logistic(table.rows(texts), labels, WORD_STRENGTH)
    return GramHead(table.vocabulary, table.idf, linear.weights, linear.bias), table


def _pooled(mix: Floats, shift: Floats, evidence: tuple[Floats, ...]) -> Floats:
    pooled: Floats = sum((weight * part for weight, part in zip(mix, evidence, strict=True)), shift)
    return pooled


def _fit_mix(evidence: tuple[Floats, ...], labels: Ints, *, shifted: bool = True) -> tuple[Floats, Floats]:
    """Weights of the parts, and a shift of each mood, under which softmax says the held-out truth best."""
    from scipy.optimize import minimize

    rows, parts = np.arange(len(labels)), len(evidence)
    moods = evidence[0].shape[1]

    def unpack(values: Any) -> tuple[Floats, Floats]:
        shift = np.append(values[parts:], 0.0) if shifted else np.zeros(moods)
        return np.exp(np.clip(values[:parts], -8, 4)).astype(np.float32), shift.astype(np.float32)

    def loss(values: Any) -> float:
        mix, shift = unpack(values)
        logits = _pooled(mix, shift, evidence)
        logits = logits - logits.max(axis=1, keepdims=True)
        return float((np.log(np.exp(logits).sum(axis=1)) - logits[rows, labels]).mean())

    start = np.zeros(parts + (moods - 1 if shifted else 0))
    options = {"maxiter": 2_000, "xatol": 1e-3, "fatol": 1e-6}
    return unpack(minimize(loss, start, method="Nelder-Mead", options=options).x)


def _folds(labels: Ints, seed: int = 0) -> Iterator[tuple[Ints, Ints]]:
    from sklearn.model_selection import StratifiedKFold

    count = min(3 if len(labels) > MANY else FOLDS, int(np.bincount(labels).min()))
    yield from StratifiedKFold(count, shuffle=True, random_state=seed).split(labels, labels)
