"""Wishes for a person in German, Spanish and French that no rule hears, judged on wordings nobody learned from."""

import hashlib

import numpy as np
import pytest
import yaml

from core.policies.phrases import small_talk, wish_for_person
from graph.understanding.wish_words import FILE, SENTENCES, wish_in_words
from tests.unit.test_wish_rates import wordings


def heard(text: str) -> bool:
    return bool(wish_for_person(text)) or (small_talk(text) is None and wish_in_words(text))


@pytest.mark.parametrize(
    ("name", "missed", "imagined"),
    [("wishes_fresh_c.txt", 0.06, 0.12), ("wishes_fresh_g.txt", 0.0, 0.0), ("wishes_fresh_h.txt", 0.06, 0.05)],
)
def test_that_few_wishes_are_missed_or_imagined(name: str, missed: float, imagined: float) -> None:
    said = wordings(name)
    pairs = [pair for language in ("de", "es", "fr") for pair in said[language]]
    wishes = [text for wished, text in pairs if wished]
    others = [text for wished, text in pairs if not wished]
    assert sum(not heard(text) for text in wishes) / len(wishes) <= missed
    assert sum(heard(text) for text in others) / len(others) <= imagined
    learned = {text.casefold() for texts in yaml.safe_load(SENTENCES.read_text("utf-8")).values() for text in texts}
    assert not learned & {text.casefold() for _, text in pairs}


@pytest.mark.parametrize("text", ["I want to talk to a person", "the agent commission is wrong", "", "x " * 40])
def test_that_english_and_long_texts_are_left_to_others(text: str) -> None:
    assert not wish_in_words(text)


def test_that_what_is_shipped_was_learned_from_the_sentences_beside_it() -> None:
    """After a change to them: `python -m scripts.wish_words`."""
    with np.load(FILE) as stored:
        assert stored["learned_from"].tobytes().decode() == hashlib.sha256(SENTENCES.read_bytes()).hexdigest()
