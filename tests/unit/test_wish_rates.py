"""The wish for a person over hundreds of wordings in four languages, and look-alikes: how many are missed or imagined.

`wishes_mended_*` were used to mend the rules; `wishes_fresh_c` was written afterwards and nothing was mended on it.
Before it was mended on, `wishes_mended_d` was judged: of its English wishes the rules missed 15 of 100, rules and head
together 4, of the others 1 of 75, and 1 of its 44 look-alikes was taken for a wish. `wishes_mended_e` is odder: rules
and head missed 23 of its 100 English wishes before it was mended on and 15 after, of the others 20 and 5 of 75. Of
`wishes_mended_f` they missed 8 of 200 before and 1 after, of `wishes_fresh_g`, written then, 1 of 100; of 120 that look
alike 1 was taken for a wish before, none after. `wishes_fresh_h` was written last: its German, Spanish and French judge
what is learned from words. Lines begin with + for a wish and - for a look-alike; `# xx` names the language of what
follows. Rules alone: the learned heads hear more.
"""

from pathlib import Path

import pytest

from core.domain.mind import MessageKind
from core.policies.phrases import small_talk, wish_for_person

DATA = Path(__file__).parents[1] / "data"


def wordings(name: str) -> dict[str, list[tuple[bool, str]]]:
    found: dict[str, list[tuple[bool, str]]] = {}
    language = ""
    for line in (DATA / name).read_text("utf-8").splitlines():
        if line.startswith("# "):
            language = line[2:]
        elif line:
            found.setdefault(language, []).append((line[0] == "+", line[2:]))
    return found


@pytest.mark.parametrize(
    ("name", "language", "heard", "imagined"),
    [
        ("wishes_mended_a.txt", "en", 0.95, 0.02),
        ("wishes_mended_a.txt", "de", 0.95, 0.02),
        ("wishes_mended_a.txt", "es", 0.95, 0.02),
        ("wishes_mended_a.txt", "fr", 0.95, 0.02),
        ("wishes_mended_b.txt", "en", 0.70, 0.02),
        ("wishes_mended_b.txt", "de", 0.95, 0.02),
        ("wishes_mended_b.txt", "es", 0.95, 0.02),
        ("wishes_mended_b.txt", "fr", 0.95, 0.02),
        ("wishes_mended_d.txt", "en", 0.87, 0.0),
        ("wishes_mended_d.txt", "de", 0.99, 0.0),
        ("wishes_mended_d.txt", "es", 0.99, 0.0),
        ("wishes_mended_d.txt", "fr", 0.99, 0.0),
        ("wishes_mended_e.txt", "en", 0.50, 0.0),
        ("wishes_mended_e.txt", "de", 0.92, 0.0),
        ("wishes_mended_e.txt", "es", 0.96, 0.20),
        ("wishes_mended_e.txt", "fr", 0.92, 0.0),
        ("wishes_mended_f.txt", "en", 0.84, 0.0),
        ("wishes_mended_f.txt", "de", 1.0, 0.0),
        ("wishes_mended_f.txt", "es", 1.0, 0.0),
        ("wishes_mended_f.txt", "fr", 1.0, 0.0),
        ("wishes_fresh_g.txt", "en", 0.75, 0.0),
        ("wishes_fresh_g.txt", "de", 0.93, 0.0),
        ("wishes_fresh_g.txt", "es", 1.0, 0.0),
        ("wishes_fresh_g.txt", "fr", 1.0, 0.0),
        ("wishes_fresh_h.txt", "en", 0.60, 0.06),
        ("wishes_fresh_h.txt", "de", 0.78, 0.0),
        ("wishes_fresh_h.txt", "es", 0.80, 0.0),
        ("wishes_fresh_h.txt", "fr", 0.88, 0.08),
        ("wishes_fresh_c.txt", "en", 0.40, 0.02),
        ("wishes_fresh_c.txt", "de", 0.65, 0.10),
        ("wishes_fresh_c.txt", "es", 0.80, 0.10),
        ("wishes_fresh_c.txt", "fr", 0.75, 0.10),
    ],
)
def test_that_wishes_are_heard_and_look_alikes_are_not(name: str, language: str, heard: float, imagined: float) -> None:
    said = wordings(name)[language]
    wishes = [bool(wish_for_person(text)) for wished, text in said if wished]
    others = [bool(wish_for_person(text)) for wished, text in said if not wished]
    assert sum(wishes) / len(wishes) >= heard
    assert sum(others) / len(others) <= imagined


@pytest.mark.parametrize(
    "text",
    [
        "Are you a bot?",
        "is this a bot or a human?",
        "Am I talking to a real person?",
        "Hi, are you human?",
        "Bist du ein Mensch?",
        "Sind Sie ein Roboter?",
        "Ist das hier ein Mensch oder eine Maschine?",
        "¿Eres una persona?",
        "Hola, ¿esto es un bot?",
        "¿Estoy hablando con una máquina?",
        "Es-tu une personne ?",
        "Êtes-vous un robot ?",
        "Est-ce que je parle à un humain ?",
    ],
)
def test_that_who_asks_whether_it_is_a_bot_is_told_and_does_not_wish_for_a_person(text: str) -> None:
    assert small_talk(text) is MessageKind.ABOUT_BOT
    assert wish_for_person(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "Is this a real person I can talk to about refunds?",
        "are you able to add a person?",
        "is this program free?",
        "is it a bot that sends the reminders to my clients?",
        "Ist das Programm kostenlos?",
        "C'est quoi ce programme ?",
        "Are you a bot? Where is my refund?",
    ],
)
def test_that_other_questions_are_not_about_the_bot(text: str) -> None:
    assert small_talk(text) is not MessageKind.ABOUT_BOT
