"""Linear models: fitted by scikit-learn when a company is set up, served by one matrix product."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Linear:
    """Logits are `vector @ weights + bias`; one column a class."""

    weights: Floats
    bias: Floats

    def logits(self, vectors: Floats) -> Floats:
        """For one vector or for rows of them."""
        logits: Floats = vectors @ self.weights + self.bias
        return logits

    def probabilities(self, vectors: Floats) -> Floats:
        """The same as probabilities over the classes."""
        return softmax(self.logits(vectors))


@contextmanager
def one_thread() -> Iterator[None]:
    """Fits within use one thread of the algebra libraries: on matrices this small, several wait for each other, up to
    sixteen times slower.

    NumPy and SciPy bring a library each, and only those that are loaded when the limit is set heed it.
    """
    from threadpoolctl import threadpool_limits

    load_fitters()
    with threadpool_limits(1):
        yield


def load_fitters() -> None:
    """Load what fits need: a second or two, which may pass in a thread while something else is waited for."""
    import_module("scipy.optimize")
    for part in ("linear_model", "svm", "cluster", "model_selection"):
        import_module(f"sklearn.{part}")


def fit_logistic(
    vectors: Floats, labels: Ints, strength: float, *, weights: Floats | None = None, balanced: bool = False
) -> Linear:
    """Multinomial logistic regression; `strength` is the inverse of regularisation, labels count from 0.

    The tolerance is tight on purpose: a looser one costs up to 2.5 points of accuracy without a word.
    """
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=strength, tol=1e-5, max_iter=5_000, class_weight="balanced" if balanced else None).fit(
        vectors, labels, sample_weight=weights
    )
    columns, bias = model.coef_.T, model.intercept_
    if columns.shape[1] == 1:  # two classes come as one column
        columns, bias = np.hstack([-columns / 2, columns / 2]), np.array([-bias[0] / 2, bias[0] / 2])
    return Linear(columns.astype(np.float32), bias.astype(np.float32))


def softmax(logits: Floats) -> Floats:
    """Along the last axis."""
    raised: Floats = np.exp(logits - logits.max(axis=-1, keepdims=True))
    probabilities: Floats = raised / raised.sum(axis=-1, keepdims=True)
    return probabilities


def log_sum_exp(logits: Floats) -> Floats:
    """Along the last axis: how much any class is supported at all."""
    top = logits.max(axis=-1)
    total: Floats = top + np.log(np.exp(logits - top[..., None]).sum(axis=-1))
    return total


def group_maxima(similarities: Floats, starts: Ints) -> Floats:
    """The largest similarity of each group; rows of a group lie together, from its start to the next."""
    maxima: Floats = np.maximum.reduceat(similarities, starts, axis=-1)
    return maxima
