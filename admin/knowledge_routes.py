"""What the back office does with the articles: writing, gaps, sources, known questions, care."""

from typing import Protocol

from aiohttp import web

from admin.articles import ArticlePages
from admin.care import CarePages
from admin.gaps import GapPages
from admin.questions import QuestionPages
from admin.rehearsals import RehearsalPages
from admin.sources import SourcePages
from core.care import Care, Comparison
from core.clock import Clock
from core.drafts import DraftReplies
from core.engine.resync import Readings
from core.gaps import Gaps
from core.known import KnownQuestions, Rehearse
from core.library import ArticleIntake, Library
from core.ports import Bus, Embedder, StaffDoor, StaffPages
from core.sources import SourceSchedules
from core.uses import Uses


class ArticleRecord(Library, Uses, DraftReplies, Gaps, SourceSchedules, KnownQuestions, Care, Protocol):
    """What these pages need of the record."""


class ArticleTools(Protocol):
    """What works on the articles for these pages."""

    @property
    def intake(self) -> ArticleIntake: ...

    @property
    def readings(self) -> Readings: ...

    @property
    def rehearse(self) -> Rehearse: ...

    @property
    def comparison(self) -> Comparison: ...


def knowledge_routes(
    record: ArticleRecord,
    door: StaffDoor,
    pages: StaffPages,
    bus: Bus,
    clock: Clock,
    tools: ArticleTools,
    embedder: Embedder | None,
) -> list[web.RouteDef]:
    """For admins. Without an `embedder` gaps are not grouped."""
    rehearsals = RehearsalPages(record, tools.rehearse, door, pages, clock)
    questions = QuestionPages(record, record, rehearsals, door, pages, clock)
    articles = ArticlePages(record, record, record, record, door, pages, bus, clock, rehearsals)
    gaps = GapPages(record, record, embedder, door, pages, clock)
    sources = SourcePages(record, record, tools.intake, tools.readings, door, pages, clock)
    care = CarePages(record, record, record, record, record, tools.comparison, door, pages, clock)
    return [
        web.get("/admin/articles", articles.listing),
        web.post("/admin/articles", articles.write),
        web.get("/admin/articles/new", articles.new),
        web.post("/admin/articles/draft", articles.draft),
        web.get("/admin/gaps", gaps.listing),
        web.post("/admin/gaps/settle", gaps.settle),
        web.post("/admin/gaps/{gap}/reopen", gaps.reopen),
        web.get("/admin/articles/{article}", articles.one),
        web.get("/admin/articles/{article}/edit", articles.edit),
        web.post("/admin/articles/{article}/edit", articles.write),
        web.post("/admin/articles/{article}/without", articles.try_without),
        web.post("/admin/articles/{article}/delete", articles.delete),
        web.get("/admin/questions", questions.listing),
        web.post("/admin/questions", questions.write),
        web.post("/admin/questions/ask", questions.ask),
        web.post("/admin/questions/{question}/drop", questions.drop),
        web.get("/admin/rehearsals/{rehearsal}", rehearsals.one),
        web.post("/admin/articles/{article}/restore", articles.restore),
        web.get("/admin/sources", sources.listing),
        web.post("/admin/sources/upload", sources.upload),
        web.post("/admin/sources/add", sources.add),
        web.get("/admin/sources/{source}", sources.one),
        web.post("/admin/sources/{source}/again", sources.again),
        web.post("/admin/sources/{source}/plan", sources.plan),
        web.get("/admin/care", care.listing),
        web.post("/admin/care/dismiss", care.dismiss),
        web.post("/admin/care/recall", care.recall),
    ]
