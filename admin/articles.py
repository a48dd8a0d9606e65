"""The articles: a list, one with its versions, writing and editing, taking away and bringing back."""

from dataclasses import asdict, replace
from typing import Any

from aiohttp import web

from admin.article_form import Typed, as_article, slug, typed_from, typed_of
from admin.differences import differences
from admin.gap_form import closed
from admin.markdown import as_html
from admin.rehearsals import RehearsalPages
from core.access import for_role
from core.clock import Clock
from core.domain.company import ArticleAudience
from core.domain.ids import ArticleId, Millis
from core.domain.people import Role
from core.drafts import DraftCounts, DraftReplies, count_drafts
from core.errors import FoyerError, InvalidInput, NotFound
from core.gaps import Gaps
from core.library import CHANGED, ArticleFilter, Library, StoredArticle
from core.policies.drafts import DraftFate
from core.policies.readers import is_valid
from core.policies.redact import redact
from core.ports import Bus, StaffDoor, StaffPages
from core.staff_words import ARTICLE_STATES, AUDIENCES, GONE, SOURCES, VERDICTS
from core.uses import UseCounts, Uses

PER_PAGE = 50
MOST_USES = 20
MOST_CHANGED = 5
"""Of the drafts that agents changed: the newest are shown."""
MOST_ROUNDS = 20


