"""`python -m tests.bench [sections]`: measure, print tables, and write BENCH_JSON."""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.bench import history, idle, knowledge, start, turn, workers
from tests.bench.servers import Home, prepared_home

SECTIONS: dict[str, tuple[Callable[..., dict[str, Any]], str]] = {
    "turn": (turn.measure, "a durable turn, next to a floor"),
    "history": (history.measure, "a turn after 10, 100 and 1,000 messages"),
    "idle_sockets": (idle.measure, "memory of 10,000 idle widgets"),
    "start": (start.measure, "time to the first answer, and memory"),
    "workers": (workers.measure, "turns a second with one and two workers"),
    "knowledge": (knowledge.measure, "a search among up to 100,000 passages"),
}


WITHOUT_SERVICE = {"knowledge"}


def main(argv: Sequence[str] | None = None) -> int:
    """Returns 0; wrong arguments end the program."""
    known = "; ".join(f"{name}: {text}" for name, (_, text) in SECTIONS.items())
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__, epilog=known)
    parser.add_argument("sections", nargs="*", metavar="section", help=", ".join(SECTIONS))
    parser.add_argument("--quick", action="store_true", help="a short run, to see that everything works")
    arguments = parser.parse_args(argv)
    if unknown := [name for name in arguments.sections if name not in SECTIONS]:
        parser.error(f"no such section: {', '.join(unknown)}; known are {', '.join(SECTIONS)}")
    results: dict[str, Any] = {}
    began = time.monotonic()
    wanted = arguments.sections or list(SECTIONS)
    with _home_for(wanted) as home:
        for name in wanted:
            results[name] = SECTIONS[name][0](home, quick=arguments.quick)
            if path := os.environ.get("BENCH_JSON"):
                Path(path).write_text(json.dumps(results, indent=2) + "\n")
    print(f"\nDone in {time.monotonic() - began:.0f} s.", file=sys.stderr)
    return 0


@contextmanager
def _home_for(sections: Sequence[str]) -> Iterator[Home | None]:
    """Models and index are made only where a section runs the service."""
    if set(sections) <= WITHOUT_SERVICE:
        yield None
        return
    print("Preparing models and index …", file=sys.stderr, flush=True)
    with prepared_home() as home:
        yield home


if __name__ == "__main__":
    sys.exit(main())
