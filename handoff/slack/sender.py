"""Deliver: a handoff's card, kept current in place, and what is said, in its thread."""

from typing import Any, Protocol

import structlog

from core.briefs import EARLIER, Briefs, EarlierCase
from core.clock import Clock
from core.domain.conversation import Conversation
from core.domain.handoff import Handoff
from core.domain.ids import ConversationId, HandoffId, Millis
from core.domain.policy import Triage
from core.engine.pace import Pace
from core.errors import DeliveryError, NotYet
from core.policies.added import added_of
from core.policies.sla import Sla
from core.record import EventLog, HandoffStore
from core.slack import Place
from core.slack_api import EVENT_TYPE, Earlier, HomeOf, WebApi
from core.triage import Card, TriageStore
from handoff.queue import due_of
from handoff.slack.card import Block, Scene, changes_in, digest_of, render_card
from handoff.slack.readers import Readers
from handoff.slack.thread import LOUD, render_part

log = structlog.get_logger("foyer.triage")

_WAIT_FOR_CARD_S = 0.3


class TriageRecord(EventLog, HandoffStore, TriageStore, Briefs, Protocol):
    """What is read and written to deliver."""


class TriageSender:
    """Implements `core.ports.Sender` for cards and their threads.

    What is sent is read when it is sent: of several changes in a row the last state wins. A message's metadata
    carries only the key of its outbox row, so that a try whose answer was lost is found again.
    """

    def __init__(
        self,
        *,
        web: WebApi,
        home: HomeOf,
        earlier: Earlier,
        record: TriageRecord,
        readers: Readers,
        pace: Pace,
        clock: Clock,
        sla: Sla,
        triage: Triage,
        card_gap_s: float = 3.0,
        public_url: str = "",
    ) -> None:
        self._web = web
        self._home = home
        self._earlier = earlier
        self._record = record
        self._readers = readers
        self._pace = pace
        self._clock = clock
        self._sla = sla
        self._triage = triage
        self._card_gap_ms = round(card_gap_s * 1000)
        self._public_url = public_url

    async def send(
        self, conversation_id: ConversationId | None, payload: dict[str, object], key: str, again: bool = False
    ) -> str:
        """Bring the card, or the part of the thread that begins at `payload["first"]`, to how things are now."""
        handoff_id = HandoffId(str(payload["handoff"]))
        handoff, card = await self._record.handoff(handoff_id), await self._record.triage_card(handoff_id)
        if handoff is None or card is None:
            return "gone"
        first = payload.get("first")
        if isinstance(first, int):
            return await self._part(handoff, card, first, key, again)
        return await self._card(handoff, card, key, again)

    # --- the card --------------------------------------------------------------------------------------------

    async def _card(self, handoff: Handoff, card: Card, key: str, again: bool) -> str:
        conversation = await self._record.conversation(handoff.conversation_id)
        if conversation is None:
            return "gone"
        scene = await self._scene(handoff, card, conversation)
        text, blocks = render_card(handoff, scene)
        digest, now = digest_of(text, blocks), self._clock.now()
        turn = changes_in(scene.due)
        again_at = None if turn is None else Millis(now + turn)
        ts = card.ts
        if not ts and again:
            ts = await self._look(Place(card.channel_id, ""), key, text, handoff.opened_at)
        if not ts:
            ts = await self._post(card, key, text, blocks, thread_ts=None)
        elif digest != card.shown:
            if card.shown and now - card.shown_at < self._card_gap_ms:
                raise NotYet("Cards are changed now and then only.", (self._card_gap_ms - now + card.shown_at) / 1000)
            if not await self._update(card, ts, text, blocks):
                ts = await self._post(card, key, text, blocks, thread_ts=None)
        shown_at = card.shown_at if digest == card.shown else now
        await self._record.triage_card_shown(handoff.id, ts, digest, shown_at, again_at)
        return f"{card.channel_id}:{ts}"

    async def _scene(self, handoff: Handoff, card: Card, conversation: Conversation) -> Scene:
        entry = None
        if handoff.closed_at is None:
            entry = next((one for one in await self._record.queue() if one.handoff.id == handoff.id), None)
        desk = f"{self._public_url}/desk/c/{handoff.conversation_id}" if self._public_url else ""
        return Scene(
            channel=conversation.channel,
            account=entry.account_name if entry else "",
            tier=entry.tier if entry else "",
            due=due_of(entry, self._sla, self._clock.now()) if entry else None,
            mirrored=card.channel_id in self._triage.mirror,
            prefix=self._triage.reply_prefix,
            watched=await self._readers.strangers_in(card.channel_id),
            desk=desk,
            base=self._public_url,
            added=added_of(await self._record.added_since(handoff.id), handoff.package.facts),
            earlier=await self._cases_before(handoff),
        )

    async def _cases_before(self, handoff: Handoff) -> tuple[EarlierCase, ...]:
        """The last handoff of this conversation before, then the customer's other conversations."""
        here = [one for one in await self._record.handoffs_of(handoff.conversation_id) if one.closed_at is not None]
        last = [EarlierCase(one) for one in here if one.opened_at < handoff.opened_at][-1:]
        return (*last, *await self._record.earlier_cases(handoff.id, EARLIER))[:EARLIER]

    # --- the thread ------------------------------------------------------------------------------------------

    async def _part(self, handoff: Handoff, card: Card, first: int, key: str, again: bool) -> str:
        if not card.ts:
            raise NotYet("The card is about to be posted.", _WAIT_FOR_CARD_S)
        part = await self._record.triage_part(handoff.id, first)
        if part is None:
            return "gone"
        limit = part.last_seq - first + 1
        entries = await self._record.messages(handoff.conversation_id, after=first - 1, limit=limit)
        entries = tuple(entry for entry in entries if entry.seq <= part.last_seq)
        if not entries:
            return "gone"
        text, blocks = render_part(entries, handoff, card.channel_id)
        ts = part.ts
        if not ts and again:
            ts = await self._look(Place(card.channel_id, card.ts), key, text, entries[0].created_at)
        if part.ts:
            await self._update(card, part.ts, text, blocks)
        elif not ts:
            loud = len(entries) == 1 and entries[0].notice in LOUD
            ts = await self._post(card, key, text, blocks, thread_ts=card.ts, loud=loud)
        if not part.ts:
            await self._record.triage_part_posted(handoff.id, first, ts)
        return f"{card.channel_id}:{ts}"

    # --- Slack -----------------------------------------------------------------------------------------------

    async def _post(
        self,
        card: Card,
        key: str,
        text: str,
        blocks: list[Block],
        *,
        thread_ts: str | None,
        loud: bool = False,
    ) -> str:
        self._pace.take(card.channel_id)
        answer = await self._call(
            card.channel_id,
            "chat.postMessage",
            channel=card.channel_id,
            thread_ts=thread_ts,
            reply_broadcast=True if loud else None,
            text=text,
            blocks=blocks,
            unfurl_links=False,
            unfurl_media=False,
            parse="none",
            metadata={"event_type": EVENT_TYPE, "event_payload": {"id": key}},
        )
        return str(answer.get("ts") or "")

    async def _update(self, card: Card, ts: str, text: str, blocks: list[Block]) -> bool:
        """False when somebody has deleted the message in Slack."""
        lane = f"update:{card.channel_id}"
        self._pace.take(lane)
        try:
            await self._call(
                lane, "chat.update", channel=card.channel_id, ts=ts, text=text, blocks=blocks, parse="none"
            )
        except DeliveryError as error:
            if error.detail not in ("message_not_found", "cant_update_message"):
                raise
            log.info("triage_message_gone", channel=card.channel_id)
            return False
        return True

    async def _call(self, lane: str, method: str, **arguments: Any) -> dict[str, Any]:
        try:
            return await self._web.call(method, **arguments)
        except NotYet as wait:
            self._pace.hold(lane, wait.retry_after_s or 1.0)
            raise

    async def _look(self, place: Place, key: str, text: str, since: Millis) -> str:
        """Where an earlier try arrived, or ""."""
        return await self._earlier.find(place, key, text, since, await self._home())
