"""What agents said the bot should have done, as a file: `python app.py labels --csv OUT`."""

import argparse
import asyncio
import csv
from collections.abc import Sequence
from pathlib import Path

from commands.speak import say
from commands.verb import Verb
from core.clock import SystemClock
from core.errors import InvalidInput
from core.labels import Label
from core.settings import Settings

HEAD = ("text", "label", "predicted", "score", "timing", "answer_confidence", "answered", "by", "at", "conversation_id")


def run_labels(settings: Settings, arguments: argparse.Namespace) -> int:
    """Write them, newest first. `text` and `label` come first, so that `evaluate intents` can read the file."""
    from adapters.db.migrate import migrate

    migrate(settings.database_url)
    found = asyncio.run(_read(settings))
    if arguments.with_intent:
        found = tuple(label for label in found if label.correct is not None)
    try:
        write_csv(arguments.csv, found)
    except OSError as error:
        raise InvalidInput(f"{arguments.csv} cannot be written: {error.strerror}.") from error
    say(f"{len(found)} labels written to {arguments.csv}")
    return 0


async def _read(settings: Settings) -> tuple[Label, ...]:
    from adapters.db.record import open_record

    record = await open_record(settings.database_url, SystemClock())
    try:
        return await record.labels()
    finally:
        await record.aclose()


def write_csv(path: Path, labels: Sequence[Label]) -> None:
    """One line a label, with a heading. What was not said is empty; `at` is in milliseconds UTC."""
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(HEAD)
        for each in labels:
            row = (each.text, each.correct, each.predicted, each.score, each.timing, each.answer_confidence)
            lines.writerow((*row, each.answered, each.by, each.at, each.conversation_id))


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--csv", type=Path, required=True, metavar="OUT", help="the file to write")
    parser.add_argument("--with-intent", action="store_true", help="only those that say what it was about")


LABELS = Verb("labels", "write what agents said the bot should have done", run_labels, _arguments, quiet=True)
