"""What is due when: by tier and priority, in opening hours only."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.handoff import Handoff, HandoffStatus, Priority
from core.domain.ids import ConversationId, HandoffId, Millis
from core.domain.people import Tier
from core.domain.policy import SlaPolicy
from core.policies.hours import OpenSpan, expect, open_ms
from core.policies.sla import Sla, SlaClock, SlaKind, SlaState, most_pressing, queue_key
from tests.support.record import PACKAGE

LONDON = "Europe/London"
WEEK = (
    OpenSpan(frozenset({0, 1, 2, 3, 4}), 9 * 60, 12 * 60),
    OpenSpan(frozenset({0, 1, 2, 3, 4}), 13 * 60, 17 * 60),
)
TARGETS = {Tier.STARTER: 240, Tier.GROWTH: 60, Tier.ENTERPRISE: 16}
POLICY = SlaPolicy(
    next_response_minutes={Tier.GROWTH: 120}, resolution_minutes={Tier.GROWTH: 600, Tier.ENTERPRISE: 300}
)
RULES = Sla(WEEK, LONDON, TARGETS, POLICY)
MINUTE = 60_000


def at(day: int, hour: int, minute: int = 0) -> Millis:
    """A moment of November 2026; the 23rd is a Monday."""
    return Millis(round(datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo(LONDON)).timestamp() * 1000))


def opened(when: Millis, priority: Priority = Priority.MEDIUM) -> Handoff:
    return Handoff(
        HandoffId("h"), ConversationId("c"), HandoffStatus.WAITING, "no_answer", priority, (), "billing", PACKAGE, when
    )


def first(handoff: Handoff, now: Millis, tier: str = "growth") -> SlaClock:
    return next(c for c in RULES.clocks(handoff, now, tier=tier) if c.kind is SlaKind.FIRST_RESPONSE)


def test_that_the_first_response_is_due_when_the_customer_was_told() -> None:
    handoff = opened(at(23, 11, 30))
    clock = first(handoff, at(23, 11, 40))
    assert clock.due_at == expect(WEEK, LONDON, 60, handoff.opened_at).reply_by == at(23, 13, 30)
    assert (clock.state, clock.minutes_left, clock.running) == (SlaState.OK, 50, True)


def test_that_a_clock_stands_still_while_nobody_is_there() -> None:
    handoff = opened(at(20, 16, 30))  # Friday
    for now in (at(20, 17, 0), at(21, 12, 0), at(23, 9, 0)):
        assert first(handoff, now).minutes_left == 30
    assert not first(handoff, at(21, 12, 0)).running
    assert first(handoff, at(23, 9, 20)).state is SlaState.DUE_SOON
    late = first(handoff, at(23, 10, 0))
    assert (late.state, late.minutes_left) == (SlaState.BREACHED, -30)


@pytest.mark.parametrize(
    ("priority", "minutes"), [(Priority.CRITICAL, 8), (Priority.HIGH, 12), (Priority.MEDIUM, 16), (Priority.LOW, 16)]
)
def test_that_what_is_urgent_is_due_sooner(priority: Priority, minutes: int) -> None:
    now = at(23, 10)
    assert first(opened(now, priority), now, "enterprise").due_at == now + minutes * MINUTE


def test_that_a_reply_ends_the_first_clock_and_an_unanswered_message_begins_the_next() -> None:
    handoff = replace(opened(at(23, 10)), first_reply_at=at(23, 10, 5))
    (only,) = RULES.clocks(handoff, at(23, 10, 10), tier="growth")
    assert only.kind is SlaKind.RESOLUTION
    asked = RULES.clocks(handoff, at(23, 10, 30), tier="growth", unanswered_since=at(23, 10, 20))
    assert [(c.kind, c.due_at) for c in asked] == [
        (SlaKind.NEXT_RESPONSE, at(23, 13, 20)),
        (SlaKind.RESOLUTION, at(24, 14, 0)),
    ]
    assert most_pressing(asked) == asked[0]


def test_that_nothing_is_due_without_a_target_or_after_the_end() -> None:
    replied = replace(opened(at(23, 10)), first_reply_at=at(23, 10, 5))
    assert RULES.clocks(replied, at(23, 11), tier="starter", unanswered_since=at(23, 10, 20)) == ()
    assert RULES.clocks(replace(replied, closed_at=at(23, 12)), at(23, 13), tier="growth") == ()
    never = replace(RULES, hours=(OpenSpan(frozenset(), 0, 60),))
    assert never.clocks(opened(at(23, 10)), at(23, 11), tier="growth") == ()
    assert most_pressing(()) is None


def test_that_the_tier_of_the_package_counts_where_no_other_is_known() -> None:
    assert first(opened(at(23, 10)), at(23, 10), "").due_at == at(23, 11)
    unknown = replace(opened(at(23, 10)), package=replace(PACKAGE, tier=""))
    assert first(unknown, at(23, 10), "").due_at == at(23, 15)


def test_that_the_queue_has_the_urgent_then_the_escalated_then_the_next_due() -> None:
    now = at(23, 10)
    low = replace(opened(Millis(now - 5 * MINUTE), Priority.LOW), id=HandoffId("low"))
    early = replace(opened(Millis(now - 50 * MINUTE)), id=HandoffId("early"), package=replace(PACKAGE, tier="starter"))
    late = replace(opened(Millis(now - MINUTE)), id=HandoffId("late"), package=replace(PACKAGE, tier="enterprise"))
    raised = replace(opened(now), id=HandoffId("raised"), escalated_at=now)
    order = sorted([low, early, late, raised], key=lambda h: queue_key(h, most_pressing(RULES.clocks(h, now))))
    assert [handoff.id for handoff in order] == ["raised", "late", "early", "low"]


@given(st.integers(0, 14 * 24 * 60), st.integers(1, 900), st.integers(0, 4 * 24 * 60))
def test_that_minutes_left_and_minutes_gone_make_the_target(start: int, target: int, later: int) -> None:
    opened_at = Millis(at(2, 0) + start * MINUTE)
    now = Millis(opened_at + later * MINUTE)
    rules = Sla(WEEK, LONDON, {Tier.GROWTH: target}, SlaPolicy())
    (clock,) = rules.clocks(opened(opened_at), now, tier="growth")
    assert clock.left_ms + open_ms(WEEK, LONDON, opened_at, now) == target * MINUTE
    assert (clock.state is SlaState.BREACHED) == (now >= clock.due_at)


@given(st.lists(st.integers(0, 14 * 24 * 60), min_size=3, max_size=3))
def test_that_open_time_adds_up(minutes: list[int]) -> None:
    a, b, c = (Millis(at(2, 0) + minute * MINUTE) for minute in sorted(minutes))
    assert open_ms(WEEK, LONDON, a, b) + open_ms(WEEK, LONDON, b, c) == open_ms(WEEK, LONDON, a, c)
    assert open_ms(WEEK, LONDON, b, a) == 0 or a == b
