"""A short fault run belongs to every run of the suite; `make chaos` is the long one."""

from collections.abc import Iterator

import pytest

from tests.bench.servers import Home, prepared_home
from tests.chaos.run import FaultRun, Plan
from tests.support.models import models_dir

PLAN = Plan(
    conversations=20,
    messages=(6, 7),
    at_once=20,
    harm_every_s=(0.2, 0.6),
    most_harm=2,
    pushes=False,
    settle_s=30.0,
)


@pytest.fixture(scope="module")
def home() -> Iterator[Home]:
    with prepared_home(quiet_ms=40, made=models_dir()) as home:
        yield home


@pytest.mark.timeout(120)
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
async def test_that_no_message_is_lost_doubled_or_put_out_of_order(home, database):
    result = await FaultRun(home, database, PLAN, seed=20).run()
    assert result.verdict.problems == [], result.logs[-4000:]
    assert result.unsettled == {}
    assert result.harm.total() > 0
    assert result.verdict.received == result.verdict.sent >= 20 * 6
