"""The switches of how far the bot may go, and what it would have done where it is held back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from aiohttp import web

from core.access import for_role
from core.clock import Clock
from core.domain.ids import Millis
from core.domain.people import Role
from core.domain.policy import Autonomy, Policy
from core.errors import InvalidInput
from core.observed import Observations
from core.policies.autonomy import switched
from core.policies.observed import agrees, report
from core.ports import StaffDoor, StaffPages
from core.staff_words import AUTONOMIES, OUTCOMES, REASONS
from core.switches import EVERYWHERE, Switched, Switches, Switching

DAYS = 30
_DAY_MS = 86_400_000
SHOWN = 60
CHANGES = 20
AS_FILE = "file"
"""What the form says for: as policies.yaml says."""


class ObserveRecord(Observations, Switches, Protocol):
    """What these pages need of the record."""


@dataclass(frozen=True, slots=True)
class Line:
    """A switch as it stands: what was chosen (None: nothing), what policies.yaml says, and what holds in effect."""

    category: str
    name: str
    chosen: Autonomy | None
    of_file: Autonomy
    holds: Autonomy


class ObservePages:
    """Handlers for /admin/observe. `categories` are the company's, names by id; `policy` is that of the file."""

    def __init__(
        self,
        record: ObserveRecord,
        door: StaffDoor,
        pages: StaffPages,
        clock: Clock,
        categories: Mapping[str, str],
        policy: Policy,
    ) -> None:
        self._record = record
        self._door = door
        self._pages = pages
        self._clock = clock
        self._categories = categories
        self._policy = policy

    @for_role(Role.ADMIN)
    async def listing(self, request: web.Request) -> web.Response:
        """The switches as they stand, who moved them, and what would have happened in the last DAYS days."""
        session = self._door.require(request, Role.ADMIN)
        found = await self._record.observed(Millis(self._clock.now() - DAYS * _DAY_MS))
        text = self._pages.render(
            "admin/observe.html",
            session,
            here="observe",
            days=DAYS,
            switches=self._lines(await self._record.switched()),
            changes=await self._record.switchings(CHANGES),
            choices=list(Autonomy),
            as_file=AS_FILE,
            lines=report(found),
            turns=[(each, agrees(each)) for each in found[:SHOWN]],
            count=len(found),
            categories={EVERYWHERE: "Everywhere"} | dict(self._categories),
            AUTONOMIES=AUTONOMIES,
            OUTCOMES=OUTCOMES,
            REASONS=REASONS,
        )
        return web.Response(text=text, content_type="text/html")

    @for_role(Role.ADMIN)
    async def switch(self, request: web.Request) -> web.Response:
        """Move one switch; every process heeds it from its next turn on."""
        session = self._door.require(request, Role.ADMIN)
        form = await request.post()
        category, wanted = str(form.get("category", EVERYWHERE)), str(form.get("autonomy", ""))
        if category != EVERYWHERE and category not in self._categories:
            raise InvalidInput("This category is not one of the company's any more. Open the page again.")
        if wanted not in (AS_FILE, *Autonomy):
            raise InvalidInput("Choose how far the bot may go: off, observe, assist, automatic, or as the file says.")
        autonomy = None if wanted == AS_FILE else Autonomy(wanted)
        change = Switching(category, autonomy, session.staff.name, self._clock.now())
        await self._record.switch(change)
        return web.Response(status=303, headers={"Location": "/admin/observe"})

    def _lines(self, chosen: Switched) -> list[Line]:
        now, named = switched(self._policy, chosen), self._policy.autonomy_by_category
        lines = [
            Line(EVERYWHERE, "Everywhere, at most", chosen.get(EVERYWHERE), self._policy.autonomy, now.autonomy),
        ]
        for category, name in self._categories.items():
            own = now.autonomy_by_category.get(category, Autonomy.AUTOMATIC)
            holds = min(now.autonomy, own, key=lambda each: each.rank)
            lines.append(Line(category, name, chosen.get(category), named.get(category, Autonomy.AUTOMATIC), holds))
        return lines


def observe_routes(
    record: ObserveRecord,
    door: StaffDoor,
    pages: StaffPages,
    clock: Clock,
    categories: Mapping[str, str],
    policy: Policy,
) -> list[web.RouteDef]:
    """The page and its switches."""
    observe = ObservePages(record, door, pages, clock, categories, policy)
    return [web.get("/admin/observe", observe.listing), web.post("/admin/observe/switch", observe.switch)]
