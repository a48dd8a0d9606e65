"""Hearing what no rule hears: messages that policy treats on their own, by their meaning."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.domain.mind import Alarm
from core.policies.remarks import asks
from graph.understanding.linear import Floats, Linear

ALARM_KINDS = (
    "self_harm",
    "security_incident",
    "data_loss",
    "legal_threat",
    "public_complaint",
    "churn",
    "complaint",
)
"""Numbered from 1: 0 is none of them."""


NEAREST = 3
"""Sentences of each kind that a text is compared with."""
SAME = 0.9999
"""A text this near to a sentence is that sentence."""
_WEIGHT = 3.0
"""Of nearness beside a vector's numbers, which are a tenth as large."""
_USUAL = 0.3
"""How near the nearest sentences of a kind usually are. Counted from there, a fit takes a third of the steps."""


def alarm_features(
    asked: Floats, vectors: Floats, like: Floats, kinds: np.ndarray, *, learned_from: bool = False
) -> Floats:
    """Vectors with two more things beside them. What `asked_in` says of the texts: "how do I cancel?" cancels nothing.
    How near the nearest of our sentences of each kind are, the harmless ones too; `learned_from` says that the texts
    may be among those, where none is near to itself."""
    near = _WEIGHT * (_nearness(vectors, like, kinds, learned_from) - _USUAL)
    return np.hstack([vectors, asked, near])


def asked_in(texts: Sequence[str]) -> Floats:
    """Whether each text asks something, and whether it ends so; two columns."""
    asked = [[float(asks(text)), float(text.rstrip().endswith("?"))] for text in texts]
    return np.array(asked, np.float32).reshape(len(texts), 2)


def _nearness(vectors: Floats, like: Floats, kinds: np.ndarray, learned_from: bool) -> Floats:
    similar = vectors @ like.T
    if learned_from:
        similar[similar > SAME] = -1.0
    found = np.empty((len(vectors), len(ALARM_KINDS) + 1), np.float32)
    for kind in range(found.shape[1]):
        of = similar[:, kinds == kind]
        found[:, kind] = np.partition(of, -NEAREST, axis=1)[:, -NEAREST:].mean(axis=1)
    return found


def _surety(alarm: Alarm) -> float:
    return (alarm.score or 0.0) / (alarm.threshold or 1.0)


@dataclass(frozen=True, slots=True)
class AlarmHead:
    """A linear model over `ALARM_KINDS`, and for each the probability from which on it is heard.

    `like` are vectors of our sentences, `texts` those sentences and `kinds` the number of each, 0 for harmless ones:
    the nearest ones tell beside the model, and the nearest of a kind says what a message sounded like.
    """

    linear: Linear
    thresholds: Floats
    like: Floats
    texts: tuple[str, ...]
    kinds: np.ndarray

    def hear(self, text: str, vector: Floats, known: Sequence[Alarm]) -> tuple[Alarm, ...]:
        """What is `known` from the words, and after it what is heard besides, surest first."""
        probabilities = self.linear.probabilities(self._features(text, vector))[0, 1:]
        there = {alarm.kind for alarm in known}
        found = [
            Alarm(kind, "", self._nearest(number, vector), float(probability), float(threshold))
            for number, (kind, probability, threshold) in enumerate(
                zip(ALARM_KINDS, probabilities, self.thresholds, strict=True), 1
            )
            if probability >= threshold and kind not in there
        ]
        return (*known, *sorted(found, key=_surety, reverse=True))

    def _features(self, text: str, vector: Floats) -> Floats:
        return alarm_features(asked_in([text]), vector[None], self.like, self.kinds)

    def _nearest(self, kind: int, vector: Floats) -> str:
        rows = np.flatnonzero(self.kinds == kind)
        return self.texts[int(rows[(self.like[rows] @ vector).argmax()])]

    def arrays(self) -> dict[str, np.ndarray]:
        """Everything as named arrays, for storing."""
        return {
            "weights": self.linear.weights,
            "bias": self.linear.bias,
            "thresholds": self.thresholds,
            "like": self.like.astype(np.float16),
            "texts": np.frombuffer("\n".join(self.texts).encode(), np.uint8),
            "kinds": self.kinds,
        }

    @classmethod
    def from_arrays(cls, arrays: dict[str, np.ndarray]) -> "AlarmHead":
        """The reverse of `arrays()`."""
        texts = tuple(arrays["texts"].tobytes().decode().split("\n"))
        linear = Linear(arrays["weights"], arrays["bias"])
        return cls(linear, arrays["thresholds"], arrays["like"].astype(np.float32), texts, arrays["kinds"])
