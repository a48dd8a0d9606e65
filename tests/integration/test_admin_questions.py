"""An edit that would break a known answer is seen before it is published."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.clock import ManualClock
from core.domain.company import AnswerableQuestion
from core.domain.ids import ArticleId
from core.domain.people import Role
from tests.support.help_pages import ARTICLES
from tests.support.staff_client import Agent, signed_in
from tests.support.staff_house import StaffHouse, staff_house

ARRIVES = AnswerableQuestion("When does a payout arrive at my bank?", (ArticleId("payouts"),), "two working days")
MARLOWE = AnswerableQuestion("Can I have a penguin with my tea?", ())
EDIT = {"title": "Payouts to your bank", "audience": "public", "locale": "en", "version": "1", "url": "/help/payouts"}


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[StaffHouse]:
    async with staff_house(tmp_path, ManualClock()) as running:
        await running.member("Priya", Role.ADMIN)
        await running.member("Maya")
        for each in ARTICLES:
            await running.record.write_article(each, by="Priya", note="", now=running.clock.now())
        await running.record.seed_questions([ARRIVES, MARLOWE])
        yield running


async def ended(priya: Agent, path: str, **form: str) -> str:
    """The page of what was tried, once it has ended."""
    headers = {"Origin": priya.url}
    async with priya.session.post(path, data={**form, "csrf": priya.token}, headers=headers) as answer:
        url = answer.url
    assert "/admin/rehearsals/" in str(url), await answer.text()
    for _ in range(600):
        async with priya.session.get(url) as answer:
            page = await answer.text()
            if "Refresh" not in answer.headers:
                return page
    raise AssertionError(page)


async def test_that_an_edit_that_breaks_an_answer_is_seen_before_it_is_published(house, priya):
    path = "/admin/articles/payouts/edit"
    broken = {**EDIT, "body": "# Payouts to your bank\n\nPayouts are sent at night. See your bank for the rest."}
    page = await ended(priya, path, **broken, do="check")
    assert "1 known answer would break" in page
    assert "A payout arrives within two working days." in page
    assert "Publish all the same" in page
    assert (await house.record.stored_article(ArticleId("payouts"))).article.version == 1, "nothing is published yet"
    _, page = await priya.page(path, **broken, do="back")
    assert "Payouts are sent at night." in page
    fine = {**EDIT, "body": "# Payouts to your bank\n\nA payout arrives within two working days, at night."}
    page = await ended(priya, path, **fine, do="check")
    assert "No known answer would break" in page
    assert "Right in other words" in page
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
    hidden["body"] = fine["body"]
    assert (await priya.page(path, **(hidden | {"do": "save"})))[0] == 200
    assert "at night" in (await house.record.stored_article(ArticleId("payouts"))).article.body


async def test_that_what_deleting_would_break_and_what_is_wrong_today_are_seen(house, priya):
    page = await ended(priya, "/admin/articles/payouts/without")
    assert "1 known answer would break" in page
    assert (await house.record.stored_article(ArticleId("payouts"))).gone is None
    page = await ended(priya, "/admin/questions/ask")
    assert "2 of 2" in page


async def test_that_questions_are_edited_by_admins_only(house, priya):
    status, page = await priya.page("/admin/questions", question="Payout limits?", articles="limits", passage="9,000")
    assert (status, "Payout limits?" in page) == (200, True)
    for wrong in ({"articles": "no-such"}, {"question": " "}, {"question": ARRIVES.question}):
        assert (await priya.page("/admin/questions", **({"question": "x?", "articles": ""} | wrong)))[0] in (400, 409)
    known = {each.asked.question: each for each in await house.record.known_questions()}
    await priya.page(f"/admin/questions/{known[MARLOWE.question].id}/drop", do="")
    assert MARLOWE.question not in (await priya.page("/admin/questions"))[1]
    async with signed_in(house, "maya") as maya:
        for path in ("/admin/questions", "/admin/questions/ask", "/admin/articles/payouts/without"):
            assert (await maya.page(path, question="x", articles=""))[0] == 403
        assert (await maya.page("/admin/rehearsals/x"))[0] == 403
    assert (await priya.page("/admin/rehearsals/no-such"))[0] == 404
