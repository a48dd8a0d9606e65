"""The words of passages and of their units."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from knowledge.lexical import build_lexical, unit_words

WORDS = ("refund", "invoice", "reminder", "clinic", "export", "calendar", "password")
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join), min_size=1, max_size=8)


@given(TEXTS, st.lists(st.sampled_from((*WORDS, "unheard")), max_size=5), st.data())
def test_that_few_units_are_told_the_same_as_many(texts: list[str], asked: list[str], data: st.DataObject) -> None:
    index = build_lexical(texts, "en")
    few = unit_words(texts, index)
    many = replace(few)
    object.__setattr__(many, "holders", {})
    units = np.array(data.draw(st.lists(st.integers(0, len(texts) - 1), max_size=9)), np.int64)
    stems = [stem for word in asked for stem in index.vocabulary if word.startswith(stem)] + ["unheard"]
    assert np.allclose(few.said(units, stems, index), many.said(units, stems, index), atol=1e-6)


def test_that_a_unit_says_the_share_of_the_question_that_stands_in_it() -> None:
    texts = ["refund invoice", "reminder", ""]
    index = build_lexical(texts, "en")
    stems = sorted(stem for stem in index.vocabulary if stem != "-")
    said = unit_words(texts, index).said(np.arange(3), stems, index)
    assert np.isclose(said[:2].sum(), 1)
    assert said[0] > said[1] > said[2] == 0
