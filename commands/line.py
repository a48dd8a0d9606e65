"""`python app.py VERB`: all verbs, and what happens to errors."""

import argparse
import os
import sys
from collections.abc import Sequence

from commands.chat import CHAT
from commands.evaluate import EVALUATE
from commands.ingest import INGEST
from commands.labels import LABELS
from commands.look import BENCH, DOCTOR, GRAPH, SLACK_MANIFEST
from commands.models import MODELS
from commands.observe import OBSERVE
from commands.prepare import MIGRATE, PREPARE
from commands.serve import SERVE
from commands.slack_map import SLACK_MAP
from commands.speak import say
from commands.train import TRAIN
from commands.verb import Verb
from core.errors import FoyerError, SettingError
from core.settings import load_settings

VERBS: tuple[Verb, ...] = (
    SERVE,
    PREPARE,
    INGEST,
    CHAT,
    DOCTOR,
    SLACK_MANIFEST,
    SLACK_MAP,
    GRAPH,
    MIGRATE,
    MODELS,
    TRAIN,
    EVALUATE,
    LABELS,
    OBSERVE,
    BENCH,
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb; returns the exit status."""
    from adapters.logs.setup import set_up_logs

    parser = argparse.ArgumentParser(prog="python app.py", description="Foyer: chat-first triage for support.")
    commands = parser.add_subparsers(dest="command", required=True)
    for each in VERBS:
        command = commands.add_parser(each.name, help=each.text)
        each.arguments(command)
        command.set_defaults(verb=each)
    arguments = parser.parse_args(argv)
    verb: Verb = arguments.verb
    try:
        settings = load_settings()
        set_up_logs("error" if verb.quiet else settings.log_level, settings.log_format)
        status = verb.run(settings, arguments)
        sys.stdout.flush()
        return status
    except SettingError as error:
        say(f"Foyer cannot start:\n{error.message}")
        return 2
    except FoyerError as error:
        say(f"Foyer stopped: {error.message}")
        return 1
    except BrokenPipeError:  # `… | head` has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except KeyboardInterrupt:
        return 130
