"""A handoff in two or three lines, for lists in Slack. Pure.

Whatever a customer wrote, or calls themselves, stands in plain text objects, in which nothing means anything.
"""

from collections.abc import Callable
from typing import Any

from core.domain.handoff import HandoffStatus
from core.domain.ids import ConversationId, Millis
from core.policies.sla import SlaClock, SlaState
from core.slack_text import cut, literal, plain_text
from core.staff_words import PRIORITIES, REASONS, SLA_KINDS, TIERS, caller, named
from handoff.queue import Queued
from handoff.slack.words import MARKS

Block = dict[str, Any]
DeskOf = Callable[[ConversationId], str]
"""The desk's address of a conversation; "" where nobody can reach it."""
_MINUTE, _HOUR, _DAY = 60_000, 3_600_000, 86_400_000


def span(ms: int) -> str:
    """ "12 min", "3 h", "2 days": in steps that grow, so that a list is not rewritten for every minute."""
    if ms >= 2 * _DAY:
        return f"{ms // _DAY} days"
    if ms >= 2 * _HOUR:
        return f"{ms // _HOUR} h"
    minutes = max(0, ms) // _MINUTE
    if minutes < 1:
        return "under a minute"
    return f"{minutes - minutes % 5} min" if minutes >= 20 else f"{minutes} min"


def due_words(due: SlaClock) -> str:
    """What is due next, and how long there is."""
    what = SLA_KINDS[due.kind]
    if due.state is SlaState.BREACHED:
        return f"🔥 {what} late by {span(-due.left_ms)}"
    mark = "⚠️ " if due.state is SlaState.DUE_SOON else ""
    return f"{mark}{what} in {span(due.left_ms)}{'' if due.running else ' of opening time'}"


def words(queued: Queued, now: Millis, *, number: int = 0) -> str:
    """Who, why, how it stands, and what was said last."""
    entry, handoff = queued.entry, queued.entry.handoff
    who = caller(entry.customer_name or handoff.package.customer, handoff.conversation_id)
    tier = f" ({named(TIERS, entry.tier)})" if entry.tier else ""
    account = f" · {entry.account_name}{tier}" if entry.account_name else ""
    head = f"{f'{number}. ' if number else ''}{MARKS[handoff.priority]} {who}{account}"
    state = [PRIORITIES[handoff.priority], named(REASONS, handoff.reason)]
    if handoff.escalated_at is not None:
        state.append("escalated")
    if handoff.status is HandoffStatus.WAITING:
        state.append(f"waiting for {span(now - handoff.opened_at)}")
    elif entry.unanswered_since is not None:
        state.append(f"unanswered for {span(now - entry.unanswered_since)}")
    if queued.due is not None:
        state.append(due_words(queued.due))
    lines = [head, " · ".join(state)]
    if entry.last_text:
        lines.append(f"“{cut(' '.join(entry.last_text.split()), 140)}”")
    return "\n".join(lines)


def line(queued: Queued, now: Millis, desk: DeskOf, *, number: int = 0) -> Block:
    """One handoff of a list, with what can be done about it."""
    handoff = queued.entry.handoff
    block = literal(words(queued, now, number=number))
    if handoff.status is HandoffStatus.WAITING:
        block["accessory"] = button("claim", "Claim", handoff.id, style="primary")
    elif url := desk(handoff.conversation_id):
        block["accessory"] = button("desk", "Open", handoff.id, url=url)
    return block


def button(what: str, face: str, value: str = "-", **more: Any) -> Block:
    """A button of App Home or of a command's answer."""
    return {
        "type": "button",
        "action_id": f"office:{what}",
        "text": plain_text(face),
        "value": value,
        **more,
    }
