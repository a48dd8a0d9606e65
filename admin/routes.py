"""Everything under /admin."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from aiohttp import web

from admin.conversations import ConversationPages
from admin.deliveries import DeliveryPages
from admin.members import MemberPages, MemberRecord, PutBack
from admin.overview import KnowledgeRecord
from admin.slack import SlackPages, SlackRecord
from core.backoffice import BackOffice
from core.clock import Clock
from core.domain.company import Team
from core.ports import Bus, StaffDoor, StaffPages
from core.record import EventLog, HandoffStore, OutboxStore

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
STATIC = HERE / "static"


class AdminRecord(
    BackOffice,
    EventLog,
    HandoffStore,
    OutboxStore,
    KnowledgeRecord,
    Protocol,
):
    """What the back office needs of the record."""


def admin_routes(
    record: AdminRecord,
    door: StaffDoor,
    pages: StaffPages,
    bus: Bus,
    clock: Clock,
) -> list[web.RouteDef]:
    """The back office, for admins; what it does with articles is in `admin.knowledge_routes`."""
    conversations = ConversationPages(record, record, record, record, door, pages, clock)
    deliveries = DeliveryPages(record, door, pages, bus, clock)
    return [
        web.get("/admin", conversations.listing),
        web.get("/admin/conversations/{conversation}", conversations.one),
        web.get("/admin/deliveries", deliveries.listing),
        web.post("/admin/deliveries/{row}/again", deliveries.send_again),
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
    store: SlackRecord,
    door: StaffDoor,
    pages: StaffPages,
    clock: Clock,
    trouble: Callable[[], str | None],
    *,
    oauth: bool = False,
) -> list[web.RouteDef]:
    """Slack's channels; `trouble` is None where Slack is not set up."""
    slack = SlackPages(store, door, pages, clock, trouble, oauth=oauth)
    return [
        web.get("/admin/slack", slack.listing),
        web.post("/admin/slack/agents", slack.link),
        web.post("/admin/slack/{channel}", slack.map),
    ]
