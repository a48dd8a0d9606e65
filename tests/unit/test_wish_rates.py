"""The wish for a person over hundreds of wordings in four languages, and look-alikes: how many are missed or imagined.

`wishes_mended_*` were used to mend the rules; `wishes_fresh_c` was written afterwards and nothing was mended on it.
Lines begin with + for a wish and - for a look-alike; `# xx` names the language of what follows. Rules alone: the
learned head hears more of the English ones.
"""

from pathlib import Path

import pytest

from core.policies.phrases import wish_for_person

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
