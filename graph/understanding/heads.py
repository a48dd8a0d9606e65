"""What a trained understanding consists of, and how it reads one vector."""

from dataclasses import dataclass, fields

import numpy as np

from graph.understanding.linear import Floats, Ints, Linear, group_maxima, log_sum_exp, softmax
from graph.understanding.mood import MoodHead


@dataclass(frozen=True, slots=True)
class Groups:
    """Reference vectors of several intents; rows of an intent lie together. `owners` are intent numbers."""

    vectors: Floats
    starts: Ints
    owners: Ints

    def nearest(self, vectors: Floats, intents: int) -> Floats:
        """The similarity to the nearest vector of each intent. An intent without any gets the others' mean."""
        if not len(self.starts):
            return np.zeros((*vectors.shape[:-1], intents), np.float32)
        maxima = group_maxima(vectors @ self.vectors.T, self.starts)
        if len(self.owners) == intents:
            return maxima
        found = np.repeat(maxima.mean(axis=-1, keepdims=True), intents, axis=-1)
        found[..., self.owners] = maxima
        return found


@dataclass(frozen=True, slots=True)
class IntentHead:
    """Which of the company's intents: logistic regression, nearest example and nearest article sentence, pooled.

    `mix` weighs the three so that the softmax of their sum is calibrated.
    """

    linear: Linear
    examples: Groups
    articles: Groups
    mix: Floats

    def evidence(self, vectors: Floats) -> tuple[Floats, Floats, Floats]:
        """Logits and the two similarities, each with a column an intent."""
        intents = self.linear.bias.shape[0]
        return (
            self.linear.logits(vectors),
            self.examples.nearest(vectors, intents),
            self.articles.nearest(vectors, intents),
        )


@dataclass(frozen=True, slots=True)
class ScopeHead:
    """Whether any intent covers the text: support for all intents, nearness to examples and articles, and distance
    from messages known to be out of scope."""

    outside: Floats
    weights: Floats
    bias: float

    def features(self, pooled: Floats, near: Floats, written: Floats, vectors: Floats) -> Floats:
        """The four numbers the probability rests on, one row a text."""
        strange = np.sort(vectors @ self.outside.T, axis=-1)[..., -NEIGHBOURS:].mean(axis=-1)
        columns = (log_sum_exp(pooled), near.max(axis=-1), written.max(axis=-1), strange)
        return np.stack(columns, axis=-1).astype(np.float32)

    def probability(self, features: Floats) -> Floats:
        """Calibrated, 0 to 1."""
        probability: Floats = 1 / (1 + np.exp(-(features @ self.weights + self.bias)))
        return probability


NEIGHBOURS = 3


@dataclass(frozen=True, slots=True)
class Heads:
    """All that is learned from a company and from our own anchors."""

    intent: IntentHead
    scope: ScopeHead
    kind: Linear
    kind_threshold: float
    mood: MoodHead
    wish: Linear

    def read_intents(self, vectors: Floats) -> tuple[Floats, Floats]:
        """Probabilities of the intents, and of being in scope."""
        logits, near, written = self.intent.evidence(vectors)
        pooled = pool(self.intent.mix, logits, near, written)
        scope = self.scope.probability(self.scope.features(pooled, near, written, vectors))
        return softmax(pooled), scope

    def arrays(self) -> dict[str, np.ndarray]:
        """Everything as named arrays, for storing."""
        found: dict[str, np.ndarray] = {"kind_threshold": np.array([self.kind_threshold], np.float32)}
        parts: dict[str, Linear | Groups] = {
            "intent": self.intent.linear,
            "kind": self.kind,
            "wish": self.wish,
            "examples": self.intent.examples,
            "articles": self.intent.articles,
        }
        for name, part in parts.items():
            for field in fields(part):
                found[f"{name}_{field.name}"] = getattr(part, field.name)
        found |= {"mix": self.intent.mix, "outside": self.scope.outside, "scope_weights": self.scope.weights}
        found |= {f"mood_{name}": array for name, array in self.mood.arrays().items()}
        found["scope_bias"] = np.array([self.scope.bias], np.float32)
        return found

    @classmethod
    def from_arrays(cls, arrays: dict[str, np.ndarray]) -> "Heads":
        """The reverse of `arrays()`."""

        def linear(name: str) -> Linear:
            return Linear(arrays[f"{name}_weights"], arrays[f"{name}_bias"])

        def groups(name: str) -> Groups:
            return Groups(arrays[f"{name}_vectors"], arrays[f"{name}_starts"], arrays[f"{name}_owners"])

        return cls(
            IntentHead(linear("intent"), groups("examples"), groups("articles"), arrays["mix"]),
            ScopeHead(arrays["outside"], arrays["scope_weights"], float(arrays["scope_bias"][0])),
            linear("kind"),
            float(arrays["kind_threshold"][0]),
            MoodHead.from_arrays({name[5:]: a for name, a in arrays.items() if name.startswith("mood_")}),
            linear("wish"),
        )


def pool(mix: Floats, logits: Floats, near: Floats, written: Floats) -> Floats:
    """The three kinds of evidence for each intent as one calibrated logit."""
    pooled: Floats = mix[0] * logits + mix[1] * near + mix[2] * written
    return pooled
