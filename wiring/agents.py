"""What agents search: the articles with the internal ones, in every process that serves agents."""

import contextlib
from typing import TYPE_CHECKING

from core.clock import Clock
from core.domain.company import Company
from core.engine.pulse import Loop
from core.ports import Bus, Embedder
from core.record import Record
from core.settings import Settings

if TYPE_CHECKING:
    from handoff.search import AgentSearch


def late_embedder(settings: Settings, stack: contextlib.ExitStack | contextlib.AsyncExitStack) -> Embedder:
    """For a process that serves pages only: the model is opened by the first agent who searches."""
    from adapters.embeddings.late import LateEmbedder

    embedder = LateEmbedder(settings.data_dir, settings.embedder_threads)
    stack.callback(embedder.close)
    return embedder


def open_agent_search(
    settings: Settings, company: Company, embedder: Embedder, record: Record, bus: Bus, clock: Clock
) -> tuple[Loop, "AgentSearch"]:
    """The search, and the loop that keeps its index fresh; nothing is built before somebody searches."""
    from handoff.search import AgentSearch
    from knowledge.inside import InsideKnowledge

    data = settings.data_dir
    knowledge = InsideKnowledge(record, company, embedder, data / "index-inside", data / "index", bus, clock)
    return knowledge, AgentSearch(knowledge, record, record, clock, settings.public_url)
