"""Labelled messages from CSV files, and what wrong files are answered with."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InvalidInput
from graph.understanding.labelled import read_labelled, read_texts

MOODS = ("negative", "neutral", "positive")


def written(tmp_path, content):
    path = tmp_path / "rows.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_that_rows_come_back_in_order(tmp_path):
    path = written(tmp_path, '\ufefftext,label\n"late, again",negative\nthanks,positive\n\n')
    assert read_labelled(path, MOODS) == (["late, again", "thanks"], ["negative", "positive"])


def test_that_columns_may_stand_in_any_order_beside_others(tmp_path):
    path = written(tmp_path, "id;Label;Text\r\n7;neutral;where is it\r\n")
    assert read_labelled(path) == (["where is it"], ["neutral"])
    assert read_texts(path) == ["where is it"]


@pytest.mark.parametrize(
    ("content", "line", "remedy"),
    [
        ("", "line 1", "Write `text,label`"),
        ("message,label\nhi,neutral\n", "line 1", "Write `text,label`"),
        ("text,label\n", "no rows", "Add at least one"),
        ("text,label\nhi\n", "line 2", "Add what is missing"),
        ("text,label\nhi,\n", "line 2", "Fill it in"),
        ('text,label\n"two\nlines",neutral\nhi,happy\n', "line 4", "Use one of negative"),
        ('text,label\n"open,neutral\n', "line 2", "Check the quotes"),
        (b"text,label\nok,neutral\n\xff\xfe,neutral\n", "line 3", "CSV UTF-8"),
    ],
)
def test_that_a_wrong_file_is_answered_with_line_and_remedy(tmp_path, content, line, remedy):
    with pytest.raises(InvalidInput) as caught:
        read_labelled(written(tmp_path, content), MOODS)
    assert line in caught.value.message
    assert remedy in caught.value.message


def test_that_a_missing_file_is_named(tmp_path):
    with pytest.raises(InvalidInput, match="nowhere"):
        read_labelled(tmp_path / "nowhere.csv")


def test_that_no_error_repeats_a_customers_words(tmp_path):
    path = written(tmp_path, "text,label\nneutral,my card is 4111 and my name is Jo Example\n")
    with pytest.raises(InvalidInput) as caught:
        read_labelled(path, MOODS)
    assert "Jo Example" not in caught.value.message


@settings(max_examples=40)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1), min_size=1))
def test_that_whatever_a_csv_writer_writes_is_read(tmp_path_factory, texts):
    rows = [(text, "neutral") for text in texts if text.strip()]
    if not rows:
        return
    out = io.StringIO(newline="")
    csv.writer(out).writerows([("text", "label"), *rows])
    path = tmp_path_factory.mktemp("rows") / "rows.csv"
    path.write_bytes(out.getvalue().encode())
    assert read_labelled(path)[0] == [text.strip() for text, _ in rows]
