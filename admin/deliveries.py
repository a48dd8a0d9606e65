"""What could not be delivered, and what still waits."""

import json

from aiohttp import web

from core.access import for_role
from core.clock import Clock
from core.domain.people import Role
from core.errors import NotFound
from core.ports import Bus, StaffDoor, StaffPages
from core.record import OutboxStore

MOST = 200


class DeliveryPages:
    """Handlers under /admin/deliveries."""

    def __init__(self, outbox: OutboxStore, door: StaffDoor, pages: StaffPages, bus: Bus, clock: Clock) -> None:
        self._outbox = outbox
        self._door = door
        self._pages = pages
        self._bus = bus
        self._clock = clock

    @for_role(Role.ADMIN)
    async def listing(self, request: web.Request) -> web.Response:
        """Dead letters with their errors, and the backlog."""
        session = self._door.require(request, Role.ADMIN)
        rows = await self._outbox.dead_letters(MOST)
        waiting, oldest_ms = await self._outbox.outbox_backlog(self._clock.now())
        text = self._pages.render(
            "admin/deliveries.html",
            session,
            here="deliveries",
            rows=[(row, json.dumps(row.payload, indent=2, ensure_ascii=False)) for row in rows],
            most=MOST,
            waiting=waiting,
            oldest_s=oldest_ms // 1000,
            again="again" in request.query,
        )
        return web.Response(text=text, content_type="text/html")

    @for_role(Role.ADMIN)
    async def send_again(self, request: web.Request) -> web.Response:
        """Put a dead letter back in the line; its key stays, so the receiver can tell a repeat."""
        number = request.match_info["row"]
        found = number.isascii() and number.isdigit() and len(number) < 16
        if not found or not await self._outbox.requeue(int(number), self._clock.now()):
            raise NotFound("This delivery is not among the dead letters any more. Somebody may have sent it again.")
        await self._bus.publish("outbox", {})
        return web.Response(status=303, headers={"Location": "/admin/deliveries?again"})
