"""What each threshold would have done, on judged conversations."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from core.domain.handoff import Timing
from core.domain.ids import ConversationId, HandoffId, IntentId, Millis
from core.labels import Label
from core.policies.what_if import answer_table, intent_table


def label(
    timing: Timing | None = None,
    confidence: float | None = None,
    answered: float | None = None,
    score: float | None = None,
    right: bool | None = None,
) -> Label:
    return Label(
        id="l",
        conversation_id=ConversationId("c"),
        handoff_id=HandoffId("h"),
        question_seqs=(1,),
        text="where is my refund?",
        predicted=None if score is None else IntentId("refund"),
        score=score,
        correct=None if right is None else IntentId("refund" if right else "payout"),
        timing=timing,
        answer_confidence=confidence,
        answered=answered,
        by="Maya",
        at=Millis(0),
    )


def test_that_a_threshold_is_judged_by_what_it_saves_and_what_it_loses() -> None:
    said = [
        label(Timing.NEEDLESS, 0.52),
        label(Timing.NEEDLESS, 0.41),
        label(Timing.RIGHT, 0.5),
        label(Timing.RIGHT),
        label(Timing.SOONER, 0.2, answered=0.61),
    ]
    table = answer_table(said, (0.4, 0.5, 0.65))
    assert (table.needless, table.needed, table.late) == (2, 3, 1)
    assert [(line.needless, line.needed, line.sooner) for line in table.lines] == [(2, 1, 0), (1, 1, 0), (0, 0, 1)]


def test_that_an_intent_threshold_is_judged_by_what_the_agents_said() -> None:
    said = [label(score=0.9, right=True), label(score=0.7, right=False), label(score=0.4, right=False), label()]
    lines = intent_table(said, (0.3, 0.6, 0.95))
    assert [(line.acted, line.right) for line in lines] == [(3, 1), (2, 1), (0, 0)]
    assert [line.accuracy for line in lines] == [1 / 3, 1 / 2, None]


@given(st.lists(st.builds(label, st.sampled_from(Timing), st.floats(0, 1), st.floats(0, 1))))
def test_that_a_higher_threshold_hands_over_more(said: list[Label]) -> None:
    lines = answer_table(said).lines
    for lower, higher in pairwise(lines):
        assert lower.needless >= higher.needless
        assert lower.needed >= higher.needed
        assert lower.sooner <= higher.sooner
