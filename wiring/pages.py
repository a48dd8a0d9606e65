"""The pages and sockets over an open service."""

from functools import partial
from typing import Any

from aiohttp import web

from core.clock import Clock
from core.domain.company import Article, ArticleAudience
from core.domain.ids import StaffId
from core.domain.people import Staff
from core.policies.readers import is_valid
from core.policies.sla import Sla
from core.record import Record
from core.staff_words import LEFT
from wiring.service import Foyer


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
    if foyer.slack is not None:
        from wiring.slack import mount, open_oauth

        mount(app, foyer.slack, settings, foyer.clock)
        app.add_routes(open_oauth(foyer, foyer.slack, door))
    app.add_routes(health_of(foyer).routes())
    return app


def add_staff(app: web.Application, foyer: Foyer, door: Any, pages: Any, passwords: Any) -> None:
    """Sign-in, desk and back office."""
    from adapters.web.addresses import caller_address
    from adapters.web.attempts import SignInAttempts
    from adapters.web.staff_routes import StaffRoutes
    from admin.knowledge_routes import knowledge_routes
    from admin.labels import label_routes
    from admin.models import model_routes
    from admin.observe import observe_routes
    from admin.routes import admin_routes, slack_routes, staff_routes
    from graph.understanding.cards import newest_card
    from handoff.desk.live import DeskSockets
    from handoff.desk.routes import desk_routes
    from handoff.presence import Presence
    from handoff.queue import HandoffQueue
    from wiring.agents import handoff_service

    record, clock = foyer.record, foyer.clock
    attempts = SignInAttempts(clock)
    address_of = partial(caller_address, trust_proxy=foyer.settings.trust_proxy)
    app.add_routes(StaffRoutes(record, door, pages, passwords, attempts, address_of).routes())
    service = handoff_service(foyer)
    sockets = DeskSockets(foyer.bus, door, clock)
    intents = foyer.company.intents_by_category()
    search = foyer.agent_search
    presence = Presence(record, service, foyer.bus, clock, foyer.company.timezone)
    queue = HandoffQueue(record, clock, Sla.of(foyer.company, foyer.policy.sla))
    app.add_routes(
        desk_routes(record, record, service, queue, presence, door, pages, clock, sockets, intents, search, foyer.files)
    )
    shelf = foyer.shelf

    async def put_back(of: StaffId, by: Staff) -> int:
        return await service.put_all_back(of, by, LEFT)

    app.add_routes(staff_routes(record, door, pages, clock, foyer.company.teams, put_back))
    app.add_routes(admin_routes(record, door, pages, foyer.bus, clock))
    app.add_routes(knowledge_routes(record, door, pages, foyer.bus, clock, shelf, foyer.embedder))
    app.add_routes(observe_routes(record, door, pages, clock, foyer.company.categories, foyer.policy))
    app.add_routes(label_routes(record, door, pages, clock, intents, foyer.policy))
    models = foyer.settings.data_dir / "models"
    app.add_routes(
        model_routes(record, foyer.settings.llm, door, pages, clock, lambda: (foyer.card, newest_card(models)))
    )
    slack = foyer.slack

    def slack_trouble() -> str | None:
        return None if slack is None else str(slack.web.trouble)

    app.add_routes(slack_routes(record, door, pages, clock, slack_trouble, oauth=bool(foyer.settings.slack_client_id)))
    app.on_shutdown.append(sockets.close)

    async def close_passwords(app: web.Application) -> None:
        passwords.close()

    app.on_cleanup.append(close_passwords)


async def public_article(record: Record, clock: Clock, url: str) -> Article | None:
    """The article at an address, where anybody may read it now."""
    found = await record.article_at(url)
    if found is None or found.gone is not None or not is_valid(found.article, clock.now()):
        return None
    return found.article if found.article.audience is ArticleAudience.PUBLIC else None


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
    find = partial(public_article, foyer.record, clock)
    app.add_routes(HostPages(foyer.company, sessions, find, demo=settings.demo_page, sign_in=demo_sign_in).routes())

    async def start(app: web.Application) -> None:
        hub.start()

    async def close_sockets(app: web.Application) -> None:
        await door.close_all()
        await hub.stop()

    app.on_startup.append(start)
    app.on_shutdown.append(close_sockets)
