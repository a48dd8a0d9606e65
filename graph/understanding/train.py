"""Learning from a company's folder: every figure that decides something comes from texts held out of the fit.

scikit-learn and SciPy are imported here only, and only when there is something to learn.
"""

import hashlib
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from core.domain.company import Company
from core.domain.mind import MessageKind
from core.measures import calibration_error
from core.policies.phrases import alarms
from core.ports import Embedder, Progress
from graph.understanding.alarms_train import train_alarms
from graph.understanding.anchors import Anchors
from graph.understanding.articles import MOST_EMBEDDED, told_of, worded_each
from graph.understanding.folds import FOLDS, Fold, unlike_folds
from graph.understanding.heads import Heads
from graph.understanding.intents import FEW_OUTSIDE, Figures, Learned, Material, learn_intents
from graph.understanding.linear import Floats, Ints, Linear, fit_logistic, load_fitters, one_thread
from graph.understanding.mood_train import train_anchored

KIND_STRENGTH = 10.0
WISH_STRENGTH = 10.0
WISH_THRESHOLD = 0.7
"""Where words name a person, a bot or a call besides."""
WISH_GROUPS = 60
FALSE_WISHES = 0.01
"""Most look-alikes and requests in which a wish may be heard alone, of those held out."""
MANY = 3_000
"""From so many examples on three folds do: a fit takes a minute."""
LOST_REQUESTS = 0.005
"""Most requests that may be taken for small talk, of those held out."""


@dataclass(frozen=True, slots=True)
class Trained:
    """The heads and what they achieve on held-out texts. `judged` says for each example that was held out, by a digest
    of its text and intent, whether it was read right."""

    heads: Heads
    intent_ids: tuple[str, ...]
    kinds: tuple[str, ...]
    figures: Figures
    judged: Mapping[str, bool] = field(default_factory=dict, repr=False)


def train(company: Company, embedder: Embedder, anchors: Anchors, progress: Progress | None = None) -> Trained:
    """Learn all heads. Blocking: seconds for a few hundred examples. Needs at least two intents."""
    threading.Thread(target=load_fitters, name="load-fitters", daemon=True).start()  # while texts are embedded
    material, requests = _gather(company, embedder, anchors, progress)
    small = [(kind, text) for kind, texts in sorted(company.smalltalk.items()) for text in texts]
    with one_thread():
        learned = learn_intents(material)
        figures = dict(learned.figures) | {"scope_keeps_95_at": learned.keep_95}
        requested = np.vstack([material.said, material.outside])
        kind, threshold, kinds, kind_figures = _train_kinds(small, requests, requested, embedder)
        mood, mood_figures = train_anchored(anchors.mood_texts, np.array(anchors.mood_labels, np.int64), embedder)
        wish, wish_alone, wish_figures = _train_wish(requested, embedder, anchors)
        grave, grave_figures = train_alarms(
            anchors.alarm_texts, np.array(anchors.alarm_labels, np.int64), _harmless(company, anchors), embedder
        )
    figures |= _category_figures(learned, material, [intent.category for intent in company.intents.values()])
    heads = Heads(learned.model, kind, threshold, mood, wish, wish_alone, grave)
    figures |= kind_figures | mood_figures | wish_figures | grave_figures
    figures |= {"mood_examples": len(anchors.mood_texts), "wish_examples": len(anchors.wish_texts)}
    figures["alarm_examples"] = len(anchors.alarm_texts)
    ids = tuple(map(str, company.intents))
    return Trained(heads, ids, kinds, figures, _judged(learned, material, ids))


def _harmless(company: Company, anchors: Anchors) -> list[str]:
    """What is said without any alarm: our sentences for other heads, and what the company's bot may answer itself.

    What intents are about that always need a person may well be grave: "all my records are gone".
    """
    answered = [
        text
        for intent_id, intent in company.intents.items()
        if intent.action != "handoff"
        for text in company.intent_examples[intent_id]
    ]
    outside = (*company.out_of_scope_near, *company.out_of_scope_far)
    said = (*anchors.wish_texts, *anchors.mood_texts, *answered, *outside)
    return [text for text in said if not alarms(text)]


