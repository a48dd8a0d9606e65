"""`python app.py evaluate intents`: how well messages find their intent, and what is none of them is noticed."""

import argparse
import asyncio
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from commands.report_page import reliability_plot, table, write_page, write_text
from commands.speak import progress_line, say
from core.errors import SettingError
from core.measures import chance_calibration_error, reliability
from core.settings import Settings

if TYPE_CHECKING:
    from graph.understanding.judge import Judged

EXAMPLES = 3
SHOWN = 160
WORST_PAIRS = 25
FLOORS = (0.0, 0.2, 0.3, 0.4, 0.5, 0.55, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98)
WORDS = {
    "n": "messages judged",
    "accuracy": "right of all",
    "macro_f1": "mean of the intents' F1",
    "ece": "expected calibration error",
    "coverage_at_98": "share answered with 98 % accuracy",
    "auroc_oos": "told from out of scope (AUROC)",
    "oos_recall_at_95": "out of scope found, keeping 95 %",
    "in_scope_accuracy_at_95": "in scope kept and right, keeping 95 %",
    "train_seconds": "seconds to learn, with embedding",
    "ms_per_message": "ms for one message, with embedding",
    "embedder": "embedder",
}


def intents_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this evaluation."""
    parser.add_argument("--train", type=Path, metavar="A.csv", required=True, help="learn from these (text,label)")
    parser.add_argument("--test", type=Path, metavar="B.csv", required=True, help="judge on these (text,label)")
    parser.add_argument("--oos", type=Path, metavar="O.csv", help="messages that belong to no label (text)")
    parser.add_argument("--shots", type=_positive, metavar="K", help="learn from at most K examples of each label")
    parser.add_argument("--seed", type=_seed, metavar="S", default=0, help="which examples --shots draws (0)")
    parser.add_argument("--embedder", default="", metavar="NAME", help="fast, accurate or a server's (default: as set)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write a page with curve, confusions, thresholds")


def run_intents(settings: Settings, arguments: argparse.Namespace) -> int:
    """Learn from one file as from a company's examples, judge on the other."""
    from adapters.embeddings.choose import open_embedder
    from adapters.words.english import read_english
    from graph.understanding import judge
    from graph.understanding.labelled import read_labelled, read_texts

    for path in filter(None, (arguments.json, arguments.html)):
        _check_writable(path)
    train, test = read_labelled(arguments.train), read_labelled(arguments.test)
    outside = read_texts(arguments.oos) if arguments.oos else []
    if arguments.shots:
        train = judge.draw_shots(train, arguments.shots, arguments.seed)
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    embedder = open_embedder(settings, arguments.embedder)
    try:
        words = read_english(settings.data_dir)
        found = asyncio.run(judge.judge_intents(train, test, outside, embedder, progress_line, words))
    finally:
        embedder.close()
    _show(found)
    if arguments.json:
        write_text(arguments.json, json.dumps(found.figures, indent=1) + "\n")
    if arguments.html:
        write_page(arguments.html, "Intents, judged", report_sections(found))
    return 0


def _show(found: "Judged") -> None:
    for name, value in found.figures.items():
        print(f"{name:<26}{'-' if value is None else value!s:<28}{WORDS[name]}")
    chance = chance_calibration_error(found.probabilities.max(axis=1))
    print(f"{'ece by chance':<26}{chance:<28.4f}what so few messages show anyway")
    print(f"{'beside embedding':<26}{found.beside_ms:<28.3f}ms of these")
    unknown = int((found.truth >= len(found.names)).sum())
    if unknown:
        say(f"{unknown} messages of the test file have a label that the training file has not; they count as wrong.")


def report_sections(found: "Judged") -> Iterator[tuple[str, str]]:
    """Headings with ready HTML."""
    best, right = found.probabilities.max(axis=1), found.probabilities.argmax(axis=1) == found.truth
    rows = [(name, WORDS[name], "-" if value is None else value) for name, value in found.figures.items()]
    yield "Figures", table(("figure", "what it says", "value"), rows)
    yield "Are probabilities what they claim?", reliability_plot(reliability(best, right))
    if len(found.outside):
        scope = np.concatenate([found.in_scope, found.outside])
        truth = np.concatenate([np.ones(len(found.in_scope), bool), np.zeros(len(found.outside), bool)])
        words = "<p>The share of out-of-scope messages differs from file to file, and this curve moves with it.</p>"
        yield "Is “in scope” what it claims?", reliability_plot(reliability(scope, truth)) + words
    header = ("is", "read as", "how often", "for example")
    yield "Worst confusions", table(header, confusions(found))
    columns = ("from", "error among answered", "answered", "handed over", "out of scope answered")
    yield (
        "Where to draw the line for acting on an intent",
        (
            f"<p>In scope means at least {found.keep_95:.3f}, which should keep 95 % of what is in scope; "
            "it was chosen on training messages held out.</p>" + table(columns, thresholds(found))
        ),
    )


def confusions(found: "Judged") -> list[tuple[str, str, int, str]]:
    """The pairs of intents most often taken for each other, with the messages where we were surest."""
    chosen, best = found.probabilities.argmax(axis=1), found.probabilities.max(axis=1)
    pairs: dict[tuple[int, int], list[int]] = {}
    for row in np.flatnonzero(chosen != found.truth):
        pairs.setdefault((int(found.truth[row]), int(chosen[row])), []).append(int(row))
    worst = sorted(pairs.items(), key=lambda pair: (-len(pair[1]), pair[0]))[:WORST_PAIRS]
    return [
        (
            found.names[actual] if actual < len(found.names) else "(never learned)",
            found.names[read],
            len(rows),
            " · ".join(found.texts[row][:SHOWN] for row in sorted(rows, key=lambda row: -best[row])[:EXAMPLES]),
        )
        for (actual, read), rows in worst
    ]


def thresholds(found: "Judged") -> list[tuple[float, float | str, float, int, float | str]]:
    """For each probability from which an intent is acted on: error, coverage, and messages that go to a person."""
    best, right = found.probabilities.max(axis=1), found.probabilities.argmax(axis=1) == found.truth
    kept = found.in_scope >= found.keep_95
    rows = []
    for floor in FLOORS:
        taken = kept & (best >= floor)
        error: float | str = float((~right[taken]).mean()) if taken.any() else "-"
        strangers: float | str = "-"
        if len(found.outside):
            strangers = float(((found.outside >= found.keep_95) & (found.outside_best >= floor)).mean())
        rows.append((floor, error, float(taken.mean()), int((~taken).sum()), strangers))
    return rows


def _check_writable(path: Path) -> None:
    """Minutes of learning must not end at a path that cannot be written."""
    if path.is_dir() or not os.access(path if path.exists() else path.absolute().parent, os.W_OK):
        raise SettingError(f"{path} cannot be written. Name a file in a folder that exists.")


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return value


def _seed(text: str) -> int:
    value = int(text)
    if value < 0:
        raise argparse.ArgumentTypeError("not below 0")
    return value
