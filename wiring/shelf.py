"""What agents and the back office do with the articles: search them with the internal ones, take them in, read their
sources again."""

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.care import Comparison
from core.clock import Clock
from core.domain.company import Company
from core.engine.pulse import Loop
from core.engine.resync import Readings, Resync
from core.known import Rehearse
from core.ports import Bus, Embedder
from core.record import Record
from core.settings import Settings

if TYPE_CHECKING:
    from handoff.search import AgentSearch
    from wiring.library import Intake


@dataclass(frozen=True, slots=True)
class Shelf:
    """`inside` keeps the agents' index fresh, `resync` reads sources when their time has come; both are loops."""

    agent_search: "AgentSearch"
    intake: "Intake"
    readings: Readings
    rehearse: Rehearse
    comparison: Comparison
    inside: Loop
    resync: Loop


def late_embedder(settings: Settings, stack: contextlib.AsyncExitStack) -> Embedder:
    """For a process that serves pages only: the model is opened by the first agent who searches."""
    from adapters.embeddings.late import LateEmbedder

    embedder = LateEmbedder(settings)
    stack.callback(embedder.close)
    return embedder


def open_shelf(
    settings: Settings,
    company: Company,
    embedder: Embedder,
    record: Record,
    bus: Bus,
    clock: Clock,
    threshold: float,
) -> Shelf:
    """Make every part; nothing is built before somebody searches. `threshold` is the confidence from which the bot
    answers."""
    from handoff.search import AgentSearch
    from knowledge.comparison import ArticleComparison
    from knowledge.inside import InsideKnowledge
    from knowledge.rehearsal import Rehearsals
    from wiring.library import Intake

    data = settings.data_dir
    inside = InsideKnowledge(record, record, company, embedder, data / "index-inside", data / "index", bus, clock)
    intake = Intake(record, bus, clock, settings)
    readings = Readings(record, intake, clock)
    search = AgentSearch(inside, record, record, clock, settings.public_url)
    rehearse = Rehearsals(record, record, company, embedder, data / "index", data / "index-drafts", threshold)
    comparison = ArticleComparison(record, embedder, data / "index", data / "index-care")
    return Shelf(search, intake, readings, rehearse, comparison, inside, Resync(record, readings, clock))