def _category_figures(learned: Learned, material: Material, categories: Sequence[str]) -> Figures:
    """How good the sums over a category's intents are, on examples held out."""
    if not len(learned.held):
        return {}
    names = sorted(set(categories))
    of = np.array([names.index(category) for category in categories], np.int64)
    shares = np.stack([learned.probabilities[:, of == number].sum(axis=1) for number in range(len(names))], axis=1)
    right = shares.argmax(axis=1) == of[material.said_of[learned.held]]
    return {
        "category_accuracy": float(right.mean()),
        "category_calibration_error": calibration_error(shares.max(axis=1), right),
    }


def _judged(learned: Learned, material: Material, ids: tuple[str, ...]) -> dict[str, bool]:
    right = learned.probabilities.argmax(axis=1) == material.said_of[learned.held]
    found = {}
    for row, ok in zip(learned.held, right, strict=True):
        said = f"{ids[material.said_of[row]]}\0{material.texts[row].casefold()}"
        found[hashlib.blake2b(said.encode("utf-8", "replace"), digest_size=8).hexdigest()] = bool(ok)
    return found


def _gather(
    company: Company, embedder: Embedder, anchors: Anchors, progress: Progress | None
) -> tuple[Material, list[str]]:
    bodies = {article.id: article for article in company.articles}
    said: list[tuple[int, str]] = []
    named: list[tuple[int, str]] = []
    written: list[tuple[int, str]] = []
    worded: list[tuple[int, str]] = []
    for number, (intent_id, intent) in enumerate(company.intents.items()):
        said += [(number, text) for text in company.intent_examples[intent_id]]
        named += [(number, intent.name), (number, intent.question)]
        told = told_of([bodies[article_id] for article_id in intent.articles])
        written += [(number, sentence) for sentence in told[:MOST_EMBEDDED]]
        worded += [(number, sentence) for sentence in told[: worded_each(len(company.intents))]]
    outside = [*company.out_of_scope_near, *company.out_of_scope_far]
    # Fewer than would count as given: they only stand beside what else is held out.
    outside += anchors.off_topic[: max(0, FEW_OUTSIDE - 1 - len(outside))]
    texts = [text for part in (said, named, written) for _, text in part] + outside
    vectors = embedder.embed_blocking(texts, progress)
    parts = np.split(vectors, np.cumsum([len(said), len(named), len(written)]))
    labels = [np.array([number for number, _ in part], np.int64) for part in (said, named, written)]
    spoken = tuple(text for _, text in said)
    material = Material(
        count=len(company.intents),
        texts=spoken,
        said=parts[0],
        said_of=labels[0],
        named_texts=tuple(text for _, text in named),
        named=parts[1],
        named_of=labels[1],
        written=parts[2],
        written_of=labels[2],
        outside_texts=tuple(outside),
        outside=parts[3],
        worded_texts=tuple(text for _, text in worded),
        worded_of=np.array([number for number, _ in worded], np.int64),
    )
    return material, [*spoken, *outside]


def _folds(labels: Ints, seed: int = 0) -> Iterator[Fold]:
    from sklearn.model_selection import StratifiedKFold

    count = 3 if len(labels) > MANY else FOLDS
    count = min(count, int(np.bincount(labels)[np.unique(labels)].min()))
    yield from StratifiedKFold(count, shuffle=True, random_state=seed).split(labels, labels)


# --- small talk and wishes ----------------------------------------------------------------------------------


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


def _train_wish(requested: Floats, embedder: Embedder, anchors: Anchors) -> tuple[Linear, float, Figures]:
    """Whether a person is asked for; it backs the rules and is asked only where they hear nothing. And from which
    probability on it is believed where no word names anybody."""
    vectors = np.vstack([embedder.embed_blocking(anchors.wish_texts), requested])
    labels = np.array([*anchors.wish_labels, *[0] * len(requested)], np.int64)
    held_out = np.zeros(len(labels), np.float32)
    for kept, held in unlike_folds(vectors, labels, WISH_GROUPS, 3):
        head = fit_logistic(vectors[kept], labels[kept], WISH_STRENGTH, balanced=True)
        held_out[held] = head.probabilities(vectors[held])[:, 1]
    alone = max(WISH_THRESHOLD, float(np.quantile(held_out[labels == 0], 1 - FALSE_WISHES)))
    figures = {
        "wish_found_without_rules": float((held_out[labels == 1] >= WISH_THRESHOLD).mean()),
        "wish_wrong_without_rules": float((held_out[labels == 0] >= WISH_THRESHOLD).mean()),
        "wish_found_alone": float((held_out[labels == 1] >= alone).mean()),
    }
    return fit_logistic(vectors, labels, WISH_STRENGTH, balanced=True), alone, figures
