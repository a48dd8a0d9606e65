"""Owners are reminded once of each review day, in one message a day, whichever process writes it."""

import asyncio

from core.clock import ManualClock
from core.domain.company import Article, ArticleAudience
from core.domain.ids import ArticleId, Millis
from core.record import OutboxRow, Record
from tests.support.record import LEASE_MS

DAY = 86_400_000
PLACES = ("slack_reviews", "handoff_webhook")


async def write(
    record: Record, name: str, review_at: int | None, now: Millis, owner: str = "support", version: int = 0
) -> None:
    article = Article(
        ArticleId(name), name.title(), "", ArticleAudience.PUBLIC, "en", "", owner, f"/help/{name}", "Text.\n",
        version=version, review_at=None if review_at is None else Millis(review_at),
    )  # fmt: skip
    await record.write_article(article, by="Maya", note="", now=now)


async def sent(record: Record, now: Millis) -> list[OutboxRow]:
    rows = await record.claim_outbox("relay", now, LEASE_MS, 10)
    for row in rows:
        await record.outbox_sent(row, "relay", now, "")
    return list(rows)


async def test_that_each_review_day_is_told_once(record: Record, clock: ManualClock) -> None:
    now = clock.now()
    await write(record, "old", now - 2 * DAY, now, owner="billing")
    await write(record, "today", now, now)
    await write(record, "later", now + DAY, now)
    await write(record, "never", None, now)
    await write(record, "gone", now - DAY, now)
    await record.set_gone(ArticleId("gone"), True, by="Maya", now=now)
    due = await record.remind_of_reviews("monday", PLACES, now)
    assert [(each.article_id, each.owner) for each in due] == [("old", "billing"), ("today", "support")]
    rows = await sent(record, now)
    assert sorted(row.destination for row in rows) == sorted(PLACES)
    assert {row.conversation_id for row in rows} == {None}
    told = rows[0].payload["articles"]
    assert [(each["id"], each["title"], each["owner"]) for each in told] == [  # type: ignore[attr-defined]
        ("old", "Old", "billing"),
        ("today", "Today", "support"),
    ]
    assert await record.remind_of_reviews("tuesday", PLACES, now) == ()
    await write(record, "old", now - DAY, now, version=1)
    again = await record.remind_of_reviews("wednesday", PLACES, Millis(now + DAY))
    assert [each.article_id for each in again] == ["old", "later"], "a new day is told of anew"


async def test_that_a_day_has_one_message_however_many_look(record: Record, clock: ManualClock) -> None:
    now = clock.now()
    await write(record, "a", now - DAY, now)
    found = await asyncio.gather(*(record.remind_of_reviews("monday", PLACES, now) for _ in range(5)))
    assert sorted(len(each) for each in found) == [0, 0, 0, 0, 1]
    assert len(await sent(record, now)) == len(PLACES)
    await write(record, "b", now - DAY, now)
    assert await record.remind_of_reviews("monday", PLACES, now) == ()
    assert [each.article_id for each in await record.remind_of_reviews("tuesday", PLACES, now)] == ["b"]
