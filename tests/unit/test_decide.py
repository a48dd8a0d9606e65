"""The decision policy: who wins, and that every input has an outcome."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.conversation import ConversationState
from core.domain.ids import ArticleId, IntentId
from core.domain.messages import Source
from core.domain.mind import Alarm, Answer, Candidate, Intent, MessageKind, Outcome, Passage, Reading, Reason
from core.domain.policy import Policy
from core.policies.course import Course
from core.policies.decide import Signals, decide

POLICY = Policy()


def intent(name: str, action: str = "answer", flow: str | None = None) -> Intent:
    return Intent(IntentId(name), name.title(), "account", action, "normal", f"{name}?", flow=flow)


INTENTS = {
    "reset": intent("reset"),
    "refund": intent("refund", "handoff"),
    "plan": intent("plan", "self_service", "account_summary"),
}


def passage(confidence: float) -> Answer:
    source = Source(ArticleId("a"), "A", "/help/a")
    found = Passage(ArticleId("a"), "A", "/help/a", "", "text", 1.0, 0.8, 0.5)
    return Answer("Do this.", confidence, (source,), (found,))


def signals(
    *,
    best: str = "reset",
    score: float = 0.9,
    in_scope: float = 0.9,
    confidence: float = 0.9,
    kind: MessageKind = MessageKind.REQUEST,
    level: int = 0,
    wish: str = "",
    chosen: str = "",
    repeats: int = 0,
    mood: float = 0.0,
    upset: int = 0,
    abusive: str = "",
    alarms: tuple[Alarm, ...] = (),
    memory: ConversationState | None = None,
    account_known: bool = True,
    unhelped: str = "",
    asking: bool = False,
    foreign: bool = False,
) -> Signals:
    reading = Reading(
        kind,
        (Candidate(IntentId(best), score), Candidate(IntentId("plan"), (1 - score) / 2)),
        in_scope,
        mood,
        "en",
        abusive=abusive,
        alarms=alarms,
    )
    return Signals(
        reading,
        passage(confidence),
        memory or {},
        level,
        wish,
        chosen,
        repeats,
        mood,
        course=Course(mood, upset=upset),
        account_known=account_known,
        unhelped=unhelped,
        asks=asking,
        foreign=foreign,
    )


@pytest.mark.parametrize(
    ("given_signals", "outcome", "reason"),
    [
        (signals(), Outcome.ANSWER, Reason.GROUNDED),
        (signals(wish="human please"), Outcome.HANDOFF, Reason.ASKED_FOR_PERSON),
        (signals(alarms=(Alarm("legal_threat", "lawyer"),)), Outcome.HANDOFF, Reason.POLICY_ALARM),
        (signals(alarms=(Alarm("unknown_kind", "x"),)), Outcome.ANSWER, Reason.GROUNDED),
        (signals(alarms=(Alarm("churn", "", "We're leaving", 0.8, 0.3),)), Outcome.HANDOFF, Reason.POLICY_ALARM),
        (signals(kind=MessageKind.GREETING), Outcome.DEFLECT, Reason.SMALL_TALK),
        (signals(abusive="idiot"), Outcome.DEFLECT, Reason.ABUSE),
        (signals(abusive="idiot", memory={"abuse": 1}), Outcome.HANDOFF, Reason.ABUSE),
        (signals(repeats=2), Outcome.HANDOFF, Reason.REPEATED_QUESTION),
        (signals(mood=-0.9, upset=2, memory={"turns": 1}), Outcome.HANDOFF, Reason.MOOD),
        (signals(mood=-0.9, upset=1, memory={"turns": 5}), Outcome.ANSWER, Reason.GROUNDED),
        (signals(mood=-0.9), Outcome.ANSWER, Reason.GROUNDED),
        (signals(best="refund"), Outcome.HANDOFF, Reason.INTENT_NEEDS_PERSON),
        (signals(best="refund", asking=True), Outcome.ANSWER, Reason.GROUNDED),
        (signals(best="refund", asking=True, confidence=0.8), Outcome.HANDOFF, Reason.INTENT_NEEDS_PERSON),
        (signals(unhelped="wrong answer", memory={"turns": 1}), Outcome.DEFLECT, Reason.NOT_HELPED),
        (signals(unhelped="wrong answer", memory={"turns": 2, "unhelped": 1}), Outcome.HANDOFF, Reason.NOT_HELPED),
        (signals(unhelped="still doesn't"), Outcome.ANSWER, Reason.GROUNDED),
        (signals(foreign=True), Outcome.DEFLECT, Reason.LANGUAGE),
        (signals(foreign=True, memory={"foreign": 1}), Outcome.HANDOFF, Reason.LANGUAGE),
        (signals(best="plan", level=2), Outcome.SELF_SERVICE, Reason.FLOW),
        (signals(best="plan", level=2, account_known=False), Outcome.HANDOFF, Reason.NO_ANSWER),
        (signals(best="plan", level=1), Outcome.DEFLECT, Reason.NOT_VERIFIED),
        (signals(confidence=0.4), Outcome.HANDOFF, Reason.NO_ANSWER),
        (signals(score=0.4, confidence=0.4), Outcome.CLARIFY, Reason.AMBIGUOUS),
        (signals(score=0.4, confidence=0.4, memory={"clarified": 1}), Outcome.HANDOFF, Reason.STILL_UNCLEAR),
        (signals(score=0.4, in_scope=0.1, confidence=0.1), Outcome.DEFLECT, Reason.OFF_TOPIC),
        (
            signals(score=0.4, in_scope=0.1, confidence=0.1, memory={"off_topic": 1}),
            Outcome.HANDOFF,
            Reason.NO_ANSWER,
        ),
        (signals(score=0.4, in_scope=0.1, confidence=0.9), Outcome.ANSWER, Reason.GROUNDED),
        (signals(best="reset", score=0.1, chosen="refund"), Outcome.HANDOFF, Reason.INTENT_NEEDS_PERSON),
    ],
)
def test_that_each_kind_of_evidence_leads_to_its_outcome(given_signals, outcome, reason):
    decision = decide(given_signals, POLICY, INTENTS)
    assert (decision.outcome, decision.reason) == (outcome, reason)


def test_that_a_number_that_decided_is_kept_with_its_threshold():
    decision = decide(signals(confidence=0.7), POLICY, INTENTS)
    assert (decision.score, decision.threshold) == (0.7, POLICY.answer_confidence)


any_signals = st.builds(
    signals,
    best=st.sampled_from([*INTENTS, "gone"]),
    score=st.floats(0, 1),
    in_scope=st.floats(0, 1),
    confidence=st.floats(0, 1),
    kind=st.sampled_from(MessageKind),
    level=st.integers(0, 2),
    chosen=st.sampled_from(["", "refund", "no-such-intent"]),
    repeats=st.integers(0, 5),
    mood=st.floats(-1, 1),
    abusive=st.sampled_from(["", "idiot"]),
    memory=st.fixed_dictionaries(
        {}, optional={"clarified": st.integers(0, 3), "off_topic": st.integers(0, 3), "turns": st.integers(0, 9)}
    ),
)


@given(any_signals)
def test_that_a_wish_for_a_person_wins_over_everything(some):
    decision = decide(dataclasses.replace(some, wants_person="person please"), POLICY, INTENTS)
    assert (decision.outcome, decision.reason) == (Outcome.HANDOFF, Reason.ASKED_FOR_PERSON)


@given(any_signals)
def test_that_nobody_is_asked_back_twice(some):
    memory = some.memory.copy()
    memory["clarified"] = POLICY.max_clarifications
    assert decide(dataclasses.replace(some, memory=memory), POLICY, INTENTS).outcome != Outcome.CLARIFY


@given(any_signals)
def test_that_nothing_below_the_threshold_is_given_as_an_answer(some):
    decision = decide(some, POLICY, INTENTS)
    if decision.outcome == Outcome.ANSWER:
        assert some.answer.confidence >= POLICY.answer_confidence
    if decision.outcome == Outcome.SELF_SERVICE:
        assert some.level >= POLICY.self_service_level
