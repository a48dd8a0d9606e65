"""What the desk's page asks for and does, as JSON. Agents read what was handed to people, nothing else."""

import json
from collections.abc import Collection
from typing import Any, Protocol

from aiohttp import web

from core.access import for_role
from core.briefs import EARLIER, Briefs
from core.clock import Clock
from core.domain.handoff import Handoff, HandoffStatus
from core.domain.ids import ConversationId, HandoffId, IntentId, StaffId
from core.domain.people import Role, Staff
from core.errors import InvalidInput, NotFound
from core.files import FileStore
from core.policies.added import Added, added_of
from core.policies.presence import is_there
from core.ports import StaffDoor
from core.record import EventLog, HandoffStore
from core.staff import StaffStore
from handoff.desk.files import file_line
from handoff.desk.resolution import resolution_of
from handoff.desk.views import (
    added_lines,
    colleague,
    conversation_head,
    earlier_line,
    handoff_card,
    log_entry,
    queue_line,
)
from handoff.presence import Presence
from handoff.queue import HandoffQueue
from handoff.search import AgentSearch
from handoff.service import HandoffService

PAGE = 60
LONGEST_BODY = 64 * 1024


class DeskRecord(HandoffStore, StaffStore, FileStore, Briefs, Protocol):
    """What the desk reads of the record."""


