"""The conversation in a card's thread: entries of the log as Slack messages. Pure."""

from collections.abc import Sequence
from typing import Any

from core.domain.handoff import Handoff
from core.domain.messages import Audience, Author, Message, Notice
from core.slack_text import SECTION, cut, escape, fallback, literal, mrkdwn, plain_text, section, split, when
from core.staff_words import caller
from core.triage import typed_in_slack

Block = dict[str, Any]

_PACK_BLOCKS, _PACK_CHARS = 44, 9000
LOUD = (Notice.REANNOUNCED, Notice.PUT_BACK, Notice.ESCALATED)
"""Asks for somebody: shown in the channel too, not in the thread alone."""
_SILENT = (Notice.CHANGED, Notice.TAKEN_BACK)
"""Told by the entry they are about, which is shown as it reads now."""


def parts_of(entries: Sequence[Message], opened_seq: int) -> list[tuple[int, int]]:
    """How entries are shown: what was said before the handoff in few messages, each later one by itself."""
    parts: list[tuple[int, int]] = []
    blocks = chars = 0
    for entry in entries:
        if entry.notice in _SILENT:
            continue
        pieces, size = 1 + max(1, -(-len(entry.text) // SECTION)), len(entry.text)
        fits = blocks + pieces <= _PACK_BLOCKS and chars + size <= _PACK_CHARS
        if parts and entry.seq <= opened_seq and fits:
            parts[-1] = (parts[-1][0], entry.seq)
            blocks, chars = blocks + pieces, chars + size
        else:
            parts.append((entry.seq, entry.seq))
            blocks, chars = pieces, size
    return parts


def render_part(entries: Sequence[Message], handoff: Handoff, channel_id: str) -> tuple[str, list[Block]]:
    """One message of the thread: the words of its notification, and its blocks."""
    customer = caller(handoff.package.customer, handoff.conversation_id)
    blocks: list[Block] = []
    packed = len(entries) > 1
    for entry in entries:
        if entry.notice not in _SILENT:
            blocks += _entry(entry, customer, handoff, channel_id, packed=packed)
    first = entries[0]
    text = f"{_speaker(first, customer)}: {first.text}"
    if packed:
        text = f"Earlier in this conversation ({first.seq}–{entries[-1].seq})"
    return fallback(escape(cut(text, 1500))), blocks


def _entry(message: Message, customer: str, handoff: Handoff, channel_id: str, *, packed: bool) -> list[Block]:
    if message.deleted_at is not None:
        return [_who(f"{_speaker(message, customer)} · deleted", message, packed)]
    if message.author is Author.SYSTEM:
        return [_who(f"ℹ️ {cut(message.text, 1500)}", message, packed)]
    changed = " · changed" if message.edited_at is not None else ""
    if (message.client_id or "").startswith(typed_in_slack(channel_id, "")):
        # Typed right here: to say where it went is enough.
        return [_who(f"📤 Sent to the customer as {message.author_name}{changed}", message, packed)]
    head = _who(f"{_speaker(message, customer)}{changed}", message, packed)
    if message.author is Author.CUSTOMER or message.audience is Audience.INTERNAL:
        body = [literal(piece) for piece in split(message.text)] or [literal(" ")]
    else:
        body = [section(piece) for piece in split(mrkdwn(message.text))] or [literal(" ")]
    if message.author is Author.AGENT and message.client_id and not packed:
        body[0]["accessory"] = _menu(handoff, message)
    return [head, *body]


def _speaker(message: Message, customer: str) -> str:
    """Who speaks, so that nobody takes a bot for a person or a note for a reply."""
    match message.author:
        case Author.CUSTOMER:
            colleague = message.author_name and message.author_name != customer
            return f"👤 {message.author_name if colleague else customer} · customer"
        case Author.BOT:
            return "🤖 Bot → customer"
        case Author.AGENT if message.audience is Audience.INTERNAL:
            return f"🔒 {message.author_name} · internal note"
        case Author.AGENT:
            return f"💬 {message.author_name} → customer"
        case _:
            return "ℹ️"


def _who(words: str, message: Message, packed: bool) -> Block:
    elements: list[Block] = [plain_text(cut(words, 1900), emoji=True)]
    if packed:
        elements.append({"type": "mrkdwn", "text": when(message.created_at, "{date_short_pretty} {time}")})
    return {"type": "context", "elements": elements}


def _menu(handoff: Handoff, message: Message) -> Block:
    """What the one who wrote it may do with it."""
    place = f"{handoff.id}:{message.seq}"
    return {
        "type": "overflow",
        "action_id": "triage:said",
        "options": [
            {"text": plain_text("Change it…"), "value": f"change:{place}"},
            {"text": plain_text("Delete it"), "value": f"delete:{place}"},
        ],
    }
