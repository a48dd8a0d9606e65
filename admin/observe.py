"""What the bot would have done in the categories in which it is held back."""

from collections.abc import Mapping

from aiohttp import web

from core.access import for_role
from core.clock import Clock
from core.domain.ids import Millis
from core.domain.people import Role
from core.domain.policy import Autonomy, Policy
from core.observed import Observations
from core.policies.observed import agrees, report
from core.ports import StaffDoor, StaffPages
from core.staff_words import AUTONOMIES, OUTCOMES, REASONS

DAYS = 30
_DAY_MS = 86_400_000
SHOWN = 60


class ObservePages:
    """Handlers for /admin/observe. `categories` are the company's, names by id."""

    def __init__(
        self,
        observations: Observations,
        door: StaffDoor,
        pages: StaffPages,
        clock: Clock,
        categories: Mapping[str, str],
        policy: Policy,
    ) -> None:
        self._observations = observations
        self._door = door
        self._pages = pages
        self._clock = clock
        self._categories = categories
        self._policy = policy

    @for_role(Role.ADMIN)
    async def listing(self, request: web.Request) -> web.Response:
        """The switches as they stand, and what would have happened in the last DAYS days."""
        session = self._door.require(request, Role.ADMIN)
        found = await self._observations.observed(Millis(self._clock.now() - DAYS * _DAY_MS))
        named = self._policy.autonomy_by_category
        text = self._pages.render(
            "admin/observe.html",
            session,
            here="observe",
            days=DAYS,
            ceiling=self._policy.autonomy,
            switches=[
                (name, min(self._policy.autonomy, named.get(each, Autonomy.AUTOMATIC), key=lambda a: a.rank))
                for each, name in self._categories.items()
            ],
            lines=report(found),
            turns=[(each, agrees(each)) for each in found[:SHOWN]],
            count=len(found),
            categories=self._categories,
            AUTONOMIES=AUTONOMIES,
            OUTCOMES=OUTCOMES,
            REASONS=REASONS,
        )
        return web.Response(text=text, content_type="text/html")


def observe_routes(
    observations: Observations,
    door: StaffDoor,
    pages: StaffPages,
    clock: Clock,
    categories: Mapping[str, str],
    policy: Policy,
) -> list[web.RouteDef]:
    """The page."""
    return [web.get("/admin/observe", ObservePages(observations, door, pages, clock, categories, policy).listing)]
