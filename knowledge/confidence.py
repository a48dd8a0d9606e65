"""How probable it is that the first passage answers the question: learned from questions with a known outcome."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.measures import area_under_curve, calibration_error
from knowledge.evidence import FEATURES
from knowledge.lexical import Floats, Ints

ALL_FEATURES = (*FEATURES, "like what customers ask", "like what nothing answers")

FOLDS = 5
STRENGTH = 0.1
"""How freely the weights may follow the questions; features overlap, so less is better calibrated on held-out ones."""
NEIGHBOURS = 3
USUALLY_ASKED, USUALLY_STRANGE = 0.55, 0.32
"""What an answerable question of the example company has; stands in where a company gives no such messages."""
ENOUGH = 30
"""Questions of each outcome below which the shipped weights are the better guess."""

Figures = dict[str, float]
Truths = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Familiar:
    """Vectors of messages that customers send, those whose answer is known last, and of messages that nothing here
    answers."""

    asked: Floats
    examples: int
    """How many of the asked are examples of intents; known questions follow."""
    unanswered: Floats
    links: Ints
    """For each article in the order of the passages, pairs of its number and an example asked of it, by number."""

    def alike(self, vector: Floats) -> Floats:
        """How alike each of the asked is to a question: what both others begin from."""
        return self.asked @ vector

    def expected(self, alike: Floats, articles: int, itself: int | None = None) -> Floats | None:
        """For each article how alike the nearest example is that is asked of it; an average example where none is.
        None without any examples.

        `itself`: the question's own row among the asked, which then does not count.
        """
        links = self.links if itself is None else self.links[self.links[:, 1] != itself]
        if not len(links):
            return None
        similar = alike[links[:, 1]]
        near = np.full(articles, similar.mean(), np.float32)
        numbers = links[:, 0]
        starts = np.concatenate([[0], np.flatnonzero(numbers[1:] != numbers[:-1]) + 1])
        near[numbers[starts]] = np.maximum.reduceat(similar, starts)
        return near

    def features(self, alike: Floats, vector: Floats, itself: int | None = None) -> tuple[float, float]:
        """How near a question is to what customers send, and to the unanswered. `itself`: its own row among the latter,
        which then does not count. Known questions stay out: they would make it sure of all that is asked like them."""
        near = float(alike[: self.examples].max()) if self.examples else USUALLY_ASKED
        similar = self.unanswered @ vector
        if itself is not None:
            similar = np.delete(similar, itself)
        strange = float(np.sort(similar)[-NEIGHBOURS:].mean()) if len(similar) >= NEIGHBOURS else USUALLY_STRANGE
        return near, strange


@dataclass(frozen=True, slots=True)
class Confidence:
    """A logistic function of the features in `ALL_FEATURES`."""

    weights: tuple[float, ...]
    bias: float

    def probability(self, features: Floats) -> Floats:
        """0 to 1, for one row of features or several."""
        probability: Floats = 1 / (1 + np.exp(-(features @ np.array(self.weights, np.float32) + self.bias)))
        return probability


SHIPPED = Confidence(
    (2.16, 3.26, 3.6, 1.12, -0.02, -0.03, 0.38, 0.24, -0.41, 0.3,
     0.21, 0.92, 1.21, 0.58, 1.86, 0.15, -0.01, -0.91, 0.3, 3.38, -6.28), -7.29
)  # fmt: skip
"""Learned from the example company and three public sets (docs/adr/0007); for companies that have no questions with a
known outcome yet."""


def fit_confidence(features: Floats, right: Truths) -> tuple[Confidence, Figures]:
    """The function with what it achieves on questions held out of its fit."""
    if min(right.sum(), (~right).sum()) < ENOUGH:
        held_out = SHIPPED.probability(features)
        return SHIPPED, _figures(held_out, right) if len(right) else {}
    held_out = np.zeros(len(right), np.float32)
    folds = _folds(right)
    for fold in range(FOLDS):
        held_out[folds == fold] = _fit(features[folds != fold], right[folds != fold]).probability(
            features[folds == fold]
        )
    return _fit(features, right), _figures(held_out, right)


def _folds(right: Truths) -> npt.NDArray[np.int64]:
    """A fold for each row, both outcomes spread evenly, by a fixed shuffle."""
    folds = np.zeros(len(right), np.int64)
    for outcome in (True, False):
        rows = np.flatnonzero(right == outcome)
        folds[np.random.default_rng(0).permutation(rows)] = np.arange(len(rows)) % FOLDS
    return folds


def _fit(features: Floats, right: Truths) -> Confidence:
    from sklearn.linear_model import LogisticRegression

    mean, spread = features.mean(axis=0), np.maximum(features.std(axis=0), 1e-6)
    model = LogisticRegression(C=STRENGTH, tol=1e-6, max_iter=2_000).fit((features - mean) / spread, right)
    weights = model.coef_[0] / spread
    return Confidence(tuple(round(float(w), 5) for w in weights), round(float(model.intercept_[0] - weights @ mean), 5))


def _figures(probability: Floats, right: Truths, threshold: float = 0.55) -> Figures:
    answered = probability >= threshold
    return {
        "answer_auroc": area_under_curve(probability[right], probability[~right]),
        "answer_calibration_error": calibration_error(probability, right),
        "answered_of_right_at_0.55": float(answered[right].mean()) if right.any() else float("nan"),
        "declined_of_wrong_at_0.55": float((~answered[~right]).mean()) if not right.all() else float("nan"),
        "right_of_answered_at_0.55": float(right[answered].mean()) if answered.any() else float("nan"),
    }
