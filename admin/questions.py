"""The known questions: a list, one to edit, one to drop, and asking them all."""

from aiohttp import web

from admin.rehearsals import RehearsalPages
from core.access import for_role
from core.clock import Clock, new_id
from core.domain.company import AnswerableQuestion
from core.domain.ids import ArticleId
from core.domain.people import Role
from core.errors import FoyerError, InvalidInput, NotFound
from core.known import KnownQuestion, KnownQuestions
from core.library import Library
from core.ports import StaffDoor, StaffPages


class QuestionPages:
    """Handlers under /admin/questions."""

    def __init__(
        self,
        known: KnownQuestions,
        library: Library,
        rehearsals: RehearsalPages,
        door: StaffDoor,
        pages: StaffPages,
        clock: Clock,
    ) -> None:
        self._known = known
        self._library = library
        self._rehearsals = rehearsals
        self._door = door
        self._pages = pages
        self._clock = clock

    @for_role(Role.ADMIN)
    async def listing(self, request: web.Request) -> web.Response:
        """All of them, with a form for one more; `?question=` puts that one into the form, `?text=` and `?article=`
        what is to be a new one."""
        return await self._list(request)

    @for_role(Role.ADMIN)
    async def write(self, request: web.Request) -> web.Response:
        """Add one, or replace the one that `id` names."""
        session = self._door.require(request, Role.ADMIN)
        form = {name: str(value) for name, value in (await request.post()).items()}
        try:
            asked = await self._asked(form)
            question_id = form.get("id", "")[:64] or new_id()
            await self._known.put_question(KnownQuestion(question_id, asked, session.staff.name, self._clock.now()))
        except FoyerError as error:
            return await self._list(request, form, error)
        return _see("/admin/questions")

    @for_role(Role.ADMIN)
    async def drop(self, request: web.Request) -> web.Response:
        """Take one away."""
        session = self._door.require(request, Role.ADMIN)
        if not await self._known.drop_question(request.match_info["question"], session.staff.name, self._clock.now()):
            raise NotFound("This question is gone already. Go back to the list.")
        return _see("/admin/questions")

    @for_role(Role.ADMIN)
    async def ask(self, request: web.Request) -> web.Response:
        """Ask them all now."""
        session = self._door.require(request, Role.ADMIN)
        return _see(await self._rehearsals.begin(session.staff.name))

    async def _asked(self, form: dict[str, str]) -> AnswerableQuestion:
        question = " ".join(form.get("question", "").split())
        if not question or len(question) > 400:
            raise InvalidInput("Write the question as a customer would, in up to 400 characters.")
        names = [ArticleId(name.strip()) for name in form.get("articles", "").split(",") if name.strip()]
        for name in names:
            stored = await self._library.stored_article(name)
            if stored is None or stored.gone is not None:
                raise InvalidInput(f"There is no article `{name}`. Give the id that the list of articles shows.")
        return AnswerableQuestion(question, tuple(names), " ".join(form.get("passage", "").split())[:400])

    async def _list(
        self, request: web.Request, form: dict[str, str] | None = None, error: FoyerError | None = None
    ) -> web.Response:
        session = self._door.require(request, Role.ADMIN)
        questions = await self._known.known_questions()
        shown = _form_of(request, questions) | (form or {})
        text = self._pages.render(
            "admin/questions.html",
            session,
            here="articles",
            questions=questions,
            form=shown,
            error=error.message if error else "",
        )
        return web.Response(text=text, status=error.status if error else 200, content_type="text/html")


def _form_of(request: web.Request, questions: tuple[KnownQuestion, ...]) -> dict[str, str]:
    wanted = request.query.get("question", "")
    for each in questions:
        if each.id == wanted:
            asked = each.asked
            articles = ", ".join(asked.articles)
            return {"id": each.id, "question": asked.question, "articles": articles, "passage": asked.passage}
    given = {"question": request.query.get("text", "")[:400], "articles": request.query.get("article", "")[:200]}
    return {"id": "", "passage": "", **given}


def _see(path: str) -> web.Response:
    return web.Response(status=303, headers={"Location": path})