class DeskApi:
    """Handlers under /desk/api."""

    def __init__(
        self,
        store: DeskRecord,
        log: EventLog,
        service: HandoffService,
        queue: HandoffQueue,
        presence: Presence,
        door: StaffDoor,
        clock: Clock,
        intents: Collection[IntentId],
        search: AgentSearch,
    ) -> None:
        self._queue = queue
        self._presence = presence
        self._store = store
        self._log = log
        self._service = service
        self._door = door
        self._clock = clock
        self._intents = intents
        self._search = search

    def routes(self) -> list[web.RouteDef]:
        """For `app.add_routes`."""
        one = "/desk/api/handoffs/{handoff}"
        return [
            web.get("/desk/api/queue", self.queue),
            web.get("/desk/api/conversations/{conversation}", self.conversation),
            web.get("/desk/api/conversations/{conversation}/messages", self.messages),
            web.post(one + "/claim", self.claim),
            web.post(one + "/reply", self.reply),
            web.post(one + "/note", self.note),
            web.post(one + "/resolve", self.resolve),
            web.post(one + "/return", self.give_back),
            web.post(one + "/typing", self.typing),
            web.post(one + "/reassign", self.reassign),
            web.post(one + "/escalate", self.escalate),
            web.get("/desk/api/colleagues", self.colleagues),
        ]

    # --- reading ------------------------------------------------------------------------------------------

    @for_role(Role.AGENT)
    async def queue(self, request: web.Request) -> web.Response:
        """Open handoffs, most urgent first, then what is due first."""
        queued = await self._queue.read()
        waiting = sum(one.entry.handoff.status is HandoffStatus.WAITING for one in queued)
        lines = [queue_line(one.entry, one.due) for one in queued]
        return web.json_response({"now": self._clock.now(), "waiting": waiting, "entries": lines})

    @for_role(Role.AGENT)
    async def conversation(self, request: web.Request) -> web.Response:
        """A conversation with its handoffs, and the log after `after`, or else its newest page."""
        conversation_id = ConversationId(request.match_info["conversation"])
        handoffs = await self._handoffs(conversation_id)
        conversation = await self._log.conversation(conversation_id)
        if conversation is None:
            raise _no_such_conversation()
        after = _number(request, "after")
        if after is None:
            entries = await self._log.last_messages(conversation_id, PAGE)
        else:
            entries = await self._log.messages(conversation_id, after=after)
        return web.json_response(
            {
                "now": self._clock.now(),
                "conversation": conversation_head(conversation),
                "handoffs": [handoff_card(handoff) for handoff in handoffs],
                "added": added_lines(await self._added(handoffs[-1])),
                "earlier": [earlier_line(case) for case in await self._store.earlier_cases(handoffs[-1].id, EARLIER)],
                "messages": [log_entry(entry) for entry in entries],
                "files": [file_line(file) for file in await self._store.files_of(conversation_id)],
            }
        )

    @for_role(Role.AGENT)
    async def messages(self, request: web.Request) -> web.Response:
        """The page of the log that ends right before `before`."""
        conversation_id = ConversationId(request.match_info["conversation"])
        await self._handoffs(conversation_id)
        before = _number(request, "before")
        if before is None:
            raise InvalidInput("Say before which entry to read: ?before=<seq>.")
        after = max(0, before - 1 - PAGE)
        limit = before - 1 - after
        entries = await self._log.messages(conversation_id, after=after, limit=limit) if limit > 0 else ()
        return web.json_response({"messages": [log_entry(entry) for entry in entries if entry.seq < before]})

    @for_role(Role.AGENT)
    async def colleagues(self, request: web.Request) -> web.Response:
        """Who there is to give something to."""
        now = self._clock.now()
        listed = sorted(await self._store.staff(), key=lambda member: not is_there(member, now))
        members = [colleague(member, self._presence.words(member), is_there(member, now)) for member in listed]
        return web.json_response({"colleagues": members})

    async def _added(self, handoff: Handoff) -> Added | None:
        return added_of(await self._store.added_since(handoff.id), handoff.package.facts)

    async def _handoffs(self, conversation_id: ConversationId) -> tuple[Handoff, ...]:
        handoffs = await self._store.handoffs_of(conversation_id)
        if not handoffs:
            raise _no_such_conversation()
        return handoffs

    # --- doing --------------------------------------------------------------------------------------------

    @for_role(Role.AGENT)
    async def claim(self, request: web.Request) -> web.Response:
        """Take it; 409 says who was faster."""
        return web.json_response({"seq": await self._service.claim(_handoff_id(request), self._staff(request))})

    @for_role(Role.AGENT)
    async def reply(self, request: web.Request) -> web.Response:
        """Say something to the customer."""
        body = await _body(request)
        receipt = await self._service.reply(
            _handoff_id(request), self._staff(request), _text(body, "text"), _text(body, "client_id")
        )
        return web.json_response({"seq": receipt.seq, "duplicate": receipt.duplicate})

    @for_role(Role.AGENT)
    async def note(self, request: web.Request) -> web.Response:
        """Write something only the team sees."""
        body = await _body(request)
        receipt = await self._service.note(
            _handoff_id(request), self._staff(request), _text(body, "text"), _text(body, "client_id")
        )
        return web.json_response({"seq": receipt.seq, "duplicate": receipt.duplicate})

    @for_role(Role.AGENT)
    async def resolve(self, request: web.Request) -> web.Response:
        """Settle it, with a reason and whatever else the agent had time to say."""
        body = await _body(request)
        how = resolution_of(body, self._intents)
        if how.article_id is not None:
            await self._search.check(how.article_id)
        seq = await self._service.resolve(_handoff_id(request), self._staff(request), how, _shown(body))
        return web.json_response({"seq": seq})

    @for_role(Role.AGENT)
    async def give_back(self, request: web.Request) -> web.Response:
        """Return it to the bot."""
        shown = _shown(await _body(request))
        seq = await self._service.give_back(_handoff_id(request), self._staff(request), shown)
        return web.json_response({"seq": seq})

    @for_role(Role.AGENT)
    async def reassign(self, request: web.Request) -> web.Response:
        """Give it to a colleague; `held_by` is who had it on the page."""
        body = await _body(request)
        wanted, held_by = _text(body, "to"), body.get("held_by")
        to = next((member for member in await self._store.staff() if member.id == wanted), None)
        if to is None:
            raise InvalidInput("Choose a colleague from the list.")
        holder = StaffId(held_by) if isinstance(held_by, str) and held_by else None
        seq = await self._service.reassign(_handoff_id(request), self._staff(request), to, held_by=holder)
        return web.json_response({"seq": seq})

    @for_role(Role.AGENT)
    async def escalate(self, request: web.Request) -> web.Response:
        """Ask for somebody with more experience."""
        body = await _body(request)
        seq = await self._service.escalate(
            _handoff_id(request), self._staff(request), _text(body, "note"), _client_id(body)
        )
        return web.json_response({"seq": seq})

    @for_role(Role.AGENT)
    async def typing(self, request: web.Request) -> web.Response:
        """Show the customer that somebody writes."""
        on = (await _body(request)).get("on") is True
        await self._service.typing(_handoff_id(request), self._staff(request), on=on)
        return web.json_response({})

    def _staff(self, request: web.Request) -> Staff:
        return self._door.require(request, Role.AGENT).staff


def _no_such_conversation() -> NotFound:
    return NotFound("There is no such conversation on the desk. It may not have been handed to a person.")


def _handoff_id(request: web.Request) -> HandoffId:
    return HandoffId(request.match_info["handoff"])


def _client_id(body: dict[str, Any]) -> str:
    client_id = _text(body, "client_id")
    if not 8 <= len(client_id) <= 64:
        raise InvalidInput("The request came without its id. Reload the page and try again.")
    return client_id


def _shown(body: dict[str, Any]) -> int | None:
    """The newest entry the agent had on screen, if their page says so."""
    shown = body.get("shown")
    return shown if isinstance(shown, int) and not isinstance(shown, bool) else None


def _number(request: web.Request, name: str) -> int | None:
    text = request.query.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise InvalidInput(f"?{name}= must be a number.")
    return int(text)


async def _body(request: web.Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.text())
    except (ValueError, LookupError):
        body = None
    if not isinstance(body, dict):
        raise InvalidInput("The request's body must be a JSON object.")
    return body


def _text(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str):
        raise InvalidInput(f'"{name}" is missing. Reload the page and try again.')
    return value
