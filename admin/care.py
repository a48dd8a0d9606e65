"""What the articles need: reviews that are due, articles that nobody uses or that do not help, drafts that agents write
anew, pairs that contradict or repeat each other, sources that fail."""

import asyncio
from dataclasses import dataclass

import structlog
from aiohttp import web

from core.access import for_role
from core.care import Care, Compared, Comparison
from core.clock import Clock
from core.domain.ids import ArticleId, Millis
from core.domain.people import Role
from core.drafts import DraftCounts, DraftReplies, count_drafts
from core.errors import InvalidInput
from core.library import ArticleFilter, ArticleSource, Library, StoredArticle
from core.ports import StaffDoor, StaffPages
from core.sources import Schedule, SourceSchedules
from core.staff_words import CLASHES, SOURCES
from core.uses import UseCounts, Uses

log = structlog.get_logger("foyer.care")

IDLE_DAYS = 90
"""An article that no answer has used for so long is shown."""
_DAY_MS = 86_400_000
LEAST_USES = 3
"""Before that nobody can say whether an article helps."""
MOST = 50
_ALL = 5_000


@dataclass(frozen=True, slots=True)
class Stale:
    """Articles to look at."""

    due: list[StoredArticle]
    unhelpful: list[tuple[StoredArticle, UseCounts]]
    idle: list[tuple[StoredArticle, Millis | None]]
    rewritten: list[tuple[StoredArticle, DraftCounts]]


class CarePages:
    """Handlers under /admin/care."""

    def __init__(
        self,
        library: Library,
        uses: Uses,
        drafts: DraftReplies,
        schedules: SourceSchedules,
        care: Care,
        comparison: Comparison,
        door: StaffDoor,
        pages: StaffPages,
        clock: Clock,
    ) -> None:
        self._library = library
        self._uses = uses
        self._drafts = drafts
        self._schedules = schedules
        self._care = care
        self._comparison = comparison
        self._door = door
        self._pages = pages
        self._clock = clock
        self._compared: tuple[int, Compared] | None = None
        self._comparing: asyncio.Task[None] | None = None
        self._failed_at = -1

    @for_role(Role.ADMIN)
    async def listing(self, request: web.Request) -> web.Response:
        """All of it. Comparing takes some seconds after a change; until then the page shows the one before, or
        reloads by itself."""
        session = self._door.require(request, Role.ADMIN)
        seq = await self._library.library_seq()
        fresh = self._compared is not None and self._compared[0] >= seq
        if not fresh and self._comparing is None and self._failed_at != seq:
            self._comparing = asyncio.get_running_loop().create_task(self._compare(seq))
        dismissed = await self._care.dismissed_pairs()
        compared = self._compared[1] if self._compared else None
        text = self._pages.render(
            "admin/care.html",
            session,
            here="articles",
            stale=await self._stale(),
            failing=await self._failing(),
            compared=compared,
            waiting=not fresh and self._failed_at != seq,
            failed=self._failed_at == seq,
            dismissed=dismissed,
            idle_days=IDLE_DAYS,
            CLASHES=CLASHES,
            SOURCES=SOURCES,
        )
        headers = {"Refresh": "2"} if compared is None and self._comparing is not None else {}
        return web.Response(text=text, content_type="text/html", headers=headers)

    async def _compare(self, seq: int) -> None:
        try:
            self._compared = await self._comparison.compare()
        except Exception as error:  # the page says so; the next change tries again
            self._failed_at = seq
            log.exception("comparison_failed", error=type(error).__name__)
        finally:
            self._comparing = None

    @for_role(Role.ADMIN)
    async def dismiss(self, request: web.Request) -> web.Response:
        """Nothing is wrong with a pair; it comes back when one of its texts changes."""
        session = self._door.require(request, Role.ADMIN)
        await self._care.dismiss_pair(await _key(request), session.staff.name, self._clock.now())
        return _back()

    @for_role(Role.ADMIN)
    async def recall(self, request: web.Request) -> web.Response:
        """Show a pair again."""
        self._door.require(request, Role.ADMIN)
        await self._care.recall_pair(await _key(request))
        return _back()

    async def _stale(self) -> Stale:
        now = self._clock.now()
        while await self._uses.gather_uses():
            pass
        live = await self._library.list_articles(ArticleFilter(state="live"), now, limit=_ALL)
        counts = await self._uses.use_counts([each.article.id for each in live])
        used = await self._uses.last_used()
        return Stale(
            due=[each for each in live if (at := each.article.review_at) is not None and at <= now],
            unhelpful=_unhelpful(live, counts)[:MOST],
            idle=_idle(live, used, now)[:MOST],
            rewritten=_rewritten(live, count_drafts(await self._drafts.first_replies()))[:MOST],
        )

    async def _failing(self) -> list[tuple[ArticleSource, Schedule]]:
        schedules = await self._schedules.schedules()
        sources = await self._library.article_sources()
        return [(each, schedules[each.id]) for each in sources if each.id in schedules and schedules[each.id].trouble]


def _unhelpful(
    live: tuple[StoredArticle, ...], counts: dict[ArticleId, UseCounts]
) -> list[tuple[StoredArticle, UseCounts]]:
    """Used often enough, and more often in vain than not; the worst first."""
    found = [(each, counts[each.article.id]) for each in live if each.article.id in counts]
    bad = [(each, count) for each, count in found if count.used >= LEAST_USES and count.failed > count.solved]
    return sorted(bad, key=lambda pair: pair[1].solved - pair[1].failed)


def _rewritten(
    live: tuple[StoredArticle, ...], counts: dict[ArticleId, DraftCounts]
) -> list[tuple[StoredArticle, DraftCounts]]:
    """Offered often enough as a draft, and more often written anew than sent as it was; the worst first."""
    found = [(each, counts[each.article.id]) for each in live if each.article.id in counts]
    bad = [(each, count) for each, count in found if count.all >= LEAST_USES and count.replaced > count.sent]
    return sorted(bad, key=lambda pair: pair[1].sent - pair[1].replaced)


def _idle(
    live: tuple[StoredArticle, ...], used: dict[ArticleId, Millis], now: Millis
) -> list[tuple[StoredArticle, Millis | None]]:
    """There for long enough, and not used since; the longest first."""
    before = now - IDLE_DAYS * _DAY_MS
    found = [(each, used.get(each.article.id)) for each in live if each.created_at < before]
    return sorted((pair for pair in found if (pair[1] or 0) < before), key=lambda pair: pair[1] or 0)


async def _key(request: web.Request) -> str:
    key = str((await request.post()).get("key", ""))
    if not key.isalnum() or len(key) > 64:
        raise InvalidInput("The form is incomplete. Go back to the list.")
    return key


def _back() -> web.Response:
    return web.Response(status=303, headers={"Location": "/admin/care"})
