"""What the bot would have done where it is held back: `python app.py observe`."""

import argparse
import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from commands.speak import say
from commands.verb import Verb
from core.clock import SystemClock
from core.domain.ids import Millis
from core.errors import InvalidInput
from core.observed import Observed
from core.policies.observed import Line, agrees, report
from core.settings import Settings

_DAY_MS = 86_400_000
_COLUMNS = ("turns", "answers", "clarifications", "self_service", "declined", "handoffs")


def run_observe(settings: Settings, arguments: argparse.Namespace) -> int:
    """Print the table, and write every turn with `--json`."""
    from adapters.db.migrate import migrate

    if arguments.days < 1:
        raise InvalidInput("--days must be 1 or more.")
    migrate(settings.database_url)
    found = asyncio.run(_read(settings, arguments.days))
    lines = report(found)
    for text in table(lines):
        print(text)
    if arguments.json is not None:
        try:
            arguments.json.write_text(json.dumps(as_json(lines, found), indent=2, ensure_ascii=False), "utf-8")
        except OSError as error:
            raise InvalidInput(f"{arguments.json} cannot be written: {error.strerror}.") from error
        say(f"{len(found)} turns written to {arguments.json}")
    return 0


async def _read(settings: Settings, days: int) -> tuple[Observed, ...]:
    from adapters.db.record import open_record

    clock = SystemClock()
    record = await open_record(settings.database_url, clock)
    try:
        return await record.observed(Millis(clock.now() - days * _DAY_MS))
    finally:
        await record.aclose()


def table(lines: Sequence[Line]) -> list[str]:
    """The report for a terminal."""
    if not lines:
        return ["The bot was not held back anywhere. Set a category to observe or assist in policies.yaml."]
    head = f"{'category':20} {'switch':10}" + "".join(f"{name.replace('_', ' '):>15}" for name in _COLUMNS)
    rows = [head + f"{'agents agree':>15}{'said the same':>15}"]
    for line in lines:
        counts = "".join(f"{getattr(line, name):>15}" for name in _COLUMNS)
        verdicts = f"{line.agreed} of {line.judged}", f"{line.alike} of {line.replied}"
        rows.append(f"{line.category or '-':20} {line.autonomy:10}{counts}{verdicts[0]:>15}{verdicts[1]:>15}")
    return rows


def as_json(lines: Sequence[Line], found: Sequence[Observed]) -> dict[str, object]:
    """`lines` as in the table; `turns` newest first, each with whether the agent agreed (null: not said)."""
    return {
        "lines": [asdict(line) for line in lines],
        "turns": [{**asdict(each), "agreed": agrees(each)} for each in found],
    }


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--days", type=int, default=30, help="how far to look back (30)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the table and every turn")


OBSERVE = Verb("observe", "say what the bot would have done where it is held back", run_observe, _arguments, quiet=True)
