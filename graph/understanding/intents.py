"""Learning intents and scope from examples: the same way for a company, a CSV file and an evaluation.

Weights, temperature, scope and every figure come from texts held out of the fit they are judged on. Where nobody has
given messages that are out of scope, whole intents are held out instead: to a model that has never seen them they are
what near out-of-scope messages are to the finished one, questions of the same business that no intent covers.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import repeat
from typing import Any

import numpy as np

from core.measures import area_under_curve, calibration_error
from core.ports import Progress
from graph.understanding.heads import PARTS, SCOPE_FEATURES, IntentHead, IntentModel, ScopeHead, pool
from graph.understanding.lexical import Counted
from graph.understanding.linear import Floats, Ints, Linear, fit_logistic, softmax
from graph.understanding.neighbours import Groups

STRENGTH = 30.0
ARTICLE_WEIGHT = 0.1
"""Of an article's sentence against a customer's: it says what the intent is about, not how customers say it."""
FEW, FEW_EACH, MANY = 800, 10, 3_000
"""Ten folds up to so many examples where an intent has fewer than ten, five up to so many more, then three: a fold's
model should be nearly as good as the last one. With five examples an intent five folds leave an ECE of .030 where ten
leave .022 (BANKING77, four draws; CLINC150 .0205 and .0185, ten draws); with sixteen they give the same (six made-up
companies)."""
NEUTRAL_MIX = (1.0, 1.0, 6.0, 1.0, 1.0)
"""Where nothing can be held out; about what public data give."""
USUAL_MIX = np.array((1.7, 0.3, 0.85, 0.15, 0.7))
"""Of parts scaled by their spread: between what BANKING77 and CLINC150 give with five to twenty examples an intent; of
articles, what the example company gives."""
TRUST = 100.0
"""How many held-out texts it takes to outweigh `USUAL_MIX`, and that the parts together weigh as much as it does."""
NEUTRAL_SCOPE = (0.5, 0.0, 0.0, 10.0, 0.0, 0.0, 0.0)
SCOPE_STRENGTH = 0.1
AT_ONCE = 2
FEW_OUTSIDE = 20
"""Fewer messages given as out of scope do not say what such messages are like; they are learned from beside intents
held out. Twenty of any company's instead of those let in six in ten questions of the same business. Of very few intents
none can be held out; then nothing is learned from them either."""
FEWEST_INTENTS = 6
"""Fewer are not held out whole: what is left says nothing about the rest."""
MOST_ROWS_FOR_MIX = 4_000
USUAL_BAR = 0.35
"""Where policy draws the line of scope unless a company says otherwise (`core.domain.policy.Policy.in_scope`)."""
LEAST_KEPT = 0.85
"""Of held-out examples above that bar where no company says what is out of scope. Over four made-up companies of
fifteen intents from BANKING77 and CLINC150, 5 to 20 examples each, it answers .864 of messages in scope rightly where
.818 were, and lets in .066 of near and .037 of far ones (.056, .027); .90 would answer .884 and let in .090, .045."""
KEEP = 0.94
"""Of held-out examples, so that 95 % of fresh messages in scope are kept: to models that know less than the last one
they look stranger. Keeping .95 of them kept .96 on BANKING77 and CLINC150, from five examples an intent to all."""

Figures = dict[str, float]
Fold = tuple[Ints, Ints]
ScopeFit = Callable[[Floats, Floats], tuple[Floats, float]]


@dataclass(frozen=True, slots=True)
class Material:
    """Texts, vectors and intent numbers: what customers said, what intents are called, what articles say about them
    (the most telling sentences as vectors, `worded` more of them as words), and messages that belong to no intent.
    `count` intents are numbered from 0."""

    count: int
    texts: tuple[str, ...]
    said: Floats
    said_of: Ints
    named_texts: tuple[str, ...]
    named: Floats
    named_of: Ints
    written: Floats
    written_of: Ints
    outside_texts: tuple[str, ...]
    outside: Floats
    worded_texts: tuple[str, ...] = ()
    worded_of: Ints = field(default_factory=lambda: np.empty(0, np.int64))


@dataclass(frozen=True, slots=True)
class Learned:
    """The model, its held-out figures, and for each example its held-out probabilities and scope.

    `keep_95` is the scope probability that 95 % of messages in scope should reach. `held` are the rows of the examples
    that could be held out; an intent's only example cannot.
    """

    model: IntentModel
    figures: Figures
    held: Ints = field(repr=False)
    probabilities: Floats = field(repr=False)
    in_scope: Floats = field(repr=False)
    keep_95: float = 0.5


class _Fitter:
    """Fits intent heads on parts of the material; terms are counted once for all of them."""

    def __init__(self, material: Material) -> None:
        self.material = material
        self.counted = Counted.of([*material.texts, *material.named_texts, *material.worded_texts])

    def fit(self, rows: Ints, intents: Ints | None = None) -> IntentHead:
        """Learned from the given examples, and from the names and articles of the given intents (default: all).

        With `intents`, the head numbers them by their place in that list.
        """
        m = self.material
        place = np.full(m.count, -1, np.int64)
        kept = np.arange(m.count) if intents is None else intents
        place[kept] = np.arange(len(kept))
        named, written, worded = (np.flatnonzero(place[of] >= 0) for of in (m.named_of, m.written_of, m.worded_of))
        said_of, named_of, written_of = place[m.said_of[rows]], place[m.named_of[named]], place[m.written_of[written]]
        vectors, labels = np.vstack([m.said[rows], m.named[named]]), np.concatenate([said_of, named_of])
        weights = np.ones(len(labels) + len(written), np.float32)
        weights[len(labels) :] = ARTICLE_WEIGHT
        linear = _fit_linear(
            np.vstack([vectors, m.written[written]]), np.concatenate([labels, written_of]), weights, len(kept)
        )
        spoken = len(m.texts) + len(m.named_texts)
        lexical = self.counted.fit(
            np.concatenate([rows, len(m.texts) + named, spoken + worded]),
            np.concatenate([labels, place[m.worded_of[worded]]]),
            len(kept),
        )
        return IntentHead(
            linear,
            lexical,
            Groups.of(vectors, labels),
            Groups.of(m.named[named], named_of),
            Groups.of(m.written[written], written_of),
            np.array(NEUTRAL_MIX, np.float32),
        )

    def fit_each(self, rows: Iterable[Ints], intents: Iterable[Ints | None] | None = None) -> Iterator[IntentHead]:
        """The heads of several parts of the material, two of them made at once: each fit uses one core."""
        with ThreadPoolExecutor(AT_ONCE, "fit") as pool:
            yield from pool.map(self.fit, rows, intents or repeat(None))


def learn_intents(material: Material, progress: Progress | None = None) -> Learned:
    """Learn from examples of at least two intents. Blocking: seconds for hundreds of them, a minute for ten thousand.

    `progress` counts fits.
    """
    folds = list(_folds(material.said_of))
    given = len(material.outside) >= FEW_OUTSIDE
    known = material.outside if given else material.outside[:0]
    groups = [] if given or material.count < FEWEST_INTENTS or not folds else _groups_of(material.count)
    steps = len(folds) + len(groups) + 1
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, steps)

    fitter = _Fitter(material)
    held = np.sort(np.concatenate([part for _, part in folds])) if folds else np.empty(0, np.int64)
    evidence = np.zeros((len(PARTS), len(material.texts), material.count), np.float32)
    outside_evidence: list[tuple[Ints, Floats]] = []
    heads = fitter.fit_each(kept for kept, _ in folds)
    for number, ((_, part), head) in enumerate(zip(folds, heads, strict=True)):
        evidence[:, part] = head.evidence(material.said[part], [material.texts[row] for row in part])
        if len(material.outside):
            mine = np.flatnonzero(np.arange(len(material.outside)) % len(folds) == number)
            texts = [material.outside_texts[row] for row in mine]
            outside_evidence.append((mine, head.evidence(material.outside[mine], texts)))
        step()
    mix = fit_mix(evidence[:, held], material.said_of[held])
    pooled = pool(mix, evidence[:, held])
    probabilities = softmax(pooled)
    inside, outside = _scope_rows(material, known, mix, pooled, evidence, held, outside_evidence)
    if groups:
        inside, strangers = _left_out(fitter, folds, groups, mix, step)
        outside = np.vstack([strangers, outside])
    told = (given or groups) and len(inside) and len(outside)
    fit: ScopeFit = partial(_fit_standardised, evenly=given) if told else _neutral
    weights, bias = fit(inside, outside)
    scope = ScopeHead(known, weights, bias)
    held_texts = [material.texts[row] for row in held]
    rows = inside if given else scope.features(pooled, evidence[:, held], material.said[held], held_texts)
    lift = 0.0 if given else _lift(scope.probability(rows))
    scope = replace(scope, bias=bias + lift)
    head = fitter.fit(np.arange(len(material.texts)))
    step()
    model = IntentModel(IntentHead(head.linear, head.lexical, head.examples, head.names, head.articles, mix), scope)
    in_scope = scope.probability(rows)
    figures = intent_figures(probabilities, material.said_of[held])
    figures |= _scope_figures(inside, outside, lift, fit)
    keep_95 = float(np.quantile(in_scope, 1 - KEEP)) if len(in_scope) else 0.5
    return Learned(model, figures, held, probabilities, in_scope, keep_95)


def _fit_linear(vectors: Floats, labels: Ints, weights: Floats, count: int) -> Linear:
    """Logistic regression; an intent without any example gets the least of all logits, not a gap in the numbers."""
    present = np.unique(labels)
    if len(present) == 1:
        return Linear(np.zeros((vectors.shape[1], count), np.float32), np.zeros(count, np.float32))
    fitted = fit_logistic(vectors, np.searchsorted(present, labels), STRENGTH, weights=weights)
    if len(present) == count:
        return fitted
    columns = np.zeros((vectors.shape[1], count), np.float32)
    bias = np.full(count, float(fitted.bias.min()) - 5, np.float32)
    columns[:, present], bias[present] = fitted.weights, fitted.bias
    return Linear(columns, bias)


def _folds(labels: Ints, seed: int = 0) -> Iterator[Fold]:
    """Rows to learn from and rows held out, each intent spread evenly. An intent's only example stays."""
    rng = np.random.default_rng(seed)
    few = len(labels) <= FEW and len(labels) < FEW_EACH * len(np.unique(labels))
    count = 10 if few else 5 if len(labels) <= MANY else 3
    fold = np.full(len(labels), -1, np.int64)
    start = 0
    for label in np.unique(labels):
        rows = rng.permutation(np.flatnonzero(labels == label))
        if len(rows) > 1:
            fold[rows] = (start + np.arange(len(rows))) % count
            start += len(rows)
    for number in range(count):
        held = np.flatnonzero(fold == number)
        if len(held):
            yield np.flatnonzero(fold != number), held


