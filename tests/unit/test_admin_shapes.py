"""How numbers and evidence are drawn, and how a story is put in order."""

import pytest

from admin.shapes import BAR_WIDTH, bar_of, changes_of, shape_of


@pytest.mark.parametrize(
    ("score", "threshold", "reached"),
    [
        (0.71, 0.55, True),
        (0.55, 0.55, True),
        (0.54, 0.55, False),
        (-0.62, -0.45, True),  # a mood escalates by falling
        (-0.2, -0.45, False),
        (3, 2, True),
        (1, 2, False),
        (0.0, 0.55, False),
    ],
)
def test_that_a_bar_stays_inside_and_says_which_side(score, threshold, reached):
    bar = bar_of(score, threshold)
    assert bar is not None
    assert bar.reached is reached
    assert 0 <= bar.start <= BAR_WIDTH
    assert 0 <= bar.start + bar.length <= BAR_WIDTH + 1.5
    assert bar.mark is not None
    assert 0 <= bar.mark <= BAR_WIDTH
    assert bar.words.endswith("reached" if reached else "missed")


def test_that_no_bar_is_drawn_where_no_number_decided():
    assert bar_of(None, None) is None
    assert bar_of(0.4, None) is not None


def test_that_evidence_becomes_tables_and_lines_and_never_raw_json():
    shape = shape_of({"candidates": [{"intent": "a", "probability": 0.51234}, {"intent": "b"}], "articles": []})
    assert shape.kind == "rows"
    (first, table), (second, nothing) = shape.rows
    assert (first, second) == ("Candidates", "Articles")
    assert table.head == ("Intent", "Probability")
    assert [[cell.text for cell in line] for line in table.lines] == [["a", "0.512"], ["b", ""]]
    assert nothing.text == "none"
    assert shape_of(True).text == "yes"
    assert shape_of([["a"], ["b"]]).kind == "list"


def test_that_what_changed_in_the_memory_comes_first():
    rows = changes_of({"turns": 1, "epoch": 0}, {"turns": 1, "epoch": 1, "last_articles": ["x"]})
    assert [(row.label, row.changed) for row in rows] == [("Epoch", True), ("Last articles", True), ("Turns", False)]
