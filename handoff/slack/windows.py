"""Opening a button's window while its trigger is good (3 s), and doing what the window sends.

What a window sends is done before it is answered: it closes when it is done, and stays open with the reason and the
words in it when it is not. A window sent twice is the same deed.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import structlog

from core.clock import Clock
from core.domain.handoff import Handoff
from core.domain.ids import ConversationId, StaffId
from core.domain.messages import Author
from core.domain.mind import Intent
from core.domain.people import Staff
from core.errors import DeliveryError, FoyerError, InvalidInput, NotFound
from core.library import ArticleFilter, Library
from core.policies.drafts import openable
from core.slack_api import WebApi
from core.staff import StaffStore
from handoff.desk.resolution import resolution_of
from handoff.service import HandoffService
from handoff.slack import modals
from handoff.slack.agents import Agents
from handoff.slack.presses import Press, refuse_unless_held
from handoff.slack.sender import TriageRecord
from handoff.slack.words import NOT_AN_AGENT, NOT_KNOWN_NOW, NOT_OURS

log = structlog.get_logger("foyer.triage")

WINDOWS = frozenset({"reply", "edit_draft", "note", "reassign", "escalate", "resolve", "change"})
_OPEN_WITHIN_S = 2.4
_FIRST_BLOCK = {"reassign": "to", "resolve": "reason"}


class WindowRecord(TriageRecord, StaffStore, Library, Protocol):
    """What is read to fill a window."""


class Windows:
    """Opens windows for agents and takes what they send."""

    def __init__(
        self,
        *,
        web: WebApi,
        record: WindowRecord,
        service: HandoffService,
        agents: Agents,
        intents: Mapping[str, Sequence[Intent]],
        clock: Clock,
    ) -> None:
        self._web = web
        self._record = record
        self._service = service
        self._agents = agents
        self._intents = intents
        self._clock = clock

    # --- opening ---------------------------------------------------------------------------------------------

    async def open(self, press: Press) -> bool:
        """Open the window of a button; False when it could not be, or must not: the press is then dealt with as an
        event, and whoever pressed is told why."""
        try:
            async with asyncio.timeout(_OPEN_WITHIN_S):
                staff = await self._agents.staff(press.user)
                handoff = await self._record.handoff(press.handoff_id) if staff else None
                if staff is None or handoff is None:
                    return False
                try:
                    view = await self._view(press, handoff, staff)
                except FoyerError as error:
                    view = modals.info_window("Not now", error.message)
                await self._web.call("views.open", trigger_id=press.trigger, view=view)
        except (TimeoutError, DeliveryError) as error:
            log.warning("window_not_opened", what=press.what, error=type(error).__name__)
            return False
        return True

    async def _view(self, press: Press, handoff: Handoff, staff: Staff) -> dict[str, Any]:
        context = modals.Context(
            handoff.id,
            press.channel,
            press.thread_ts,
            await self._record.triage_shown_seq(handoff.id),
            handoff.claimed_by or "",
            press.about_seq,
        )
        if press.what in ("reply", "edit_draft"):
            return await self._reply_view(press, handoff, staff, context)
        if press.what == "change":
            return await self._change_view(press, handoff, staff, context)
        if press.what == "note":
            hint = "Only the team sees this, in the thread and on the desk."
            return modals.text_window("note", "Internal note", "Save note", "Note", hint, context)
        if press.what == "escalate":
            hint = "It goes back to the queue, one priority up, with this note."
            return modals.text_window("escalate", "Escalate", "Escalate", "Why?", hint, context)
        if press.what == "reassign":
            members = [one for one in await self._record.staff() if one.id != handoff.claimed_by]
            return modals.reassign_window(members, handoff.claimed_by_name, context)
        return modals.resolve_window(self._intents, context)

    async def _reply_view(
        self, press: Press, handoff: Handoff, staff: Staff, context: modals.Context
    ) -> dict[str, Any]:
        refuse_unless_held(handoff, staff)
        draft = openable(handoff.package.draft_reply) if press.what == "edit_draft" else ""
        hint = f"The customer reads this, under your name ({staff.name})."
        above = await self._said_last(handoff.conversation_id)
        return modals.text_window(
            "reply", "Reply to the customer", "Send", "Your reply", hint, context, above=above, text=draft
        )

    async def _change_view(
        self, press: Press, handoff: Handoff, staff: Staff, context: modals.Context
    ) -> dict[str, Any]:
        found = await self._record.messages(handoff.conversation_id, after=press.about_seq - 1, limit=1)
        if not found or found[0].seq != press.about_seq or found[0].deleted_at is not None:
            raise NotFound("This is not there any more.")
        if found[0].author is not Author.AGENT or found[0].author_id != staff.id:
            raise NotFound("Only the person who wrote this can change it.")
        hint = "It changes wherever it went."
        text = found[0].text
        return modals.text_window("change", "Change what you said", "Change", "Your words", hint, context, text=text)

    async def _said_last(self, conversation_id: ConversationId) -> str:
        newest = await self._record.last_messages(conversation_id, 20)
        said = [one.text for one in newest if one.author is Author.CUSTOMER and one.deleted_at is None]
        return said[-1] if said else ""

    async def articles(self, user: str, typed: str) -> dict[str, Any]:
        """Articles whose title or text has these words, for agents."""
        if await self._agents.staff(user) is None:
            return modals.options_of([])
        found = await self._record.list_articles(
            ArticleFilter(search=typed[:100], state="live"), self._clock.now(), limit=50
        )
        return modals.options_of([(one.article.title, one.article.id) for one in found])

    # --- what a window sends ---------------------------------------------------------------------------------

    async def submit(self, user: str, view: Mapping[str, Any]) -> dict[str, str]:
        """Do it. Returns what is wrong, by input; nothing when it is done."""
        name = str(view.get("callback_id") or "").removeprefix("triage:")
        block = _FIRST_BLOCK.get(name, "text")
        context = modals.Context.load(str(view.get("private_metadata") or ""))
        try:
            staff = await self._agents.staff(user)
        except DeliveryError:
            return {block: NOT_KNOWN_NOW}
        if staff is None:
            log.info("triage_window_refused", what=name)
            return {block: NOT_AN_AGENT}
        if context is None:
            return {block: NOT_OURS}
        try:
            await self._do(name, staff, context, modals.values_of(view), f"window:{view.get('id')}")
        except FoyerError as error:
            return {block: error.message}
        return {}

    async def _do(self, name: str, staff: Staff, context: modals.Context, values: Mapping[str, str], deed: str) -> None:
        text, handoff_id = values.get("text", ""), context.handoff_id
        match name:
            case "reply":
                await self._service.reply(handoff_id, staff, text, deed)
            case "note":
                await self._service.note(handoff_id, staff, text, deed)
            case "escalate":
                await self._service.escalate(handoff_id, staff, text, deed)
            case "change":
                await self._change(staff, context, text)
            case "reassign":
                await self._reassign(staff, context, values.get("to", ""))
            case "resolve":
                known = [intent.id for found in self._intents.values() for intent in found]
                how = resolution_of(values, known)
                await self._service.resolve(handoff_id, staff, how, context.shown_seq)
            case _:
                raise InvalidInput("This window is of an older version. Close it and press the button again.")

    async def _change(self, staff: Staff, context: modals.Context, text: str) -> None:
        handoff = await self._record.handoff(context.handoff_id)
        if handoff is None:
            raise NotFound(NOT_OURS)
        found = await self._record.messages(handoff.conversation_id, after=context.about_seq - 1, limit=1)
        if not found or found[0].seq != context.about_seq or not found[0].client_id:
            raise NotFound("This is not there any more.")
        await self._service.change(handoff.id, staff, found[0].client_id, text)

    async def _reassign(self, staff: Staff, context: modals.Context, wanted: str) -> None:
        to = next((one for one in await self._record.staff() if one.id == wanted), None)
        if to is None:
            raise InvalidInput("Choose a colleague from the list.")
        held = StaffId(context.held_by) if context.held_by else None
        await self._service.reassign(context.handoff_id, staff, to, held_by=held)
