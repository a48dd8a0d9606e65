"""The sentences that Foyer itself brings along for learning; a company's own come on top."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from graph.understanding.mood import MOODS

_FILE = Path(__file__).with_name("anchors.yaml")


@dataclass(frozen=True, slots=True)
class Anchors:
    """Mood sentences with their number in `MOODS`, and messages that belong to nobody's support."""

    mood_texts: tuple[str, ...]
    mood_labels: tuple[int, ...]
    off_topic: tuple[str, ...]


@cache
def anchors_digest() -> str:
    """Changes with the file, without reading what is in it."""
    return hashlib.sha256(_FILE.read_bytes()).hexdigest()[:16]


def read_anchors() -> Anchors:
    """The shipped sentences."""
    found = yaml.safe_load(_FILE.read_text("utf-8"))
    pairs = [(text, number) for number, mood in enumerate(MOODS) for text in found[mood]]
    return Anchors(tuple(t for t, _ in pairs), tuple(n for _, n in pairs), tuple(found["off_topic"]))
