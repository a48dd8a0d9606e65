"""Foyer: the composition root. It puts the parts together and decides nothing; `commands.py` is its command line."""

import asyncio
import contextlib
import os
import secrets
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from aiohttp import web

from core.clock import Clock, SystemClock
from core.domain.company import Company
from core.domain.policy import Policy
from core.engine.outbox import OutboxRelay
from core.engine.pulse import Loop
from core.engine.reception import Reception
from core.engine.timers import Timers
from core.engine.worker import Worker
from core.errors import SettingError
from core.ports import Bus, Mind, Progress, Sender, Texts
from core.record import Record
from core.settings import Settings
from core.telemetry import Telemetry
from core.texts import CustomerTexts

WEBHOOK = "handoff_webhook"
ProgressFor = Callable[[str], Progress]


def silent(what: str) -> Progress:
    """Progress nobody looks at."""
    return lambda done, total: None


@dataclass(slots=True)
class Overrides:
    """Parts that tests put in the place of the real ones."""

    clock: Clock | None = None
    mind: Mind | None = None
    senders: dict[str, Sender] = field(default_factory=dict)
    policy: Policy | None = None


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
    loops: list[Loop] = field(default_factory=list)


def secret_of(settings: Settings) -> str:
    """The secret that signs visitor tokens: as set, or made once and kept in the data folder."""
    if settings.secret:
        return settings.secret
    path = settings.data_dir / "secret"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        # Written whole before it gets its name: nobody ever reads half a secret, and the first one stays.
        draft = path.with_name(f"secret.{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    secret = path.read_text().strip()
    if len(secret) < 32:
        raise SettingError(
            f"{path} is damaged: it holds no secret. Delete it and start again; visitors get new sessions."
        )
    return secret


@contextlib.asynccontextmanager
async def open_foyer(
    settings: Settings, overrides: Overrides | None = None, progress: ProgressFor = silent
) -> AsyncIterator[Foyer]:
    """Open every part, closing what was opened in reverse order. Background loops are made, not started."""
    from adapters.company.loader import load_company
    from adapters.company.policy import load_messages, load_policy
    from adapters.db.record import open_record

    overrides = overrides or Overrides()
    clock = overrides.clock or SystemClock()
    company = load_company(settings.company_dir)
    policy = overrides.policy or load_policy(settings.company_dir / "policies.yaml")
    wording, suggestions = load_messages(settings.company_dir / "messages.yaml")
    constants = {"company": company.name, "bot": company.bot_name, "support_email": company.support_email}
    texts = CustomerTexts(constants, wording)
    telemetry = Telemetry()
    async with contextlib.AsyncExitStack() as stack:
        mind, prefetch = overrides.mind, None
        if settings.role != "web":
            thought, prefetch = await open_mind(settings, company, policy, texts, clock, progress, stack)
            mind = mind or thought
        record: Record = await open_record(settings.database_url, clock, pool_size=settings.database_pool)
        stack.push_async_callback(record.aclose)
        await record.import_customers(company.accounts, [(c.customer, c.external_id) for c in company.customers])
        bus = await stack.enter_async_context(open_bus(settings, clock))
        reception = Reception(
            intake=record, bus=bus, prefetch=prefetch, policy=policy, clock=clock, telemetry=telemetry
        )
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
        )
        senders = {**await open_senders(settings, clock, stack), **overrides.senders}
        foyer.loops = make_loops(foyer, mind, senders) if mind is not None else []
        yield foyer


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
        alerts=tuple(senders),
        concurrency=foyer.settings.concurrency,
        lease_ms=foyer.settings.lease_ms,
    )
    relay = OutboxRelay(
        store=foyer.record, senders=senders, bus=foyer.bus, clock=foyer.clock, telemetry=foyer.telemetry
    )
    timers = Timers(
        record=foyer.record,
        bus=foyer.bus,
        clock=foyer.clock,
        policy=foyer.policy,
        company=foyer.company,
        texts=foyer.texts,
    )
    return [worker, relay, timers]


async def build(
    settings: Settings, overrides: Overrides | None = None, progress: ProgressFor = silent
) -> web.Application:
    """The aiohttp application with every route; its clean-up closes all that was opened."""
    stack = contextlib.AsyncExitStack()
    foyer = await stack.enter_async_context(open_foyer(settings, overrides, progress))
    try:
        app = await make_web(foyer) if settings.role != "worker" else health_only(foyer)
    except BaseException:
        await stack.aclose()
        raise

    async def start(app: web.Application) -> None:
        for loop in foyer.loops:
            loop.start()

    async def stop(app: web.Application) -> None:
        for loop in foyer.loops:
            await loop.stop()
        await stack.aclose()

    app.on_startup.append(start)
    app.on_cleanup.append(stop)
    app[FOYER] = foyer
    return app


FOYER: web.AppKey[Foyer] = web.AppKey("foyer", Foyer)


def health_only(foyer: Foyer) -> web.Application:
    """What a worker without pages serves."""
    app = web.Application()
    app.add_routes(health_of(foyer).routes())
    return app


