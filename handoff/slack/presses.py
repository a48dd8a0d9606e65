"""Buttons that act at once: claim, send the draft, return to the bot, delete what one said."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from core.domain.handoff import Handoff
from core.domain.ids import HandoffId
from core.domain.people import Staff
from core.errors import Conflict, DeliveryError, FoyerError, NotFound, Unavailable
from core.policies.drafts import openable
from core.slack_api import WebApi
from handoff.service import HandoffService
from handoff.slack.agents import Agents
from handoff.slack.sender import TriageRecord
from handoff.slack.whisper import whisper
from handoff.slack.words import DRAFT_GONE, DRAFT_SENT, NO_WINDOW, NOT_AN_AGENT, NOT_OURS

log = structlog.get_logger("foyer.triage")


@dataclass(frozen=True, slots=True)
class Press:
    """A button of a card or its thread. `value` is what the button carries; it comes back from outside."""

    what: str
    value: str
    user: str
    channel: str
    thread_ts: str
    trigger: str

    @property
    def handoff_id(self) -> HandoffId:
        """The handoff it is about."""
        return HandoffId(self.value.partition(":")[0])

    @property
    def about_seq(self) -> int:
        """The entry of the log it is about; 0 for none."""
        seq = self.value.partition(":")[2]
        return int(seq) if seq.isascii() and seq.isdigit() and len(seq) < 16 else 0


def press_of(body: Mapping[str, Any]) -> Press | None:
    """Read `block_actions`; None when the button is none of a card's."""
    actions = body.get("actions")
    action = actions[0] if isinstance(actions, list) and actions else {}
    name = str(action.get("action_id") or "")
    if not name.startswith("triage:"):
        return None
    what, value = name.removeprefix("triage:"), str(action.get("value") or "")
    if what == "said":  # a menu: the choice says what
        what, _, value = str((action.get("selected_option") or {}).get("value") or "").partition(":")
    container, message = body.get("container") or {}, body.get("message") or {}
    thread = container.get("thread_ts") or message.get("thread_ts") or container.get("message_ts")
    return Press(
        what=what,
        value=value,
        user=str((body.get("user") or {}).get("id") or ""),
        channel=str(container.get("channel_id") or (body.get("channel") or {}).get("id") or ""),
        thread_ts=str(thread or ""),
        trigger=str(body.get("trigger_id") or ""),
    )


class Presses:
    """Does what a button says, for agents only. Everybody else is told so, and nobody else sees that."""

    def __init__(self, web: WebApi, record: TriageRecord, service: HandoffService, agents: Agents) -> None:
        self._web = web
        self._record = record
        self._service = service
        self._agents = agents

    async def handle(self, press: Press) -> None:
        """One press. May be called again for the same one."""
        staff = await self._agents.staff(press.user)
        if staff is None:
            log.info("triage_press_refused", what=press.what)
            await self._tell(press, NOT_AN_AGENT)
            return
        handoff = await self._record.handoff(press.handoff_id)
        if handoff is None:
            await self._tell(press, NOT_OURS)
            return
        try:
            words = await self._do(press, handoff, staff)
        except (DeliveryError, Unavailable):
            raise
        except FoyerError as error:  # somebody was faster, mostly; the words say who
            words = error.message
        if words:
            await self._tell(press, words)

    async def _do(self, press: Press, handoff: Handoff, staff: Staff) -> str:
        match press.what:
            case "claim":
                await self._service.claim(handoff.id, staff)
            case "return":
                shown = await self._record.triage_shown_seq(handoff.id)
                await self._service.give_back(handoff.id, staff, shown)
            case "send_draft":
                return await self._send_draft(handoff, staff)
            case "delete":
                await self._delete(press, handoff, staff)
            case _:
                return NO_WINDOW
        return ""

    async def _send_draft(self, handoff: Handoff, staff: Staff) -> str:
        draft = openable(handoff.package.draft_reply)
        if not draft:
            return DRAFT_GONE
        receipt = await self._service.reply(handoff.id, staff, draft, f"draft:{handoff.id}")
        return DRAFT_SENT if receipt.duplicate else ""

    async def _delete(self, press: Press, handoff: Handoff, staff: Staff) -> None:
        found = await self._record.messages(handoff.conversation_id, after=press.about_seq - 1, limit=1)
        if not found or found[0].seq != press.about_seq or not found[0].client_id:
            raise NotFound("This is not there any more.")
        await self._service.take_back(handoff.id, staff, found[0].client_id)

    async def _tell(self, press: Press, words: str) -> None:
        await whisper(self._web, press.channel, press.user, words, press.thread_ts)


def refuse_unless_held(handoff: Handoff, staff: Staff) -> None:
    """What goes to the customer needs the claim. Raises Conflict that says who has it."""
    if handoff.claimed_by == staff.id and handoff.closed_at is None:
        return
    if handoff.closed_at is not None:
        raise Conflict("This handoff is closed, so nothing can be sent any more.")
    if handoff.claimed_by is not None:
        raise Conflict(f"{handoff.claimed_by_name} has this conversation. Ask them, or have it reassigned to you.")
    raise Conflict("Nobody has this conversation yet. Claim it first.")
