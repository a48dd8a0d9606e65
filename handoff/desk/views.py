"""The record's things as the desk's page reads them: JSON with the words already chosen."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.briefs import EarlierCase
from core.domain.conversation import Conversation
from core.domain.handoff import Handoff, HandoffStatus, Package, Resolution
from core.domain.messages import Audience, Message
from core.domain.mind import SELF_HARM
from core.domain.people import Staff
from core.links import safe_link
from core.policies.added import Added
from core.policies.sla import SlaClock
from core.record import QueueEntry
from core.slack_text import cut
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
    ROLES,
    SLA_KINDS,
    STATUSES,
    TIERS,
    TIMINGS,
    VISITOR,
    caller,
    close_words,
    how_it_stands,
    how_many_added,
    named,
    plain,
)

Json = dict[str, Any]


def queue_line(entry: QueueEntry, due: SlaClock | None) -> Json:
    """One line of the queue."""
    handoff = entry.handoff
    return {
        **_handoff_head(handoff),
        "conversation_id": handoff.conversation_id,
        "customer": caller(entry.customer_name or handoff.package.customer, handoff.conversation_id),
        "account": entry.account_name,
        "tier": entry.tier,
        "tier_label": named(TIERS, entry.tier) if entry.tier else "",
        "last_text": entry.last_text[:280],
        "last_customer_at": entry.last_customer_at,
        "unread": entry.unread,
        "seq": entry.conversation.seq,
        "due": None if due is None else _due(due),
    }


def _due(due: SlaClock) -> Json:
    """What is due next. The page counts on from `left_ms` (opening time) while `running`."""
    return {
        "kind": due.kind,
        "kind_label": SLA_KINDS[due.kind],
        "at": due.due_at,
        "left_ms": due.left_ms,
        "soon_ms": due.soon_ms,
        "running": due.running,
    }


def colleague(member: Staff, presence: str, there: bool) -> Json:
    """Somebody a handoff can be given to."""
    return {
        "id": member.id,
        "name": member.name,
        "role_label": named(ROLES, member.role),
        "there": there,
        "presence": presence,
    }


def _handoff_head(handoff: Handoff) -> Json:
    return {
        "handoff_id": handoff.id,
        "status": handoff.status,
        "status_label": HANDOFF_STATUSES[handoff.status],
        "open": handoff.status in (HandoffStatus.WAITING, HandoffStatus.CLAIMED),
        "priority": int(handoff.priority),
        "priority_label": PRIORITIES[handoff.priority],
        "priority_reasons": [plain(reason) for reason in handoff.priority_reasons],
        "reason": handoff.reason,
        "reason_label": named(REASONS, handoff.reason),
        "category": plain(handoff.category) if handoff.category else "",
        "opened_at": handoff.opened_at,
        "claimed_by": handoff.claimed_by,
        "claimed_by_name": handoff.claimed_by_name,
        "claimed_at": handoff.claimed_at,
        "closed_at": handoff.closed_at,
        "reannounced": handoff.reannounced,
        "escalated_at": handoff.escalated_at,
        "escalated_by_name": handoff.escalated_by_name,
        "escalation_note": handoff.escalation_note,
        "close_reason": close_words(handoff),
    }


def handoff_card(handoff: Handoff) -> Json:
    """A handoff with its package."""
    return {
        **_handoff_head(handoff),
        "package": _package(handoff.package, handoff.conversation_id),
        "resolution": _resolution(handoff.resolution),
    }


def earlier_line(case: EarlierCase) -> Json:
    """A case that the same customer had before."""
    handoff = case.handoff
    return {
        "conversation_id": handoff.conversation_id,
        "at": handoff.opened_at,
        "about": plain(case.about) if case.about else "",
        "question": cut(handoff.package.open_question, 200),
        "outcome": how_it_stands(handoff),
    }


def added_lines(added: Added | None) -> Json | None:
    """What the customer has written since the brief was made."""
    if added is None:
        return None
    return {
        "seq": added.seq,
        "words": how_many_added(added.count),
        "latest": cut(added.latest, 400),
        "at": added.at,
        "question": cut(added.question, 400),
        "facts": [[plain(label), value] for label, value in added.facts],
    }


def _resolution(how: Resolution | None) -> list[list[str]]:
    """What the agent said besides the reason, as label and value."""
    if how is None:
        return []
    said = {
        "It was about": plain(how.correct_intent or ""),
        "Its moment": named(TIMINGS, how.timing) if how.timing else "",
        "Answered by": how.article_id or "",
        "Article wanted": how.article_wanted,
    }
    return [[label, words] for label, words in said.items() if words]


def _package(package: Package, conversation_id: str) -> Json:
    return {
        "customer": caller(package.customer, conversation_id),
        "nameless": package.customer in ("", VISITOR),
        "level": package.level,
        "level_label": named({str(int(key)): text for key, text in LEVELS.items()}, str(package.level)),
        "proven": _proof(package.proven),
        "account": package.account,
        "tier": package.tier,
        "tier_label": named(TIERS, package.tier) if package.tier else "",
        "intent": plain(package.intent) if package.intent else "",
        "intent_score": package.intent_score if package.intent_sure else None,
        "intent_sure": package.intent_sure,
        "suggests": package.alarm != SELF_HARM,
        "reason_label": named(REASONS, package.reason),
        "reason_text": package.reason_text,
        "evidence": _rows(package.evidence),
        "sentiment": package.sentiment,
        "sentiment_worst": package.sentiment_worst,
        "attempts": [
            {"what": named(OUTCOMES, a.what), "outcome": named(REASONS, a.outcome), "detail": a.detail}
            for a in package.attempts
        ],
        "facts": [[plain(label), value] for label, value in package.facts if label != "Language"],
        "summary": package.summary,
        "summary_by": package.summary_by,
        "open_question": package.open_question,
        "documents": [{"title": title or url, "url": safe_link(url)} for title, url in package.documents],
        "suggested_action": package.suggested_action,
        "draft_reply": package.draft_reply,
        "language": package.language,
        "complexity": f"{package.complexity.name} · {COMPLEXITIES[package.complexity]}",
        "complexity_reasons": list(package.complexity_reasons),
    }


def _proof(proven: str) -> str:
    """How identity was proven, without the level that stands beside it anyway."""
    inner = proven.partition("(")[2].rstrip(")") or proven
    return PROOFS.get(inner) or plain(inner)


def _rows(evidence: Mapping[str, object]) -> list[list[str]]:
    """Label and value pairs, nested things in one line; what is empty is left out."""
    return [
        [plain(key), line(value)] for key, value in evidence.items() if value is not None and value not in ("", [], {})
    ]


def line(value: object) -> str:
    """Any JSON value as a line people can read."""
    match value:
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"
        case Mapping():
            return ", ".join(f"{plain(str(key))}: {line(item)}" for key, item in value.items())
        case str():
            return value
        case Sequence():
            return "; ".join(line(item) for item in value)
        case None:
            return "none"
        case _:
            return str(value)


def conversation_head(conversation: Conversation) -> Json:
    """What stands above the log."""
    return {
        "id": conversation.id,
        "channel": named(CHANNELS, conversation.channel),
        "status": conversation.status,
        "status_label": named(STATUSES, conversation.status),
        "mode": conversation.mode,
        "mode_label": named(MODES, conversation.mode),
        "seq": conversation.seq,
        "seen_seq": conversation.seen_seq,
        "locale": conversation.locale,
        "assignee_id": conversation.assignee_id,
        "assignee_name": conversation.assignee_name,
        "created_at": conversation.created_at,
    }


def log_entry(message: Message) -> Json:
    """One entry of the log."""
    return {
        "id": message.id,
        "seq": message.seq,
        "author": message.author,
        "author_name": message.author_name,
        "author_id": message.author_id,
        "internal": message.audience is Audience.INTERNAL,
        "text": message.text,
        "at": message.created_at,
        "client_id": message.client_id,
        "notice": message.notice,
        "sources": [
            {"title": source.title or source.url, "url": safe_link(source.url), "heading": source.heading}
            for source in message.sources
        ],
        "quick_replies": [reply.text for reply in message.quick_replies],
        "pressed": bool(message.action),
        "of": message.of,
        "edited": message.edited_at is not None,
        "deleted": message.deleted_at is not None,
    }
