"""`python app.py evaluate sentiment`: how well messages are told as negative, neutral or positive."""

import argparse
import asyncio
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from commands.report_page import reliability_plot, table, write_page, write_text
from commands.speak import progress_line, say
from core.measures import (
    area_under_curve,
    average_precision,
    calibration_error,
    chance_calibration_error,
    macro_f1,
    reliability,
)
from core.settings import Settings

if TYPE_CHECKING:
    from core.ports import Embedder
    from graph.understanding.mood import MoodHead

TIMED = 200
"""Messages whose way through model and head is timed, one at a time."""
EXAMPLES = 3
SHOWN = 160
FLOORS = (0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)


def sentiment_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this evaluation."""
    parser.add_argument("--train", type=Path, metavar="A.csv", help="learn from these first (text,label)")
    parser.add_argument("--test", type=Path, metavar="B.csv", required=True, help="judge on these (text,label)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write a page with curve, confusions, thresholds")


def run_sentiment(settings: Settings, arguments: argparse.Namespace) -> int:
    """Judge the shipped model, or with `--train` one that has learned from labels as well."""
    from adapters.embeddings.choose import open_embedder
    from graph.understanding.labelled import read_labelled
    from graph.understanding.linear import one_thread
    from graph.understanding.mood import LABELS

    texts, labels = read_labelled(arguments.test, LABELS)
    learned = read_labelled(arguments.train, LABELS) if arguments.train else None
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    embedder = open_embedder(settings)
    try:
        with one_thread():
            head = _head(embedder, learned, str(arguments.train))
            say(f"Judging on {len(texts)} messages of {arguments.test} …")
            vectors = embedder.embed_blocking(texts, progress_line("embedding"))
            found = np.stack([head.probabilities(text, row) for text, row in zip(texts, vectors, strict=True)])
            whole, beside = asyncio.run(_timed(embedder, head, texts))
    finally:
        embedder.close()
    truth = np.array([LABELS.index(label) for label in labels], np.int64)
    figures = {**sentiment_figures(found, truth), "ms_per_message": round(whole, 3)}
    _show(figures, beside, truth, found)
    if arguments.json:
        plain = {name: None if np.isnan(value) else value for name, value in figures.items()}
        write_text(arguments.json, json.dumps(plain, indent=1) + "\n")
    if arguments.html:
        _write_html(arguments.html, figures, texts, truth, found)
    return 0


def sentiment_figures(found: np.ndarray, truth: np.ndarray) -> dict[str, float]:
    """`found` are probabilities, a row a message; `truth` the numbers of the labels. NaN where a kind is missing."""
    negative = truth == 0
    right = found.argmax(axis=1) == truth
    return {
        "macro_f1": round(macro_f1(found.argmax(axis=1), truth, found.shape[1]), 4),
        "negative_auroc": round(area_under_curve(found[negative, 0], found[~negative, 0]), 4),
        "negative_ap": round(average_precision(found[:, 0], negative), 4),
        "ece": round(calibration_error(found.max(axis=1), right), 4),
    }


def _head(embedder: "Embedder", learned: tuple[list[str], list[str]] | None, source: str) -> "MoodHead":
    from core.errors import InvalidInput
    from graph.understanding.anchors import read_anchors
    from graph.understanding.mood import LABELS
    from graph.understanding.mood_train import train_anchored, train_labelled

    anchors = read_anchors()
    say(f"Learning from the {len(anchors.mood_texts)} sentences that Foyer brings along …")
    head, _ = train_anchored(
        anchors.mood_texts, np.array(anchors.mood_labels, np.int64), embedder, progress_line("embedding")
    )
    if learned is None:
        return head
    texts, labels = learned
    say(f"Learning from {len(texts)} labelled messages of {source} …")
    numbers = np.array([LABELS.index(label) for label in labels], np.int64)
    try:
        head, _ = train_labelled(texts, numbers, head, embedder, progress_line)
    except ValueError as error:
        raise InvalidInput(f"{source}: {error}. Add some, or leave out --train to judge the shipped model.") from None
    return head


async def _timed(embedder: "Embedder", head: "MoodHead", texts: Sequence[str]) -> tuple[float, float]:
    """Milliseconds from one message to its mood, and the share of them spent beside the embedding."""
    whole = beside = 0.0
    chosen = list(dict.fromkeys(texts))[:TIMED]
    for text in chosen:
        started = time.perf_counter()
        vector = (await embedder.embed([text]))[0]
        embedded = time.perf_counter()
        head.probabilities(text, vector)
        ended = time.perf_counter()
        whole, beside = whole + ended - started, beside + ended - embedded
    return whole / len(chosen) * 1000, beside / len(chosen) * 1000


def _show(figures: dict[str, float], beside: float, truth: np.ndarray, found: np.ndarray) -> None:
    from graph.understanding.mood import LABELS

    for name, value in figures.items():
        print(f"{name:<18}{value:>9.4f}" if name != "ms_per_message" else f"{name:<18}{value:>9.2f}")
    print(
        f"{'ece by chance':<18}{chance_calibration_error(found.max(axis=1)):>9.4f}  (what so few messages show anyway)"
    )
    print(f"{'beside embedding':<18}{beside:>9.2f} ms\n")
    print("is \\ read as".ljust(14) + "".join(name.rjust(10) for name in LABELS))
    for number, name in enumerate(LABELS):
        row = [int(((found.argmax(axis=1) == other) & (truth == number)).sum()) for other in range(len(LABELS))]
        print(name.ljust(14) + "".join(str(count).rjust(10) for count in row))


def _write_html(
    path: Path, figures: dict[str, float], texts: Sequence[str], truth: np.ndarray, found: np.ndarray
) -> None:
    from graph.understanding.mood import LABELS

    right = found.argmax(axis=1) == truth
    write_page(
        path,
        "Sentiment, judged",
        (
            ("Figures", table(("figure", "value"), figures.items())),
            ("Are probabilities what they claim?", reliability_plot(reliability(found.max(axis=1), right))),
            ("Is “negative” what it claims?", reliability_plot(reliability(found[:, 0], truth == 0))),
            (
                "Worst confusions",
                table(("is", "read as", "how often", "for example"), _confusions(texts, truth, found)),
            ),
            (
                "Where to draw the line for “negative”",
                table(("from", "found of negative", "right of found", "share of all"), _thresholds(truth, found)),
            ),
            ("Order", f"<p>Rows are {', '.join(LABELS)}; scores are probabilities of “negative”.</p>"),
        ),
    )


def _confusions(texts: Sequence[str], truth: np.ndarray, found: np.ndarray) -> list[tuple[str, str, int, str]]:
    from graph.understanding.mood import LABELS

    rows = []
    best = found.argmax(axis=1)
    for actual, name in enumerate(LABELS):
        for read, other in enumerate(LABELS):
            places = np.flatnonzero((truth == actual) & (best == read))
            if actual == read or not len(places):
                continue
            worst = places[np.argsort(-found[places, read], kind="stable")][:EXAMPLES]
            rows.append((name, other, len(places), " · ".join(texts[i][:SHOWN] for i in worst)))
    return sorted(rows, key=lambda row: -row[2])


def _thresholds(truth: np.ndarray, found: np.ndarray) -> list[tuple[float, float, float, float]]:
    negative = truth == 0
    rows = []
    for floor in FLOORS:
        taken = found[:, 0] >= floor
        recall = float(taken[negative].mean()) if negative.any() else float("nan")
        precision = float(negative[taken].mean()) if taken.any() else float("nan")
        rows.append((floor, recall, precision, float(taken.mean())))
    return rows
