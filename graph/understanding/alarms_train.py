"""Learning alarms from our own sentences, with thresholds for a wished rate of false ones.

scikit-learn is imported here only, and only when there is something to learn.
"""

from collections.abc import Sequence

import numpy as np

from core.ports import Embedder
from graph.understanding.alarms import ALARM_KINDS, AlarmHead, alarm_features, asked_in
from graph.understanding.folds import unlike_folds
from graph.understanding.linear import Floats, Ints, Linear, fit_logistic

STRENGTH = 5.0
GROUPS = 50
FOLDS = 3
FALSE_ALARMS = 0.005
"""Most harmless sentences that one kind may be heard in, of those held out. Many of them are look-alikes written to
mislead: of everyday messages fewer are taken for one."""

Figures = dict[str, float]


def train_alarms(
    texts: Sequence[str], labels: Ints, harmless: Sequence[str], embedder: Embedder
) -> tuple[AlarmHead, Figures]:
    """The head, with its figures on sentences held out. Labels are 0 for none, else the place in `ALARM_KINDS` and 1;
    `harmless` are more sentences of no kind, but for those that stand among `texts` too."""
    named = {text.casefold() for text in texts}
    more = [text for text in dict.fromkeys(harmless) if text.casefold() not in named]
    spoken = [*texts, *more]
    truth = np.concatenate([labels, np.zeros(len(more), np.int64)])
    vectors = embedder.embed_blocking(spoken)
    own, asked = np.arange(len(truth)) < len(texts), asked_in(spoken)

    def fit(kept: Ints) -> tuple[Linear, Floats, Ints]:
        """The model learned from these rows, with the vectors and kinds of our sentences among them."""
        ours = kept[own[kept]]
        like, kinds = vectors[ours], truth[ours]
        rows = alarm_features(asked[kept], vectors[kept], like, kinds, learned_from=True)
        return fit_logistic(rows, truth[kept], STRENGTH), like, kinds

    held_out = np.zeros((len(truth), len(ALARM_KINDS)), np.float32)
    for kept, held in unlike_folds(vectors, truth, GROUPS, FOLDS):
        linear, like, kinds = fit(kept)
        rows = alarm_features(asked[held], vectors[held], like, kinds)
        held_out[held] = linear.probabilities(rows)[:, 1:]
    thresholds = np.quantile(held_out[truth == 0], 1 - FALSE_ALARMS, axis=0).astype(np.float32)
    linear, like, kinds = fit(np.arange(len(truth)))
    # What is stored has half the precision: what is learned is used with the same.
    head = AlarmHead(
        linear, thresholds, like.astype(np.float16).astype(np.float32), tuple(texts), kinds.astype(np.int8)
    )
    return head, _figures(held_out >= thresholds, truth)


def _figures(heard: np.ndarray, truth: Ints) -> Figures:
    """How many sentences are heard as what they are without any rule, and in how many harmless ones anything is."""
    right = {kind: heard[truth == number, number - 1] for number, kind in enumerate(ALARM_KINDS, 1)}
    return {
        "alarm_heard_without_rules": float(np.concatenate(list(right.values())).mean()),
        "alarm_false_without_rules": float(heard[truth == 0].any(axis=1).mean()),
        **{f"alarm_{kind}_heard_without_rules": float(found.mean()) for kind, found in right.items()},
    }
