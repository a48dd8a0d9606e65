"""A handoff that nobody takes: what is done when, in opening time, and who is named."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from adapters.company.policy import load_policy
from core.domain.company import Team
from core.domain.handoff import Handoff, HandoffStatus, Priority
from core.domain.ids import ConversationId, HandoffId, Millis, StaffId
from core.domain.people import Role, Staff, Tier
from core.domain.policy import Policy, SlaPolicy, Unclaimed
from core.engine.unclaimed import UnclaimedWatch
from core.errors import SettingError
from core.later import DueTimer, Timer
from core.policies.hours import OpenSpan
from tests.support.companies import bare_company
from tests.support.record import PACKAGE

LONDON = "Europe/London"
COMPANY = replace(
    bare_company(),
    timezone=LONDON,
    hours=(OpenSpan(frozenset({0, 1, 2, 3, 4}), 9 * 60, 17 * 60),),
    teams=(Team("support", "Support", ()), Team("billing", "Billing", ("billing",))),
)
WATCH = UnclaimedWatch(Policy(unclaimed=Unclaimed((10, 20), 30)), COMPANY)
MINUTE = 60_000


def at(day: int, hour: int, minute: int = 0) -> Millis:
    return Millis(round(datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo(LONDON)).timestamp() * 1000))


def handoff(opened_at: Millis, priority: Priority = Priority.MEDIUM) -> Handoff:
    ids = HandoffId("h"), ConversationId("c")
    return Handoff(*ids, HandoffStatus.WAITING, "no_answer", priority, (), "billing", PACKAGE, opened_at)


def due(timer: Timer | None) -> DueTimer:
    assert timer is not None
    return DueTimer(1, ConversationId("c"), timer.kind, timer.payload, timer.due_at)


def member(name: str, *, off: bool = False, teams: tuple[str, ...] = ()) -> Staff:
    return Staff(StaffId(name), name, name.title(), Role.AGENT, teams, Millis(1) if off else None)


def test_that_it_is_announced_again_twice_and_then_escalated() -> None:
    opened = at(20, 16, 45)  # Friday
    timer: Timer | None = WATCH.timers(opened, Priority.MEDIUM)[0]
    told = []
    while timer is not None:
        step = WATCH.step(due(timer), handoff(opened), (member("maya"), member("ben")), timer.due_at)
        told.append((timer.due_at, step.escalate, step.text))
        timer = step.again
    assert told == [
        (at(20, 16, 55), False, "Nobody has taken this for 10 minutes. There now: Maya, Ben."),
        (at(23, 9, 5), False, "Nobody has taken this for 20 minutes. There now: Maya, Ben."),
        (at(23, 9, 15), True, "Nobody has taken this for 30 minutes."),
    ]


def test_that_urgent_ones_are_announced_sooner() -> None:
    (timer,) = WATCH.timers(at(23, 10), Priority.CRITICAL)
    assert timer.due_at == at(23, 10, 5)


def test_that_only_the_team_that_is_there_is_named() -> None:
    (timer,) = WATCH.timers(at(23, 10), Priority.MEDIUM)
    people = (member("maya", teams=("billing",)), member("ben", teams=("support",)), member("eve", off=True))
    assert WATCH.step(due(timer), handoff(at(23, 10)), people, timer.due_at).text.endswith("There now: Maya.")


def test_that_with_nobody_there_it_is_escalated_at_once() -> None:
    (timer,) = WATCH.timers(at(23, 10), Priority.MEDIUM)
    step = WATCH.step(due(timer), handoff(at(23, 10)), (member("maya", off=True),), timer.due_at)
    assert (step.escalate, step.again) == (True, None)
    assert step.text == "Nobody has taken this for 10 minutes, and nobody is on duty."


def test_that_a_policy_can_want_none_of_it() -> None:
    never = UnclaimedWatch(Policy(unclaimed=Unclaimed((), 0)), COMPANY)
    assert never.timers(at(23, 10), Priority.MEDIUM) == ()
    once = UnclaimedWatch(Policy(unclaimed=Unclaimed((10,), 0)), COMPANY)
    (timer,) = once.timers(at(23, 10), Priority.MEDIUM)
    step = once.step(due(timer), handoff(at(23, 10)), (member("maya", off=True),), timer.due_at)
    assert (step.escalate, step.again) == (False, None)
    closed = UnclaimedWatch(Policy(), replace(COMPANY, hours=(OpenSpan(frozenset(), 0, 60),)))
    assert closed.timers(at(23, 10), Priority.MEDIUM) == ()


def test_that_the_policy_file_says_it(tmp_path: Path) -> None:
    path = tmp_path / "policies.yaml"
    path.write_text(
        "unclaimed: {reannounce_minutes: [15, 5], escalate_minutes: 45}\n"
        "sla:\n  due_soon: 0.5\n  priority_share: {low: 1, critical: 0.1}\n  resolution_minutes: {growth: 600}\n"
    )
    policy = load_policy(path)
    assert policy.unclaimed == Unclaimed((5, 15), 45)
    assert policy.sla == SlaPolicy(
        0.5, {Priority.LOW: 1.0, Priority.CRITICAL: 0.1}, resolution_minutes={Tier.GROWTH: 600}
    )


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("unclaimed: {reannounce_minutes: [10, 50], escalate_minutes: 30}", "line 1.*after the last"),
        ("unclaimed: {reannounce_minutes: [soon]}", "line 1.*whole number"),
        ("sla:\n  due_soon: 0", "line 2.*share"),
        ("sla:\n  priority_share: {urgent: 1}", "line 2.*urgent"),
        ("sla:\n  next_response_minutes: {gold: 1}", "line 2.*gold"),
        ("sla:\n  resolution_minutes: {growth: 0}", "line 2.*above 0"),
    ],
)
def test_that_what_is_wrong_in_it_is_named_with_its_line(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "policies.yaml"
    path.write_text(text)
    with pytest.raises(SettingError, match=complaint):
        load_policy(path)
