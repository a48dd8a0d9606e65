"""What the articles do not answer: groups of questions with what they cost, a draft for each, and what became of those
that somebody dealt with."""

from dataclasses import dataclass

from aiohttp import web

from admin.gap_form import carried, closed
from core.access import for_role
from core.clock import Clock
from core.domain.ids import ArticleId, Millis
from core.domain.people import Role
from core.errors import InvalidInput, NotFound
from core.gaps import Followed, Gap, Gaps, Linked
from core.library import Library
from core.policies.gaps import for_an_article, gaps_of, without_closed
from core.policies.redact import redact
from core.ports import Embedder, StaffDoor, StaffPages
from core.staff_words import REASONS

DAYS = 30
_DAY_MS = 86_400_000
MOST_GAPS = 50
SHOWN = 6
"""Questions of a gap that are listed."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the page shows: open gaps with what their forms carry, those dealt with, and what agents linked."""

    gaps: list[tuple[Gap, str]]
    followed: list[Followed]
    linked: tuple[Linked, ...]


class GapPages:
    """Handlers under /admin/gaps. `embedder` is None in a process that serves pages only."""

    def __init__(
        self, gaps: Gaps, library: Library, embedder: Embedder | None, door: StaffDoor, pages: StaffPages, clock: Clock
    ) -> None:
        self._gaps = gaps
        self._library = library
        self._embedder = embedder
        self._door = door
        self._pages = pages
        self._clock = clock

    @for_role(Role.ADMIN)
    async def listing(self, request: web.Request) -> web.Response:
        """The gaps of the last DAYS days, costliest first."""
        session = self._door.require(request, Role.ADMIN)
        text = self._pages.render(
            "admin/gaps.html",
            session,
            here="gaps",
            found=await self._found(),
            days=DAYS,
            shown=SHOWN,
            redact=redact,
            REASONS=REASONS,
        )
        return web.Response(text=text, content_type="text/html")

    @for_role(Role.ADMIN)
    async def settle(self, request: web.Request) -> web.Response:
        """Close a gap: with an article that is there, or by saying that none is wanted."""
        session = self._door.require(request, Role.ADMIN)
        form = await request.post()
        named = ArticleId(str(form.get("article", "")).strip())
        if named:
            stored = await self._library.stored_article(named)
            if stored is None or stored.gone is not None:
                raise InvalidInput(f"There is no article `{named}`. Give its id, as the list of articles shows it.")
        elif form.get("do") != "dismiss":
            raise InvalidInput("Give the id of the article that answers it.")
        gap = closed(str(form.get("gap", "")), named or None, session.staff.name, self._clock.now())
        await self._gaps.close_gap(gap)
        return _back()

    @for_role(Role.ADMIN)
    async def reopen(self, request: web.Request) -> web.Response:
        """Take back what was done about a gap."""
        self._door.require(request, Role.ADMIN)
        if not await self._gaps.reopen_gap(request.match_info["gap"]):
            raise NotFound("This gap is open already. Go back to the list.")
        return _back()

    async def _found(self) -> Found | None:
        if self._embedder is None:
            return None
        since = Millis(self._clock.now() - DAYS * _DAY_MS)
        linked = await self._gaps.linked(since)
        done = await self._gaps.closed_gaps()
        questions = for_an_article(await self._gaps.unanswered(since))
        texts = [each.question for each in questions]
        theirs = [question for gap in done for question in gap.questions]
        vectors = await self._embedder.embed([*texts, *theirs])
        ends = len(texts)
        closed_vectors = []
        for gap in done:
            closed_vectors.append(vectors[ends : ends + len(gap.questions)])
            ends += len(gap.questions)
        still, followed = without_closed(questions, vectors[: len(texts)], done, closed_vectors)
        gaps = gaps_of([questions[i] for i in still], vectors[still])[:MOST_GAPS]
        return Found([(gap, carried(gap)) for gap in gaps], followed, linked)


def _back() -> web.Response:
    return web.Response(status=303, headers={"Location": "/admin/gaps"})
