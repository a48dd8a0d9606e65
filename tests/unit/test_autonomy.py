"""How far the bot may go: switches by category, the most careful one where it is not clear, and what agents think."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.company.policy import load_policy
from core.domain.handoff import Timing
from core.domain.ids import ConversationId, IntentId, Millis
from core.domain.mind import Candidate, Decision, Intent, MessageKind, Outcome, Reading, Reason
from core.domain.policy import Autonomy, Policy
from core.errors import SettingError
from core.observed import Observed
from core.policies.autonomy import acts, leave_for
from core.policies.observed import agrees, alike, report

INTENTS = {
    "refund": Intent(IntentId("refund"), "Refund", "billing", "answer", "normal", "?"),
    "invoice": Intent(IntentId("invoice"), "Invoice", "billing", "answer", "normal", "?"),
    "password": Intent(IntentId("password"), "Password", "account", "answer", "normal", "?"),
}


def reading(in_scope: float = 0.9, **probabilities: float) -> Reading:
    candidates = tuple(Candidate(IntentId(name), value) for name, value in probabilities.items())
    return Reading(MessageKind.REQUEST, candidates, in_scope, 0.0, "en")


def test_that_the_most_careful_switch_of_what_is_likely_holds() -> None:
    policy = Policy(autonomy_by_category={"billing": Autonomy.OBSERVE, "account": Autonomy.ASSIST})
    both = leave_for(reading(password=0.6, refund=0.3), "", INTENTS, policy)
    assert (both.autonomy, both.categories) == (Autonomy.OBSERVE, ("account", "billing"))
    assert leave_for(reading(password=0.9, refund=0.05), "", INTENTS, policy).autonomy is Autonomy.ASSIST
    assert leave_for(reading(refund=0.9), "password", INTENTS, policy).autonomy is Autonomy.ASSIST
    assert leave_for(reading(0.1, refund=0.9), "", INTENTS, policy).autonomy is Autonomy.AUTOMATIC


@given(st.sampled_from(Autonomy), st.sampled_from(Autonomy), st.floats(0, 1), st.floats(0, 1))
def test_that_no_category_goes_beyond_the_switch_for_everything(
    ceiling: Autonomy, billing: Autonomy, refund: float, in_scope: float
) -> None:
    policy = Policy(autonomy=ceiling, autonomy_by_category={"billing": billing})
    leave = leave_for(reading(in_scope, refund=refund), "", INTENTS, policy)
    assert leave.autonomy.rank <= ceiling.rank
    if "billing" in leave.categories:
        assert leave.autonomy.rank <= billing.rank


@pytest.mark.parametrize(
    ("outcome", "reason", "held"),
    [
        (Outcome.ANSWER, Reason.GROUNDED, True),
        (Outcome.CLARIFY, Reason.AMBIGUOUS, True),
        (Outcome.DEFLECT, Reason.OFF_TOPIC, True),
        (Outcome.SELF_SERVICE, Reason.FLOW, True),
        (Outcome.DEFLECT, Reason.SMALL_TALK, False),
        (Outcome.DEFLECT, Reason.ABUSE, False),
        (Outcome.HANDOFF, Reason.NO_ANSWER, False),
    ],
)
def test_that_greetings_and_handoffs_are_not_held_back(outcome: Outcome, reason: Reason, held: bool) -> None:
    assert acts(Decision("outcome", outcome, reason)) is held


def turn(outcome: Outcome, **more: object) -> Observed:
    values = {"said": "", "articles": (), **more}
    return Observed(ConversationId("c"), Millis(0), "observe", "billing", outcome, "grounded", 0.7, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("seen", "agreed"),
    [
        (turn(Outcome.ANSWER), None),
        (turn(Outcome.ANSWER, timing=Timing.NEEDLESS), True),
        (turn(Outcome.ANSWER, timing=Timing.RIGHT), False),
        (turn(Outcome.ANSWER, timing=Timing.RIGHT, articles=("refunds",), article="refunds"), True),
        (turn(Outcome.ANSWER, timing=Timing.NEEDLESS, articles=("refunds",), article="payouts"), False),
        (turn(Outcome.HANDOFF, timing=Timing.SOONER), True),
        (turn(Outcome.HANDOFF, timing=Timing.NEEDLESS), False),
        (turn(Outcome.CLARIFY, timing=Timing.RIGHT), None),
    ],
)
def test_that_an_agents_verdict_speaks_for_or_against_the_bot(seen: Observed, agreed: bool | None) -> None:
    assert agrees(seen) is agreed


def test_that_the_report_counts_by_category_and_switch() -> None:
    said = "A refund takes five days to reach the card."
    turns = [
        turn(Outcome.ANSWER, timing=Timing.NEEDLESS, said=said, reply="A refund takes five days to reach your card."),
        turn(Outcome.ANSWER, timing=Timing.RIGHT, said=said, reply="I have sent the money by bank transfer now."),
        turn(Outcome.CLARIFY),
        turn(Outcome.HANDOFF, timing=Timing.RIGHT),
    ]
    (line,) = report(turns)
    assert (line.category, line.autonomy, line.turns) == ("billing", "observe", 4)
    assert (line.answers, line.clarifications, line.self_service, line.declined, line.handoffs) == (2, 1, 0, 0, 1)
    assert (line.agreed, line.judged, line.alike, line.replied) == (2, 3, 1, 2)
    assert report(()) == ()


@given(st.text(), st.text())
def test_that_likeness_is_mutual(one: str, other: str) -> None:
    assert isinstance(alike(one, other), bool)
    assert not alike(one, "")


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        ("autonomy: sometimes\n", "line 1: `sometimes` is not one of assist, automatic, observe, off"),
        ("autonomy_by_category:\n  billing: no\n", "line 2: `no` is not one of"),
    ],
)
def test_that_a_switch_that_does_not_exist_is_refused(tmp_path: Path, lines: str, complaint: str) -> None:
    path = tmp_path / "policies.yaml"
    path.write_text(lines)
    with pytest.raises(SettingError, match=complaint):
        load_policy(path)


def test_that_a_switch_for_a_category_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "policies.yaml"
    path.write_text("autonomy_by_category:\n  biling: off\n")
    with pytest.raises(SettingError, match="line 2: `biling` is not known here"):
        load_policy(path, {"billing"})


def test_that_switches_are_read(tmp_path: Path) -> None:
    path = tmp_path / "policies.yaml"
    path.write_text("autonomy: assist\nautonomy_by_category: {billing: off}\n")
    policy = load_policy(path)
    assert (policy.autonomy, policy.autonomy_by_category) == (Autonomy.ASSIST, {"billing": Autonomy.OFF})
