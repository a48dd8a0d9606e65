"""Everything under /admin."""

from collections.abc import Callable
from pathlib import Path

from aiohttp import web

from admin.articles import ArticlePages
from admin.conversations import ConversationPages
from admin.deliveries import DeliveryPages
from admin.members import MemberPages
from admin.slack import SlackPages
from admin.sources import SourcePages
from core.backoffice import BackOffice
from core.clock import Clock
from core.library import ArticleIntake, Library
from core.ports import Bus, StaffDoor, StaffPages
from core.record import EventLog, HandoffStore, OutboxStore, StaffStore
from core.slack import SlackStore
from core.uses import Uses

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
STATIC = HERE / "static"


def admin_routes(
    office: BackOffice,
    log: EventLog,
    handoffs: HandoffStore,
    outbox: OutboxStore,
    staff: StaffStore,
    door: StaffDoor,
    pages: StaffPages,
    bus: Bus,
    clock: Clock,
    library: Library,
    intake: ArticleIntake,
    uses: Uses,
) -> list[web.RouteDef]:
    """The back office, for admins."""
    conversations = ConversationPages(office, log, handoffs, door, pages)
    deliveries = DeliveryPages(outbox, door, pages, bus, clock)
    members = MemberPages(staff, door, pages)
    articles = ArticlePages(library, uses, door, pages, bus, clock)
    sources = SourcePages(library, intake, door, pages)
    return [
        web.get("/admin", conversations.listing),
        web.get("/admin/conversations/{conversation}", conversations.one),
        web.get("/admin/deliveries", deliveries.listing),
        web.post("/admin/deliveries/{row}/again", deliveries.send_again),
        web.get("/admin/articles", articles.listing),
        web.post("/admin/articles", articles.write),
        web.get("/admin/articles/new", articles.new),
        web.get("/admin/articles/{article}", articles.one),
        web.get("/admin/articles/{article}/edit", articles.edit),
        web.post("/admin/articles/{article}/edit", articles.write),
        web.post("/admin/articles/{article}/delete", articles.delete),
        web.post("/admin/articles/{article}/restore", articles.restore),
        web.get("/admin/sources", sources.listing),
        web.post("/admin/sources/upload", sources.upload),
        web.get("/admin/sources/{source}", sources.one),
        web.post("/admin/sources/{source}/again", sources.again),
        web.get("/admin/staff", members.listing),
        web.post("/admin/staff", members.add),
        web.post("/admin/staff/{member}/password", members.renew),
    ]


def slack_routes(
    store: SlackStore, door: StaffDoor, pages: StaffPages, clock: Clock, trouble: Callable[[], str | None]
) -> list[web.RouteDef]:
    """Slack's channels; `trouble` is None where Slack is not set up."""
    slack = SlackPages(store, door, pages, clock, trouble)
    return [web.get("/admin/slack", slack.listing), web.post("/admin/slack/{channel}", slack.map)]
