"""Learn `graph/understanding/wish_words.npz` anew from the sentences beside it.

Run it (`python -m scripts.wish_words`) after a change to `wishes_more.yaml` or to how texts are folded.
"""

import hashlib

import numpy as np
import yaml

from core.policies.phrases import wish_for_person
from graph.understanding.anchors import read_anchors
from graph.understanding.grams import GramHead, GramTable
from graph.understanding.language import guess_language
from graph.understanding.linear import fit_logistic, one_thread
from graph.understanding.wish_words import FILE, SENTENCES, folded

STRENGTH = 10.0


def learn(wishes: list[str], others: list[str]) -> GramHead:
    """A head whose one logit is that of a wish."""
    texts = [folded(text) for text in (*wishes, *others)]
    labels = np.array([1] * len(wishes) + [0] * len(others), np.int64)
    table = GramTable.of(texts)
    with one_thread():
        fitted = fit_logistic(table.rows(texts), labels, STRENGTH)
    weights, bias = fitted.weights[:, 1:] - fitted.weights[:, :1], fitted.bias[1:] - fitted.bias[:1]
    return GramHead(table.vocabulary, table.idf, weights, bias)


def sentences() -> tuple[list[str], list[str]]:
    """Wishes, and what is none: those written for it, and all others of ours that are not surely English."""
    found = yaml.safe_load(SENTENCES.read_text("utf-8"))
    anchors = read_anchors()
    wished = dict(zip(anchors.wish_texts, anchors.wish_labels, strict=True))
    plain = {text: 0 for text in (*anchors.mood_texts, *anchors.alarm_texts) if not wish_for_person(text)}
    short = [(text, wish) for text, wish in (plain | wished).items() if guess_language(text, "") != "en"]
    return (
        [*found["wish"], *(text for text, wish in short if wish)],
        [*found["no_wish"], *(text for text, wish in short if not wish)],
    )


def main() -> None:
    """Write the file anew."""
    found = learn(*sentences()).arrays()
    digest = hashlib.sha256(SENTENCES.read_bytes()).hexdigest()
    np.savez_compressed(
        FILE,
        learned_from=np.frombuffer(digest.encode(), np.uint8),
        vocabulary=found["vocabulary"],
        idf=found["idf"].astype(np.float16),  # half the precision is far more than any figure can show
        weights=found["weights"].astype(np.float16),
        bias=found["bias"],
    )


if __name__ == "__main__":
    main()