class ArticlePages:
    """Handlers under /admin/articles."""

    def __init__(
        self,
        library: Library,
        uses: Uses,
        drafts: DraftReplies,
        gaps: Gaps,
        door: StaffDoor,
        pages: StaffPages,
        bus: Bus,
        clock: Clock,
        rehearsals: RehearsalPages,
    ) -> None:
        self._library = library
        self._uses = uses
        self._drafts = drafts
        self._gaps = gaps
        self._door = door
        self._pages = pages
        self._bus = bus
        self._clock = clock
        self._rehearsals = rehearsals

    def _page(self, request: web.Request, template: str, *, status: int = 200, **values: Any) -> web.Response:
        session = self._door.require(request, Role.ADMIN)
        text = self._pages.render(
            f"admin/{template}.html",
            session,
            here="articles",
            AUDIENCES=AUDIENCES,
            ARTICLE_STATES=ARTICLE_STATES,
            GONE=GONE,
            SOURCES=SOURCES,
            **values,
        )
        return web.Response(text=text, status=status, content_type="text/html")

    @for_role(Role.ADMIN)
    async def listing(self, request: web.Request) -> web.Response:
        """All articles, by id, with a search and filters."""
        query = request.query
        which = ArticleFilter(
            search=query.get("q", "").strip()[:100],
            audience=_one_of(query.get("audience", ""), AUDIENCES),
            state=_one_of(query.get("state", ""), ARTICLE_STATES),
        )
        now, after = self._clock.now(), query.get("after", "")[:200]
        found = await self._library.list_articles(which, now, after=after, limit=PER_PAGE + 1)
        await self._count()
        return self._page(
            request,
            "articles",
            counts=await self._uses.use_counts([each.article.id for each in found[:PER_PAGE]]),
            articles=[(each, _state_of(each, now)) for each in found[:PER_PAGE]],
            which=which,
            after=after,
            more=found[PER_PAGE - 1].article.id if len(found) > PER_PAGE else None,
        )

    @for_role(Role.ADMIN)
    async def one(self, request: web.Request) -> web.Response:
        """An article as it reads, what it is, and how it came to be so."""
        stored = await self._stored(request)
        versions = await self._library.article_versions(stored.article.id)
        await self._count()
        before = [*versions[1:], None]
        sources = {source.id: source for source in await self._library.article_sources()}
        replies = await self._drafts.first_replies(article_id=stored.article.id)
        return self._page(
            request,
            "article",
            stored=stored,
            article=stored.article,
            state=_state_of(stored, self._clock.now()),
            body_html=as_html(stored.article.body),
            versions=[
                (version, differences(older.article.body if older else "", version.article.body))
                for version, older in zip(versions, before, strict=True)
            ],
            source=sources.get(stored.source),
            saved=request.query.get("saved", "")[:10],
            uses=await self._uses.uses_of(stored.article.id, MOST_USES),
            linked=await self._gaps.linked(Millis(0), article_id=stored.article.id, limit=MOST_USES),
            redact=redact,
            counts=(await self._uses.use_counts([stored.article.id])).get(stored.article.id, UseCounts()),
            VERDICTS=VERDICTS,
            drafts=count_drafts(replies).get(stored.article.id, DraftCounts()),
            changed=[
                (reply, differences(reply.draft, reply.text)) for reply in replies if reply.fate is not DraftFate.SENT
            ][:MOST_CHANGED],
        )

    async def _count(self) -> None:
        """Look at the answers that have been given since somebody last looked; a long backlog in several visits."""
        for _ in range(MOST_ROUNDS):
            if not await self._uses.gather_uses():
                break

    @for_role(Role.ADMIN)
    async def new(self, request: web.Request) -> web.Response:
        """An empty form."""
        return self._form(request, Typed(), is_new=True)

    @for_role(Role.ADMIN)
    async def draft(self, request: web.Request) -> web.Response:
        """The form with a draft in it, for agents only until somebody says otherwise. Nothing is written yet."""
        form = await request.post()
        title, body = str(form.get("title", ""))[:200], str(form.get("body", ""))
        given = {"id": slug(title), "title": title, "body": body, "audience": ArticleAudience.INTERNAL.value}
        return self._form(request, typed_from(given), is_new=True, gap=str(form.get("gap", "")))

    @for_role(Role.ADMIN)
    async def edit(self, request: web.Request) -> web.Response:
        """The form with the current version in it."""
        stored = await self._stored(request)
        return self._form(request, typed_of(stored.article), is_new=False)

    @for_role(Role.ADMIN)
    async def write(self, request: web.Request) -> web.Response:
        """Save a new version, or show how it would read; after a mistake nothing typed is lost."""
        session = self._door.require(request, Role.ADMIN)
        form = await request.post()
        typed = typed_from({name: str(value) for name, value in form.items()})
        gap = str(form.get("gap", ""))
        is_new = "article" not in request.match_info
        if not is_new:
            typed = replace(typed, id=request.match_info["article"])
        if form.get("do") in ("preview", "back"):
            preview = as_html(typed.body) if form.get("do") == "preview" else ""
            return self._form(request, typed, is_new=is_new, preview=preview, gap=gap)
        try:
            article = as_article(typed)
            if form.get("do") == "check":
                carried = asdict(typed) | ({"gap": gap} if gap else {})
                return _see(await self._rehearsals.begin(session.staff.name, form=carried, article=article))
            now = self._clock.now()
            answered = closed(gap, article.id, session.staff.name, now) if gap else None
            version = await self._library.write_article(article, by=session.staff.name, note=typed.note, now=now)
        except FoyerError as error:
            return self._form(request, typed, is_new=is_new, error=error, gap=gap)
        if answered is not None:
            await self._gaps.close_gap(answered)
        await self._bus.publish(CHANGED, {})
        return _see(f"/admin/articles/{article.id}?saved={version}")

    @for_role(Role.ADMIN)
    async def try_without(self, request: web.Request) -> web.Response:
        """What deleting an article would do to the known answers."""
        session = self._door.require(request, Role.ADMIN)
        stored = await self._stored(request)
        return _see(await self._rehearsals.begin(session.staff.name, gone=stored.article.id))

    @for_role(Role.ADMIN)
    async def delete(self, request: web.Request) -> web.Response:
        """Take an article away: no answer quotes it from now on. Its versions stay."""
        return await self._set_gone(request, gone=True)

    @for_role(Role.ADMIN)
    async def restore(self, request: web.Request) -> web.Response:
        """Bring an article back."""
        return await self._set_gone(request, gone=False)

    async def _set_gone(self, request: web.Request, *, gone: bool) -> web.Response:
        session = self._door.require(request, Role.ADMIN)
        article_id = ArticleId(request.match_info["article"])
        await self._library.set_gone(article_id, gone, by=session.staff.name, now=self._clock.now())
        await self._bus.publish(CHANGED, {})
        return _see(f"/admin/articles/{article_id}")

    async def _stored(self, request: web.Request) -> StoredArticle:
        stored = await self._library.stored_article(ArticleId(request.match_info["article"]))
        if stored is None:
            raise NotFound("There is no such article. The link may be incomplete; look for it in the list.")
        return stored

    def _form(
        self,
        request: web.Request,
        typed: Typed,
        *,
        is_new: bool,
        preview: str = "",
        error: FoyerError | None = None,
        gap: str = "",
    ) -> web.Response:
        """`gap` is what the form of a gap carries, where the article is written for one."""
        return self._page(
            request,
            "article_edit",
            status=error.status if error else 200,
            typed=typed,
            is_new=is_new,
            preview=preview,
            error=error.message if error else "",
            gap=gap,
        )


def _state_of(stored: StoredArticle, now: int) -> str:
    """A word for the list: gone, expired, coming, internal, review, or "" where all is well."""
    article = stored.article
    if stored.gone is not None:
        return "gone"
    if not is_valid(article, now):  # type: ignore[arg-type]
        return "expired" if article.valid_until is not None and article.valid_until <= now else "coming"
    if article.audience is ArticleAudience.INTERNAL:
        return "internal"
    return "review" if article.review_at is not None and article.review_at <= now else ""


def _one_of(value: str, allowed: Any) -> str:
    if value and value not in allowed:
        raise InvalidInput("There is no such filter. Choose one from the list.")
    return value


def _see(path: str) -> web.Response:
    return web.Response(status=303, headers={"Location": path})
