"""Reminders of articles to be reviewed: the message and what it was about are written together."""

from collections.abc import Sequence
from datetime import UTC, datetime

import sqlalchemy as sa

from adapters.db.library_tables import article_versions, articles, review_reminders
from adapters.db.part import Part
from adapters.db.portable import insert_new
from adapters.db.pushes import outbox_row
from adapters.db.schema import outbox
from core.domain.ids import ArticleId, Millis
from core.later import Push
from core.reviews import DueReview

_MOST = 200
"""What is due beyond that is told of the next day."""
_DUE = (
    sa.select(articles.c.id, article_versions.c.title, article_versions.c.owner, article_versions.c.review_at)
    .join(
        article_versions,
        sa.and_(article_versions.c.article_id == articles.c.id, article_versions.c.version == articles.c.version),
    )
    .where(
        articles.c.gone.is_(None),
        article_versions.c.review_at <= sa.bindparam("now", type_=sa.BigInteger),
        ~sa.exists().where(
            review_reminders.c.article_id == articles.c.id,
            review_reminders.c.review_at == article_versions.c.review_at,
        ),
    )
    .order_by(article_versions.c.owner, article_versions.c.review_at, articles.c.id)
    .limit(_MOST)
)
_NEW_PUSH = insert_new(outbox, outbox.c.id)


class SqlReviews(Part):
    """core.reviews.ReviewReminders"""

    async def remind_of_reviews(self, day: str, destinations: Sequence[str], now: Millis) -> tuple[DueReview, ...]:
        return await self._db.write(lambda connection: _remind(connection, day, destinations, now))


def _remind(connection: sa.Connection, day: str, destinations: Sequence[str], now: Millis) -> tuple[DueReview, ...]:
    rows = connection.execute(_DUE, {"now": now}).all()
    due = tuple(DueReview(ArticleId(row.id), row.title, row.owner, row.review_at) for row in rows)
    if not due:
        return ()
    payload: dict[str, object] = {"event": "articles_to_review", "articles": [_told(each) for each in due]}
    for destination in destinations:
        row = outbox_row(Push(destination, f"reviews:{day}", payload), None, now)
        # Its unique key holds up whoever does the same at this moment, and tells them that it is done.
        if connection.execute(_NEW_PUSH[connection.dialect.name], row).first() is None:
            return ()
    marks = [{"article_id": each.article_id, "review_at": each.review_at, "at": now} for each in due]
    connection.execute(sa.insert(review_reminders), marks)
    return due


def _told(due: DueReview) -> dict[str, str]:
    since = datetime.fromtimestamp(due.review_at / 1000, UTC)
    return {"id": due.article_id, "title": due.title, "owner": due.owner, "since": f"{since:%Y-%m-%d}"}
