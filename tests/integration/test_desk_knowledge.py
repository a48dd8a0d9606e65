"""Agents search the articles from the desk: internal ones too, and nothing of other accounts."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.clock import ManualClock
from core.domain.ids import ArticleId
from tests.support.help_pages import ARTICLES
from tests.support.staff_client import Agent, signed_in
from tests.support.staff_house import StaffHouse, staff_house
from tests.support.staff_scenes import UNSURE, package, scene, waiting


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[StaffHouse]:
    clock = ManualClock()
    async with staff_house(tmp_path, clock) as running:
        await running.member("Maya")
        for each in ARTICLES:
            await running.record.write_article(each, by="Priya", note="", now=clock.now())
        yield running


@pytest.fixture
async def maya(house: StaffHouse) -> AsyncIterator[Agent]:
    async with signed_in(house, "maya") as agent:
        yield agent


async def found(
    maya: Agent, conversation: str = "", words: str = "when does the payout arrive"
) -> dict[str, dict[str, Any]]:
    status, body = await maya.get(f"/desk/api/knowledge?q={words}&conversation={conversation}")
    assert status == 200, body
    return {hit["id"]: hit for hit in body["hits"]}


async def test_that_an_agent_finds_internal_articles_and_those_of_the_customer_at_hand(house, maya):
    talk = await waiting(house.record, house.clock)
    hits = await found(maya, talk.id)
    assert set(hits) == {"payouts", "limits", "goodwill", "marlowe"}
    assert hits["goodwill"]["internal"]
    assert hits["goodwill"]["why_not"] == "For agents only. It must not reach a customer."
    assert hits["goodwill"]["link"] == ""
    assert hits["payouts"]["why_not"] == hits["limits"]["why_not"] == hits["marlowe"]["why_not"] == ""
    assert hits["payouts"]["link"] == "/help/payouts"
    assert hits["limits"]["link"] == "", "its page would not open"


async def test_that_nothing_of_an_account_is_found_for_others(house, maya):
    stranger = await scene(house.record, house.clock, "")
    await stranger.customer_says("where is it?")
    await stranger.hand_off(UNSURE, package("no_answer"))
    hits = await found(maya, stranger.id)
    assert set(hits) == {"payouts", "limits", "goodwill"}
    assert hits["limits"]["why_not"], "this customer has not proven who they are"
    assert set(await found(maya)) == {"payouts", "limits", "goodwill"}
    for name in ("marlowe", "rival"):
        status, _ = await maya.get(f"/desk/api/knowledge/{name}?conversation={stranger.id}")
        assert status == 404


async def test_that_an_article_is_read_whole_and_what_is_deleted_is_gone_at_once(house, maya):
    talk = await waiting(house.record, house.clock)
    assert "goodwill" in await found(maya, talk.id)
    status, body = await maya.get(f"/desk/api/knowledge/goodwill?conversation={talk.id}")
    assert (status, "credit 20 pounds" in body["text"], body["internal"]) == (200, True, True)
    await house.record.set_gone(ArticleId("goodwill"), True, by="Priya", now=house.clock.now())
    assert "goodwill" not in await found(maya, talk.id)
    assert (await maya.get(f"/desk/api/knowledge/goodwill?conversation={talk.id}"))[0] == 404


async def test_that_an_internal_edit_is_not_found_in_its_old_words(house, maya):
    talk = await waiting(house.record, house.clock)
    assert "20 pounds" in (await found(maya, talk.id))["goodwill"]["text"]
    edited = replace(ARTICLES[2], body="# Goodwill\n\nAgents may credit 5 pounds.\n", version=1)
    await house.record.write_article(edited, by="Priya", note="", now=house.clock.now())
    assert "goodwill" not in await found(maya, talk.id)


async def test_that_only_signed_in_staff_searches_and_only_about_conversations_on_the_desk(house, maya):
    maya.session.cookie_jar.clear()
    assert (await maya.get("/desk/api/knowledge?q=payout"))[0] == 401
    assert (await maya.get("/desk/api/knowledge/goodwill"))[0] == 401
    async with signed_in(house, "maya") as again:
        talk = await scene(house.record, house.clock, "Dana", account="Marlowe Dental Group")
        await talk.customer_says("hello")
        assert (await again.get(f"/desk/api/knowledge?q=payout&conversation={talk.id}"))[0] == 404
        assert await found(again, words="%20") == {}
