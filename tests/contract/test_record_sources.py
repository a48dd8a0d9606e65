"""A source is read by one process at a time, whoever looks and whoever dies."""

import asyncio

from core.clock import ManualClock
from core.domain.ids import Millis
from core.library import SourceKind
from core.record import Record

LEASE = 60_000


async def test_that_of_many_who_look_one_claims_what_is_due(record: Record, clock: ManualClock) -> None:
    site = await record.open_source(SourceKind.SITE, "https://help.example/", {"audience": "public"})
    upload = await record.open_source(SourceKind.DESK, "upload: a.md", {})
    await record.plan_source(upload.id, 60, clock.now())
    assert await record.due_source(clock.now(), LEASE) is None
    await record.plan_source(site.id, 60, Millis(clock.now() + 1))
    assert await record.due_source(clock.now(), LEASE) is None
    await clock.advance(1)
    claims = await asyncio.gather(*(record.due_source(clock.now(), LEASE) for _ in range(5)))
    assert [each for each in claims if each is not None] == [site]
    assert not await record.claim_source(site.id, clock.now(), LEASE)
    await record.renew_source(site.id, Millis(clock.now() + 2 * LEASE))
    await clock.advance(90)
    assert await record.due_source(clock.now(), LEASE) is None, "its holder has renewed the claim"
    await clock.advance(60)
    assert await record.due_source(clock.now(), LEASE) == site, "its holder has died"


async def test_that_failures_are_counted_until_it_works(record: Record, clock: ManualClock) -> None:
    site = await record.open_source(SourceKind.SITE, "https://help.example/", {})
    for failures in (1, 2):
        await record.read_source(site.id, clock.now(), Millis(clock.now() + 5), "It did not answer.")
        plan = (await record.schedules())[site.id]
        assert (plan.failures, plan.trouble, plan.next_at) == (failures, "It did not answer.", clock.now() + 5)
    await record.read_source(site.id, clock.now(), None, "")
    plan = (await record.schedules())[site.id]
    assert (plan.failures, plan.trouble, plan.next_at, plan.read_at) == (0, "", None, clock.now())
    assert (await record.open_source(SourceKind.SITE, "https://help.example/", {})).id == site.id
