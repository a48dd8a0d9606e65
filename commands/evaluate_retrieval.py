"""`python app.py evaluate retrieval`: is the right article found, and a question without one declined?"""

import argparse
import asyncio
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from commands.report_page import write_text
from commands.speak import progress_line, say
from core.errors import InvalidInput
from core.settings import Settings

if TYPE_CHECKING:
    from core.ports import Embedder
    from knowledge.trial import Trial

SHOWN = ("recall_at_1", "recall_at_5", "recall_at_10", "mrr", "ndcg_at_10")


def retrieval_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this evaluation."""
    parser.add_argument("--articles", type=Path, metavar="DIR|FILE.jsonl", help='a file each, or {"id","title","text"}')
    parser.add_argument("--queries", type=Path, metavar="FILE.jsonl", help='{"query","history":[…],"relevant":[ids]}')
    parser.add_argument("--company", action="store_true", help="the company's own articles and questions instead")
    parser.add_argument("--embedder", default="", metavar="NAME", help="fast, accurate or remote; else the setting's")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the figures here")


def run_retrieval(settings: Settings, arguments: argparse.Namespace) -> int:
    """Build an index in a folder of its own, ask it everything, and show the figures."""
    from threadpoolctl import threadpool_limits

    from adapters.embeddings.choose import REMOTE, local_encoder, open_embedder

    name = "fast" if arguments.embedder == "minilm" else arguments.embedder  # as it was called before there were others
    if name and name != REMOTE and local_encoder(name) is None and not settings.embedder_url:
        raise InvalidInput(
            f"There is no embedder `{name[:40]}`. Use fast, accurate, or a server's (FOYER_EMBEDDER_URL)."
        )
    if not arguments.company and not (arguments.articles and arguments.queries):
        raise InvalidInput("Give --articles and --queries, or --company for the company's own.")
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    embedder = open_embedder(settings, name)
    try:
        with threadpool_limits(1, user_api="blas"):
            if arguments.company:
                return asyncio.run(_company(settings, embedder, arguments.json))
            return _files(embedder, arguments.articles, arguments.queries, arguments.json)
    finally:
        embedder.close()


def _files(embedder: "Embedder", articles_at: Path, queries_at: Path, out: Path | None) -> int:
    from knowledge.trial import try_retrieval
    from knowledge.trial_files import read_articles, read_questions

    articles = read_articles(articles_at)
    questions = read_questions(queries_at, articles)
    say(f"{len(articles)} articles, {len(questions)} questions …")
    with tempfile.TemporaryDirectory(prefix="foyer-trial-") as folder:
        trial = asyncio.run(
            try_retrieval(
                articles,
                questions,
                embedder,
                Path(folder),
                indexing=progress_line("indexing articles"),
                asking=progress_line("asking"),
            )
        )
    _show(trial)
    _write(out, trial.figures)
    return 0


async def _company(settings: Settings, embedder: "Embedder", out: Path | None) -> int:
    from adapters.company.loader import load_company
    from adapters.company.policy import load_policy
    from knowledge.evaluate import broken_questions, evaluate
    from knowledge.index import open_knowledge

    company = load_company(settings.company_dir)
    progress = progress_line("indexing articles")
    knowledge = await asyncio.to_thread(open_knowledge, company, embedder, settings.data_dir / "index", progress)
    threshold = load_policy(settings.company_dir / "policies.yaml", company.categories).answer_confidence
    figures, tricky = await evaluate(company, knowledge, threshold)
    print("\n".join(f"{name:<42}{value:8.3f}" for name, value in figures.items()))
    print("\nTricky questions")
    print("\n".join(f"  {line}" for line in tricky))
    broken = await broken_questions(company, knowledge, threshold)
    print(f"\n{len(broken)} questions whose answer does not say what it should")
    print("\n".join(f"  {line}" for line in broken))
    _write(out, figures)
    return 0


def _show(trial: "Trial") -> None:
    figures = trial.figures
    print(f"{'':<14}{'Foyer':>14}{'BM25 alone':>14}{'vectors alone':>14}")
    for name in SHOWN:
        print(f"{name:<14}" + "".join(f"{one[name]:>14.3f}" for one in (figures, trial.words, trial.vectors)))
    best = max(trial.words["recall_at_1"], trial.vectors["recall_at_1"])
    if best > 0:
        print(f"\nrecall@1 is {figures['recall_at_1'] / best:.3f} times the better of the two alone")
    print(f"abstention AUROC {figures['abstain_auroc']:.3f} (n/a without unanswerable questions)")
    print(
        f"a question takes {figures['ms_per_query_p50']:.1f} ms (p99 {figures['ms_per_query_p99']:.1f}), embedding "
        f"included; indexing took {figures['index_seconds']:.1f} s, the index {figures['index_bytes'] / 1e6:.1f} MB"
    )
    print(f"{len(trial.missed)} answerable questions had another article first")


def _write(out: Path | None, figures: dict[str, float]) -> None:
    if out is None:
        return
    plain = {name: None if np.isnan(value) else round(value, 6) for name, value in figures.items()}
    write_text(out, json.dumps(plain, indent=1) + "\n")
