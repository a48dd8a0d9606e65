"""The service without its pages: opening every part, and what runs in the background."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from core.clock import Clock, SystemClock
from core.domain.company import Company
from core.domain.policy import Policy
from core.engine.outbox import OutboxRelay
from core.engine.pulse import Loop
from core.engine.reception import Reception
from core.engine.reviews import ReviewWatch
from core.engine.timers import Timers
from core.engine.worker import Worker
from core.files import FileShelf
from core.library import Incoming, SourceKind, digest_of
from core.model_card import ModelCard
from core.ports import Bus, Embedder, Mind, Sender, Texts
from core.record import Record
from core.reviews import REVIEW_NOTES
from core.settings import Settings
from core.telemetry import Telemetry
from core.texts import CustomerTexts
from wiring.mind import OpenMind, ProgressFor, open_mind, silent
from wiring.shelf import Shelf, late_embedder, open_shelf

if TYPE_CHECKING:
    from handoff.search import AgentSearch

WEBHOOK = "handoff_webhook"


@dataclass(slots=True)
class Overrides:
    """Parts that tests put in the place of the real ones."""

    clock: Clock | None = None
    mind: Mind | None = None
    senders: dict[str, Sender] = field(default_factory=dict)
    policy: Policy | None = None
    company: Company | None = None
    """As `load_company` reads it from the settings' folder."""
    embedder: Embedder | None = None
    """Open already; whoever opened it closes it."""


@dataclass(slots=True)
class Foyer:
    """The service without its web pages: everything a message passes through."""

    settings: Settings
    clock: Clock
    company: Company
    policy: Policy
    texts: Texts
    suggestions: dict[str, tuple[str, ...]]
    telemetry: Telemetry
    bus: Bus
    record: Record
    reception: Reception
    secret: str
    shelf: Shelf
    """What agents and the back office do with the articles."""
    files: FileShelf
    """Where the bytes of customers' files lie."""
    embedder: Embedder | None = None
    card: ModelCard | None = None
    """Of the model that reads messages; None where this process reads none."""
    slack: Any = None
    """The open Slack connection (`wiring.slack.Slack`), where it is set up."""
    alerts: tuple[str, ...] = ()
    """Destinations of the outbox that hear of handoffs."""
    loops: list[Loop] = field(default_factory=list)

    @property
    def agent_search(self) -> "AgentSearch":
        """What agents find in the articles, internal ones included."""
        return self.shelf.agent_search


@contextlib.asynccontextmanager
async def open_foyer(
    settings: Settings,
    overrides: Overrides | None = None,
    progress: ProgressFor = silent,
    *,
    recalibrate: bool = False,
) -> AsyncIterator[Foyer]:
    """Open every part, closing what was opened in reverse order. Background loops are made, not started.

    `recalibrate` learns confidence anew on today's articles where that has not been done: for set-up.
    """
    from adapters.company.loader import load_company
    from adapters.company.policy import load_policy
    from adapters.files.shelf import FolderShelf
    from adapters.vault.secret import secret_of

    overrides = overrides or Overrides()
    clock = overrides.clock or SystemClock()
    company = overrides.company or load_company(settings.company_dir)
    policy = overrides.policy or load_policy(settings.company_dir / "policies.yaml", company.categories)
    texts, suggestions = _texts_of(company, settings)
    telemetry = Telemetry()
    async with contextlib.AsyncExitStack() as stack:
        record = await _open_record(settings, company, clock, stack)
        bus = await stack.enter_async_context(open_bus(settings, clock))
        thought: OpenMind | None = None
        if settings.role != "web":
            parts = (settings, company, policy, texts, record, bus, clock, progress, stack)
            thought = await open_mind(*parts, recalibrate=recalibrate, embedder=overrides.embedder)
        reception = Reception(
            intake=record,
            bus=bus,
            prefetch=thought.prefetch if thought else None,
            policy=policy,
            clock=clock,
            telemetry=telemetry,
        )
        embedder = thought.embedder if thought else late_embedder(settings, stack)
        shelf = open_shelf(settings, company, embedder, record, bus, clock, policy.answer_confidence)
        foyer = Foyer(
            settings=settings,
            clock=clock,
            company=company,
            policy=policy,
            texts=texts,
            suggestions=suggestions,
            telemetry=telemetry,
            bus=bus,
            record=record,
            reception=reception,
            secret=secret_of(settings),
            shelf=shelf,
            files=FolderShelf(settings.files_dir or settings.data_dir / "files"),
            embedder=embedder,
            card=thought.card if thought else None,
            loops=[shelf.inside],
        )
        await open_channels(foyer, thought, overrides, stack)
        yield foyer


