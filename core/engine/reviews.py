"""Reminding of articles that are to be reviewed: once a day, by one process, however many run."""

from collections.abc import Sequence

import structlog

from core.clock import Clock
from core.domain.company import Company
from core.engine.pulse import Loop
from core.policies.reviews import reminder_day
from core.reviews import ReviewReminders

log = structlog.get_logger("foyer.reviews")


class ReviewWatch(Loop):
    """Looks in opening hours for articles whose review day has come, until today's message is on its way."""

    name = "reviews"

    def __init__(
        self,
        reminders: ReviewReminders,
        destinations: Sequence[str],
        company: Company,
        clock: Clock,
        poll_s: float = 300.0,
    ) -> None:
        super().__init__(clock, poll_s)
        self._reminders = reminders
        self._destinations = tuple(destinations)
        self._company = company
        self._done = ""

    def on_error(self, error: Exception) -> None:
        """The next look tries again."""
        log.error("reviews_failed", error=type(error).__name__)

    async def step(self) -> bool:
        """Look once; there is never more to do at once."""
        now = self.clock.now()
        day = reminder_day(self._company.hours, self._company.timezone, now)
        if day and day != self._done:
            reminded = await self._reminders.remind_of_reviews(day, self._destinations, now)
            if reminded:
                self._done = day
                log.info("reviews_reminded", articles=len(reminded))
        return False
