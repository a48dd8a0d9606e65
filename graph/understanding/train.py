"""Learning from a company's folder: every figure that decides something comes from texts held out of the fit.

scikit-learn and SciPy are imported here only, and only when there is something to learn.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.domain.company import Company
from core.domain.mind import MessageKind
from core.measures import area_under_curve, calibration_error
from core.ports import Embedder, Progress
from core.sentences import article_sentences
from graph.understanding.anchors import Anchors
from graph.understanding.heads import Groups, Heads, IntentHead, ScopeHead, pool
from graph.understanding.linear import (
    Floats,
    Ints,
    Linear,
    fit_logistic,
    softmax,
)
from graph.understanding.mood_train import train_anchored

INTENT_STRENGTH = 30.0
ARTICLE_WEIGHT = 0.1
"""Of an article's sentence against a customer's: it says what the intent is about, not how customers say it."""
KIND_STRENGTH = 10.0
WISH_STRENGTH = 3.0
WISH_THRESHOLD = 0.8
SENTENCES_AN_INTENT = 150
FOLDS = 5
MANY = 3_000
"""From so many examples on three folds do: a fit takes a minute."""
FEW_OUTSIDE = 20
LOST_REQUESTS = 0.005
"""Most requests that may be taken for small talk, of those held out."""

Figures = dict[str, float]
Fold = tuple[Ints, Ints]


@dataclass(frozen=True, slots=True)
class Trained:
    """The heads and what they achieve on held-out texts."""

    heads: Heads
    intent_ids: tuple[str, ...]
    kinds: tuple[str, ...]
    figures: Figures


@dataclass(frozen=True, slots=True)
class _Material:
    """Vectors with their intent numbers: customers' sentences, the intents' own names, and article sentences."""

    said: Floats
    said_of: Ints
    named: Floats
    named_of: Ints
    written: Floats
    written_of: Ints
    outside: Floats

    def fit(self, rows: Ints) -> IntentHead:
        """An intent head learned from the given rows of what customers said (mix still neutral)."""
        vectors = np.vstack([self.said[rows], self.named, self.written])
        labels = np.concatenate([self.said_of[rows], self.named_of, self.written_of])
        weights = np.ones(len(labels), np.float32)
        weights[len(rows) + len(self.named) :] = ARTICLE_WEIGHT
        linear = fit_logistic(vectors, labels, INTENT_STRENGTH, weights=weights)
        examples = _groups(
            np.vstack([self.said[rows], self.named]), np.concatenate([self.said_of[rows], self.named_of])
        )
        return IntentHead(linear, examples, _groups(self.written, self.written_of), np.ones(3, np.float32))


def train(company: Company, embedder: Embedder, anchors: Anchors, progress: Progress | None = None) -> Trained:
    """Learn all heads. Blocking: seconds for a few hundred examples. Needs at least two intents."""
    from threadpoolctl import threadpool_limits

    material, requests = _gather(company, embedder, anchors, progress)
    small = [(kind, text) for kind, texts in sorted(company.smalltalk.items()) for text in texts]
    # On matrices this small, threads of the algebra library wait for each other: sixteen times slower.
    with threadpool_limits(1):
        intent, scope, figures = _train_intents(material)
        requested = np.vstack([material.said, material.outside])
        kind, threshold, kinds, kind_figures = _train_kinds(small, requests, requested, embedder)
        mood, mood_figures = train_anchored(anchors.mood_texts, np.array(anchors.mood_labels, np.int64), embedder)
        wish, wish_figures = _train_wish(requested, embedder, anchors)
    heads = Heads(intent, scope, kind, threshold, mood, wish)
    figures |= kind_figures | mood_figures | wish_figures
    return Trained(heads, tuple(map(str, company.intents)), kinds, figures)


def _gather(
    company: Company, embedder: Embedder, anchors: Anchors, progress: Progress | None
) -> tuple[_Material, list[str]]:
    bodies = {article.id: article for article in company.articles}
    said: list[tuple[int, str]] = []
    named: list[tuple[int, str]] = []
    written: list[tuple[int, str]] = []
    for number, (intent_id, intent) in enumerate(company.intents.items()):
        said += [(number, text) for text in company.intent_examples[intent_id]]
        named += [(number, intent.name), (number, intent.question)]
        found = [
            sentence
            for article_id in intent.articles
            for sentence in (bodies[article_id].title, *article_sentences(bodies[article_id].body))
            if len(sentence.split()) > 1
        ]
        step = max(1, -(-len(found) // SENTENCES_AN_INTENT))
        written += [(number, sentence) for sentence in found[::step]]
    outside = [*company.out_of_scope_near, *company.out_of_scope_far]
    if len(outside) < FEW_OUTSIDE:
        outside += anchors.off_topic
    texts = [text for part in (said, named, written) for _, text in part] + outside
    vectors = embedder.embed_blocking(texts, progress)
    parts = np.split(vectors, np.cumsum([len(said), len(named), len(written)]))
    labels = [np.array([number for number, _ in part], np.int64) for part in (said, named, written)]
    material = _Material(parts[0], labels[0], parts[1], labels[1], parts[2], labels[2], parts[3])
    return material, [text for _, text in said] + outside


def _groups(vectors: Floats, labels: Ints) -> Groups:
    order = np.argsort(labels, kind="stable")
    owners, starts = np.unique(labels[order], return_index=True)
    return Groups(np.ascontiguousarray(vectors[order]), starts.astype(np.int64), owners.astype(np.int64))


def _folds(labels: Ints, seed: int = 0) -> Iterator[Fold]:
    from sklearn.model_selection import StratifiedKFold

    count = 3 if len(labels) > MANY else FOLDS
    count = min(count, int(np.bincount(labels)[np.unique(labels)].min()))
    yield from StratifiedKFold(count, shuffle=True, random_state=seed).split(labels, labels)


# --- which intent, and any at all -------------------------------------------------------------------------


def _train_intents(material: _Material) -> tuple[IntentHead, ScopeHead, Figures]:
    labels, outside = material.said_of, material.outside
    shape = (len(labels), int(labels.max()) + 1)
    evidence = tuple(np.zeros(shape, np.float32) for _ in range(3))
    fold_of = np.zeros(len(labels), np.int64)
    heads: list[IntentHead] = []
    for number, (kept, held) in enumerate(_folds(labels)):
        head = material.fit(kept)
        for column, part in zip(evidence, head.evidence(material.said[held]), strict=True):
            column[held] = part
        fold_of[held] = number
        heads.append(head)
    mixes = [_fit_mix(tuple(e[fold_of != n] for e in evidence), labels[fold_of != n]) for n in range(len(heads))]
    pooled = np.stack([pool(mixes[n], *(e[i] for e in evidence)) for i, n in enumerate(fold_of)])
    figures = _intent_figures(softmax(pooled), labels)
    mix = _fit_mix(evidence, labels)

    outside_fold = np.arange(len(outside)) % len(heads)
    inside_rows = np.zeros((len(labels), 4), np.float32)
    outside_rows = np.zeros((len(outside), 4), np.float32)
    for number, head in enumerate(heads):
        scope = ScopeHead(outside[outside_fold != number], np.zeros(4, np.float32), 0.0)
        for rows, vectors, mine in (
            (inside_rows, material.said, fold_of == number),
            (outside_rows, outside, outside_fold == number),
        ):
            logits, near, written = head.evidence(vectors[mine])
            rows[mine] = scope.features(pool(mix, logits, near, written), near, written, vectors[mine])
    weights, bias, scope_figures = _fit_scope(inside_rows, outside_rows, fold_of, outside_fold)
    final = material.fit(np.arange(len(labels)))
    intent = IntentHead(final.linear, final.examples, final.articles, mix)
    return intent, ScopeHead(outside, weights, bias), figures | scope_figures


def _fit_mix(evidence: tuple[Floats, ...], labels: Ints) -> Floats:
    """Weights of the three kinds of evidence under which the softmax says the held-out truth best."""
    from scipy.optimize import minimize

    rows = np.arange(len(labels))

    def loss(logs: Any) -> float:
        logits = pool(np.exp(np.clip(logs, -12, 5)), *evidence)
        logits = logits - logits.max(axis=1, keepdims=True)
        return float((np.log(np.exp(logits).sum(axis=1)) - logits[rows, labels]).mean())

    start = np.log([1.0, 1.0, 5.0])
    found = minimize(loss, start, method="Nelder-Mead", options={"maxiter": 600, "xatol": 1e-3, "fatol": 1e-5})
    mix: Floats = np.exp(np.clip(found.x, -12, 5)).astype(np.float32)
    return mix


def _intent_figures(probabilities: Floats, labels: Ints) -> Figures:
    best = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    first_three = np.argsort(-probabilities, axis=1)[:, :3]
    sure = best >= 0.55
    return {
        "intent_examples": float(len(labels)),
        "intent_accuracy": float(right.mean()),
        "intent_in_first_three": float((first_three == labels[:, None]).any(axis=1).mean()),
        "intent_calibration_error": calibration_error(best, right),
        "intent_sure_share": float(sure.mean()),
        "intent_sure_accuracy": float(right[sure].mean()) if sure.any() else float("nan"),
    }


def _fit_scope(inside: Floats, outside: Floats, inside_fold: Ints, outside_fold: Ints) -> tuple[Floats, float, Figures]:
    rows = np.vstack([inside, outside])
    truth = np.concatenate([np.ones(len(inside), np.int64), np.zeros(len(outside), np.int64)])
    folds = np.concatenate([inside_fold, outside_fold])
    held_out = np.zeros(len(rows), np.float32)
    for number in np.unique(folds):
        weights, bias = _fit_standardised(rows[folds != number], truth[folds != number])
        held_out[folds == number] = 1 / (1 + np.exp(-(rows[folds == number] @ weights + bias)))
    weights, bias = _fit_standardised(rows, truth)
    within, without = held_out[truth == 1], held_out[truth == 0]
    return (
        weights,
        bias,
        {
            "scope_auroc": area_under_curve(within, without),
            "scope_calibration_error": calibration_error(held_out, truth.astype(bool)),
            "scope_outside_found_keeping_95": float((without < np.quantile(within, 0.05)).mean()),
            "scope_inside_kept_at_0.35": float((within >= 0.35).mean()),
            "scope_outside_found_at_0.35": float((without < 0.35).mean()),
        },
    )


def _fit_standardised(rows: Floats, truth: Ints) -> tuple[Floats, float]:
    """Logistic regression on standardised columns, folded back to raw ones."""
    mean, spread = rows.mean(axis=0), np.maximum(rows.std(axis=0), 1e-6)
    fitted = fit_logistic((rows - mean) / spread, truth, 1.0)
    weights = (fitted.weights[:, 1] - fitted.weights[:, 0]) / spread
    return weights.astype(np.float32), float(fitted.bias[1] - fitted.bias[0] - weights @ mean)


# --- small talk and the wish for a person -----------------------------------------------------------------


def _train_kinds(
    small: list[tuple[str, str]], requests: list[str], requested: Floats, embedder: Embedder
) -> tuple[Linear, float, tuple[str, ...], Figures]:
    kinds = (MessageKind.REQUEST.value, *dict.fromkeys(kind for kind, _ in small))
    # A request with manners is a request.
    polite = [f"{opening} {text}" for text in requests[::6] for opening in ("Hi,", "Thanks, but")]
    labels = np.array([kinds.index(kind) for kind, _ in small] + [0] * (len(requests) + len(polite)), np.int64)
    if len(kinds) == 1 or np.bincount(labels).min() < 2:
        nothing = Linear(np.zeros((embedder.dimensions, 1), np.float32), np.zeros(1, np.float32))
        return nothing, 1.0, kinds[:1], {}
    fresh = embedder.embed_blocking([text for _, text in small] + polite)
    vectors = np.vstack([fresh[: len(small)], requested, fresh[len(small) :]])
    held_out = np.zeros((len(labels), len(kinds)), np.float32)
    for kept, held in _folds(labels):
        head = fit_logistic(vectors[kept], labels[kept], KIND_STRENGTH, balanced=True)
        held_out[held] = head.probabilities(vectors[held])
    talk = 1 - held_out[:, 0]
    threshold = max(0.6, float(np.quantile(talk[labels == 0], 1 - LOST_REQUESTS)))
    read = np.where(talk >= threshold, held_out[:, 1:].argmax(axis=1) + 1, 0)
    figures = {
        "kind_small_talk_found": float((read[labels > 0] > 0).mean()),
        "kind_right_of_found": float((read == labels)[(labels > 0) & (read > 0)].mean()),
        "kind_requests_lost": float((read[labels == 0] > 0).mean()),
    }
    return fit_logistic(vectors, labels, KIND_STRENGTH, balanced=True), threshold, kinds, figures


def _train_wish(requested: Floats, embedder: Embedder, anchors: Anchors) -> tuple[Linear, Figures]:
    """Whether a person is asked for; it backs the rules and is asked only where they hear nothing."""
    vectors = np.vstack([embedder.embed_blocking(anchors.wish_texts), requested])
    labels = np.array([*anchors.wish_labels, *[0] * len(requested)], np.int64)
    held_out = np.zeros(len(labels), np.float32)
    for kept, held in _folds(labels):
        head = fit_logistic(vectors[kept], labels[kept], WISH_STRENGTH, balanced=True)
        held_out[held] = head.probabilities(vectors[held])[:, 1]
    figures = {
        "wish_found_without_rules": float((held_out[labels == 1] >= WISH_THRESHOLD).mean()),
        "wish_wrong_without_rules": float((held_out[labels == 0] >= WISH_THRESHOLD).mean()),
    }
    return fit_logistic(vectors, labels, WISH_STRENGTH, balanced=True), figures
