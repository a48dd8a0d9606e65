"""A week in small: the long one is `python -m tests.slack.week`."""

from pathlib import Path

from core.clock import SystemClock
from tests.slack.reckoning import Asked, Books, reckon
from tests.slack.server import FakeSlack
from tests.slack.week import Plan, run_week
from tests.slack.week_service import InProcess
from tests.support.databases import migrated_sqlite

SMALL = Plan(channels=6, companies=3, conversations=24, seconds=4.0, restarts=0, failing=0.04, doubled=0.1, late=0.1)


async def test_that_a_week_in_small_is_reckoned_without_a_wrong(tmp_path: Path):
    """C25 to C28: every message is answered once or handed over, in its place, in order, before nobody else's eyes."""
    database = tmp_path / "foyer.db"
    migrated_sqlite(database)
    async with FakeSlack(SystemClock()) as slack:
        found = (await run_week(SMALL, InProcess(slack, database), slack, database)).found
    assert found.in_order, found.table()
    assert found.answered + found.handed_over == found.messages > SMALL.conversations
    assert found.handed_over > 0


async def test_that_the_reckoning_sees_what_is_wrong(tmp_path: Path):
    """It would be worth nothing if it found nothing: each kind of wrong is done by hand, and named."""
    database = tmp_path / "foyer.db"
    migrated_sqlite(database)
    plan = Plan(channels=2, companies=2, conversations=3, seconds=0.2, restarts=0, failing=0, doubled=0, late=0)
    async with FakeSlack(SystemClock()) as slack:
        week = await run_week(plan, InProcess(slack, database), slack, database)
        assert week.found.in_order, week.found.table()
        bot, asked = week.bot.bot, week.asked[0]
        by_bot = {"bot_id": bot.bot_id, "app_id": bot.app_id}
        first = next(one for one in slack.thread(asked.message) if one.bot_id == bot.bot_id)
        elsewhere = next(channel for channel, _, _ in week.places if channel is not first.channel)
        for channel in (first.channel, elsewhere):  # twice in its thread, and in another company's channel
            slack.acts.post(channel, bot, first.text, thread_ts=first.thread_ts, metadata=first.metadata, **by_bot)
        slack.acts.post(asked.message.channel, bot, f"It renews on {asked.account.facts['renews_on']}.", **by_bot)
        unheard = slack.acts.post(asked.message.channel, asked.person.user, "Nobody hears this")
        books = Books(database)
        found = reckon(slack, week.bot, books, [*week.asked, Asked(unheard, asked.person, asked.account, False)])
        books.close()
    assert "is not in the record" in str(found.lost)
    assert found.doubled
    assert found.misdelivered
    assert found.leaked
    assert not found.in_order
