"""Text and JSON that both databases take, whatever came in."""

import json

from hypothesis import given
from hypothesis import strategies as st

from adapters.db.columns import clean, to_json

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(), max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.text(st.characters()))
def test_that_clean_text_can_be_stored_and_stays_as_it_is(text: str) -> None:
    cleaned = clean(text)
    assert "\x00" not in cleaned
    cleaned.encode()
    assert clean(cleaned) == cleaned


@given(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])))
def test_that_good_text_is_left_alone(text: str) -> None:
    assert clean(text) == text
    assert json.loads(to_json({text: text})) == {text: text}


@given(anything)
def test_that_json_is_always_valid_and_clean(value: object) -> None:
    text = to_json(value)
    text.encode()
    assert "\x00" not in repr(json.loads(text, parse_constant=lambda word: "\x00" + word))


def test_that_a_written_out_escape_is_not_mistaken_for_a_nul() -> None:
    assert json.loads(to_json("\\u0000")) == "\\u0000"
    assert json.loads(to_json(["\x00\\u0000", float("nan")])) == ["\\u0000", None]


def test_that_a_split_pair_is_put_together() -> None:
    assert clean("\ud83d\ude00") == "😀"