def health_of(foyer: Foyer) -> Any:
    """The health pages."""
    from adapters.web.health import Health

    return Health(
        record=foyer.record,
        loops=lambda: foyer.loops,
        clock=foyer.clock,
        bus=foyer.bus,
        telemetry=foyer.telemetry,
        metrics_open=foyer.settings.metrics_open,
    )


async def make_web(foyer: Foyer) -> web.Application:
    """The widget's side and the staff's side in one application."""
    from adapters.web.assets import Assets
    from adapters.web.errors import Errors
    from adapters.web.headers import staff_headers
    from adapters.web.pages import STATIC, Pages
    from adapters.web.passwords import Passwords
    from adapters.web.staff_door import StaffDoor
    from admin import routes as admin
    from handoff.desk import routes as desk

    settings = foyer.settings
    https = settings.public_url.startswith("https://")
    assets = Assets({"staff": STATIC, "desk": desk.STATIC, "admin": admin.STATIC})
    pages = Pages(assets, foyer.company.name, {"desk": desk.TEMPLATES, "admin": admin.TEMPLATES})
    passwords = Passwords()
    door = StaffDoor(foyer.record, foyer.clock, passwords, https=https, public_url=settings.public_url)
    app = web.Application(middlewares=[Errors(pages).middleware, door.middleware])
    app.on_response_prepare.append(staff_headers(https=https))
    app.add_routes(assets.routes())
    add_staff(app, foyer, door, pages, passwords)
    add_widget(app, foyer)
    app.add_routes(health_of(foyer).routes())
    return app


def add_staff(app: web.Application, foyer: Foyer, door: Any, pages: Any, passwords: Any) -> None:
    """Sign-in, desk and back office."""
    from adapters.web.addresses import caller_address
    from adapters.web.attempts import SignInAttempts
    from adapters.web.staff_routes import StaffRoutes
    from admin.routes import admin_routes
    from handoff.desk.live import DeskSockets
    from handoff.desk.routes import desk_routes
    from handoff.service import HandoffService

    record, clock = foyer.record, foyer.clock
    attempts = SignInAttempts(clock)
    address_of = partial(caller_address, trust_proxy=foyer.settings.trust_proxy)
    app.add_routes(StaffRoutes(record, door, pages, passwords, attempts, address_of).routes())
    service = HandoffService(record, record, foyer.bus, clock, foyer.texts)
    sockets = DeskSockets(foyer.bus, door, clock)
    app.add_routes(desk_routes(record, record, service, door, pages, clock, sockets))
    app.add_routes(admin_routes(record, record, record, record, record, door, pages, foyer.bus, clock))
    app.on_shutdown.append(sockets.close)

    async def close_passwords(app: web.Application) -> None:
        passwords.close()

    app.on_cleanup.append(close_passwords)


def add_widget(app: web.Application, foyer: Foyer) -> None:
    """The widget's two transports, its scripts, and the demo's pages."""
    from adapters.web.addresses import caller_address
    from bot.web.channel import WebChannel
    from bot.web.fallback import Fallback
    from bot.web.hub import Hub
    from bot.web.limits import Buckets
    from bot.web.origins import Origins
    from bot.web.pages import DEMO_KEY, HostPages, Scripts
    from bot.web.socket import SocketDoor
    from bot.web.visitors import Sessions

    settings, clock = foyer.settings, foyer.clock
    keys = dict(settings.identity_keys)
    # The demo signs anybody in as any example customer: never beside a company's own keys or on a public address.
    demo_sign_in = settings.demo_page and not settings.identity_keys and not settings.public_url.startswith("https://")
    if demo_sign_in:
        keys[DEMO_KEY] = f"demo-{foyer.secret}"
    sessions = Sessions(
        secret=foyer.secret, identity_keys=keys, identity_audience=settings.identity_audience, clock=clock
    )
    channel = WebChannel(
        record=foyer.record,
        reception=foyer.reception,
        sessions=sessions,
        bus=foyer.bus,
        clock=clock,
        company=foyer.company,
        texts=foyer.texts,
        telemetry=foyer.telemetry,
        suggestions=foyer.suggestions,
        message_rate=settings.message_rate,
        message_burst=settings.message_burst,
    )
    hub = Hub(foyer.record, foyer.bus, clock)
    origins = Origins(settings.allowed_origins, settings.public_url)
    connects = Buckets(clock, settings.connect_rate, settings.connect_burst)
    address_of = partial(caller_address, trust_proxy=settings.trust_proxy)
    door = SocketDoor(
        channel, hub, origins, connects=connects, address_of=address_of, most_open=settings.sockets_per_address
    )
    fallback = Fallback(channel, hub, origins, connects=connects, address_of=address_of)
    app.add_routes([web.get("/ws", door.handle), *fallback.routes(), *Scripts().routes()])
    app.add_routes(HostPages(foyer.company, sessions, demo=settings.demo_page, sign_in=demo_sign_in).routes())

    async def start(app: web.Application) -> None:
        hub.start()

    async def close_sockets(app: web.Application) -> None:
        await door.close_all()
        await hub.stop()

    app.on_startup.append(start)
    app.on_shutdown.append(close_sockets)


if __name__ == "__main__":
    import sys

    from commands import main

    sys.exit(main())
