"""The staff's side of the house over a real SQLite file: desk, back office and sign-in, served on loopback."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web
from argon2 import PasswordHasher

from adapters.db.record import SqlRecord, open_record
from adapters.files.shelf import FolderShelf
from adapters.memory.bus import LocalBus
from adapters.web.assets import Assets
from adapters.web.attempts import SignInAttempts
from adapters.web.errors import Errors
from adapters.web.headers import staff_headers
from adapters.web.pages import STATIC, Pages
from adapters.web.passwords import Passwords
from adapters.web.staff_door import StaffDoor
from adapters.web.staff_routes import StaffRoutes
from admin import routes as admin
from admin.knowledge_routes import knowledge_routes
from admin.labels import label_routes
from admin.models import model_routes
from admin.observe import observe_routes
from core.clock import Clock, SystemClock
from core.domain.company import Team
from core.domain.ids import IntentId, StaffId
from core.domain.mind import Intent
from core.domain.people import Role, Staff, Tier
from core.domain.policy import Policy
from core.engine.pulse import Loop
from core.model_card import ModelCard
from core.model_settings import ModelSettings
from core.policies.sla import Sla
from core.ports import Embedder
from core.settings import Settings
from core.staff_words import LEFT
from core.texts import CustomerTexts
from handoff.desk import routes as desk
from handoff.desk.live import DeskSockets
from handoff.presence import Presence
from handoff.queue import HandoffQueue
from handoff.service import HandoffService
from tests.support import models, serving
from tests.support.companies import bare_company
from tests.support.databases import migrated_sqlite
from tests.support.services import free_port
from wiring.shelf import open_shelf

INTENTS = {
    "Clients and their payments": (
        Intent(IntentId("payout_late"), "Payout is late", "clients", "answer", "high", "Is a payout late?"),
        Intent(IntentId("refund_client"), "Refund a client", "clients", "answer", "normal", "A refund for a client?"),
    ),
    "Account and sign-in": (
        Intent(IntentId("reset_password"), "Reset a password", "account", "answer", "normal", "A new password?"),
    ),
}
TEAMS = (Team("billing", "Billing", ("billing",)), Team("technical", "Technical support", ("technical",)))
CATEGORIES = {"clients": "Clients and their payments", "account": "Account and sign-in"}
PASSWORD = "plenty of unrelated words"
TARGETS = {Tier.STARTER: 240, Tier.GROWTH: 60, Tier.ENTERPRISE: 15}
"""Minutes, around the clock."""


@dataclass
class StaffHouse:
    """What a test may reach."""

    record: SqlRecord
    bus: LocalBus
    clock: Clock
    door: StaffDoor
    passwords: Passwords
    app: web.Application
    url: str
    embedder: Embedder | None = None
    folder: Path = Path()
    resync: Loop | None = None
    """Not started; a test may take its steps."""
    sla: Sla = field(default_factory=lambda: Sla((), "UTC", TARGETS))
    llm: ModelSettings = field(default_factory=ModelSettings)
    cards: tuple[ModelCard | None, ModelCard | None] = (None, None)

    async def member(self, name: str, role: Role = Role.AGENT) -> Staff:
        """A member of staff whose login is the name in small letters and whose password is PASSWORD."""
        hashed = await self.passwords.hash(PASSWORD)
        return await self.record.add_staff(name.lower(), name, role, hashed, self.clock.now())


def _build(house: StaffHouse, company: str, more: Sequence[web.RouteDef]) -> web.Application:
    assets = Assets({"staff": STATIC, "desk": desk.STATIC, "admin": admin.STATIC})
    pages = Pages(assets, company, {"desk": desk.TEMPLATES, "admin": admin.TEMPLATES})
    record, bus, clock, door = house.record, house.bus, house.clock, house.door
    texts = CustomerTexts({"company": company, "bot": "Harbor", "support_email": "help@example.com"})
    service = HandoffService(record, record, bus, clock, texts)
    presence = Presence(record, service, bus, clock, "UTC")
    queue = HandoffQueue(record, clock, house.sla)
    sockets = DeskSockets(bus, door, clock)
    settings = Settings(_env_file=None, data_dir=house.folder)
    embedder = house.embedder or models.embedder()
    shelf = open_shelf(settings, bare_company(), embedder, record, bus, clock, Policy().answer_confidence)
    app = web.Application(middlewares=[Errors(pages).middleware, door.middleware])
    app.on_response_prepare.append(staff_headers())
    app.on_shutdown.append(sockets.close)
    app.add_routes(assets.routes())
    app.add_routes(StaffRoutes(record, door, pages, house.passwords, SignInAttempts(clock)).routes())
    house.resync = shelf.resync
    parts = (record, record, service, queue, presence, door, pages, clock, sockets, INTENTS, shelf.agent_search)
    app.add_routes(desk.desk_routes(*parts, FolderShelf(house.folder / "files")))

    async def put_back(of: StaffId, by: Staff) -> int:
        return await service.put_all_back(of, by, LEFT)

    app.add_routes(admin.staff_routes(record, door, pages, clock, TEAMS, put_back))
    app.add_routes(admin.admin_routes(record, door, pages, bus, clock))
    app.add_routes(knowledge_routes(record, door, pages, bus, clock, shelf, house.embedder))
    app.add_routes(observe_routes(record, door, pages, clock, CATEGORIES, Policy()))
    app.add_routes(label_routes(record, door, pages, clock, INTENTS, Policy()))
    app.add_routes(model_routes(record, house.llm, door, pages, clock, lambda: house.cards))
    app.add_routes(admin.slack_routes(record, door, pages, clock, lambda: None))
    app.add_routes(more)
    return app


@asynccontextmanager
async def staff_house(
    folder: Path,
    clock: Clock | None = None,
    company: str = "Harborlight",
    more: Sequence[web.RouteDef] = (),
    embedder: Embedder | None = None,
    llm: ModelSettings | None = None,
) -> AsyncIterator[StaffHouse]:
    """Open everything on an empty database in `folder`, and close it."""
    clock = clock or SystemClock()
    record = await open_record(migrated_sqlite(folder / "staff.db"), clock)
    passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    door = StaffDoor(record, clock, passwords)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    house = StaffHouse(record, LocalBus(), clock, door, passwords, web.Application(), url, embedder, folder)
    house.llm = llm or house.llm
    house.app = _build(house, company, more)
    runner = web.AppRunner(house.app, shutdown_timeout=2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield house
    finally:
        await serving.close(runner)
        passwords.close()
        await record.aclose()
