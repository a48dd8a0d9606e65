"""A code is answered by the passage that names it, not by one that names another."""

import numpy as np
import pytest

from knowledge.codes import NAMED, codes, is_of_another_code, named_codes
from knowledge.ingest import sections
from knowledge.lexical import tokens
from tests.support.help_pages import article


def test_that_codes_are_told_from_other_words() -> None:
    assert codes(tokens("What do HL-432 and HL-208 mean? Two-step, 2023-10, plan 7")) == {"hl-432", "hl-208"}


def test_that_a_passage_gains_by_the_codes_it_names() -> None:
    parts = sections(article("log", "The log", "## One\n\nHL-432 is a limit.\n\n## Two\n\nHL-423 is a lock."))
    rows = np.array([1, 0])
    assert named_codes(tokens("what is HL-432"), parts, rows, "en").tolist() == [0, NAMED]
    assert named_codes(tokens("what is a limit"), parts, rows, "en").tolist() == [0, 0]


@pytest.mark.parametrize(
    ("question", "another"),
    [("what is HL-432", True), ("what is HL-423", False), ("invoice INV-20931", False), ("what is a lock", False)],
)
def test_that_a_passage_of_another_code_is_doubted(question: str, another: bool) -> None:
    (part,) = sections(article("lock", "Locked", "HL-423 is a lock."))
    assert is_of_another_code(tokens(question), part, "en") is another
