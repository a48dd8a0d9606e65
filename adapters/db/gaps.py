"""Questions that the articles did not answer: handed over for want of an answer, declined, or left
open beside what they did answer."""

from collections import defaultdict

import sqlalchemy as sa

from adapters.db.codec import Row
from adapters.db.library_tables import article_versions, articles, gap_answers
from adapters.db.part import Part
from adapters.db.portable import among
from adapters.db.schema import conversations, customers, decisions, handoffs, messages, turns
from core.domain.handoff import ResolveReason
from core.domain.ids import ArticleId, Millis
from core.domain.messages import NO_QUESTION, Audience, Author
from core.domain.mind import Outcome, Reason
from core.gaps import ClosedGap, Linked, Unanswered

_WANTING = (
    Reason.NO_ANSWER,
    Reason.STILL_UNCLEAR,
    Reason.REPEATED_QUESTION,
    Reason.NOT_HELPED,
    Reason.ASKED_FOR_PERSON,
)
_HANDED = (
    sa.select(handoffs, customers.c.name.label("customer_name"))
    .join(conversations, conversations.c.id == handoffs.c.conversation_id)
    .join(customers, customers.c.id == conversations.c.customer_id)
    .where(
        handoffs.c.opened_at >= sa.bindparam("since"),
        handoffs.c.close_article.is_(None),
        sa.or_(handoffs.c.reason.in_([r.value for r in _WANTING]), handoffs.c.close_article_wanted.is_not(None)),
    )
    .order_by(handoffs.c.opened_at.desc())
    .limit(sa.bindparam("most"))
)
_REPLIES = {
    dialect: sa.select(messages.c.conversation_id, messages.c.text, messages.c.created_at)
    .where(ids, messages.c.author == Author.AGENT.value, messages.c.audience == Audience.CUSTOMER.value)
    .order_by(messages.c.conversation_id, messages.c.seq)
    for dialect, ids in among(messages.c.conversation_id, "ids").items()
}
_asked = messages.alias("asked")
_asked_seq = (
    sa.select(sa.func.max(_asked.c.seq))
    .where(
        _asked.c.conversation_id == decisions.c.conversation_id,
        _asked.c.author == Author.CUSTOMER.value,
        _asked.c.action.not_in(NO_QUESTION),
        _asked.c.created_at <= turns.c.started_at,
    )
    .correlate(decisions, turns)
    .scalar_subquery()
)
_DECLINED = (
    sa.select(decisions.c.conversation_id, decisions.c.reason, decisions.c.evidence, turns.c.committed_at)
    .add_columns(messages.c.text)
    .add_columns(customers.c.name.label("customer_name"))
    .join(turns, turns.c.id == decisions.c.turn_id)
    .join(messages, sa.and_(messages.c.conversation_id == decisions.c.conversation_id, messages.c.seq == _asked_seq))
    .join(conversations, conversations.c.id == decisions.c.conversation_id)
    .join(customers, customers.c.id == conversations.c.customer_id)
    .where(
        decisions.c.kind == "outcome",
        decisions.c.outcome.in_([Outcome.DEFLECT.value, Outcome.ANSWER.value]),
        decisions.c.reason.in_([Reason.OFF_TOPIC.value, Reason.NOT_HELPED.value, Reason.PARTLY.value]),
        turns.c.committed_at >= sa.bindparam("since"),
    )
    .order_by(decisions.c.id.desc())
    .limit(sa.bindparam("most"))
)


_LINKED = (
    sa.select(handoffs.c.conversation_id, handoffs.c.package, handoffs.c.close_article, handoffs.c.closed_at)
    .add_columns(handoffs.c.claimed_by_name)
    .where(handoffs.c.close_article.is_not(None), handoffs.c.closed_at >= sa.bindparam("since"))
    .order_by(handoffs.c.closed_at.desc())
    .limit(sa.bindparam("most"))
)
_readable = (
    sa.select(sa.func.min(article_versions.c.created_at))
    .where(article_versions.c.article_id == gap_answers.c.article_id, article_versions.c.audience != "internal")
    .correlate(gap_answers)
    .scalar_subquery()
)
_now_internal = (
    sa.select(article_versions.c.audience)
    .join(
        articles,
        sa.and_(articles.c.id == article_versions.c.article_id, articles.c.version == article_versions.c.version),
    )
    .where(articles.c.id == gap_answers.c.article_id, articles.c.gone.is_(None))
    .correlate(gap_answers)
    .scalar_subquery()
)
_CLOSED = (
    sa.select(gap_answers, _readable.label("readable_at"), _now_internal.label("audience"))
    .order_by(gap_answers.c.at.desc(), gap_answers.c.id)
    .limit(sa.bindparam("most"))
)


