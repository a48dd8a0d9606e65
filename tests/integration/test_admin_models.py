"""The back office and the doctor about language models: what was spent, how often the local way was taken, and why."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.db.migrate import migrate
from adapters.doctor.checks import examine
from admin.models import by_day, by_step
from core.clock import new_id
from core.domain.ids import Millis
from core.domain.people import Role
from core.language_model import Call, CallOutcome, Step
from core.model_card import ModelCard
from core.model_settings import ModelSettings
from core.settings import Settings
from core.spending import Limits, Spent
from tests.support.model_server import Says, model_server
from tests.support.staff_client import signed_in
from tests.support.staff_house import StaffHouse, staff_house

WIDE = Limits(10**9, 10**9, 10**9)
PRICES = {"small": {"read": 1, "written": 2}}


def spent(day: str, step: str, outcome: str, calls: int, micros: int = 0) -> Spent:
    return Spent(day, step, "small", outcome, calls, micros, 0, 0, 100 * calls)


def test_that_days_and_steps_are_added_up():
    rows = [
        spent("2026-11-27", "answer", "used", 6, 3_000_000),
        spent("2026-11-27", "answer", "unsupported", 3, 1_000_000),
        spent("2026-11-27", "intent", "timeout", 1),
        spent("2026-11-26", "answer", "over_budget", 2),
    ]
    today, yesterday = by_day(rows)
    assert (today.name, today.questions, today.used, today.money, today.share) == ("2026-11-27", 10, 6, 4.0, 0.4)
    assert today.fell_back == (("Said what its sources do not", 3), ("No answer in time", 1))
    assert yesterday.share == 1.0
    intent, answer = by_step(rows)
    assert (intent.name, answer.questions, answer.ms) == ("Intent", 11, 100)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[StaffHouse]:
    llm = ModelSettings(model="small", prices=PRICES, base_url="http://127.0.0.1:9/v1", day_budget=0.5)
    async with staff_house(tmp_path, llm=llm) as running:
        await running.member("Priya", Role.ADMIN)
        await running.member("Maya")
        yield running


async def test_that_the_page_shows_what_was_spent_and_why_the_local_way_was_taken(house, priya):
    used, asked = new_id(), Call(Step.ANSWER, "<small>", CallOutcome.STARTED)
    await house.record.reserve(used, asked, "c1", house.clock.now(), 900_000, WIDE)
    await house.record.settle(used, Call(Step.ANSWER, "<small>", CallOutcome.USED, 10, 5, 450_000, 1200, 1))
    away = Call(Step.SUMMARY, "small", CallOutcome.OVER_BUDGET)
    await house.record.turned_away(new_id(), away, "c1", house.clock.now())
    status, page = await priya.page("/admin/models")
    assert status == 200
    for words in ("0.45", "of 0.50", "&lt;small&gt;", "1200 ms", "1 × budget used up", "50 %"):
        assert words in page
    assert "<small>" not in page


async def test_that_it_is_for_admins_and_says_when_nothing_is_set(house, tmp_path):
    async with signed_in(house, "maya") as maya:
        assert (await maya.page("/admin/models"))[0] == 403
    folder = tmp_path / "other"
    folder.mkdir()
    async with staff_house(folder) as bare:
        await bare.member("Priya", Role.ADMIN)
        async with signed_in(bare, "priya") as priya:
            assert "No language model is set" in (await priya.page("/admin/models"))[1]


async def test_that_the_doctor_asks_only_when_told_to(tmp_path):
    url = f"sqlite:///{tmp_path}/foyer.db"
    async with model_server() as server:
        server.always = lambda body: Says({"word": "harbour"})
        llm = {"model": "small", "prices": PRICES, "base_url": f"{server.url}/v1"}
        settings = Settings(_env_file=None, database_url=url, llm=llm, llm_key="sk-secret")

        async def finding(settings: Settings, ask: bool = False):
            (found,) = [each async for each in examine(settings, ask_model=ask) if each.name == "language model"]
            return found

        assert not (await finding(settings)).ok, "the ledger has no tables yet"
        migrate(url)
        found = await finding(settings)
        assert found.ok
        assert "answer by small" in found.text
        assert server.requests == []
        asked = await finding(settings, ask=True)
        assert asked.ok
        assert len(server.requests) == len(Step)
        server.always = lambda body: Says(status=401)
        refused = await finding(settings, ask=True)
        assert refused.ok is False
        assert "FOYER_LLM_KEY" in refused.text
        assert "sk-secret" not in refused.text
        assert (await finding(Settings(_env_file=None, database_url=url))).ok is None


async def test_that_the_page_says_which_model_reads_messages_and_how_good_it_is(house, priya):
    _, page = await priya.page("/admin/models")
    assert "No model is learned yet" in page
    figures = {"intent_accuracy": 0.9123, "alarm_examples": 975.0, "unheard_of": 1.0}
    serving = ModelCard("9-aaaa", "minilm", Millis(1_795_000_000_000), 18, 340, 12, figures)
    house.cards = (serving, replace(serving, version="9-bbbb"))
    _, page = await priya.page("/admin/models")
    for words in ("9-aaaa", "minilm", "340 examples of 18 intents, 12 labels among them", "0.912", "975", "9-bbbb"):
        assert words in page
    assert "unheard_of" not in page
    house.cards = (None, serving)
    assert "This process reads no messages" in (await priya.page("/admin/models"))[1]
