"""Everything under /admin."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from aiohttp import web

from admin.articles import ArticlePages
from admin.conversations import ConversationPages
from admin.deliveries import DeliveryPages
from admin.gaps import GapPages
from admin.members import MemberPages, MemberRecord, PutBack
from admin.questions import QuestionPages
from admin.rehearsals import RehearsalPages
from admin.slack import SlackPages
from admin.sources import SourcePages
from core.backoffice import BackOffice
from core.clock import Clock
from core.domain.company import Team
from core.engine.resync import Readings
from core.gaps import Gaps
from core.known import KnownQuestions, Rehearse
from core.library import ArticleIntake, Library
from core.ports import Bus, Embedder, StaffDoor, StaffPages
from core.record import EventLog, HandoffStore, OutboxStore
from core.slack import SlackStore
from core.sources import SourceSchedules
from core.uses import Uses

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
STATIC = HERE / "static"


class AdminRecord(
    BackOffice,
    EventLog,
    HandoffStore,
    OutboxStore,
    Library,
    Uses,
    Gaps,
    SourceSchedules,
    KnownQuestions,
    Protocol,
):
    """What the back office needs of the record."""


def admin_routes(
    record: AdminRecord,
    door: StaffDoor,
    pages: StaffPages,
    bus: Bus,
    clock: Clock,
    intake: ArticleIntake,
    readings: Readings,
    rehearse: Rehearse,
    embedder: Embedder | None,
) -> list[web.RouteDef]:
    """The back office, for admins. Without an `embedder` gaps are not grouped."""
    conversations = ConversationPages(record, record, record, door, pages)
    deliveries = DeliveryPages(record, door, pages, bus, clock)
    rehearsals = RehearsalPages(record, rehearse, door, pages, clock)
    questions = QuestionPages(record, record, rehearsals, door, pages, clock)
    articles = ArticlePages(record, record, record, door, pages, bus, clock, rehearsals)
    gaps = GapPages(record, record, embedder, door, pages, clock)
    sources = SourcePages(record, record, intake, readings, door, pages, clock)
    return [
        web.get("/admin", conversations.listing),
        web.get("/admin/conversations/{conversation}", conversations.one),
        web.get("/admin/deliveries", deliveries.listing),
        web.post("/admin/deliveries/{row}/again", deliveries.send_again),
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
    ]


def staff_routes(
    record: MemberRecord, door: StaffDoor, pages: StaffPages, clock: Clock, teams: Sequence[Team], put_back: PutBack
) -> list[web.RouteDef]:
    """The members of staff. `put_back` gives somebody's claims to the queue."""
    members = MemberPages(record, door, pages, clock, teams, put_back)
    one = "/admin/staff/{member}"
    return [
        web.get("/admin/staff", members.listing),
        web.post("/admin/staff", members.add),
        web.post(one + "/password", members.renew),
        web.post(one + "/teams", members.join),
        web.post(one + "/leave", members.leave),
        web.post(one + "/return", members.come_back),
    ]


def slack_routes(
    store: SlackStore, door: StaffDoor, pages: StaffPages, clock: Clock, trouble: Callable[[], str | None]
) -> list[web.RouteDef]:
    """Slack's channels; `trouble` is None where Slack is not set up."""
    slack = SlackPages(store, door, pages, clock, trouble)
    return [web.get("/admin/slack", slack.listing), web.post("/admin/slack/{channel}", slack.map)]
