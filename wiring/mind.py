"""The mind with its models."""

import asyncio
import contextlib
from collections.abc import Callable

from core.clock import Clock
from core.domain.company import Company
from core.domain.policy import Policy
from core.ports import Mind, Progress, Texts
from core.settings import Settings

ProgressFor = Callable[[str], Progress]


def silent(what: str) -> Progress:
    """Progress nobody looks at."""
    return lambda done, total: None


async def open_mind(
    settings: Settings,
    company: Company,
    policy: Policy,
    texts: Texts,
    clock: Clock,
    progress: ProgressFor,
    stack: contextlib.AsyncExitStack,
) -> tuple[Mind, Callable[[str], None]]:
    """The mind with its models, made where they are missing, and the way to have a text embedded early."""
    from threadpoolctl import threadpool_limits

    from adapters.embeddings.minilm import MiniLmEmbedder
    from graph.mind import GraphMind
    from graph.understanding.model import open_understanding
    from knowledge.index import open_knowledge

    # The products of one turn are tiny: a second BLAS thread would only spin beside the embedder's own.
    threadpool_limits(1, user_api="blas")
    data = settings.data_dir
    embedder = await asyncio.to_thread(MiniLmEmbedder.open, data, settings.embedder_threads)
    stack.callback(embedder.close)
    understanding = await asyncio.to_thread(
        open_understanding, company, embedder, data / "models", progress("training")
    )
    knowledge = await asyncio.to_thread(
        open_knowledge, company, embedder, data / "index", progress("indexing articles")
    )
    mind = GraphMind(
        company=company, policy=policy, understanding=understanding, knowledge=knowledge, texts=texts, clock=clock
    )
    return mind, embedder.prefetch
