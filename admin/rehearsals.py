"""Trying a change over the known questions before it is published: in the background, with its progress on a page."""

import asyncio
from dataclasses import dataclass, replace
from typing import Any

import structlog
from aiohttp import web

from core.access import for_role
from core.clock import Clock, new_id
from core.domain.company import Article
from core.domain.ids import ArticleId
from core.domain.people import Role
from core.errors import FoyerError, NotFound
from core.known import KnownQuestions, Rehearsal, Rehearse, Tried
from core.ports import StaffDoor, StaffPages

log = structlog.get_logger("foyer.rehearsals")

_TELL_EVERY = 10
"""Questions between two notes of progress in the record."""
_DEAD_MS = 120_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a page shows what was tried."""

    broke: list[Tried]
    mended: list[Tried]
    wrong: list[Tried]
    """Before and after."""
    reworded: list[Tried]
    """Right before and after, in other words."""
    right: int


def outcome_of(tried: tuple[Tried, ...]) -> Outcome:
    """Sorted by what a lead has to look at."""
    both = [each for each in tried if each.old.right and each.new.right]
    return Outcome(
        broke=[each for each in tried if each.broke],
        mended=[each for each in tried if each.mended],
        wrong=[each for each in tried if not each.old.right and not each.new.right],
        reworded=[each for each in both if each.old.text != each.new.text],
        right=sum(each.new.right for each in tried),
    )


class RehearsalPages:
    """Handlers under /admin/rehearsals, and starting one."""

    def __init__(
        self, known: KnownQuestions, rehearse: Rehearse, door: StaffDoor, pages: StaffPages, clock: Clock
    ) -> None:
        self._known = known
        self._rehearse = rehearse
        self._door = door
        self._pages = pages
        self._clock = clock
        self._running: set[asyncio.Task[None]] = set()

    async def begin(
        self,
        by: str,
        *,
        form: dict[str, Any] | None = None,
        article: Article | None = None,
        gone: ArticleId | None = None,
    ) -> str:
        """Start trying `article` in the place of what there is, or without `gone`, or as everything is; returns the
        page's address. `form` is what was typed, to be published or gone back to."""
        now = self._clock.now()
        rehearsal = Rehearsal(new_id(), by, now, form or {}, gone, beat_at=now)
        await self._known.open_rehearsal(rehearsal)
        task = asyncio.get_running_loop().create_task(self._run(rehearsal, article))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return f"/admin/rehearsals/{rehearsal.id}"

    async def _run(self, rehearsal: Rehearsal, article: Article | None) -> None:
        try:
            questions = [each.asked for each in await self._known.known_questions()]
            telling: set[asyncio.Task[None]] = set()

            def progress(done: int, total: int) -> None:
                if done % _TELL_EVERY == 0:
                    now = self._clock.now()
                    note = replace(rehearsal, done=done, total=total, beat_at=now)
                    telling.add(asyncio.get_running_loop().create_task(self._known.keep_rehearsal(note)))

            tried = await self._rehearse.rehearse(questions, article, rehearsal.gone, progress)
            if telling:
                await asyncio.wait(telling)
            total = len(questions)
            ended = replace(rehearsal, done=total, total=total, tried=tried, beat_at=self._clock.now())
        except Exception as error:  # whoever waits at the page must hear of it
            log.exception("rehearsal_failed", error=type(error).__name__)
            said = error.message if isinstance(error, FoyerError) else "Something failed on our side. Try again."
            ended = replace(rehearsal, trouble=said, beat_at=self._clock.now())
        await self._known.keep_rehearsal(ended)

    @for_role(Role.ADMIN)
    async def one(self, request: web.Request) -> web.Response:
        """How far it is, and in the end what would change. It reloads by itself until then."""
        session = self._door.require(request, Role.ADMIN)
        rehearsal = await self._known.rehearsal(request.match_info["rehearsal"])
        if rehearsal is None:
            raise NotFound("This check is not kept any more. Begin it again.")
        runs = rehearsal.tried is None and not rehearsal.trouble
        dead = runs and self._clock.now() - rehearsal.beat_at > _DEAD_MS
        text = self._pages.render(
            "admin/rehearsal.html",
            session,
            here="articles",
            rehearsal=rehearsal,
            form=rehearsal.form,
            runs=runs and not dead,
            dead=dead,
            outcome=None if rehearsal.tried is None else outcome_of(rehearsal.tried),
        )
        headers = {"Refresh": "1"} if runs and not dead else {}
        return web.Response(text=text, content_type="text/html", headers=headers)
