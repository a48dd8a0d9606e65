"""What the articles do not answer: groups of questions with what they cost, and a draft for each."""

from aiohttp import web

from core.access import for_role
from core.clock import Clock
from core.domain.ids import Millis
from core.domain.people import Role
from core.gaps import Gap, Gaps
from core.policies.gaps import gaps_of
from core.ports import Embedder, StaffDoor, StaffPages
from core.staff_words import REASONS

DAYS = 30
_DAY_MS = 86_400_000
MOST_GAPS = 50
SHOWN = 6
"""Questions of a gap that are listed."""


class GapPages:
    """Handlers for /admin/gaps. `embedder` is None in a process that serves pages only."""

    def __init__(self, gaps: Gaps, embedder: Embedder | None, door: StaffDoor, pages: StaffPages, clock: Clock) -> None:
        self._gaps = gaps
        self._embedder = embedder
        self._door = door
        self._pages = pages
        self._clock = clock

    @for_role(Role.ADMIN)
    async def listing(self, request: web.Request) -> web.Response:
        """The gaps of the last DAYS days, costliest first."""
        session = self._door.require(request, Role.ADMIN)
        found = await self._found()
        text = self._pages.render(
            "admin/gaps.html",
            session,
            here="gaps",
            gaps=found[:MOST_GAPS] if found is not None else None,
            days=DAYS,
            shown=SHOWN,
            REASONS=REASONS,
        )
        return web.Response(text=text, content_type="text/html")

    async def _found(self) -> list[Gap] | None:
        if self._embedder is None:
            return None
        questions = await self._gaps.unanswered(Millis(self._clock.now() - DAYS * _DAY_MS))
        if not questions:
            return []
        return gaps_of(questions, await self._embedder.embed([each.question for each in questions]))
