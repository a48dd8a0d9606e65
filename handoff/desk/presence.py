"""Going off and coming back, from the desk's page."""

import json
from typing import Any

from aiohttp import web

from core.access import for_role
from core.domain.people import Role
from core.errors import InvalidInput
from core.ports import StaffDoor
from handoff.presence import Presence, Present


class PresenceApi:
    """Handlers under /desk/api/presence."""

    def __init__(self, presence: Presence, door: StaffDoor) -> None:
        self._presence = presence
        self._door = door

    def routes(self) -> list[web.RouteDef]:
        """For `app.add_routes`."""
        return [web.get("/desk/api/presence", self.show), web.post("/desk/api/presence", self.change)]

    @for_role(Role.AGENT)
    async def show(self, request: web.Request) -> web.Response:
        """Whether the one who asks is on duty."""
        return _answer(await self._presence.of(self._door.require(request, Role.AGENT).staff))

    @for_role(Role.AGENT)
    async def change(self, request: web.Request) -> web.Response:
        """`{"off": true, "until": "17:00", "give_back": false}`, or `{"off": false}`."""
        member = self._door.require(request, Role.AGENT).staff
        try:
            body: Any = json.loads(await request.text())
        except (ValueError, LookupError):
            body = None
        if not isinstance(body, dict) or not isinstance(body.get("off"), bool):
            raise InvalidInput("Say whether you are off. Reload the page and try again.")
        if not body["off"]:
            return _answer(await self._presence.come_on(member))
        until = body.get("until", "")
        if not isinstance(until, str):
            raise InvalidInput("Say until when in words, such as 17:00 or tomorrow.")
        return _answer(await self._presence.go_off(member, until, give_back=body.get("give_back") is True))


def _answer(present: Present) -> web.Response:
    return web.json_response({"there": present.there, "words": present.words, "held": present.held})
