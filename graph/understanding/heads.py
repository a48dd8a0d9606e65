"""What a trained understanding consists of, and how it reads texts with their vectors."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from graph.understanding.alarms import AlarmHead
from graph.understanding.lexical import Lexical
from graph.understanding.linear import Floats, Linear, log_sum_exp, softmax
from graph.understanding.mood import MoodHead
from graph.understanding.neighbours import Groups

PARTS = ("linear", "lexical", "examples", "names", "articles")
"""The kinds of evidence an intent head pools."""
SCOPE_FEATURES = ("energy", "best_logit", "certainty", "nearest", "article", "strange", "length")
NEIGHBOURS = 3
LONG = 30
"""Words from which on a text is long."""
BLOCK = 512
"""Texts worked on at a time: similarities to many thousand examples take room."""


@dataclass(frozen=True, slots=True)
class IntentHead:
    """Which of the company's intents: logistic regression on vectors, a linear model on words, and the nearest
    example, name and article sentence of each intent, pooled.

    `mix` weighs the parts so that the softmax of their sum is calibrated.
    """

    linear: Linear
    lexical: Lexical
    examples: Groups
    names: Groups
    articles: Groups
    mix: Floats

    def evidence(self, vectors: Floats, texts: Sequence[str], worded: Floats | None = None) -> Floats:
        """All parts: shape (parts, texts, intents). `worded` are the texts' lexical scores, where they are known."""
        intents = self.linear.bias.shape[0]
        found = np.empty((len(PARTS), len(texts), intents), np.float32)
        for start in range(0, len(texts), BLOCK):
            block = slice(start, start + BLOCK)
            found[0, block] = self.linear.logits(vectors[block])
            found[1, block] = self.lexical.scores(texts[block]) if worded is None else worded[block]
            for part, groups in enumerate((self.examples, self.names, self.articles), 2):
                found[part, block] = groups.nearest(vectors[block], intents)
        return found


def pool(mix: Floats, evidence: Floats) -> Floats:
    """The kinds of evidence for each intent as one calibrated logit; shape (texts, intents)."""
    pooled: Floats = np.tensordot(mix, evidence, 1).astype(np.float32)
    return pooled


@dataclass(frozen=True, slots=True)
class ScopeHead:
    """Whether any intent covers the text: how much the intents are supported at all, how clearly one is ahead, how
    near the nearest example lies, and, where there are any, how near messages known to be out of scope.

    Of two texts as far from every example, the longer one is the likelier to be in scope. Messages given as out of
    scope may merely have been written shorter than others, so length counts only where there are none.
    """

    outside: Floats
    weights: Floats
    bias: float

    def features(self, pooled: Floats, evidence: Floats, vectors: Floats, texts: Sequence[str]) -> Floats:
        """What the probability rests on, a row a text with the columns of `SCOPE_FEATURES`."""
        top, energy = np.partition(pooled, -2, axis=-1)[..., -2:], log_sum_exp(pooled)
        columns = (
            energy,
            top[..., 1],
            top[..., 1] - energy,
            evidence[2].max(axis=-1),
            evidence[4].max(axis=-1),
            self._strange(vectors),
            self._length(texts),
        )
        return np.stack(columns, axis=-1).astype(np.float32)

    def _strange(self, vectors: Floats) -> Floats:
        if not len(self.outside):
            return np.zeros(len(vectors), np.float32)
        near: Floats = np.sort(vectors @ self.outside.T, axis=-1)[..., -NEIGHBOURS:].mean(axis=-1)
        return near

    def _length(self, texts: Sequence[str]) -> Floats:
        if len(self.outside):
            return np.zeros(len(texts), np.float32)
        return np.array([min(len(text.split()), LONG) / LONG for text in texts], np.float32)

    def probability(self, features: Floats) -> Floats:
        """Calibrated, 0 to 1."""
        logits = np.clip(features @ self.weights + self.bias, -30, 30)
        probability: Floats = 1 / (1 + np.exp(-logits))
        return probability


