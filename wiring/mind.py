"""The mind with its models."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass

from core.clock import Clock
from core.domain.company import Company
from core.domain.policy import Policy
from core.engine.pulse import Loop
from core.language_model import LanguageModel
from core.model_card import ModelCard
from core.ports import Bus, Embedder, Mind, Progress, Texts
from core.record import Record
from core.settings import Settings

ProgressFor = Callable[[str], Progress]


@dataclass(frozen=True, slots=True)
class OpenMind:
    """The mind, the way to have a text embedded early, and the loop that keeps its index fresh."""

    mind: Mind
    prefetch: Callable[[str], None]
    knowledge: Loop
    embedder: Embedder
    card: ModelCard | None
    """Of the model that reads messages."""


def silent(what: str) -> Progress:
    """Progress nobody looks at."""
    return lambda done, total: None


async def open_mind(
    settings: Settings,
    company: Company,
    policy: Policy,
    texts: Texts,
    record: Record,
    bus: Bus,
    clock: Clock,
    progress: ProgressFor,
    stack: contextlib.AsyncExitStack,
    *,
    recalibrate: bool = False,
    embedder: Embedder | None = None,
) -> OpenMind:
    """The mind with its models, made where they are missing. `recalibrate` learns confidence on today's articles.
    `embedder` is used where one is open already, and left open."""
    from threadpoolctl import threadpool_limits

    from adapters.embeddings.choose import open_embedder
    from graph.mind import GraphMind
    from graph.understanding.model import open_understanding
    from knowledge.live import LiveKnowledge
    from wiring.spelling import open_spelling

    # The products of one turn are tiny: a second BLAS thread would only spin beside the embedder's own.
    threadpool_limits(1, user_api="blas")
    data = settings.data_dir
    reading = asyncio.create_task(asyncio.to_thread(open_spelling, company, data))  # while the embedder is opened
    stack.callback(reading.cancel)
    if embedder is None:
        opened = await asyncio.to_thread(open_embedder, settings)
        stack.callback(opened.close)
        embedder = opened
    spelling = await reading
    understanding = await asyncio.to_thread(
        open_understanding, company, embedder, data / "models", progress("training"), spelling.mend
    )
    # Training has vectors of the same examples and of many of the same sentences.
    knowledge = LiveKnowledge(record, record, company, embedder, data / "index", bus, clock, lent=data / "models")
    await knowledge.open(progress("indexing articles"), recalibrate=recalibrate)
    model = await _open_model(settings, record, clock, stack)
    mind = GraphMind(
        company=company,
        policy=policy,
        understanding=understanding,
        knowledge=knowledge,
        texts=texts,
        clock=clock,
        model=model,
        switches=record,
        public_url=settings.public_url,
        mend=spelling.knowing(knowledge.knows).mend,
    )

    def prefetch(text: str) -> None:
        embedder.prefetch(spelling.mend(text.strip()))

    return OpenMind(mind, prefetch, knowledge, embedder, understanding.card)


async def _open_model(
    settings: Settings, record: Record, clock: Clock, stack: contextlib.AsyncExitStack
) -> LanguageModel | None:
    """The language model, where one is set: only then is anything of it imported."""
    if not settings.llm.plans():
        return None
    from adapters.llm.opening import open_language_model

    gate = await asyncio.to_thread(open_language_model, settings, record, clock)
    if gate is not None:
        stack.push_async_callback(gate.aclose)
    return gate
