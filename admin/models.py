"""The model that reads messages; and what language models cost and how often they were of use: by day, by step."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web

from core.access import for_role
from core.clock import Clock
from core.domain.ids import Millis
from core.domain.people import Role
from core.language_model import CallOutcome, Step
from core.model_card import FIGURES, MORE_FIGURES, Cards
from core.model_settings import MICROS, ModelSettings
from core.ports import StaffDoor, StaffPages
from core.spending import Spending, Spent, totals
from core.staff_words import CALL_OUTCOMES, STEPS, named

DAYS = 30
_DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: questions that belong together. Money in the price's unit, times in ms."""

    name: str
    model: str
    questions: int
    used: int
    money: float
    ms: float
    fell_back: tuple[tuple[str, int], ...]
    """Why the local way was taken, and how often; most frequent first."""

    @property
    def share(self) -> float:
        """Of the questions that took the local way."""
        return 1 - self.used / self.questions


def line_of(name: str, model: str, spent: Sequence[Spent]) -> Line:
    """All of `spent` as one row; at least one."""
    questions, used, micros = totals(spent)
    why: dict[str, int] = {}
    for each in spent:
        if each.outcome != CallOutcome.USED:
            why[each.outcome] = why.get(each.outcome, 0) + each.calls
    ordered = sorted(why.items(), key=lambda pair: (-pair[1], pair[0]))
    told = tuple((named(CALL_OUTCOMES, outcome), times) for outcome, times in ordered)
    return Line(name, model, questions, used, micros / MICROS, sum(each.ms for each in spent) / questions, told)


def by_day(spent: Sequence[Spent]) -> list[Line]:
    """A row a day, newest first."""
    return [line_of(day, "", [s for s in spent if s.day == day]) for day in dict.fromkeys(s.day for s in spent)]


def by_step(spent: Sequence[Spent]) -> list[Line]:
    """A row for each step and model, steps in the order of a turn."""
    pairs = sorted({(list(Step).index(Step(s.step)), s.model) for s in spent})
    return [
        line_of(
            named(STEPS, list(Step)[place]),
            model,
            [s for s in spent if (s.step, s.model) == (list(Step)[place].value, model)],
        )
        for place, model in pairs
    ]


class ModelPages:
    """Handlers for /admin/models."""

    def __init__(
        self,
        spending: Spending,
        settings: ModelSettings,
        door: StaffDoor,
        pages: StaffPages,
        clock: Clock,
        cards: Cards,
    ) -> None:
        self._spending = spending
        self._settings = settings
        self._door = door
        self._pages = pages
        self._clock = clock
        self._cards = cards

    @for_role(Role.ADMIN)
    async def listing(self, request: web.Request) -> web.Response:
        """The last DAYS days, and what is left of today."""
        session = self._door.require(request, Role.ADMIN)
        now = self._clock.now()
        spent = await self._spending.spent(Millis(now - (DAYS - 1) * _DAY_MS))
        today = await self._spending.spent(now)
        plans = self._settings.plans()
        serving, accepted = await asyncio.to_thread(self._cards)
        text = self._pages.render(
            "admin/models.html",
            session,
            here="models",
            serving=serving,
            accepted=accepted,
            FIGURES={**FIGURES, **MORE_FIGURES},
            days=DAYS,
            daily=by_day(spent),
            steps=by_step(spent),
            whole=line_of("", "", spent) if spent else None,
            today=totals(today)[2] / MICROS,
            budget=self._settings.day_budget,
            conversation_budget=self._settings.conversation_budget,
            plans=[(named(STEPS, step), plan, plan.day_budget / MICROS) for step, plan in plans.items()],
        )
        return web.Response(text=text, content_type="text/html")


def model_routes(
    spending: Spending, settings: ModelSettings, door: StaffDoor, pages: StaffPages, clock: Clock, cards: Cards
) -> list[web.RouteDef]:
    """What reads messages, and what language models cost."""
    return [web.get("/admin/models", ModelPages(spending, settings, door, pages, clock, cards).listing)]
