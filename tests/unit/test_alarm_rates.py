"""Alarms over hundreds of phrases in four languages, and look-alikes: how many are missed or imagined.

`alarms_mended_*` were used to mend the rules. `alarms_fresh_d` was written after them; nothing but the ways to speak
of self-harm was mended on it (3 of its 12 were missed at first). `alarms_fresh_e` and `_f` are odd and indirect on
purpose: rules miss nearly all of them, and what the learned head hears is judged in `test_understanding_model`; of
other languages than English the ways to speak of self-harm in them were mended. `# xx kind` heads what follows; lines
begin with + for the kind and - for a look-alike, which must show no alarm at all. `pytest --log-cli-level=INFO` prints
the table.
"""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.policies.phrases import alarms

LOG = logging.getLogger(__name__)
DATA = Path(__file__).parents[1] / "data"


def phrases(name: str) -> Iterator[tuple[str, str, bool, str]]:
    """(language, kind, whether it is one, text)"""
    language = kind = ""
    for line in (DATA / name).read_text("utf-8").splitlines():
        if line.startswith("# "):
            language, kind = line[2:].split()
        elif line:
            yield language, kind, line[0] == "+", line[2:]


@pytest.mark.parametrize(
    ("name", "heard", "imagined"),
    [
        ("alarms_mended_a.txt", 0.97, 0.01),
        ("alarms_mended_b.txt", 0.97, 0.03),
        ("alarms_mended_c.txt", 0.94, 0.03),
        ("alarms_mended_g.txt", 0.99, 0.0),
        ("alarms_fresh_d.txt", 0.72, 0.02),
        ("alarms_fresh_e.txt", 0.04, 0.05),
    ],
)
def test_that_alarms_are_heard_and_look_alikes_are_not(name: str, heard: float, imagined: float) -> None:
    table: dict[tuple[str, str], list[int]] = {}
    for language, kind, is_one, text in phrases(name):
        counts = table.setdefault((language, kind), [0, 0, 0, 0])
        shown = {alarm.kind for alarm in alarms(text)}
        counts[0 if is_one else 2] += 1
        counts[1 if is_one else 3] += kind not in shown if is_one else bool(shown)
    for (language, kind), (ones, missed, others, false) in table.items():
        LOG.info("%s %s %s: missed %d of %d, imagined %d of %d", name, language, kind, missed, ones, false, others)
    ones, missed, others, false = (sum(counts) for counts in zip(*table.values(), strict=True))
    LOG.info("%s: missed %d of %d, imagined %d of %d", name, missed, ones, false, others)
    assert 1 - missed / ones >= heard
    assert false / others <= imagined


@pytest.mark.parametrize(
    "name", ["alarms_mended_a.txt", "alarms_mended_b.txt", "alarms_mended_c.txt", "alarms_mended_g.txt"]
)
def test_that_no_known_way_to_speak_of_self_harm_is_missed(name: str) -> None:
    missed = [
        text
        for _, kind, is_one, text in phrases(name)
        if kind == "self_harm" and is_one and kind not in {alarm.kind for alarm in alarms(text)}
    ]
    assert missed == []


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("Good morning. You'll be hearing from our solicitor.", "legal_threat", "solicitor"),
        ("Wir kündigen den Vertrag zum Jahresende.", "churn", "kundigen"),
        ("¡Han desaparecido todas nuestras citas!", "data_loss", "desaparecido"),
        ("Mon compte a été piraté", "security_incident", "pirate"),
    ],
)
def test_that_an_alarm_names_the_words_that_showed_it(text: str, kind: str, words: str) -> None:
    (alarm,) = alarms(text)
    assert alarm.kind == kind
    assert words in alarm.words
