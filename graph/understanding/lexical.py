"""Words and pieces of words: what a sentence vector blurs, such as codes, product names and typing errors.

TF-IDF over words, pairs of words and pieces of words under a linear model: fitted by scikit-learn, served by looking up
the terms of one message in a table. Both sides count terms with the same function.
"""

import math
import re
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

from graph.understanding.linear import Floats, Ints

MAX_LOOK = 600
"""Characters; what a customer wants is said by then, and it bounds the work."""
PIECES = (3, 4, 5)
"""Lengths of pieces of words. Words are padded with a blank, so that beginnings and ends are pieces of their own."""
MANY = 2_000
"""From so many texts on a term must occur in two of them: single ones only cost memory."""
_ONE_AT_A_TIME = threading.Lock()
"""liblinear draws its random order from one generator for the whole process (sklearn/svm/src/newrand): two fits at once
would disturb each other's, and no two trainings would give the same model."""
_WORD = re.compile(r"\w+")
_PAIR = "\x1f"
"""Marks whole words and pairs, so that none is mistaken for a piece."""


def count_terms(text: str) -> tuple[Counter[str], Counter[str]]:
    """How often each word or pair of words, and each piece of a word, occurs in a text."""
    words = _WORD.findall(text[:MAX_LOOK].casefold())
    whole = [_PAIR + word for word in words]
    whole += [f"{_PAIR}{first} {second}" for first, second in pairwise(words)]
    pieces: list[str] = []
    for word in words:
        padded = f" {word} "
        for length in PIECES:
            pieces += [padded[start : start + length] for start in range(max(1, len(padded) - length + 1))]
    return Counter(whole), Counter(pieces)


@dataclass(frozen=True, slots=True)
class Lexical:
    """A linear model over TF-IDF. `terms` number the rows of `weights`; there is one column a class."""

    terms: tuple[str, ...]
    rarity: Floats
    weights: Floats
    bias: Floats
    rows: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "rows", {term: row for row, term in enumerate(self.terms)})

    def scores(self, texts: Sequence[str]) -> Floats:
        """One row a text, one column a class; a text without a known term gets the bias alone."""
        found = np.empty((len(texts), len(self.bias)), np.float32)
        for number, text in enumerate(texts):
            found[number] = self._score(text)
        return found

    def _score(self, text: str) -> Floats:
        score = self.bias
        number_of = self.rows.get
        for counted in count_terms(text):
            known = [(row, times) for term, times in counted.items() if (row := number_of(term)) is not None]
            if known:
                rows, times = np.array(known).T
                weighed = self.rarity[rows] * (1 + np.log(times, dtype=np.float32))
                score = score + (weighed @ self.weights[rows]) / math.sqrt(weighed @ weighed)
        return score


@dataclass(frozen=True, slots=True)
class Counted:
    """Term counts of many texts, made once for all folds: words and pieces each as a sparse matrix with its terms."""

    matrices: tuple[Any, Any]
    terms: tuple[tuple[str, ...], tuple[str, ...]]

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Counted":
        """Count every text; values are 1 + log(count), as sublinear TF-IDF has them."""
        counted = [count_terms(text) for text in texts]
        made = [_matrix([part[block] for part in counted]) for block in range(2)]
        return cls((made[0][0], made[1][0]), (made[0][1], made[1][1]))

    def fit(self, rows: Ints, labels: Ints, classes: int, strength: float = 1.0) -> Lexical:
        """A model learned from some of the texts; `labels` are theirs."""
        from scipy.sparse import hstack
        from sklearn.svm import LinearSVC

        rarities = [_rarity(matrix[rows]) for matrix in self.matrices]
        kept = [np.flatnonzero(rarity) for rarity in rarities]
        weighed = hstack(
            [
                _weigh(matrix[rows][:, columns], rarity[columns])
                for matrix, rarity, columns in zip(self.matrices, rarities, kept, strict=True)
            ],
            format="csr",
        )
        with _ONE_AT_A_TIME:
            model = LinearSVC(C=strength, tol=1e-2, random_state=0).fit(weighed, labels)
        weights = np.zeros((weighed.shape[1], classes), np.float32)
        bias = np.full(classes, -1.0, np.float32)
        if len(model.classes_) == 2:
            weights[:, model.classes_] = np.hstack([-model.coef_.T, model.coef_.T])
            bias[model.classes_] = (-model.intercept_[0], model.intercept_[0])
        else:
            weights[:, model.classes_] = model.coef_.T
            bias[model.classes_] = model.intercept_
        terms = tuple(names[column] for names, columns in zip(self.terms, kept, strict=True) for column in columns)
        rarity = np.concatenate([r[columns] for r, columns in zip(rarities, kept, strict=True)])
        return Lexical(terms, rarity.astype(np.float32), weights, bias)


def _matrix(counted: Sequence[Counter[str]]) -> tuple[Any, tuple[str, ...]]:
    from scipy.sparse import csr_matrix

    columns: dict[str, int] = {}
    indices: list[int] = []
    values: list[float] = []
    starts = [0]
    for terms in counted:
        for term, times in terms.items():
            indices.append(columns.setdefault(term, len(columns)))
            values.append(1 + math.log(times))
        starts.append(len(indices))
    shape = (len(counted), len(columns))
    return csr_matrix((np.array(values, np.float32), indices, starts), shape=shape), tuple(columns)


def _rarity(matrix: Any) -> Floats:
    """Smoothed inverse document frequency; 0 for terms that do not count."""
    texts = matrix.shape[0]
    found_in = np.bincount(matrix.indices, minlength=matrix.shape[1])
    rarity = np.log((1 + texts) / (1 + found_in)) + 1
    rarity[found_in < (2 if texts > MANY else 1)] = 0
    weighed: Floats = rarity.astype(np.float32)
    return weighed


def _weigh(matrix: Any, rarity: Floats) -> Any:
    """TF-IDF with rows of length 1."""
    from scipy.sparse import diags
    from sklearn.preprocessing import normalize

    return normalize(matrix @ diags(rarity), copy=False)
