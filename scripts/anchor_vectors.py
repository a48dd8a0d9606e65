"""Embed the sentences that Foyer brings along with the default embedder, for `graph/understanding/anchor_vectors.npz`.

Run it (`python -m scripts.anchor_vectors`) after a change to those sentences or to that model: what is missing there is
embedded at the first training.
"""

import tempfile
from pathlib import Path

import numpy as np

from adapters.embeddings.minilm import MiniLmEmbedder
from graph.understanding.anchors import read_anchors
from graph.understanding.remembered import SHIPPED, vector_key, write_vectors


def main() -> None:
    """Write the file anew. Half the precision is far more than any figure can show, at half the size."""
    anchors = read_anchors()
    texts = list(dict.fromkeys((*anchors.mood_texts, *anchors.wish_texts, *anchors.alarm_texts, *anchors.off_topic)))
    with tempfile.TemporaryDirectory() as cache:
        embedder = MiniLmEmbedder.open(Path(cache))
        vectors = embedder.embed_blocking(texts).astype(np.float16)
        embedder.close()
    write_vectors(SHIPPED, {vector_key(embedder.name, text): row for text, row in zip(texts, vectors, strict=True)})


if __name__ == "__main__":
    main()
