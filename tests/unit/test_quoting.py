"""What is quoted of a passage that is too long to be quoted whole."""

import numpy as np
import pytest

from knowledge.extract import answer_with, quote
from knowledge.ingest import sections
from knowledge.search import Found
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


@pytest.mark.parametrize(
    ("heading", "line", "shown"),
    [
        ("Nothing in the log?", "Then no message was due.", "Nothing in the log?\nThen no message was due."),
        ("If it bounced", "Correct the address.", "If it bounced:\nCorrect the address."),
        ("The right address", "Correct the address.", "Correct the address."),
    ],
)
def test_that_a_lent_line_brings_the_heading_on_which_its_meaning_rests(heading: str, line: str, shown: str) -> None:
    parts = sections(article("log", "The log", f"## The codes\n\nA-1 means no number.\n\n## {heading}\n\n{line}"))
    found = [Found(part, 9.0 - number, 0.5, 1.0, np.array([0.5], np.float32)) for number, part in enumerate(parts)]
    assert answer_with(found, how_to=False) == f"A-1 means no number.\n\n{shown}"


def test_that_an_answer_that_rests_on_its_heading_is_quoted_with_it() -> None:
    (part,) = sections(article("log", "The log", "## Nothing in the log?\n\nThen no message was due."))
    found = Found(part, 9.0, 0.5, 1.0, np.array([0.5], np.float32))
    assert answer_with([found], how_to=False) == "Nothing in the log?\nThen no message was due."
