"""Measuring the models on labelled files: one kind of evaluation a module."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass

from commands.evaluate_intents import intents_arguments, run_intents
from commands.evaluate_retrieval import retrieval_arguments, run_retrieval
from commands.evaluate_sentiment import run_sentiment, sentiment_arguments
from commands.verb import Verb
from core.settings import Settings


@dataclass(frozen=True, slots=True)
class Evaluation:
    """`python app.py evaluate NAME …`"""

    name: str
    text: str
    run: Callable[[Settings, argparse.Namespace], int]
    arguments: Callable[[argparse.ArgumentParser], None]


EVALUATIONS = (
    Evaluation("intents", "which intent, or none, on a labelled file", run_intents, intents_arguments),
    Evaluation("retrieval", "the articles found for questions, on files of both", run_retrieval, retrieval_arguments),
    Evaluation("sentiment", "negative, neutral or positive, on a labelled file", run_sentiment, sentiment_arguments),
)


def run_evaluate(settings: Settings, arguments: argparse.Namespace) -> int:
    """The evaluation that was named."""
    chosen: Evaluation = arguments.evaluation
    return chosen.run(settings, arguments)


def _arguments(parser: argparse.ArgumentParser) -> None:
    kinds = parser.add_subparsers(dest="kind", required=True)
    for each in EVALUATIONS:
        kind = kinds.add_parser(each.name, help=each.text)
        each.arguments(kind)
        kind.set_defaults(evaluation=each)


EVALUATE = Verb("evaluate", "measure the models on labelled files", run_evaluate, _arguments, quiet=True)
