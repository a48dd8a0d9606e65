"""The ledger of language models: budgets hold whoever spends, and what is spent is told by day and step."""

import asyncio

import pytest

from adapters.db.record import open_record
from core.clock import new_id
from core.domain.ids import Millis
from core.language_model import Call, CallOutcome, Step
from core.record import Record
from core.spending import Limits, totals
from tests.support.record import House

DAY_MS = 86_400_000
WIDE = Limits(10_000, 10_000, 10_000)


def call(step: Step = Step.ANSWER, outcome: CallOutcome = CallOutcome.STARTED, micros: int = 0) -> Call:
    return Call(step, "small", outcome, tokens_in=10, tokens_out=2, micros=micros, ms=40, tries=1)


async def test_that_what_is_reserved_counts_until_it_is_settled(house: House, record: Record) -> None:
    limits = Limits(day=1000, step=1000, conversation=1000)
    first = new_id()
    assert await record.reserve(first, call(), "c1", house.now, 700, limits) == ""
    assert await record.reserve(new_id(), call(), "c2", house.now, 700, limits) == "day"
    await record.settle(first, call(outcome=CallOutcome.USED, micros=50))
    assert await record.reserve(new_id(), call(), "c2", house.now, 700, limits) == ""


@pytest.mark.parametrize(
    ("limits", "used_up"),
    [(Limits(100, 900, 900), "day"), (Limits(900, 100, 900), "step"), (Limits(900, 900, 100), "conversation")],
)
async def test_that_each_budget_ends_by_itself_and_nothing_is_kept_of_a_refusal(
    house: House, record: Record, limits: Limits, used_up: str
) -> None:
    assert await record.reserve(new_id(), call(), "c1", house.now, 80, limits) == ""
    assert await record.reserve(new_id(), call(), "c1", house.now, 80, limits) == used_up
    assert await record.reserve(new_id(), call(), "c1", house.now, 20, limits) == ""


async def test_that_other_steps_days_and_conversations_have_their_own(house: House, record: Record) -> None:
    limits = Limits(1000, 100, 100)
    assert await record.reserve(new_id(), call(), "c1", house.now, 90, limits) == ""
    assert await record.reserve(new_id(), call(), "c2", house.now, 90, limits) == "step"
    assert await record.reserve(new_id(), call(Step.SUMMARY), "c1", house.now, 90, limits) == "conversation"
    assert await record.reserve(new_id(), call(Step.SUMMARY), "c2", house.now, 90, limits) == ""
    assert await record.reserve(new_id(), call(), "c3", Millis(house.now + DAY_MS), 90, limits) == ""


async def test_that_processes_share_one_budget(house: House, record: Record, record_url: str) -> None:
    other = await open_record(record_url, house.clock)
    limits = Limits(day=1000, step=1000, conversation=1000)
    try:
        answers = await asyncio.gather(
            *(
                which.reserve(new_id(), call(), f"c{n}", house.now, 100, limits)
                for n in range(12)
                for which in (record, other)
            )
        )
    finally:
        await other.aclose()
    assert sorted(answers) == [""] * 10 + ["day"] * 14


async def test_that_the_ledger_tells_days_steps_and_outcomes(house: House, record: Record) -> None:
    used, lost = new_id(), new_id()
    await record.reserve(used, call(), "c1", house.now, 100, WIDE)
    await record.settle(used, call(outcome=CallOutcome.USED, micros=30))
    await record.reserve(lost, call(Step.SUMMARY), "c1", Millis(house.now + DAY_MS), 100, WIDE)
    away = call(outcome=CallOutcome.OVER_BUDGET)
    await record.turned_away(new_id(), away, "c1", house.now)
    spent = await record.spent(house.now)
    assert [(each.step, each.outcome, each.calls, each.micros) for each in spent] == [
        ("summary", "started", 1, 100),
        ("answer", "over_budget", 1, 0),
        ("answer", "used", 1, 30),
    ]
    assert totals(spent) == (3, 1, 130)
    assert await record.spent(Millis(house.now + 2 * DAY_MS)) == ()
