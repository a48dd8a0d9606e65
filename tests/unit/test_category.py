"""The category of a handoff where its intent is sure, where only the category is, and where neither is."""

from hypothesis import given
from hypothesis import strategies as st

from core.domain.ids import IntentId
from core.domain.mind import Candidate, Intent, MessageKind, Reading
from core.domain.policy import Policy
from core.policies.category import category_of


def intent(name: str, category: str) -> Intent:
    return Intent(IntentId(name), name.title(), category, "answer", "normal", "?")


INTENTS = {
    "refund": intent("refund", "billing"),
    "invoice": intent("invoice", "billing"),
    "password": intent("password", "account"),
}


def reading(in_scope: float = 0.9, **shares: float) -> Reading:
    candidates = tuple(Candidate(IntentId(name), share) for name, share in shares.items())
    return Reading(MessageKind.REQUEST, candidates, in_scope, 0.0, "en")


def test_that_a_sure_intent_says_the_category() -> None:
    found = category_of(reading(refund=0.9), INTENTS["password"], INTENTS, Policy())
    assert (found.category, found.why, found.share) == ("account", "of “Password”", None)


def test_that_likely_intents_of_one_category_say_it_together() -> None:
    found = category_of(reading(refund=0.4, invoice=0.35, password=0.2), None, INTENTS, Policy())
    assert (found.category, found.why, found.share) == ("billing", "shared by likely intents", 0.75)


def test_that_nothing_is_guessed() -> None:
    assert category_of(reading(refund=0.4, password=0.4), None, INTENTS, Policy()).category == ""
    assert category_of(reading(0.1, refund=0.5, invoice=0.5), None, INTENTS, Policy()).category == ""
    assert category_of(None, None, INTENTS, Policy()).category == ""
    assert category_of(reading(gone=0.9), None, INTENTS, Policy()).category == ""


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_that_a_named_category_has_the_share_that_policy_asks_for(refund: float, invoice: float, scope: float) -> None:
    found = category_of(reading(scope, refund=refund, invoice=invoice), None, INTENTS, Policy())
    if found.category:
        assert scope >= Policy().in_scope
        assert found.share is not None
        assert found.share >= round(Policy().intent_confidence, 4)
