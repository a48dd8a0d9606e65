"""Reminders of articles to be reviewed: when, by whom, and what stands in them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from core.clock import ManualClock
from core.domain.ids import ArticleId, Millis, StaffId
from core.domain.people import Role, Staff
from core.engine.reviews import ReviewWatch
from core.policies.hours import OpenSpan
from core.policies.reviews import reminder_day
from core.reviews import DueReview
from handoff.slack.reviews import MOST, review_note
from tests.support.companies import bare_company

HOURS = (OpenSpan(frozenset({0, 1, 2, 3, 4}), 9 * 60, 17 * 60),)
AUCKLAND = "Pacific/Auckland"
MAYA = Staff(StaffId("m"), "maya", "Maya Sen", Role.AGENT, (), None)


def utc(day: int, hour: int) -> Millis:
    return Millis(round(datetime(2026, 11, day, hour, tzinfo=UTC).timestamp() * 1000))


def test_that_it_is_said_in_opening_time_by_the_companys_own_day() -> None:
    assert reminder_day(HOURS, "UTC", utc(27, 10)) == "2026-11-27"
    assert reminder_day(HOURS, "UTC", utc(27, 20)) == ""
    assert reminder_day(HOURS, "UTC", utc(28, 10)) == "", "a Saturday"
    assert reminder_day(HOURS, AUCKLAND, utc(26, 22)) == "2026-11-27"
    assert reminder_day((), "UTC", utc(28, 3)) == "2026-11-28"


async def test_that_it_looks_until_todays_message_is_on_its_way() -> None:
    asked: list[str] = []
    waiting = [(), (), (DueReview(ArticleId("a"), "A", "", Millis(0)),)]

    class Reminders:
        async def remind_of_reviews(self, day: str, places: Sequence[str], now: Millis) -> tuple[DueReview, ...]:
            asked.append(day)
            return waiting.pop(0) if waiting else ()

    clock = ManualClock(utc(27, 8))
    watch = ReviewWatch(Reminders(), ("slack_reviews",), replace(bare_company(), hours=HOURS, timezone="UTC"), clock)
    for _ in range(6):
        assert not await watch.step()
        await clock.advance(3600)
    assert asked == ["2026-11-27"] * 3
    await clock.advance(3 * 86_400)
    await watch.step()
    assert asked[3:] == ["2026-11-30"]


def due(title: str, owner: str = "support") -> dict[str, str]:
    return {"id": "payouts", "title": title, "owner": owner, "since": "2026-11-27"}


def test_that_owners_are_named_and_nothing_becomes_a_link_or_mention() -> None:
    text = review_note([due("A <b> & @c", "Maya Sen"), due("B", "<!here>")], 2, [("U1", MAYA)], "https://f.example")
    assert "2 articles are due for review." in text
    assert "<https://f.example/admin/articles/payouts|A &lt;b&gt; &amp; @c> (<@U1>, due since 2026-11-27)" in text
    assert "(&lt;!here&gt;, due" in text
    assert "<https://f.example/admin/care#due|" in text


def test_that_many_are_counted_and_none_named_where_strangers_read() -> None:
    many = review_note([due(f"T{n}") for n in range(MOST)], MOST + 5, [], "")
    assert "… and 5 more." in many
    assert "<http" not in many
    alone = review_note([], 3, [], "")
    assert "3 articles are due" in alone
    assert "•" not in alone
