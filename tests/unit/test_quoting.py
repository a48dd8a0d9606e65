"""What is quoted of a passage that is too long to be quoted whole."""

import numpy as np

from knowledge.extract import quote
from knowledge.ingest import sections
from tests.support.help_pages import article

FILLER = " ".join(f"Another sentence says thing number {n} in a few more words." for n in range(9))


def quoted(announcement: str, best: int = 0) -> str:
    body = f"Open the log. {announcement}\n\n- **A-1**: no number.\n- **A-2**: bounced.\n\n{FILLER}"
    (section,) = sections(article("log", "The log", body))
    support = np.linspace(0.5, 0.1, len(section.units)).astype(np.float32)
    support[best] = 0.9
    return quote(section, support)


def test_that_an_announced_list_comes_with_its_announcement() -> None:
    text = quoted("The column shows one of these:")
    assert "one of these:" in text
    assert "- A-1: no number." in text
    assert "- A-2: bounced." in text


def test_that_a_list_nobody_announces_is_left_out() -> None:
    assert "bounced" not in quoted("The column is on the right.")


def test_that_the_best_line_brings_its_announcement() -> None:
    text = quoted("The column shows one of these:", best=3)
    assert text.index("one of these:") < text.index("A-2")
