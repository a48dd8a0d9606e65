"""What machines ask: are you there, can you work, and how are you doing."""

from collections.abc import Callable

from aiohttp import web

from core.clock import Clock
from core.engine.pulse import Loop
from core.errors import FoyerError
from core.ports import Bus
from core.record import Record
from core.telemetry import Telemetry

_STALE_MS = 15_000
_OLDEST_MS = 60_000


class Health:
    """`/healthz` (the process answers), `/readyz` (it can do its work), `/metrics` (Prometheus)."""

    def __init__(
        self,
        *,
        record: Record,
        loops: Callable[[], list[Loop]],
        clock: Clock,
        bus: Bus,
        telemetry: Telemetry,
        metrics_open: bool,
    ) -> None:
        self._record = record
        self._loops = loops
        self._clock = clock
        self._bus = bus
        self._telemetry = telemetry
        self._metrics_open = metrics_open

    def routes(self) -> list[web.RouteDef]:
        """For `app.add_routes`."""
        routes = [web.get("/healthz", self._healthz), web.get("/readyz", self._readyz)]
        if self._metrics_open:
            routes.append(web.get("/metrics", self._metrics))
        return routes

    async def _healthz(self, request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def _readyz(self, request: web.Request) -> web.Response:
        report: dict[str, object] = {"database": "ok"}
        ready = True
        try:
            await self._record.ping()
            waiting, oldest_ms = await self._record.backlog(self._clock.now())
            report |= {"waiting": waiting, "oldest_unprocessed_s": round(oldest_ms / 1000, 1)}
            ready = oldest_ms < _OLDEST_MS
        except FoyerError as error:
            report["database"] = error.message
            ready = False
        now = self._clock.now()
        for loop in self._loops():
            alive = loop.alive and now - loop.last_beat < _STALE_MS
            report[loop.name] = "ok" if alive else "not running"
            ready = ready and alive
        connected = getattr(self._bus, "connected", None)
        if connected is not None:
            # Without Redis wake-ups between processes are slower; that alone makes nobody unready.
            report["redis"] = "ok" if connected else "away: working without it"
        report["ready"] = ready
        return web.json_response(report, status=200 if ready else 503)

    async def _metrics(self, request: web.Request) -> web.Response:
        now = self._clock.now()
        try:
            inbox, outbox = await self._record.backlog(now), await self._record.outbox_backlog(now)
        except FoyerError:
            inbox, outbox = (-1, -1000), (-1, -1000)
        body = self._telemetry.expose(inbox, outbox)
        return web.Response(body=body, headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"})
