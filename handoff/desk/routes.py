"""The desk's page and everything under it."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from aiohttp import web

from core.access import for_role
from core.clock import Clock
from core.domain.handoff import ResolveReason, Timing
from core.domain.mind import Intent
from core.domain.people import Role
from core.files import FileShelf
from core.ports import StaffDoor, StaffPages
from core.record import EventLog
from core.staff_words import RESOLVE_REASONS, TIMINGS
from handoff.desk.api import DeskApi, DeskRecord
from handoff.desk.files import DeskFiles
from handoff.desk.knowledge import KnowledgeApi
from handoff.desk.live import DeskSockets
from handoff.desk.presence import PresenceApi
from handoff.presence import Presence
from handoff.queue import HandoffQueue
from handoff.search import AgentSearch
from handoff.service import HandoffService

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
STATIC = HERE / "static"


class DeskPage:
    """The page itself; a link to one conversation opens the same page on it."""

    def __init__(self, door: StaffDoor, pages: StaffPages, intents: Mapping[str, Sequence[Intent]]) -> None:
        self._door = door
        self._pages = pages
        self._intents = intents

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
        text = self._pages.render(
            "desk/desk.html",
            session,
            here="desk",
            resolve_reasons=reasons,
            timings=[(timing.value, TIMINGS[timing]) for timing in Timing],
            intents=self._intents,
        )
        return web.Response(text=text, content_type="text/html")


def desk_routes(
    store: DeskRecord,
    log: EventLog,
    service: HandoffService,
    queue: HandoffQueue,
    presence: Presence,
    door: StaffDoor,
    pages: StaffPages,
    clock: Clock,
    sockets: DeskSockets,
    intents: Mapping[str, Sequence[Intent]],
    search: AgentSearch,
    shelf: FileShelf,
) -> list[web.RouteDef]:
    """Everything under /desk. The app closes `sockets` when it shuts down. `intents` are the company's, by the name of
    their category."""
    page = DeskPage(door, pages, intents)
    known = frozenset(intent.id for of_category in intents.values() for intent in of_category)
    return [
        web.get("/desk", page.show),
        web.get("/desk/c/{conversation}", page.show, name="desk-conversation"),
        web.get("/desk/{conversation:[0-9a-f]{32}}", page.go),
        *DeskFiles(store, shelf, door).routes(),
        *KnowledgeApi(search, store, door).routes(),
        *DeskApi(store, log, service, queue, presence, door, clock, known, search).routes(),
        *PresenceApi(presence, door).routes(),
        *sockets.routes(),
    ]
