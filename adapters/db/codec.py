"""Domain values to JSON and back, and rows to domain values; one small function each way."""

from collections.abc import Mapping
from typing import Any, cast

from core.domain.conversation import Conversation, ConversationState, Mode, Status
from core.domain.handoff import (
    Attempt,
    Complexity,
    Handoff,
    HandoffStatus,
    Package,
    Priority,
    Resolution,
    ResolveReason,
    Timing,
)
from core.domain.ids import ArticleId, IntentId
from core.domain.messages import Audience, Author, Draft, Message, Notice, QuickReply, Source
from core.domain.mind import Decision
from core.domain.people import Account, Customer, Identity, Level, ProvenBy, Role, Staff, Tier

Row = Any
"""A SQLAlchemy row; its columns are known to the statement, not to the type checker."""


def state_of(value: Any) -> ConversationState:
    """A stored state. Unknown keys of an older version do no harm."""
    return cast(ConversationState, dict(value))


def draft_data(draft: Draft) -> dict[str, Any]:
    """What a message carries besides its text."""
    data: dict[str, Any] = {}
    if draft.sources:
        data["sources"] = [
            {"article_id": s.article_id, "title": s.title, "url": s.url, "heading": s.heading, "version": s.version}
            for s in draft.sources
        ]
    if draft.quick_replies:
        data["quick_replies"] = [{"text": q.text, "action": q.action} for q in draft.quick_replies]
    if draft.personal:
        data["personal"] = True
    if draft.to is not None:
        data["to"] = draft.to
    if draft.of is not None:
        data["of"] = draft.of
    return data


def message_of(row: Row) -> Message:
    data: Mapping[str, Any] = row.data
    return Message(
        id=row.id,
        conversation_id=row.conversation_id,
        seq=row.seq,
        author=Author(row.author),
        author_name=row.author_name,
        author_id=row.author_id,
        audience=Audience(row.audience),
        text=row.text,
        created_at=row.created_at,
        client_id=row.client_id,
        notice=Notice(row.notice) if row.notice else None,
        sources=tuple(
            Source(ArticleId(s["article_id"]), s["title"], s["url"], s["heading"], s.get("version", 0))
            for s in data.get("sources", ())
        ),
        quick_replies=tuple(QuickReply(q["text"], q["action"]) for q in data.get("quick_replies", ())),
        action=row.action,
        personal=bool(data.get("personal")),
        to=data.get("to"),
        of=data.get("of"),
        turn_id=row.turn_id,
        channel_message_id=row.channel_message_id,
        edited_at=row.edited_at,
        deleted_at=row.deleted_at,
    )


def conversation_of(row: Row) -> Conversation:
    return Conversation(
        id=row.id,
        channel=row.channel,
        customer_id=row.customer_id,
        identity_id=row.identity_id,
        status=Status(row.status),
        mode=Mode(row.mode),
        seq=row.seq,
        done_seq=row.done_seq,
        last_input_seq=row.last_input_seq,
        state=state_of(row.state),
        state_version=row.state_version,
        assignee_id=row.assignee_id,
        assignee_name=row.assignee_name,
        locale=row.locale,
        created_at=row.created_at,
        updated_at=row.updated_at,
        seen_seq=row.seen_seq,
    )


def customer_of(row: Row) -> Customer:
    """From a row of `people.PEOPLE`."""
    account = None
    if row.account_id is not None:
        account = Account(row.account_id, row.account_name, Tier(row.tier), row.facts)
    return Customer(row.customer_id, row.customer_name, row.email, row.locale, account)


def identity_of(row: Row) -> Identity:
    """From a row of `people.PEOPLE`."""
    return Identity(
        row.identity_id,
        row.customer_id,
        row.channel,
        row.external_id,
        ProvenBy(row.proven_by),
        Level(row.level),
    )


def package_data(package: Package) -> dict[str, Any]:
    data: dict[str, Any] = {name: getattr(package, name) for name in Package.__slots__}
    data["attempts"] = [{"what": a.what, "outcome": a.outcome, "detail": a.detail} for a in package.attempts]
    return data


def package_of(data: Mapping[str, Any]) -> Package:
    values = dict(data)
    values["attempts"] = tuple(Attempt(a["what"], a["outcome"], a["detail"]) for a in values["attempts"])
    values["facts"] = tuple((label, value) for label, value in values["facts"])
    values["documents"] = tuple((title, url) for title, url in values["documents"])
    values["complexity"] = Complexity(values.get("complexity", Complexity.L1))
    values["complexity_reasons"] = tuple(values.get("complexity_reasons", ()))
    values["question_seqs"] = tuple(values.get("question_seqs", ()))
    return Package(**values)


def resolution_values(resolution: Resolution | None) -> dict[str, Any]:
    """The columns that keep what an agent said besides the reason."""
    if resolution is None:
        return dict.fromkeys(("close_article", "close_article_wanted", "close_intent", "close_timing"))
    return {
        "close_article": resolution.article_id,
        "close_article_wanted": resolution.article_wanted or None,
        "close_intent": resolution.correct_intent,
        "close_timing": None if resolution.timing is None else resolution.timing.value,
    }


def _resolution_of(row: Row) -> Resolution | None:
    if row.status != HandoffStatus.RESOLVED or row.close_reason not in list(ResolveReason):
        return None
    return Resolution(
        ResolveReason(row.close_reason),
        article_id=None if row.close_article is None else ArticleId(row.close_article),
        article_wanted=row.close_article_wanted or "",
        correct_intent=None if row.close_intent is None else IntentId(row.close_intent),
        timing=None if row.close_timing is None else Timing(row.close_timing),
    )


def handoff_of(row: Row) -> Handoff:
    return Handoff(
        id=row.id,
        conversation_id=row.conversation_id,
        status=HandoffStatus(row.status),
        reason=row.reason,
        priority=Priority(row.priority),
        priority_reasons=tuple(row.priority_reasons),
        category=row.category,
        package=package_of(row.package),
        opened_at=row.opened_at,
        claimed_by=row.claimed_by,
        claimed_by_name=row.claimed_by_name,
        claimed_at=row.claimed_at,
        closed_at=row.closed_at,
        close_reason=row.close_reason,
        resolution=_resolution_of(row),
        first_reply_at=row.first_reply_at,
        escalated_at=row.escalated_at,
        escalated_by_name=row.escalated_by_name,
        escalation_note=row.escalation_note,
        reannounced=row.reannounced,
    )


def decision_of(row: Row) -> Decision:
    return Decision(row.kind, row.outcome, row.reason, row.evidence, row.score, row.threshold)


def staff_of(row: Row) -> Staff:
    return Staff(
        row.id,
        row.login,
        row.name,
        Role(row.role),
        teams=tuple(row.teams),
        off_since=row.off_since,
        off_until=row.off_until,
        active=row.deactivated_at is None,
    )
