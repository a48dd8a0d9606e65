"""The list of conversations, and one conversation explained on one screen."""

from typing import Any

from aiohttp import web

from admin.overview import KnowledgeRecord, knowledge_counts
from admin.shapes import BAR_WIDTH
from admin.story import tell
from core.access import for_role
from core.backoffice import BackOffice
from core.clock import Clock
from core.domain.conversation import Mode, Status
from core.domain.ids import ConversationId, Millis
from core.domain.messages import Message
from core.domain.people import Role
from core.errors import InvalidInput, NotFound
from core.ports import StaffDoor, StaffPages
from core.record import EventLog, HandoffStore
from core.staff_words import (
    CHANNELS,
    COMPLEXITIES,
    HANDOFF_STATUSES,
    LEVELS,
    MODES,
    OUTCOMES,
    PRIORITIES,
    PROOFS,
    REASONS,
    STATUSES,
    TIERS,
    close_words,
)

PER_PAGE = 50
MOST_MESSAGES = 1000

WORDS: dict[str, Any] = {
    "CHANNELS": CHANNELS,
    "COMPLEXITIES": COMPLEXITIES,
    "HANDOFF_STATUSES": HANDOFF_STATUSES,
    "LEVELS": LEVELS,
    "MODES": MODES,
    "OUTCOMES": OUTCOMES,
    "PRIORITIES": PRIORITIES,
    "PROOFS": PROOFS,
    "REASONS": REASONS,
    "close_words": close_words,
    "STATUSES": STATUSES,
    "TIERS": TIERS,
}


class ConversationPages:
    """Handlers for /admin and /admin/conversations/{id}."""

    def __init__(
        self,
        office: BackOffice,
        log: EventLog,
        handoffs: HandoffStore,
        knowledge: KnowledgeRecord,
        door: StaffDoor,
        pages: StaffPages,
        clock: Clock,
    ) -> None:
        self._office = office
        self._knowledge = knowledge
        self._clock = clock
        self._log = log
        self._handoffs = handoffs
        self._door = door
        self._pages = pages

    @for_role(Role.ADMIN)
    async def listing(self, request: web.Request) -> web.Response:
        """Conversations, most recently active first."""
        session = self._door.require(request, Role.ADMIN)
        status = _one_of(request, "status", list(Status))
        mode = _one_of(request, "mode", list(Mode))
        search = request.query.get("q", "").strip()[:100]
        before = _moment(request)
        found = await self._office.conversations(
            status=status, mode=mode, search=search, before=before, limit=PER_PAGE + 1
        )
        shown = found[:PER_PAGE]
        text = self._pages.render(
            "admin/conversations.html",
            session,
            here="conversations",
            totals=await self._office.totals(),
            knowledge=await knowledge_counts(self._knowledge, self._clock.now()),
            conversations=shown,
            older=shown[-1].conversation.updated_at if len(found) > PER_PAGE else None,
            status=status,
            mode=mode,
            search=search,
            before=before,
            **WORDS,
        )
        return web.Response(text=text, content_type="text/html")

    @for_role(Role.ADMIN)
    async def one(self, request: web.Request) -> web.Response:
        """Why a conversation went as it did."""
        session = self._door.require(request, Role.ADMIN)
        conversation_id = ConversationId(request.match_info["conversation"])
        conversation = await self._log.conversation(conversation_id)
        if conversation is None:
            raise NotFound("There is no such conversation. It may have been deleted, or the link is incomplete.")
        messages = await self._messages(conversation_id, conversation.seq)
        person = await self._office.person_of(conversation_id)
        handoffs = await self._handoffs.handoffs_of(conversation_id)
        story = tell(messages, await self._office.turns(conversation_id), handoffs)
        text = self._pages.render(
            "admin/conversation.html",
            session,
            here="conversations",
            conversation=conversation,
            person=person,
            handoffs=handoffs,
            story=story,
            left_out=max(0, conversation.seq - len(messages)),
            bar_width=BAR_WIDTH,
            **WORDS,
        )
        return web.Response(text=text, content_type="text/html")

    async def _messages(self, conversation_id: ConversationId, newest: int) -> tuple[Message, ...]:
        """The newest MOST_MESSAGES entries."""
        messages: list[Message] = []
        after = max(0, newest - MOST_MESSAGES)
        while page := await self._log.messages(conversation_id, after=after):
            messages += page
            after = page[-1].seq
            if after >= newest:
                break
        return tuple(messages)


def _one_of(request: web.Request, name: str, allowed: list[Any]) -> str:
    value = request.query.get(name, "")
    if value and value not in allowed:
        raise InvalidInput(f"There is no {name} “{value[:40]}”. Choose one from the list.")
    return value


def _moment(request: web.Request) -> Millis | None:
    value = request.query.get("before", "")
    if not value:
        return None
    if not (value.isascii() and value.isdigit() and len(value) < 16):
        raise InvalidInput("The link to older conversations is incomplete. Go back to the list.")
    return Millis(int(value))