def _groups_of(count: int, seed: int = 0) -> list[Ints]:
    """The intents in five groups of like size."""
    order = np.random.default_rng(seed).permutation(count)
    return [np.sort(part) for part in np.array_split(order, 5)]


def fit_mix(evidence: Floats, labels: Ints) -> Floats:
    """Weights of the parts, none negative, under which the softmax says the held-out truth best.

    A conditional logit, drawn towards the usual weights as far as there are few texts: a held-out text misses one
    example of its own intent and none of the others', which makes neighbours look worse than they are, and some
    hundred texts say little about a temperature. Parts are scaled by their spread within a text.
    """
    from scipy.optimize import minimize

    if not len(labels):
        return np.array(NEUTRAL_MIX, np.float32)
    if len(labels) > MOST_ROWS_FOR_MIX:
        some = np.sort(np.random.default_rng(0).permutation(len(labels))[:MOST_ROWS_FOR_MIX])
        evidence, labels = evidence[:, some], labels[some]
    spread = evidence.std(axis=2).mean(axis=1)
    used = spread > 1e-6
    scaled = evidence[used] / spread[used][:, None, None]
    usual = USUAL_MIX[used]
    rows = np.arange(len(labels))
    truth = scaled[:, rows, labels].mean(axis=1)
    trust = TRUST / len(rows)

    def loss(values: Any) -> tuple[float, Any]:
        mix, level = values[:-1], values[-1]
        logits = np.tensordot(mix.astype(np.float32), scaled, 1)
        logits -= logits.max(axis=1, keepdims=True)
        raised = np.exp(logits)
        total = raised.sum(axis=1)
        expected = np.einsum("nk,pnk->p", raised / total[:, None], scaled) / len(rows)
        expectation = np.exp(level) * usual
        apart = mix - expectation
        value = float((np.log(total) - logits[rows, labels]).mean()) + trust * float(apart @ apart + level**2) / 2
        return value, np.append(expected - truth + trust * apart, trust * (level - apart @ expectation))

    start = np.append(usual, 0.0)
    bounds = [(0, None)] * len(usual) + [(-3, 3)]
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x[:-1]
    mix = np.zeros(len(spread), np.float32)
    mix[used] = found / spread[used]
    return mix


