"""The back office lists what its articles need, and what people have said about it."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.clock import ManualClock
from core.domain.company import ArticleAudience
from core.domain.ids import ArticleId, Millis
from core.domain.people import Role
from core.library import SourceKind
from tests.support.help_pages import ARTICLES, article
from tests.support.staff_client import Agent, signed_in
from tests.support.staff_house import StaffHouse, staff_house
from tests.support.staff_scenes import UNSURE, package, scene

DAY = 86_400
OTHER = article("late", "Late payouts", "A payout arrives within five working days.", ArticleAudience.PUBLIC)
COPY = article("copy", "Payouts", ARTICLES[0].body.partition("\n\n")[2], ArticleAudience.PUBLIC)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[StaffHouse]:
    clock = ManualClock()
    async with staff_house(tmp_path, clock) as running:
        await running.member("Priya", Role.ADMIN)
        await running.member("Maya")
        due = replace(OTHER, review_at=Millis(clock.now() + 10 * DAY * 1000))
        for each in (*ARTICLES, due, COPY):
            await running.record.write_article(each, by="Priya", note="", now=clock.now())
        yield running


async def compared(priya: Agent) -> str:
    """The page once the articles have been compared."""
    for _ in range(600):
        async with priya.session.get("/admin/care") as answer:
            page = await answer.text()
        if "being compared" not in page:
            return page
    raise AssertionError(page)


async def test_that_contradictions_stand_side_by_side_until_somebody_finds_them_right(house, priya):
    page = await compared(priya)
    assert "A payout arrives within five working days." in page
    assert "A payout arrives within two working days." in page
    assert "A number" in page
    assert "Say the same twice" in page
    keys = re.findall(r'action="/admin/care/dismiss">.*?name="key" value="(\w+)"', page)
    assert keys
    for key in keys:
        await priya.page("/admin/care/dismiss", key=key)
    page = await compared(priya)
    assert "Found to be right" in page
    assert "/admin/care/dismiss" not in page
    await house.record.write_article(
        replace(OTHER, body="# Late payouts\n\nA payout arrives within six working days.\n", version=1),
        by="Priya",
        note="",
        now=house.clock.now(),
    )
    page = await compared(priya)
    assert "/admin/care/dismiss" in page, "the text has changed, so it is another pair"
    await priya.page("/admin/care/recall", key=keys[0])
    assert keys[0] not in await house.record.dismissed_pairs()
    async with signed_in(house, "maya") as maya:
        assert (await maya.page("/admin/care"))[0] == 403
        assert (await maya.page("/admin/care/dismiss", key="abc"))[0] == 403
    assert (await priya.page("/admin/care/dismiss", key="<>"))[0] == 400


async def test_that_the_start_page_counts_what_waits_for_somebody(house, priya):
    talk = await scene(house.record, house.clock, "Dana")
    await talk.customer_says("Where is my payout?")
    await talk.hand_off(UNSURE, package("no_answer", open_question="Where is my payout?"))
    source = await house.record.open_source(SourceKind.SITE, "https://help.example/", {})
    await house.record.read_source(source.id, house.clock.now(), None, "It did not answer. Look at its server.")
    await house.clock.advance(11 * DAY)
    async with signed_in(house, "priya") as later:
        _, page = await later.page("/admin")
        counts = dict(re.findall(r"<dt>([^<]+)</dt><dd><a href=\"[^\"]+\">(\d+)</a>", page))
        assert counts["Unanswered in 30 days"] == "1"
        assert counts["Articles to be reviewed"] == "1"
        assert counts["Sources that fail"] == "1"
        page = await compared(later)
        assert "It did not answer. Look at its server." in page
        assert "Edit and set a new date" in page
    await house.clock.advance(85 * DAY)
    async with signed_in(house, "priya") as later:
        page = await compared(later)
        assert re.search(r'id="idle">.*Late payouts.*never', page, re.DOTALL)
    assert ArticleId("late") not in await house.record.last_used()


async def test_that_what_agents_make_of_drafts_shows_beside_the_article(house, priya):
    said = "A payout arrives within two working days."
    facts: dict[str, object] = {
        "answer": {"text": said, "confidence": 0.8, "sources": [["payouts", "Payouts", "/p", "", 1]]}
    }
    replies = (f"Hi Dana! {said}", "Your bank sent it back <b>yesterday</b>.", "Somebody else looks into that now.")
    for text in replies:
        talk = await scene(house.record, house.clock, "Dana")
        await talk.customer_says("When is my payout there?")
        made = await talk.hand_off(UNSURE, package("no_answer", draft_reply=f"Hi Dana! {said}"), facts=facts)
        async with signed_in(house, "maya") as maya:
            assert (await maya.on(made, "claim"))[0] == 200
            assert (await maya.say(made, text))[0] == 200
    plain = await scene(house.record, house.clock, "Rae")
    await plain.customer_says("Hello?")
    made = await plain.hand_off(UNSURE, package("no_answer"))  # its draft quotes nothing
    async with signed_in(house, "maya") as maya:
        assert (await maya.on(made, "claim"))[0] == 200
        assert (await maya.say(made, "Hello Rae"))[0] == 200
    _, page = await priya.page("/admin/articles/payouts")
    assert "Of 3 drafts for agents, 1 was sent unchanged, 0 edited and 2 written anew." in page
    assert "&lt;b&gt;yesterday" in page
    care = await compared(priya)
    assert re.search(r'id="rewritten">.*payouts#drafts', care, re.DOTALL)
