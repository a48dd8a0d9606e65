"""Which answers used which article, gathered from the turns after the fact."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from adapters.db.codec import Row
from adapters.db.library_tables import LIBRARY_ROW, article_uses, library, link_clicks
from adapters.db.part import Part
from adapters.db.portable import among, insert_new
from adapters.db.schema import decisions, handoffs, turns
from core.domain.ids import ArticleId, ConversationId, Millis
from core.domain.mind import Outcome
from core.policies.verdicts import verdict_of
from core.uses import ArticleUse, UseCounts, Verdict

_OVERLAP = 200
"""How many decisions are looked at again: those that were numbered earlier and committed later."""
_AT = sa.select(library.c.uses_at).where(library.c.id == LIBRARY_ROW).with_for_update()
_ADVANCE = sa.update(library).where(library.c.id == LIBRARY_ROW).values(uses_at=sa.bindparam("to"))
_NEXT = (
    sa.select(decisions.c.id, decisions.c.conversation_id, decisions.c.outcome, decisions.c.reason)
    .add_columns(turns.c.id.label("turn_id"), turns.c.facts, turns.c.committed_at)
    .join(turns, turns.c.id == decisions.c.turn_id)
    .where(decisions.c.kind == "outcome", decisions.c.id > sa.bindparam("after"))
    .order_by(decisions.c.id)
    .limit(sa.bindparam("most"))
)
_NEW = insert_new(article_uses)
_JUDGE = (
    sa.update(article_uses)
    .where(
        article_uses.c.conversation_id == sa.bindparam("of_conversation"),
        article_uses.c.verdict.is_(None),
        article_uses.c.at < sa.bindparam("before"),
    )
    .values(verdict=sa.bindparam("said"))
)
_OF = (
    sa.select(article_uses)
    .where(article_uses.c.article_id == sa.bindparam("of_id"))
    .order_by(article_uses.c.at.desc(), article_uses.c.turn_id)
    .limit(sa.bindparam("most"))
)
_COUNTS = {
    dialect: sa.select(article_uses.c.article_id, article_uses.c.verdict, sa.func.count().label("times"))
    .where(ids, article_uses.c.quoted.is_(True))
    .group_by(article_uses.c.article_id, article_uses.c.verdict)
    for dialect, ids in among(article_uses.c.article_id, "ids").items()
}
_LINKED = {
    dialect: sa.select(handoffs.c.close_article, sa.func.count().label("times"))
    .where(ids)
    .group_by(handoffs.c.close_article)
    for dialect, ids in among(handoffs.c.close_article, "ids").items()
}


_CLICKED = {
    dialect: sa.select(link_clicks.c.article_id, sa.func.count().label("times"))
    .where(ids)
    .group_by(link_clicks.c.article_id)
    for dialect, ids in among(link_clicks.c.article_id, "ids").items()
}
_CLICK = insert_new(link_clicks)


class SqlUses(Part):
    """core.uses.Uses and core.uses.LinkClicks"""

    async def gather_uses(self, limit: int = 500) -> bool:
        return await self._db.write(lambda connection: _gather(connection, limit))

    async def uses_of(self, article_id: ArticleId, limit: int = 20) -> tuple[ArticleUse, ...]:
        rows = await self._db.read(lambda c: c.execute(_OF, {"of_id": article_id, "most": limit}).all())
        return tuple(_use_of(row) for row in rows)

    async def note_followed(
        self, conversation_id: ConversationId, seq: int, article_id: ArticleId, now: Millis
    ) -> None:
        row = {"conversation_id": conversation_id, "seq": seq, "article_id": article_id, "at": now}
        await self._db.write(lambda c: c.execute(_CLICK[c.dialect.name], row))

    async def last_used(self) -> dict[ArticleId, Millis]:
        newest = sa.select(article_uses.c.article_id, sa.func.max(article_uses.c.at).label("at"))
        rows = await self._db.read(lambda c: c.execute(newest.group_by(article_uses.c.article_id)).all())
        return {row.article_id: row.at for row in rows}

    async def use_counts(self, article_ids: Sequence[ArticleId]) -> dict[ArticleId, UseCounts]:
        ids = {"ids": list(article_ids)}

        def work(connection: sa.Connection) -> list[Sequence[Row]]:
            dialect = connection.dialect.name
            return [connection.execute(each[dialect], ids).all() for each in (_COUNTS, _LINKED, _CLICKED)]

        rows, links, clicks = await self._db.read(work)
        found: dict[ArticleId, dict[str, int]] = {}
        for row in rows:
            counted = found.setdefault(row.article_id, {"used": 0})
            counted["used"] += row.times
            if row.verdict in UseCounts.__slots__:
                counted[row.verdict] = row.times
        for row in links:
            found.setdefault(row.close_article, {})["linked"] = row.times
        for row in clicks:
            found.setdefault(row.article_id, {})["clicked"] = row.times
        return {article_id: UseCounts(**counted) for article_id, counted in found.items()}


def _gather(connection: sa.Connection, limit: int) -> bool:
    at = connection.execute(_AT).scalar_one()
    rows = connection.execute(_NEXT, {"after": max(0, at - _OVERLAP), "most": limit + _OVERLAP}).all()
    for row in rows:
        verdict = verdict_of(row.outcome, row.reason)
        if verdict is not None:
            said = {"of_conversation": row.conversation_id, "before": row.committed_at, "said": verdict.value}
            connection.execute(_JUDGE, said)
        if row.outcome == Outcome.ANSWER and (uses := list(_uses_in(row))):
            connection.execute(_NEW[connection.dialect.name], uses)
    newest = rows[-1].id if rows else at
    if newest > at:
        connection.execute(_ADVANCE, {"to": newest})
    return newest > at and len(rows) == limit + _OVERLAP


def _uses_in(row: Row) -> Iterator[dict[str, Any]]:
    """One for each article of an answer; the facts of older turns name no versions."""
    answer: Mapping[str, Any] = row.facts.get("answer") or {}
    scores = {(p[0], p[3]): p[4] for p in answer.get("passages", ())}
    seen: set[str] = set()
    for place, (article_id, _, _, heading, *more) in enumerate(answer.get("sources", ())):
        if article_id in seen:
            continue
        seen.add(article_id)
        yield {
            "turn_id": row.turn_id,
            "article_id": article_id,
            "conversation_id": row.conversation_id,
            "version": more[0] if more else 0,
            "heading": heading,
            "quoted": place == 0,
            "score": scores.get((article_id, heading)),
            "confidence": answer.get("confidence", 0.0),
            "model": answer.get("index_version", ""),
            "at": row.committed_at,
        }


def _use_of(row: Row) -> ArticleUse:
    verdict = Verdict(row.verdict) if row.verdict else None
    return ArticleUse(**{**row._mapping, "verdict": verdict})
