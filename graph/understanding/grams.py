"""TF-IDF over words and pieces of words: learned where there are labels, served by look-ups in one dictionary."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from graph.understanding.linear import Floats

_WORD = re.compile(r"@\w+|#?[\w']+|[!?]+|[^\w\s]")
MAX_LOOK = 2_000
LONGEST_PIECE = 5
SHORTEST_PIECE = 2


def grams(text: str) -> Iterator[str]:
    """Words, pairs of words, and pieces of two to five letters within words. Handles and numbers lose who and what."""
    words = ["@" if word[0] == "@" else word for word in _WORD.findall(text[:MAX_LOOK].casefold())]
    words = ["0" if word.isdigit() else word for word in words]
    yield from words
    for first, second in pairwise(words):
        yield f"{first} {second}"
    for word in words:
        padded = f" {word} "
        for length in range(SHORTEST_PIECE, LONGEST_PIECE + 1):
            for start in range(len(padded) - length + 1):
                yield "~" + padded[start : start + length]


@dataclass(frozen=True, slots=True)
class GramHead:
    """Logits from grams: `weights` has a row a gram of `vocabulary` and a column a class; idf is folded in by `idf`."""

    vocabulary: dict[str, int]
    idf: Floats
    weights: Floats
    bias: Floats

    def logits(self, text: str) -> Floats:
        """One row of logits."""
        counts = Counter(place for gram in grams(text) if (place := self.vocabulary.get(gram)) is not None)
        if not counts:
            return self.bias
        places = np.fromiter(counts.keys(), np.int64, len(counts))
        values = (1 + np.log(np.fromiter(counts.values(), np.float32, len(counts)))) * self.idf[places]
        values /= np.sqrt((values**2).sum())
        logits: Floats = (values @ self.weights[places] + self.bias).astype(np.float32)
        return logits

    def arrays(self) -> dict[str, np.ndarray]:
        """For storing, without pickles."""
        ordered = sorted(self.vocabulary, key=self.vocabulary.__getitem__)
        joined = np.frombuffer("\0".join(ordered).encode(), np.uint8)
        return {"vocabulary": joined, "idf": self.idf, "weights": self.weights, "bias": self.bias}

    @classmethod
    def from_arrays(cls, arrays: dict[str, np.ndarray]) -> "GramHead":
        """The reverse of `arrays()`."""
        ordered = arrays["vocabulary"].tobytes().decode().split("\0")
        return cls(
            {gram: place for place, gram in enumerate(ordered)}, arrays["idf"], arrays["weights"], arrays["bias"]
        )


@dataclass(frozen=True, slots=True)
class GramTable:
    """The grams worth keeping of a set of texts, and the texts as rows of a sparse matrix."""

    vocabulary: dict[str, int]
    idf: Floats

    @classmethod
    def of(cls, texts: Sequence[str], least: int = 2, most: int = 60_000) -> "GramTable":
        """Grams found in at least `least` texts, the `most` frequent of them."""
        seen = Counter(gram for text in texts for gram in set(grams(text)))
        kept = [gram for gram, count in seen.most_common(most) if count >= least and "\0" not in gram]
        idf = np.array([1 + np.log((1 + len(texts)) / (1 + seen[gram])) for gram in kept], np.float32)
        return cls({gram: place for place, gram in enumerate(kept)}, idf)

    def rows(self, texts: Sequence[str]) -> Any:
        """A SciPy CSR matrix, one row of length 1 a text."""
        from scipy.sparse import csr_matrix

        data: list[float] = []
        places: list[int] = []
        starts = [0]
        for text in texts:
            counts = Counter(place for gram in grams(text) if (place := self.vocabulary.get(gram)) is not None)
            values = [(1 + float(np.log(count))) * float(self.idf[place]) for place, count in counts.items()]
            length = sum(value * value for value in values) ** 0.5 or 1.0
            data += [value / length for value in values]
            places += counts.keys()
            starts.append(len(data))
        return csr_matrix((np.array(data, np.float32), places, starts), (len(texts), len(self.vocabulary)))
