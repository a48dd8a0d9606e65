"""What a verb of the command line is."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass

from core.settings import Settings


def no_arguments(parser: argparse.ArgumentParser) -> None:
    """For verbs that take none."""


@dataclass(frozen=True, slots=True)
class Verb:
    """`run` returns the exit status. A `quiet` verb keeps its output free of log lines, errors aside."""

    name: str
    text: str
    run: Callable[[Settings, argparse.Namespace], int]
    arguments: Callable[[argparse.ArgumentParser], None] = no_arguments
    quiet: bool = False
