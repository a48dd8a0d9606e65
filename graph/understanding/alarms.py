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


def alarm_features(texts: Sequence[str], vectors: Floats) -> Floats:
    """Vectors with whether the text asks something beside them: "how do I cancel?" cancels nothing."""
    asked = [[float(asks(text)), float(text.rstrip().endswith("?"))] for text in texts]
    return np.hstack([vectors, np.array(asked, np.float32).reshape(len(texts), 2)])


def _surety(alarm: Alarm) -> float:
    return (alarm.score or 0.0) / (alarm.threshold or 1.0)


@dataclass(frozen=True, slots=True)
class AlarmHead:
    """A linear model over `ALARM_KINDS`, and for each the probability from which on it is heard.

    `like` are vectors of the sentences it was learned from, `texts` those sentences and `kinds` the number of each:
    the nearest one says what a message sounded like.
    """

    linear: Linear
    thresholds: Floats
    like: Floats
    texts: tuple[str, ...]
    kinds: np.ndarray

    def hear(self, text: str, vector: Floats, known: Sequence[Alarm]) -> tuple[Alarm, ...]:
        """What is `known` from the words, and after it what is heard besides, surest first."""
        probabilities = self.linear.probabilities(alarm_features([text], vector[None]))[0, 1:]
        there = {alarm.kind for alarm in known}
        found = [
            Alarm(kind, "", self._nearest(number, vector), float(probability), float(threshold))
            for number, (kind, probability, threshold) in enumerate(
                zip(ALARM_KINDS, probabilities, self.thresholds, strict=True), 1
            )
            if probability >= threshold and kind not in there
        ]
        return (*known, *sorted(found, key=_surety, reverse=True))

    def _nearest(self, kind: int, vector: Floats) -> str:
        rows = np.flatnonzero(self.kinds == kind)
        return self.texts[int(rows[(self.like[rows].astype(np.float32) @ vector).argmax()])]

    def arrays(self) -> dict[str, np.ndarray]:
        """Everything as named arrays, for storing."""
        return {
            "weights": self.linear.weights,
            "bias": self.linear.bias,
            "thresholds": self.thresholds,
            "like": self.like,
            "texts": np.frombuffer("\n".join(self.texts).encode(), np.uint8),
            "kinds": self.kinds,
        }

    @classmethod
    def from_arrays(cls, arrays: dict[str, np.ndarray]) -> "AlarmHead":
        """The reverse of `arrays()`."""
        texts = tuple(arrays["texts"].tobytes().decode().split("\n"))
        linear = Linear(arrays["weights"], arrays["bias"])
        return cls(linear, arrays["thresholds"], arrays["like"], texts, arrays["kinds"])
