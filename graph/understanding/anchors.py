"""The sentences that Foyer itself brings along for learning; a company's own come on top."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from graph.understanding.alarms import ALARM_KINDS
from graph.understanding.lexicon import YAML_LOADER
from graph.understanding.mood import MOODS

_FILES = tuple(
    Path(__file__).with_name(name)
    for name in (
        "anchors.yaml",
        "moods.yaml",
        "wishes.yaml",
        "alarms.yaml",
        "mood_words.yaml",
        "wish_words.npz",
        "alarm_words.npz",
    )
)


@dataclass(frozen=True, slots=True)
class Anchors:
    """Mood sentences with their number in `MOODS`, messages that belong to nobody's support, phrasings that do
    (1) or do not (0) ask for a person, and what policy treats on its own (0: none of it, else its place in
    `ALARM_KINDS` and 1)."""

    mood_texts: tuple[str, ...]
    mood_labels: tuple[int, ...]
    off_topic: tuple[str, ...]
    wish_texts: tuple[str, ...]
    wish_labels: tuple[int, ...]
    alarm_texts: tuple[str, ...]
    alarm_labels: tuple[int, ...]


@cache
def anchors_digest() -> str:
    """Changes with the files, without reading what is in them."""
    return hashlib.sha256(b"".join(file.read_bytes() for file in _FILES)).hexdigest()[:16]


def read_anchors() -> Anchors:
    """The shipped sentences."""
    texts = (file.read_text("utf-8") for file in _FILES[:4])
    found, felt, wishes, grave = (yaml.load(text, YAML_LOADER) for text in texts)  # noqa: S506 -- either is a safe one
    moods = [(text, number) for number, mood in enumerate(MOODS) for text in felt[mood]]
    asked = [(text, number) for number, kind in enumerate(("no_wish", "wish")) for text in wishes[kind]]
    alarms = [(text, number) for number, kind in enumerate(("none", *ALARM_KINDS)) for text in grave[kind]]
    return Anchors(
        tuple(text for text, _ in moods),
        tuple(number for _, number in moods),
        tuple(found["off_topic"]),
        tuple(text for text, _ in asked),
        tuple(number for _, number in asked),
        tuple(text for text, _ in alarms),
        tuple(number for _, number in alarms),
    )
