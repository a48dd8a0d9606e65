"""Looking at an installation: its health, its state machine, its speed."""

import argparse
import asyncio

from commands.verb import Verb
from core.settings import Settings


def run_doctor(settings: Settings, arguments: argparse.Namespace) -> int:
    """Check everything; 1 when something needs mending."""
    from adapters.doctor.checks import examine

    async def report() -> int:
        sound = True
        async for finding in examine(settings, ask_model=arguments.ask):
            mark = {True: "ok  ", False: "FAIL", None: "-   "}[finding.ok]
            print(f"{mark}  {finding.name}: {finding.text}", flush=True)
            sound = sound and finding.ok is not False
        return 0 if sound else 1

    return asyncio.run(report())


def _doctor_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--ask", action="store_true", help="also put one short question to each language model")


def run_graph(settings: Settings, arguments: argparse.Namespace) -> int:
    """The state machine as Mermaid."""
    from graph.machine import draw_mermaid

    print(draw_mermaid())
    return 0


def run_bench(settings: Settings, arguments: argparse.Namespace) -> int:
    """The benchmarks of tests/bench."""
    from tests.bench.__main__ import main as bench

    return bench(arguments.rest)


def _bench_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("rest", nargs=argparse.REMAINDER)


def run_slack_manifest(settings: Settings, arguments: argparse.Namespace) -> int:
    """The Slack app to create, as JSON that Slack takes."""
    import json

    from adapters.company.loader import load_company
    from core.policies.slack_manifest import manifest

    company = load_company(settings.company_dir)
    address = settings.public_url or "https://chat.example.com"
    made = manifest(company.name, address, socket_mode=bool(settings.slack_app_token))
    print(json.dumps(made, indent=2, ensure_ascii=False))
    return 0


SLACK_MANIFEST = Verb("slack-manifest", "print the Slack app to create, as JSON", run_slack_manifest, quiet=True)
DOCTOR = Verb(
    "doctor",
    "check settings, database, models, port, Redis, Slack and the language model",
    run_doctor,
    _doctor_arguments,
    quiet=True,
)
GRAPH = Verb("graph", "print the state machine as Mermaid", run_graph, quiet=True)
BENCH = Verb("bench", "measure turns, history, sockets, start and workers", run_bench, _bench_arguments)