async def _open_record(settings: Settings, company: Company, clock: Clock, stack: contextlib.AsyncExitStack) -> Record:
    """The record, with the company's accounts, customers and articles in it."""
    from adapters.db.record import open_record

    record: Record = await open_record(settings.database_url, clock, pool_size=settings.database_pool)
    stack.push_async_callback(record.aclose)
    await record.import_customers(company.accounts, [(c.customer, c.external_id) for c in company.customers])
    await import_company_articles(company, record, clock)
    return record


def _texts_of(company: Company, settings: Settings) -> tuple[CustomerTexts, dict[str, tuple[str, ...]]]:
    from adapters.company.policy import load_messages

    wording, suggestions = load_messages(settings.company_dir / "messages.yaml")
    constants = {"company": company.name, "bot": company.bot_name, "support_email": company.support_email}
    return CustomerTexts(constants, wording), suggestions


async def open_channels(
    foyer: Foyer, thought: OpenMind | None, overrides: Overrides, stack: contextlib.AsyncExitStack
) -> None:
    """What is pushed to, and the loops of a process that thinks."""
    senders = await open_senders(foyer.settings, foyer.clock, stack)
    foyer.alerts = tuple(name for name in senders | overrides.senders if name == WEBHOOK)
    loops: list[Loop] = []
    if foyer.settings.slack_on:
        from wiring.slack import open_slack, slack_loops

        foyer.slack = open_slack(foyer)
        if foyer.settings.slack_agent_groups:
            from wiring.triage import open_triage

            foyer.slack.triage = open_triage(foyer, foyer.slack)
        stack.push_async_callback(foyer.slack.web.close)
        senders |= foyer.slack.senders
        loops = list(slack_loops(foyer.slack, foyer))
    senders |= overrides.senders
    if thought is not None:
        thinking = [thought.knowledge, *make_loops(foyer, overrides.mind or thought.mind, senders), *loops]
        foyer.loops = [*thinking, foyer.shelf.resync, *_reminding(foyer, senders), *foyer.loops]


def _reminding(foyer: Foyer, senders: dict[str, Sender]) -> list[Loop]:
    """What reminds of articles to be reviewed, where there is a place to say it besides the back office."""
    places = [name for name in (REVIEW_NOTES, WEBHOOK) if name in senders]
    return [ReviewWatch(foyer.record, places, foyer.company, foyer.clock)] if places else []


async def import_company_articles(company: Company, record: Record, clock: Clock) -> None:
    """The folder's articles come in by the way of all others; what did not change costs a look."""
    from knowledge.importing import sync

    source = await record.open_source(SourceKind.COMPANY, "company folder", {})
    incoming = [Incoming(article, f"{article.id}.md", digest_of(article)) for article in company.articles]
    await sync(record, source, incoming, clock, may_empty=True)
    await record.seed_questions(company.questions.known)


@contextlib.asynccontextmanager
async def open_bus(settings: Settings, clock: Clock) -> AsyncIterator[Bus]:
    """Wake-ups: within the process, or through Redis when it is set."""
    if not settings.redis_url:
        from adapters.memory.bus import LocalBus

        yield LocalBus()
        return
    from adapters.redis.bus import RedisBus

    bus = RedisBus(settings.redis_url, clock)
    bus.start()
    try:
        yield bus
    finally:
        await bus.close()


async def open_senders(settings: Settings, clock: Clock, stack: contextlib.AsyncExitStack) -> dict[str, Sender]:
    """Channels that are pushed to."""
    if not settings.handoff_webhook_url:
        return {}
    from adapters.webhook.sender import WebhookSender

    sender = WebhookSender(settings.handoff_webhook_url, settings.handoff_webhook_secret, clock)
    return {WEBHOOK: await stack.enter_async_context(sender)}


def make_loops(foyer: Foyer, mind: Mind, senders: dict[str, Sender]) -> list[Loop]:
    """What runs in the background."""
    worker = Worker(
        record=foyer.record,
        mind=mind,
        bus=foyer.bus,
        clock=foyer.clock,
        policy=foyer.policy,
        company=foyer.company,
        telemetry=foyer.telemetry,
        alerts=foyer.alerts,
        concurrency=foyer.settings.concurrency,
        lease_ms=foyer.settings.lease_ms,
    )
    relay = OutboxRelay(
        store=foyer.record,
        senders=senders,
        bus=foyer.bus,
        clock=foyer.clock,
        telemetry=foyer.telemetry,
        entries_pushed=foyer.slack is not None,
    )
    timers = Timers(
        record=foyer.record,
        bus=foyer.bus,
        clock=foyer.clock,
        policy=foyer.policy,
        company=foyer.company,
        texts=foyer.texts,
        alerts=foyer.alerts,
    )
    return [worker, relay, timers]
