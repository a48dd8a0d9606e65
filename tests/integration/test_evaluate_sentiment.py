"""`evaluate sentiment` as an operator uses it: files in, figures and a page out, clear words for wrong files."""

import json

import numpy as np
import pytest

from commands.evaluate_sentiment import sentiment_figures
from commands.line import main
from commands.report_page import reliability_plot, table
from core.measures import average_precision, macro_f1

ROWS = """text,label
"the train never came, and nobody said a word, disgraceful",negative
still waiting for my money after six weeks!,negative
you people are useless,negative
when does the shop open,neutral
"order 7781, please",neutral
which form do I need for customs,neutral
lovely staff and quick too thank you,positive
perfect <3 couldn't be happier,positive
that fixed it brilliant,positive
"""


@pytest.fixture
def rows(tmp_path, monkeypatch):
    monkeypatch.setenv("FOYER_DATA_DIR", str(tmp_path / "data"))
    path = tmp_path / "rows.csv"
    path.write_text(ROWS)
    return path


def test_that_figures_come_as_table_json_and_page(rows, tmp_path, capsys):
    train = tmp_path / "train.csv"
    train.write_text("text,label\n" + "\n".join(ROWS.splitlines()[1:] * 5))
    page, figures = tmp_path / "out.html", tmp_path / "out.json"
    status = main(
        [
            "evaluate",
            "sentiment",
            "--train",
            str(train),
            "--test",
            str(rows),
            "--json",
            str(figures),
            "--html",
            str(page),
        ]
    )
    shown = capsys.readouterr()
    assert status == 0
    found = json.loads(figures.read_text())
    assert list(found) == ["macro_f1", "negative_auroc", "negative_ap", "ece", "ms_per_message"]
    assert found["negative_auroc"] == 1.0
    assert found["ms_per_message"] > 0
    assert "negative_auroc" in shown.out
    assert "embedding" in shown.err
    html = page.read_text()
    assert "<svg" in html
    assert "Worst confusions" in html


@pytest.mark.parametrize(
    ("content", "said"),
    [("text,label\nhi,happy\n", "line 2"), ("a,b\n1,2\n", "header has no column `text`"), ("text,label\n", "no rows")],
)
def test_that_a_wrong_file_stops_it_before_any_model_is_opened(rows, capsys, content, said):
    rows.write_text(content)
    assert main(["evaluate", "sentiment", "--test", str(rows)]) == 1
    error = capsys.readouterr().err
    assert said in error
    assert "Learning" not in error


def test_that_figures_are_computed_right():
    found = np.array([[0.8, 0.1, 0.1], [0.3, 0.6, 0.1], [0.5, 0.2, 0.3], [0.1, 0.1, 0.8]], np.float32)
    figures = sentiment_figures(found, np.array([0, 1, 2, 2]))
    assert figures["negative_auroc"] == 1.0
    assert figures["negative_ap"] == 1.0
    assert figures["macro_f1"] == pytest.approx((2 / 3 + 1 + 2 / 3) / 3, abs=1e-4)
    assert average_precision(np.array([0.9, 0.8, 0.7]), np.array([True, False, True])) == pytest.approx((1 + 2 / 3) / 2)
    assert average_precision(np.array([0.5, 0.5]), np.array([True, False])) == pytest.approx(0.5)
    assert macro_f1(np.array([0, 0]), np.array([0, 0]), 3) == 1.0


def test_that_a_page_escapes_what_customers_wrote():
    assert "<script>" not in table(("x",), [("<script>",)])
    assert reliability_plot([(0.5, 0.4, 10), (0.9, 0.95, 30)]).count("<circle") == 2
