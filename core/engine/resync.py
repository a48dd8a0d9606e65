"""Reading sources again when their time has come: in one process, however many run."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import structlog

from core.clock import Clock
from core.domain.ids import Millis, SourceId
from core.engine.pulse import Loop
from core.errors import Conflict, FoyerError
from core.library import ArticleIntake, ArticleSource, SyncReport
from core.policies.resync import next_reading, trouble_in
from core.sources import Schedule, SourceSchedules

log = structlog.get_logger("foyer.sources")

LEASE_MS = 120_000
_RENEW_S = 40.0


class Readings:
    """Reads one source, claimed so that nobody else does, and keeps what came of it."""

    def __init__(self, schedules: SourceSchedules, intake: ArticleIntake, clock: Clock) -> None:
        self._schedules = schedules
        self._intake = intake
        self._clock = clock

    async def now(self, source: ArticleSource) -> SyncReport:
        """Read it at once. Raises Conflict while it is being read, and what reading it raises."""
        if not await self._schedules.claim_source(source.id, self._clock.now(), LEASE_MS):
            raise Conflict("This source is being read right now. Look again in a moment.")
        return await self.claimed(source)

    async def claimed(self, source: ArticleSource) -> SyncReport:
        """Read one that is claimed."""
        trouble = "It stopped in the middle. It is tried again by itself."
        try:
            async with self._kept(source.id):
                report = await self._intake.again(source)
            trouble = trouble_in(report)
            return report
        except FoyerError as error:
            trouble = error.message
            raise
        finally:
            now = self._clock.now()
            known = (await self._schedules.schedules()).get(source.id, Schedule())
            failures = known.failures + 1 if trouble else 0
            next_at = next_reading(known.every_minutes, failures, now)
            await self._schedules.read_source(source.id, now, next_at, trouble)

    @contextlib.asynccontextmanager
    async def _kept(self, source: SourceId) -> AsyncIterator[None]:
        async def renew() -> None:
            while True:
                await self._clock.sleep(_RENEW_S)
                await self._schedules.renew_source(source, Millis(self._clock.now() + LEASE_MS))

        task = asyncio.get_running_loop().create_task(renew())
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, FoyerError):
                await task


class Resync(Loop):
    """Looks for sources whose time has come."""

    name = "sources"

    def __init__(self, schedules: SourceSchedules, readings: Readings, clock: Clock, poll_s: float = 5.0) -> None:
        super().__init__(clock, poll_s)
        self._schedules = schedules
        self._readings = readings

    def on_error(self, error: Exception) -> None:
        """The source keeps its trouble; the others go on."""
        log.error("resync_failed", error=type(error).__name__)

    async def step(self) -> bool:
        """Read one that is due; True when there may be more."""
        source = await self._schedules.due_source(self.clock.now(), LEASE_MS)
        if source is None:
            return False
        try:
            report = await self._readings.claimed(source)
            log.info("source_read", source=source.id, **report.counts())
        except FoyerError as error:
            log.warning("source_failed", source=source.id, error=type(error).__name__)
        return True
