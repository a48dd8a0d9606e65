"""`python -m tests.chaos`: break everything that can break, then count the messages."""

import argparse
import asyncio
import json
import os
import random
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.bench.report import table
from tests.bench.servers import prepared_home
from tests.chaos.run import FaultRun, Plan, Result

COLUMNS = ("database", "sent", "received", "answered", "lost", "doubled", "reordered", "leftover", "kills", "seconds")


def main(argv: Sequence[str] | None = None) -> int:
    """Returns 1 unless nothing was lost, doubled or put out of order."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--conversations", type=int, default=300)
    parser.add_argument("--seed", type=int, default=None, help="repeat the choices of an earlier run")
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--logs", type=Path, default=None, help="write the servers' logs into this folder")
    arguments = parser.parse_args(argv)
    seed = arguments.seed if arguments.seed is not None else random.SystemRandom().randrange(1_000_000)
    databases = ("sqlite", "postgresql") if arguments.database == "both" else (arguments.database,)
    print(f"Fault run with {arguments.conversations} conversations a database, seed {seed}", flush=True)
    results: list[Result] = []
    with prepared_home(quiet_ms=60) as home:
        for database in databases:
            # Four processes take more harm than one, whose restart stops everybody.
            pace = (5.0, 10.0) if database == "sqlite" else (2.0, 4.0)
            plan = Plan(conversations=arguments.conversations, harm_every_s=pace)
            run = FaultRun(home, database, plan, seed)
            results.append(asyncio.run(run.run()))
    return report(results, arguments.logs)


def report(results: Sequence[Result], logs: Path | None = None) -> int:
    """Print the verdict; write CHAOS_JSON."""
    runs = [result.summary() for result in results]
    table("Fault run", COLUMNS, [[run[column] for column in COLUMNS] for run in runs])
    for result, run in zip(results, runs, strict=True):
        print(
            f"  {run['database']}: harm {run['harm']}; {run['reconnects']} reconnects, {run['resent']} resends, "
            f"{run['posted_twice']} deliveries on both ways, {run['agent_replies']} replies by agents, "
            f"{run['handed_back']} handed back; seconds {run['phases_s']}"
        )
        for problem in result.verdict.problems[:20]:
            print(f"    {problem}")
        if result.unsettled:
            print(f"    not finished in time: {result.unsettled}")
        if logs is not None:
            logs.mkdir(parents=True, exist_ok=True)
            (logs / f"{result.database}.log").write_text(result.logs)
    if path := os.environ.get("CHAOS_JSON"):
        Path(path).write_text(json.dumps({"runs": runs}, indent=2) + "\n")
    return int(any(run["lost"] or run["doubled"] or run["reordered"] for run in runs))


if __name__ == "__main__":
    sys.exit(main())
