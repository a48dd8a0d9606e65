"""Learn `wish_words.npz` and `alarm_words.npz` in `graph/understanding` anew from the sentences beside them.

Run it (`python -m scripts.word_heads`) after a change to `wishes_more.yaml`, `alarms_more.yaml` or to how texts are
folded.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from core.policies.phrases import wish_for_person
from graph.understanding import alarm_words, wish_words
from graph.understanding.anchors import read_anchors
from graph.understanding.foreign import folded, surely_english
from graph.understanding.grams import GramHead, GramTable
from graph.understanding.linear import fit_logistic, one_thread

STRENGTH = 10.0


def learn(texts: Sequence[str], labels: Sequence[int]) -> GramHead:
    """A head with a column a label; with one column, the logit of label 1, where there are two labels."""
    said = [folded(text) for text in texts]
    table = GramTable.of(said)
    with one_thread():
        fitted = fit_logistic(table.rows(said), np.array(labels, np.int64), STRENGTH)
    weights, bias = fitted.weights, fitted.bias
    if len(bias) == 2:
        weights, bias = weights[:, 1:] - weights[:, :1], bias[1:] - bias[:1]
    return GramHead(table.vocabulary, table.idf, weights, bias)


def digest() -> str:
    """Of what both are learned from."""
    both = wish_words.SENTENCES.read_bytes() + alarm_words.SENTENCES.read_bytes()
    return hashlib.sha256(both).hexdigest()


def store(file: Path, head: GramHead, more: dict[str, Any]) -> None:
    """Write a head with the digest of what it was learned from."""
    found = head.arrays()
    np.savez_compressed(
        file,
        learned_from=np.frombuffer(digest().encode(), np.uint8),
        vocabulary=found["vocabulary"],
        idf=found["idf"].astype(np.float16),  # half the precision is far more than any figure can show
        weights=found["weights"].astype(np.float16),
        bias=found["bias"],
        **more,
    )


def main() -> None:
    """Write both files anew. What is learned of one is a look-alike for the other."""
    wishes = yaml.safe_load(wish_words.SENTENCES.read_text("utf-8"))
    grave = yaml.safe_load(alarm_words.SENTENCES.read_text("utf-8"))
    anchors = read_anchors()

    others = (*anchors.mood_texts, *anchors.alarm_texts, *(text for texts in grave.values() for text in texts))
    asked = {text: 0 for text in others if not wish_for_person(text)}
    asked |= dict(zip(anchors.wish_texts, anchors.wish_labels, strict=True))
    asked |= {text: int(kind == "wish") for kind in ("no_wish", "wish") for text in wishes[kind]}
    asked = {text: label for text, label in asked.items() if not surely_english(text)}
    store(wish_words.FILE, learn(list(asked), list(asked.values())), {})

    known = len(alarm_words.KINDS)
    heard = dict.fromkeys((*anchors.mood_texts, *wishes["wish"], *wishes["no_wish"]), 0)
    heard |= {text: n for text, n in zip(anchors.alarm_texts, anchors.alarm_labels, strict=True) if n <= known}
    of_ours = {text: n for n, kind in enumerate(("none", *alarm_words.KINDS)) for text in grave[kind]}
    heard = {text: label for text, label in (heard | of_ours).items() if not surely_english(text)}
    shown = {text: label for text, label in heard.items() if label}
    texts = np.frombuffer("\n".join(shown).encode(), np.uint8)
    more = {"texts": texts, "kinds": np.array(list(shown.values()), np.int8)}
    store(alarm_words.FILE, learn(list(heard), list(heard.values())), more)


if __name__ == "__main__":
    main()
