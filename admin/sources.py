"""Where articles come from: what each source gave last, reading it again, and uploading files."""

from typing import Any
from urllib.parse import quote, urlsplit

from aiohttp import web

from core.access import for_role
from core.clock import Clock
from core.domain.people import Role
from core.engine.resync import Readings
from core.errors import FoyerError, InvalidInput, NotFound, TooLarge
from core.library import ArticleIntake, ArticleSource, Library
from core.policies.resync import next_reading
from core.ports import StaffDoor, StaffPages
from core.sources import AGAIN, INTERVALS, Schedule, SourceSchedules, kind_of_address
from core.staff_words import AUDIENCES, FATES, SOURCES

MOST_BYTES = 20 * 1024 * 1024


class SourcePages:
    """Handlers under /admin/sources."""

    def __init__(
        self,
        library: Library,
        schedules: SourceSchedules,
        intake: ArticleIntake,
        readings: Readings,
        door: StaffDoor,
        pages: StaffPages,
        clock: Clock,
    ) -> None:
        self._library = library
        self._schedules = schedules
        self._intake = intake
        self._readings = readings
        self._door = door
        self._pages = pages
        self._clock = clock

    @for_role(Role.ADMIN)
    async def listing(self, request: web.Request) -> web.Response:
        """Every source, and the form for a file."""
        return await self._list(request)

    @for_role(Role.ADMIN)
    async def one(self, request: web.Request) -> web.Response:
        """What became of each document the last time a source was read."""
        source = await self._source(request)
        schedule = (await self._schedules.schedules()).get(source.id, Schedule())
        return self._page(request, "source", source=source, again=source.kind in AGAIN, schedule=schedule)

    @for_role(Role.ADMIN)
    async def add(self, request: web.Request) -> web.Response:
        """A page, a site or a sitemap to be read: in the background, for it takes as long as the site is large."""
        form = {name: str(value) for name, value in (await request.post()).items()}
        try:
            url = form.get("url", "").strip()
            if not url.startswith(("https://", "http://")) or not urlsplit(url).hostname or len(url) > 1000:
                raise InvalidInput("Write the whole address, beginning with https://.")
            every = _interval(form)
            kind = kind_of_address(url, crawl="crawl" in form)
            source = await self._library.open_source(kind, url, _defaults(form))
            await self._schedules.plan_source(source.id, every, self._clock.now())
        except FoyerError as error:
            return await self._list(request, error)
        return _see(f"/admin/sources/{quote(source.id)}")

    @for_role(Role.ADMIN)
    async def plan(self, request: web.Request) -> web.Response:
        """How often a source is read by itself."""
        source = await self._source(request)
        if source.kind not in AGAIN:
            raise InvalidInput("This source cannot be read again by itself. Upload the file anew.")
        form = {name: str(value) for name, value in (await request.post()).items()}
        every = _interval(form)
        await self._schedules.plan_source(source.id, every, next_reading(every, 0, self._clock.now()))
        return _see(f"/admin/sources/{quote(source.id)}")

    @for_role(Role.ADMIN)
    async def upload(self, request: web.Request) -> web.Response:
        """Take in one file: the bytes of a scripted request, or a form's."""
        try:
            name, data, given = await self._sent(request)
            source, _ = await self._intake.upload(name, data, given)
        except FoyerError as error:
            return await self._list(request, error)
        return _see(f"/admin/sources/{quote(source)}")

    @for_role(Role.ADMIN)
    async def again(self, request: web.Request) -> web.Response:
        """Read a source again now."""
        source = await self._source(request)
        try:
            await self._readings.now(source)
        except FoyerError as error:
            return await self._list(request, error)
        return _see(f"/admin/sources/{quote(source.id)}")

    async def _sent(self, request: web.Request) -> tuple[str, bytes, dict[str, object]]:
        if request.content_type == "application/octet-stream":
            # A script sends the file as it is: a form with a file in it may have a megabyte at most.
            values: dict[str, Any] = dict(request.query)
            return _name(values.get("name", "")), await _read(request), _defaults(values)
        form = await request.post()
        file = form.get("file")
        if not isinstance(file, web.FileField) or not file.filename:
            raise InvalidInput("Choose a file first.")
        return _name(file.filename), file.file.read(), _defaults({k: v for k, v in form.items() if isinstance(v, str)})

    async def _source(self, request: web.Request) -> ArticleSource:
        wanted = request.match_info["source"]
        found = next((each for each in await self._library.article_sources() if each.id == wanted), None)
        if found is None:
            raise NotFound("There is no such source. Go back to the list.")
        return found

    async def _list(self, request: web.Request, error: FoyerError | None = None) -> web.Response:
        sources = await self._library.article_sources()
        status = error.status if error else 200
        return self._page(
            request,
            "sources",
            status=status,
            sources=sources,
            schedules=await self._schedules.schedules(),
            again=AGAIN,
            error=error.message if error else "",
        )

    def _page(self, request: web.Request, template: str, *, status: int = 200, **values: Any) -> web.Response:
        session = self._door.require(request, Role.ADMIN)
        text = self._pages.render(
            f"admin/{template}.html",
            session,
            here="articles",
            AUDIENCES=AUDIENCES,
            SOURCES=SOURCES,
            FATES=FATES,
            INTERVALS=INTERVALS,
            now=self._clock.now(),
            **values,
        )
        return web.Response(text=text, status=status, content_type="text/html")


async def _read(request: web.Request) -> bytes:
    parts: list[bytes] = []
    size = 0
    async for chunk in request.content.iter_chunked(64 * 1024):
        size += len(chunk)
        if size > MOST_BYTES:
            raise TooLarge(f"The file has more than {MOST_BYTES // 2**20} MB. Split it.")
        parts.append(chunk)
    return b"".join(parts)


def _name(given: str) -> str:
    name = given.replace("\\", "/").rpartition("/")[2].strip()[:200]
    if not name:
        raise InvalidInput("Choose a file first.")
    return name


def _defaults(values: dict[str, Any]) -> dict[str, object]:
    audience = str(values.get("audience", ""))
    if audience not in AUDIENCES:
        raise InvalidInput("Choose who may read it.")
    given = {name: str(values.get(name, "")).strip()[:100] for name in ("locale", "product", "owner", "accounts")}
    return {"audience": audience, **{name: value for name, value in given.items() if value}}


def _interval(form: dict[str, str]) -> int:
    given = form.get("every", "0")
    if not given.isdecimal() or int(given) not in INTERVALS:
        raise InvalidInput("Choose how often it is to be read.")
    return int(given)


def _see(path: str) -> web.Response:
    return web.Response(status=303, headers={"Location": path})