def _scope_rows(
    material: Material,
    known: Floats,
    mix: Floats,
    pooled: Floats,
    evidence: Floats,
    held: Ints,
    outside_evidence: Sequence[tuple[Ints, Floats]],
) -> tuple[Floats, Floats]:
    """Features of held-out examples, and of the messages said to be out of scope, each unseen by what judges it. The
    head keeps those of `known`."""
    plain = ScopeHead(known, np.zeros(len(SCOPE_FEATURES), np.float32), 0.0)
    inside = plain.features(pooled, evidence[:, held], material.said[held], [material.texts[row] for row in held])
    outside = np.zeros((sum(len(mine) for mine, _ in outside_evidence), len(SCOPE_FEATURES)), np.float32)
    for mine, found in outside_evidence:
        head = replace(plain, outside=np.delete(known, mine, axis=0) if len(known) else known)
        outside[mine] = head.features(
            pool(mix, found), found, material.outside[mine], [material.outside_texts[row] for row in mine]
        )
    return inside, outside


def _left_out(
    fitter: _Fitter, folds: Sequence[Fold], groups: Sequence[Ints], mix: Floats, step: Callable[[], None]
) -> tuple[Floats, Floats]:
    """The same with whole intents held out in the place of messages known to be out of scope."""
    material = fitter.material
    plain = ScopeHead(material.outside[:0], np.zeros(len(SCOPE_FEATURES), np.float32), 0.0)
    inside: list[Floats] = []
    outside: list[Floats] = []
    gones = [np.isin(material.said_of, group) for group in groups]
    mine = [folds[number % len(folds)] for number in range(len(groups))]
    kepts = (kept[~gone[kept]] for (kept, _), gone in zip(mine, gones, strict=True))
    intents = [np.setdiff1d(np.arange(material.count), group) for group in groups]
    for (_, held), gone, head in zip(mine, gones, fitter.fit_each(kepts, intents), strict=True):
        for rows, found in ((held[~gone[held]], inside), (np.flatnonzero(gone), outside)):
            if len(rows):
                texts = [material.texts[row] for row in rows]
                evidence = head.evidence(material.said[rows], texts)
                found.append(plain.features(pool(mix, evidence), evidence, material.said[rows], texts))
        step()
    return np.vstack(inside), np.vstack(outside)


