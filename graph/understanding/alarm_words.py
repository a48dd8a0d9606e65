"""Alarms in German, Spanish and French where no rule hears them. Judged by `test_word_heads`."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np

from core.domain.mind import Alarm
from graph.understanding.alarms import ALARM_KINDS
from graph.understanding.foreign import folded, known_well, shipped, surely_english
from graph.understanding.linear import softmax

FILE = Path(__file__).with_name("alarm_words.npz")
"""Learned from `SENTENCES` among others; it holds their digest."""
SENTENCES = Path(__file__).with_name("alarms_more.yaml")
KINDS = ALARM_KINDS[:-1]
"""Numbered from 1: a plain complaint is told by rules alone."""
THRESHOLD = 0.4
LONGEST = 60
"""Words; in a longer text one sentence is too little of the whole."""
_WORD = re.compile(r"\w+")


def alarms_in_words(text: str, known: Sequence[Alarm]) -> tuple[Alarm, ...]:
    """What is `known`, and after it what the words of a text that is not surely English sound like, surest first."""
    if not text or len(text.split()) > LONGEST or surely_english(text):
        return tuple(known)
    said, head = folded(text), shipped(FILE)
    if not known_well(said, head):
        return tuple(known)
    probabilities = softmax(head.logits(said))[1:]
    there = {alarm.kind for alarm in known}
    found = [
        Alarm(kind, "", _nearest(kind, said), float(probabilities[place]), THRESHOLD)
        for place, kind in enumerate(KINDS)
        if probabilities[place] >= THRESHOLD and kind not in there
    ]
    return (*known, *sorted(found, key=lambda alarm: -(alarm.score or 0.0)))


def _nearest(kind: str, said: str) -> str:
    """The sentence of a kind that shares most words with what was said."""
    words = set(_WORD.findall(said))

    def shared(entry: tuple[str, frozenset[str]]) -> float:
        return len(words & entry[1]) / len(words | entry[1])

    return max(_sentences()[kind], key=shared)[0]


@cache
def _sentences() -> dict[str, list[tuple[str, frozenset[str]]]]:
    with np.load(FILE) as stored:
        texts, kinds = stored["texts"].tobytes().decode().split("\n"), stored["kinds"]
    found: dict[str, list[tuple[str, frozenset[str]]]] = {kind: [] for kind in KINDS}
    for text, number in zip(texts, kinds, strict=True):
        found[KINDS[number - 1]].append((text, frozenset(_WORD.findall(folded(text)))))
    return found
