"""The mood of a text: its vector, what its words carry, and how it is written."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.policies.phrases import swearing
from core.policies.remarks import asks
from graph.understanding.grams import GramHead
from graph.understanding.lexicon import feeling
from graph.understanding.linear import Floats, Linear, softmax

MOODS = ("upset", "plain", "glad")
LABELS = ("negative", "neutral", "positive")
"""The same three as people write them in labelled files."""
_WORD = re.compile(r"[^\W\d_]{3,}")
_HANDLE = re.compile(r"^(?:[@#]\w+[\s,:]*)+")
MAX_LOOK = 4_000
LONG = 60
"""Words from which on a text is long."""


def surface(text: str) -> list[float]:
    """How much is in capitals, exclamation and question marks up to three, and whether a word is coarse."""
    text = text[:MAX_LOOK]
    words = _WORD.findall(text)
    shouted = sum(word.isupper() for word in words) / len(words) if words else 0.0
    return [shouted, min(text.count("!"), 3) / 3, min(text.count("?"), 3) / 3, float(swearing(text))]


def features(text: str) -> list[float]:
    """What a vector does not see, each number about 0 to 1: the surface, the words' feeling, its shape."""
    found = feeling(text)
    balance = found.good - found.bad
    said = _HANDLE.sub("", text) if text[:1] in ("@", "#") else text  # else it is folded already
    return [
        *surface(text),
        found.good / (found.good + 3),
        found.bad / (found.bad + 3),
        found.worst / 3,
        balance / (balance * balance + 15) ** 0.5,
        found.after_but / 3,
        float("?" not in text and asks(said)),
        min(len(text.split()), LONG) / LONG,
        float("..." in text or "…" in text),
        float(text.rstrip().endswith("?")),
        float(text.lstrip('". ').startswith("@")),  # written to a company in public: most of that is complaint
    ]


def mood_features(texts: Sequence[str], vectors: Floats) -> Floats:
    """Vectors with the features beside them."""
    return np.hstack([vectors, np.array([features(text) for text in texts], np.float32)])


@dataclass(frozen=True, slots=True)
class MoodHead:
    """Probabilities of the three moods, calibrated on texts held out.

    `anchored` is learned from our own sentences; where a company has labels, `labelled` and `worded` (TF-IDF) are
    learned from those, and `mix` weighs the three. `shift` moves each mood's logit to how often it comes.
    """

    anchored: Linear
    mix: Floats
    shift: Floats
    labelled: Linear | None = None
    worded: GramHead | None = None

    def probabilities(self, text: str, vector: Floats, beside: Sequence[float] | None = None) -> Floats:
        """Three numbers that sum to 1, in the order of `MOODS`. `beside` are the text's `features`, where they are
        known."""
        row = np.concatenate([vector, np.array(features(text) if beside is None else beside, np.float32)])
        logits = self.mix[0] * centred(self.anchored.logits(row))
        if self.labelled is not None and self.worded is not None:
            logits = logits + self.mix[1] * centred(self.labelled.logits(row))
            logits = logits + self.mix[2] * centred(self.worded.logits(text))
        return softmax(logits + self.shift)

    def mood(self, text: str, vector: Floats, beside: Sequence[float] | None = None) -> float:
        """From -1 (upset) to 1 (glad): the difference of the two probabilities."""
        upset, _, glad = self.probabilities(text, vector, beside)
        return float(glad - upset)

    def arrays(self) -> dict[str, np.ndarray]:
        """Everything as named arrays, for storing."""
        found: dict[str, np.ndarray] = {"mix": self.mix, "shift": self.shift}
        found |= {"weights": self.anchored.weights, "bias": self.anchored.bias}
        if self.labelled is not None and self.worded is not None:
            found |= {"labelled_weights": self.labelled.weights, "labelled_bias": self.labelled.bias}
            found |= {f"worded_{name}": array for name, array in self.worded.arrays().items()}
        return found

    @classmethod
    def from_arrays(cls, arrays: dict[str, np.ndarray]) -> "MoodHead":
        """The reverse of `arrays()`."""
        anchored = Linear(arrays["weights"], arrays["bias"])
        more: dict[str, Any] = {}
        if "labelled_weights" in arrays:
            worded = {name.removeprefix("worded_"): a for name, a in arrays.items() if name.startswith("worded_")}
            more["labelled"] = Linear(arrays["labelled_weights"], arrays["labelled_bias"])
            more["worded"] = GramHead.from_arrays(worded)
        return cls(anchored, arrays["mix"], arrays["shift"], **more)


def centred(logits: Floats) -> Floats:
    """Logits whose mean over the classes is 0, so that parts can be weighed against each other."""
    level: Floats = logits - logits.mean(axis=-1, keepdims=True)
    return level
