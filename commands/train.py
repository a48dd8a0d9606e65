"""`python app.py train`: learn intents from the company's examples and from what agents and files say."""

import argparse
import asyncio
import math
from pathlib import Path
from typing import TYPE_CHECKING

from commands.speak import progress_line, say
from commands.verb import Verb
from core.errors import InvalidInput
from core.model_card import FIGURES
from core.settings import Settings

if TYPE_CHECKING:
    from core.domain.company import Company
    from graph.understanding.lessons import Lesson
    from graph.understanding.retrain import Comparison


def run_train(settings: Settings, arguments: argparse.Namespace) -> int:
    """Learn, compare with the model in use, keep the better one. 1 when the new one was refused."""
    from adapters.company.loader import load_company
    from adapters.embeddings.choose import open_embedder
    from graph.understanding.retrain import retrain
    from wiring.spelling import open_spelling

    company = load_company(settings.company_dir)
    models = settings.data_dir / "models"
    models.mkdir(mode=0o700, parents=True, exist_ok=True)
    lessons = _gather(settings, company, models, arguments)
    embedder = open_embedder(settings)
    try:
        told = progress_line("texts made into vectors")
        mend = open_spelling(company, settings.data_dir).mend
        found = retrain(company, embedder, models, lessons, force=arguments.force, progress=told, mend=mend)
    finally:
        embedder.close()
    _show(found, embedder.name)
    return 0 if found.accepted else 1


def _gather(settings: Settings, company: "Company", models: Path, arguments: argparse.Namespace) -> "list[Lesson]":
    """Agents' corrections as the record has them now, then files: those named, and those learned from before."""
    from graph.understanding.labelled import read_labelled
    from graph.understanding.lessons import AGENT, LABELLED, Lesson, read_lessons

    corrected = _corrections(settings)
    lessons = [Lesson.of(text, intent, AGENT) for text, intent in corrected if intent in company.intents]
    strangers = len(corrected) - len(lessons)
    if strangers:
        say(f"{strangers} corrections name an intent that the company no longer has; they are left out.")
    if not arguments.fresh:
        lessons += [lesson for lesson in read_lessons(models) if lesson.source == LABELLED]
    for path in arguments.labels:
        texts, intents = read_labelled(path, company.intents)
        lessons += [Lesson.of(text, intent, LABELLED) for text, intent in zip(texts, intents, strict=True)]
    unique = list(dict.fromkeys(lessons))
    examples = sum(map(len, company.intent_examples.values()))
    say(f"Learning from {examples} examples of {len(company.intents)} intents and {len(unique)} labels …")
    return unique


def _corrections(settings: Settings) -> list[tuple[str, str]]:
    from adapters.db.migrate import begun, migrate

    if not begun(settings.database_url):
        return []
    migrate(settings.database_url)
    return asyncio.run(_labels(settings))


async def _labels(settings: Settings) -> list[tuple[str, str]]:
    from adapters.db.record import open_record
    from core.clock import SystemClock

    record = await open_record(settings.database_url, SystemClock())
    try:
        return [(label.text, label.correct) for label in await record.labels() if label.correct and label.text.strip()]
    except OSError as error:
        raise InvalidInput("The record cannot be read. Check FOYER_DATABASE_URL.") from error
    finally:
        await record.aclose()


def _show(found: "Comparison", embedder: str) -> None:
    print(f"{'':<40}{'in use':>10}{'new':>10}")
    for name, words in FIGURES.items():
        before = "-" if found.before is None else _number(found.before.get(name))
        print(f"{words:<40}{before:>10}{_number(found.after.get(name)):>10}")
    if found.before is not None:
        print(f"Of {found.shared} texts that both were judged on, {found.won} are right now that were wrong, ", end="")
        print(f"{found.lost} are wrong now that were right.")
    if found.accepted:
        print(f"Model {found.version} ({embedder}) is in use from the next start of the service.")
    else:
        print("The model in use is better and stays. Look at the labels, or take the new one with --force.")


def _number(value: float | None) -> str:
    if value is None or math.isnan(value):
        return "-"
    return f"{value:.0f}" if value > 1 else f"{value:.3f}"


def _arguments(parser: argparse.ArgumentParser) -> None:
    help_labels = "learn from these messages too (text,label with the intent's id); may be given several times"
    parser.add_argument("--labels", type=Path, action="append", default=[], metavar="FILE.csv", help=help_labels)
    parser.add_argument("--fresh", action="store_true", help="forget files of labels learned from before")
    parser.add_argument("--force", action="store_true", help="take the new model even where the one in use is better")


TRAIN = Verb("train", "learn intents anew from examples and labels", run_train, _arguments, quiet=True)
