"""Known questions in the record: the company folder's as a seed, and what people made of them."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from adapters.db.codec import Row
from adapters.db.known_tables import known_questions, rehearsals
from adapters.db.part import Part
from core.clock import new_id
from core.domain.company import AnswerableQuestion
from core.domain.ids import ArticleId, Millis
from core.errors import Conflict
from core.known import KnownQuestion, Rehearsal, Shown, Tried, words_of

_KEPT_MS = 86_400_000
_ALL = (
    sa.select(known_questions)
    .where(known_questions.c.dropped.is_(False))
    .order_by(known_questions.c.by == "", known_questions.c.at.desc(), known_questions.c.place, known_questions.c.id)
)
_MARK = sa.select(sa.func.max(known_questions.c.at), sa.func.count()).where(known_questions.c.by != "")
_it = known_questions.c.id == sa.bindparam("of_id")
_TWIN = sa.select(known_questions).where(known_questions.c.key == sa.bindparam("of_key"))


def _key(question: str) -> str:
    return hashlib.sha256(words_of(question).encode("utf-8", "replace")).hexdigest()[:32]


def _said(asked: AnswerableQuestion) -> dict[str, Any]:
    return {
        "key": _key(asked.question),
        "question": asked.question,
        "articles": list(asked.articles),
        "passage": asked.passage,
    }


class SqlKnownQuestions(Part):
    """core.known.KnownQuestions"""

    async def known_questions(self) -> tuple[KnownQuestion, ...]:
        rows = await self._db.read(lambda c: c.execute(_ALL).all())
        return tuple(
            KnownQuestion(row.id, AnswerableQuestion(row.question, tuple(row.articles), row.passage), row.by, row.at)
            for row in rows
        )

    async def questions_mark(self) -> str:
        newest, count = await self._db.read(lambda c: c.execute(_MARK).one())
        return f"{newest}-{count}"

    async def seed_questions(self, questions: Sequence[AnswerableQuestion]) -> None:
        def work(connection: sa.Connection) -> None:
            wanted = {_key(each.question): {**_said(each), "place": place} for place, each in enumerate(questions)}
            known = {row.key: row for row in connection.execute(sa.select(known_questions)).all()}
            old = [row.id for key, row in known.items() if not row.by and key not in wanted]
            if old:
                connection.execute(sa.delete(known_questions).where(known_questions.c.id.in_(old)))
            for key, said in wanted.items():
                row = known.get(key)
                if row is not None and not row.by and any(getattr(row, name) != said[name] for name in said):
                    connection.execute(sa.update(known_questions).where(_it).values(said), {"of_id": row.id})
            fresh = [said for key, said in wanted.items() if key not in known]
            if fresh:
                rows = [{"id": new_id(), "by": "", "at": 0, "dropped": False, **said} for said in fresh]
                connection.execute(sa.insert(known_questions), rows)

        await self._db.write(work)

    async def put_question(self, question: KnownQuestion) -> None:
        def work(connection: sa.Connection) -> None:
            said = {**_said(question.asked), "by": question.by, "at": question.at, "place": 0, "dropped": False}
            twin = connection.execute(_TWIN, {"of_key": said["key"]}).one_or_none()
            if twin is not None and twin.id != question.id:
                if not twin.dropped:
                    raise Conflict("This question is known already. Look for it in the list, and edit it there.")
                connection.execute(sa.delete(known_questions).where(_it), {"of_id": twin.id})
            changed = connection.execute(sa.update(known_questions).where(_it).values(said), {"of_id": question.id})
            if not changed.rowcount:
                connection.execute(sa.insert(known_questions), {"id": question.id, **said})

        await self._db.write(work)

    async def drop_question(self, question_id: str, by: str, now: Millis) -> bool:
        drop = sa.update(known_questions).where(_it, known_questions.c.dropped.is_(False))
        drop = drop.values(dropped=True, by=by, at=now)
        return await self._db.write(lambda c: c.execute(drop, {"of_id": question_id}).rowcount > 0)

    async def open_rehearsal(self, rehearsal: Rehearsal) -> None:
        def work(connection: sa.Connection) -> None:
            connection.execute(sa.delete(rehearsals).where(rehearsals.c.at < rehearsal.at - _KEPT_MS))
            connection.execute(sa.insert(rehearsals), _row(rehearsal))

        await self._db.write(work)

    async def keep_rehearsal(self, rehearsal: Rehearsal) -> None:
        keep = sa.update(rehearsals).where(rehearsals.c.id == rehearsal.id).values(_row(rehearsal))
        await self._db.write(lambda c: c.execute(keep))

    async def rehearsal(self, rehearsal_id: str) -> Rehearsal | None:
        one = sa.select(rehearsals).where(rehearsals.c.id == rehearsal_id)
        row = await self._db.read(lambda c: c.execute(one).one_or_none())
        return None if row is None else _rehearsal_of(row)


def _row(rehearsal: Rehearsal) -> dict[str, Any]:
    tried = None if rehearsal.tried is None else [asdict(each) for each in rehearsal.tried]
    return {
        "id": rehearsal.id,
        "by": rehearsal.by,
        "at": rehearsal.at,
        "form": rehearsal.form,
        "gone": rehearsal.gone,
        "done": rehearsal.done,
        "total": rehearsal.total,
        "beat_at": rehearsal.beat_at,
        "tried": tried,
        "trouble": rehearsal.trouble,
    }


def _rehearsal_of(row: Row) -> Rehearsal:
    values = dict(row._mapping)
    values["gone"] = None if row.gone is None else ArticleId(row.gone)
    if row.tried is not None:
        values["tried"] = tuple(
            Tried(
                each["question"],
                tuple(each["expected"]),
                Shown(**each["old"]),
                Shown(**each["new"]),
                each.get("passage", ""),
            )
            for each in row.tried
        )
    return Rehearsal(**values)
