"""Labels by agents: a list to check, mend and drop, and what each threshold would have done."""

from collections.abc import Mapping, Sequence

from aiohttp import web

from core.access import for_role
from core.clock import Clock
from core.domain.handoff import Timing
from core.domain.ids import IntentId, Millis
from core.domain.mind import Intent
from core.domain.people import Role
from core.domain.policy import Policy
from core.errors import InvalidInput, NotFound
from core.labels import Labels
from core.policies.what_if import answer_table, intent_table
from core.ports import StaffDoor, StaffPages
from core.staff_words import TIMINGS

DAYS = 180
_DAY_MS = 86_400_000
SHOWN = 200


class LabelPages:
    """Handlers under /admin/labels. `intents` are the company's, by the name of their category."""

    def __init__(
        self,
        labels: Labels,
        door: StaffDoor,
        pages: StaffPages,
        clock: Clock,
        intents: Mapping[str, Sequence[Intent]],
        policy: Policy,
    ) -> None:
        self._labels = labels
        self._door = door
        self._pages = pages
        self._clock = clock
        self._intents = intents
        self._policy = policy

    @for_role(Role.ADMIN)
    async def listing(self, request: web.Request) -> web.Response:
        """The labels of the last DAYS days, newest first, and the tables made of them."""
        session = self._door.require(request, Role.ADMIN)
        found = await self._labels.labels(since=Millis(self._clock.now() - DAYS * _DAY_MS))
        text = self._pages.render(
            "admin/labels.html",
            session,
            here="labels",
            labels=found[:SHOWN],
            count=len(found),
            days=DAYS,
            intents=self._intents,
            names={intent.id: intent.name for group in self._intents.values() for intent in group},
            answers=answer_table(found),
            acted=intent_table(found),
            policy=self._policy,
            TIMINGS=TIMINGS,
            timings=list(Timing),
        )
        return web.Response(text=text, content_type="text/html")

    @for_role(Role.ADMIN)
    async def mend(self, request: web.Request) -> web.Response:
        """Say otherwise."""
        session = self._door.require(request, Role.ADMIN)
        form = await request.post()
        intent, timing = str(form.get("correct_intent", "")), str(form.get("timing", ""))
        known = {each.id for group in self._intents.values() for each in group}
        if intent and intent not in known:
            raise InvalidInput("This is none of the company's intents any more. Reload the page and choose again.")
        if timing and timing not in list(Timing):
            raise InvalidInput("Say whether it came at the right moment, or leave it open.")
        done = await self._labels.mend_label(
            request.match_info["label"],
            IntentId(intent) if intent else None,
            Timing(timing) if timing else None,
            session.staff.name,
        )
        return _back(done)

    @for_role(Role.ADMIN)
    async def drop(self, request: web.Request) -> web.Response:
        """Forget one."""
        self._door.require(request, Role.ADMIN)
        return _back(await self._labels.drop_label(request.match_info["label"]))


def _back(done: bool) -> web.Response:
    if not done:
        raise NotFound("This label is gone. The customer may have deleted the message, or somebody dropped it.")
    return web.Response(status=303, headers={"Location": "/admin/labels"})


def label_routes(
    labels: Labels,
    door: StaffDoor,
    pages: StaffPages,
    clock: Clock,
    intents: Mapping[str, Sequence[Intent]],
    policy: Policy,
) -> list[web.RouteDef]:
    """Everything under /admin/labels."""
    handlers = LabelPages(labels, door, pages, clock, intents, policy)
    return [
        web.get("/admin/labels", handlers.listing),
        web.post("/admin/labels/{label}", handlers.mend),
        web.post("/admin/labels/{label}/drop", handlers.drop),
    ]
