"""The desk's page and everything under it."""

from pathlib import Path

from aiohttp import web

from core.access import for_role
from core.clock import Clock
from core.domain.handoff import ResolveReason
from core.domain.people import Role
from core.ports import StaffDoor, StaffPages
from core.record import EventLog, HandoffStore
from core.staff_words import RESOLVE_REASONS
from handoff.desk.api import DeskApi
from handoff.desk.live import DeskSockets
from handoff.service import HandoffService

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
STATIC = HERE / "static"


class DeskPage:
    """The page itself; a link to one conversation opens the same page on it."""

    def __init__(self, door: StaffDoor, pages: StaffPages) -> None:
        self._door = door
        self._pages = pages

    @for_role(Role.AGENT)
    async def go(self, request: web.Request) -> web.Response:
        """An address made by hand from a conversation's id."""
        self._door.require(request, Role.AGENT)
        raise web.HTTPFound(request.app.router["desk-conversation"].url_for(**request.match_info))

    @for_role(Role.AGENT)
    async def show(self, request: web.Request) -> web.Response:
        """The page; its scripts fetch the rest."""
        session = self._door.require(request, Role.AGENT)
        reasons = [(reason.value, RESOLVE_REASONS[reason]) for reason in ResolveReason]
        text = self._pages.render("desk/desk.html", session, here="desk", resolve_reasons=reasons)
        return web.Response(text=text, content_type="text/html")


def desk_routes(
    store: HandoffStore,
    log: EventLog,
    service: HandoffService,
    door: StaffDoor,
    pages: StaffPages,
    clock: Clock,
    sockets: DeskSockets,
) -> list[web.RouteDef]:
    """Everything under /desk. The app closes `sockets` when it shuts down."""
    page = DeskPage(door, pages)
    return [
        web.get("/desk", page.show),
        web.get("/desk/c/{conversation}", page.show, name="desk-conversation"),
        web.get("/desk/{conversation:[0-9a-f]{32}}", page.go),
        *DeskApi(store, log, service, door, clock).routes(),
        *sockets.routes(),
    ]
