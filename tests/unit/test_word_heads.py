"""Wishes and alarms in German, Spanish and French that no rule hears, judged on wordings nobody learned from."""

from itertools import chain

import numpy as np
import pytest
import yaml

from core.policies.phrases import alarms, small_talk, wish_for_person
from graph.understanding import alarm_words, wish_words
from graph.understanding.alarm_words import alarms_in_words
from graph.understanding.wish_words import wish_in_words
from scripts.word_heads import digest
from tests.unit.test_alarm_rates import phrases
from tests.unit.test_wish_rates import wordings


def learned() -> set[str]:
    files = (wish_words.SENTENCES, alarm_words.SENTENCES)
    lists = chain.from_iterable(yaml.safe_load(file.read_text("utf-8")).values() for file in files)
    return {text.casefold() for texts in lists for text in texts}


def wished(text: str) -> bool:
    return bool(wish_for_person(text)) or (small_talk(text) is None and wish_in_words(text))


@pytest.mark.parametrize(
    ("name", "missed", "imagined"),
    [("wishes_fresh_c.txt", 0.06, 0.12), ("wishes_fresh_g.txt", 0.0, 0.0), ("wishes_fresh_h.txt", 0.06, 0.05)],
)
def test_that_few_wishes_are_missed_or_imagined(name: str, missed: float, imagined: float) -> None:
    said = wordings(name)
    pairs = [pair for language in ("de", "es", "fr") for pair in said[language]]
    wishes = [text for wish, text in pairs if wish]
    others = [text for wish, text in pairs if not wish]
    assert sum(not wished(text) for text in wishes) / len(wishes) <= missed
    assert sum(wished(text) for text in others) / len(others) <= imagined
    assert not learned() & {text.casefold() for _, text in pairs}


@pytest.mark.parametrize(
    ("name", "missed", "imagined"), [("alarms_fresh_h.txt", 0.08, 0.05), ("alarms_fresh_e.txt", 0.76, 0.13)]
)
def test_that_alarms_are_heard_by_their_words(name: str, missed: float, imagined: float) -> None:
    said = [each for each in phrases(name) if each[0] != "en"]
    heard = [(kind, is_one, {a.kind for a in alarms_in_words(text, alarms(text))}) for _, kind, is_one, text in said]
    ones = [kind not in found for kind, is_one, found in heard if is_one]
    others = [bool(found) for _, is_one, found in heard if not is_one]
    assert sum(ones) / len(ones) <= missed
    assert sum(others) / len(others) <= imagined
    assert not learned() & {text.casefold() for *_, text in said}


def test_that_an_alarm_says_what_it_sounds_like_and_how_sure_it_is() -> None:
    text = "je ne souhaite pas renouveler"
    (alarm,) = alarms_in_words(text, ())
    assert alarm.kind == "churn"
    assert alarm.like
    assert alarm.score is not None
    assert alarm.threshold is not None
    assert alarm.score >= alarm.threshold
    assert alarms_in_words(text, (alarm,)) == (alarm,)


@pytest.mark.parametrize(
    "text", ["I want to talk to a person", "I will sue you over the invoice", "", "x " * 70, "3x + 7 = 22", "HL-402"]
)
def test_that_english_long_and_unknown_texts_are_left_to_others(text: str) -> None:
    assert not wish_in_words(text)
    assert not alarms_in_words(text, ())


@pytest.mark.parametrize("file", [wish_words.FILE, alarm_words.FILE])
def test_that_what_is_shipped_was_learned_from_the_sentences_beside_it(file: object) -> None:
    """After a change to them: `python -m scripts.word_heads`."""
    with np.load(str(file)) as stored:
        assert stored["learned_from"].tobytes().decode() == digest()