@dataclass(frozen=True, slots=True)
class IntentModel:
    """What is learned about intents: which one, and whether any at all."""

    intent: IntentHead
    scope: ScopeHead

    def read(self, vectors: Floats, texts: Sequence[str], worded: Floats | None = None) -> tuple[Floats, Floats]:
        """Probabilities of the intents (texts, intents), and of being in scope (texts). `worded`: see `evidence`."""
        evidence = self.intent.evidence(vectors, texts, worded)
        pooled = pool(self.intent.mix, evidence)
        return softmax(pooled), self.scope.probability(self.scope.features(pooled, evidence, vectors, texts))

    def arrays(self) -> dict[str, np.ndarray]:
        """Everything as named arrays, for storing."""
        found = {}
        groups = {"examples": self.intent.examples, "names": self.intent.names, "articles": self.intent.articles}
        for name, part in groups.items():
            for field in fields(part):
                if field.init:
                    found[f"{name}_{field.name}"] = getattr(part, field.name)
        lexical = self.intent.lexical
        terms = np.frombuffer("\n".join(lexical.terms).encode("utf-8", "surrogatepass"), np.uint8)
        return found | {
            "intent_weights": self.intent.linear.weights,
            "intent_bias": self.intent.linear.bias,
            "lexical_terms": terms,
            "lexical_rarity": lexical.rarity,
            "lexical_weights": lexical.weights,
            "lexical_bias": lexical.bias,
            "mix": self.intent.mix,
            "outside": self.scope.outside,
            "scope_weights": self.scope.weights,
            "scope_bias": np.array([self.scope.bias], np.float32),
        }

    @classmethod
    def from_arrays(cls, arrays: dict[str, np.ndarray]) -> "IntentModel":
        """The reverse of `arrays()`."""

        def groups(name: str) -> Groups:
            return Groups(**{field.name: arrays[f"{name}_{field.name}"] for field in fields(Groups) if field.init})

        joined = arrays["lexical_terms"].tobytes().decode("utf-8", "surrogatepass")
        lexical = Lexical(
            tuple(joined.split("\n")) if joined else (),
            arrays["lexical_rarity"],
            arrays["lexical_weights"],
            arrays["lexical_bias"],
        )
        linear = Linear(arrays["intent_weights"], arrays["intent_bias"])
        return cls(
            IntentHead(linear, lexical, groups("examples"), groups("names"), groups("articles"), arrays["mix"]),
            ScopeHead(arrays["outside"], arrays["scope_weights"], float(arrays["scope_bias"][0])),
        )


@dataclass(frozen=True, slots=True)
class Heads:
    """All that is learned from a company and from our own anchors."""

    intents: IntentModel
    kind: Linear
    kind_threshold: float
    mood: MoodHead
    wish: Linear
    wish_alone: float
    """The probability from which on a wish needs no word that names somebody."""
    alarms: AlarmHead

    def arrays(self) -> dict[str, np.ndarray]:
        """Everything as named arrays, for storing."""
        found = self.intents.arrays() | {
            "kind_threshold": np.array([self.kind_threshold], np.float32),
            "wish_alone": np.array([self.wish_alone], np.float32),
        }
        for name, part in {"kind": self.kind, "wish": self.wish}.items():
            for field in fields(part):
                found[f"{name}_{field.name}"] = getattr(part, field.name)
        found |= {f"mood_{name}": array for name, array in self.mood.arrays().items()}
        found |= {f"alarm_{name}": array for name, array in self.alarms.arrays().items()}
        return found

    @classmethod
    def from_arrays(cls, arrays: dict[str, np.ndarray]) -> "Heads":
        """The reverse of `arrays()`."""

        def linear(name: str) -> Linear:
            return Linear(arrays[f"{name}_weights"], arrays[f"{name}_bias"])

        threshold = float(arrays["kind_threshold"][0])

        def part(prefix: str) -> dict[str, np.ndarray]:
            return {name.removeprefix(prefix): a for name, a in arrays.items() if name.startswith(prefix)}

        mood, alarms = MoodHead.from_arrays(part("mood_")), AlarmHead.from_arrays(part("alarm_"))
        alone = float(arrays["wish_alone"][0])
        return cls(IntentModel.from_arrays(arrays), linear("kind"), threshold, mood, linear("wish"), alone, alarms)