def _neutral(inside: Floats, outside: Floats) -> tuple[Floats, float]:
    """Where nothing says what messages out of scope are like."""
    weights = np.array(NEUTRAL_SCOPE, np.float32)
    scores = inside @ weights if len(inside) else np.zeros(1, np.float32)
    return weights, 2.0 - float(np.median(scores))


def _lift(in_scope: Floats) -> float:
    """What to add to the logit so that `LEAST_KEPT` of held-out examples reach `USUAL_BAR`; nothing where they do.

    Intents held out stand in for messages out of scope. Where a company's intents are much alike ("to-do list", "change
    the to-do list"), they are harder to tell from the others than what customers really ask besides: without this, the
    bar lost four in ten messages in scope of such a company to keep out three in a thousand others.
    """
    if not len(in_scope):
        return 0.0
    reached = float(np.clip(np.quantile(in_scope, 1 - LEAST_KEPT), 1e-6, 1 - 1e-6))
    return max(0.0, math.log(USUAL_BAR / (1 - USUAL_BAR)) - math.log(reached / (1 - reached)))


def _fit_standardised(inside: Floats, outside: Floats, *, evenly: bool) -> tuple[Floats, float]:
    """Logistic regression on standardised columns, folded back to raw ones.

    With `evenly` both sides weigh the same: how many messages somebody wrote down of each does not say how often
    customers write them. Of four made-up companies with 40 such messages it let in .17 of near and .05 of far ones in
    the place of .29 and .13, and .925 in scope were answered rightly in the place of .929.
    """
    rows = np.vstack([inside, outside])
    truth = np.concatenate([np.ones(len(inside), np.int64), np.zeros(len(outside), np.int64)])
    mean, spread = rows.mean(axis=0), rows.std(axis=0)
    used = spread > 1e-6
    fitted = fit_logistic((rows[:, used] - mean[used]) / spread[used], truth, SCOPE_STRENGTH, balanced=evenly)
    weights = np.zeros(rows.shape[1], np.float32)
    weights[used] = (fitted.weights[:, 1] - fitted.weights[:, 0]) / spread[used]
    return weights, float(fitted.bias[1] - fitted.bias[0] - weights @ mean)


def intent_figures(probabilities: Floats, labels: Ints) -> Figures:
    """How good the pooled intents are on texts held out."""
    if not len(labels):
        return {}
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


def _scope_figures(inside: Floats, outside: Floats, lift: float, fit: ScopeFit) -> Figures:
    """Cross-validated over five parts of the rows, because the weights are few but not none. `lift` is the head's."""
    if min(len(inside), len(outside)) < 10:
        return {}
    within, without = np.zeros(len(inside), np.float32), np.zeros(len(outside), np.float32)
    for number in range(5):
        mine = [np.arange(len(rows)) % 5 == number for rows in (inside, outside)]
        weights, bias = fit(inside[~mine[0]], outside[~mine[1]])
        head = ScopeHead(np.empty((0, 0), np.float32), weights, bias + lift)
        within[mine[0]], without[mine[1]] = head.probability(inside[mine[0]]), head.probability(outside[mine[1]])
    truth = np.concatenate([np.ones(len(within), bool), np.zeros(len(without), bool)])
    return {
        "scope_auroc": area_under_curve(within, without),
        "scope_calibration_error": calibration_error(np.concatenate([within, without]), truth),
        "scope_outside_found_keeping_95": float((without < np.quantile(within, 0.05)).mean()),
        "scope_inside_kept_at_0.35": float((within >= 0.35).mean()),
        "scope_outside_found_at_0.35": float((without < 0.35).mean()),
    }