class SqlGaps(Part):
    """core.gaps.Gaps"""

    async def unanswered(self, since: Millis, limit: int = 300) -> tuple[Unanswered, ...]:
        return await self._db.read(lambda connection: _unanswered(connection, since, limit))

    async def linked(
        self, since: Millis, *, article_id: ArticleId | None = None, limit: int = 50
    ) -> tuple[Linked, ...]:
        statement = _LINKED if article_id is None else _LINKED.where(handoffs.c.close_article == article_id)
        rows = await self._db.read(lambda c: c.execute(statement, {"since": since, "most": limit}).all())
        return tuple(
            Linked(
                row.conversation_id,
                str(row.package.get("open_question", "")).strip(),
                ArticleId(row.close_article),
                row.closed_at,
                row.claimed_by_name,
            )
            for row in rows
        )

    async def close_gap(self, gap: ClosedGap) -> None:
        row = {
            "id": gap.id,
            "name": gap.name,
            "questions": list(gap.questions),
            "asked": gap.asked,
            "minutes": gap.minutes,
            "article_id": gap.article_id,
            "at": gap.at,
            "by": gap.by,
        }
        await self._db.write(lambda c: c.execute(sa.insert(gap_answers), row))

    async def closed_gaps(self, limit: int = 100) -> tuple[ClosedGap, ...]:
        rows = await self._db.read(lambda c: c.execute(_CLOSED, {"most": limit}).all())
        return tuple(_closed_of(row) for row in rows)

    async def reopen_gap(self, gap_id: str) -> bool:
        drop = sa.delete(gap_answers).where(gap_answers.c.id == gap_id)
        return await self._db.write(lambda c: c.execute(drop).rowcount > 0)


def _closed_of(row: Row) -> ClosedGap:
    """An article counts from when customers could first read it, and no more once they cannot."""
    readable = row.audience is not None and row.audience != "internal"
    since = max(row.at, row.readable_at) if readable and row.readable_at is not None else None
    return ClosedGap(
        row.id,
        row.name,
        tuple(row.questions),
        row.asked,
        row.minutes,
        None if row.article_id is None else ArticleId(row.article_id),
        row.at,
        row.by,
        since,
    )


def _unanswered(connection: sa.Connection, since: int, limit: int) -> tuple[Unanswered, ...]:
    values = {"since": since, "most": limit}
    handed = connection.execute(_HANDED, values).all()
    replies: dict[str, list[tuple[int, str]]] = defaultdict(list)
    ids = {"ids": list({row.conversation_id for row in handed})}
    for row in connection.execute(_REPLIES[connection.dialect.name], ids):
        replies[row.conversation_id].append((row.created_at, row.text))
    found = []
    for row in handed:
        question = str(row.package.get("open_question", "")).strip()
        if not question:
            continue
        solved = row.close_reason == ResolveReason.SOLVED.value
        ends = row.closed_at or 0
        said = tuple(text for at, text in replies[row.conversation_id] if solved and row.opened_at <= at <= ends)
        busy = ends - row.claimed_at if row.claimed_at and ends else 0
        found.append(
            Unanswered(
                row.conversation_id,
                question,
                row.reason,
                row.opened_at,
                row.customer_name,
                busy,
                said,
                row.close_article_wanted or "",
            )
        )
    known = {(each.conversation_id, each.question) for each in found}
    for row in connection.execute(_DECLINED, values):
        for question in row.evidence.get("unanswered") or (row.text,):
            if question.strip() and (row.conversation_id, question) not in known:
                known.add((row.conversation_id, question))
                found.append(Unanswered(row.conversation_id, question, row.reason, row.committed_at, row.customer_name))
    return tuple(sorted(found, key=lambda each: -each.at)[:limit])
