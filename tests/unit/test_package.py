"""What an agent is told at a handoff: of grave things nothing that a model found, and of unsure ones no fact."""

from dataclasses import replace

import pytest

from core.domain.handoff import Package
from core.domain.ids import ArticleId, ConversationId, CustomerId, IdentityId, IntentId, MessageId, Millis
from core.domain.messages import Audience, Author, Message, Source
from core.domain.mind import SELF_HARM, Answer, Candidate, Decision, Intent, MessageKind, Passage, Reading
from core.domain.people import Customer, Identity, Level, ProvenBy
from core.domain.policy import Policy
from core.domain.turn import TurnInput
from core.draft_texts import DRAFTS, draft_words
from core.policies.package import build_package
from core.policies.summary import summarise
from core.staff_words import ALARM_STEPS, ALARMS

CANCEL = Intent(IntentId("cancel"), "Cancel my subscription", "account", "answer", "low", "How do I cancel?")
DELETE = Source(ArticleId("delete"), "Delete your account for good", "https://help.example/delete")
FOUND = Answer(
    "1. Sign in as the Owner.",
    0.9,
    (DELETE,),
    (Passage(DELETE.article_id, DELETE.title, DELETE.url, "", "1. Sign in as the Owner.", 1.0, 1.0, 1.0),),
)


async def _nothing(_: int) -> tuple[()]:
    return ()


def packed(text: str, decision: Decision, **changes: object) -> Package:
    customer = Customer(CustomerId("c"), "Dana Osei", "", "en", None)
    identity = Identity(IdentityId("i"), customer.id, "web", "x", ProvenBy.HOST_JWT, Level.VERIFIED)
    turn = TurnInput(ConversationId("v"), text, "", (2,), {}, customer, identity, "en", Millis(9), _nothing, _nothing)
    before = Message(
        MessageId("m"), turn.conversation_id, 1, Author.BOT, "", "", Audience.CUSTOMER, "Look here", Millis(1)
    )
    known: dict[str, object] = {
        "question": text,
        "answer_confidence": 0.6,
        "reading": Reading(MessageKind.REQUEST, (Candidate(CANCEL.id, 0.94),), 0.9, 0.0, "en"),
        "answer": FOUND,
        "intent": CANCEL,
        "mood": 0.0,
        "past": (),
        "history": (replace(before, sources=(DELETE,)),),
    }
    return build_package(turn, decision, **(known | changes))  # type: ignore[arg-type]


def alarm(kind: str, words: str) -> Decision:
    return Decision("outcome", "handoff", "policy_alarm", {"alarm": kind, "words": words})


@pytest.mark.parametrize("wished", [False, True])
def test_that_of_self_harm_nothing_is_told_that_a_model_found(wished):
    text = "I want to kill myself"
    decision = Decision("outcome", "handoff", "asked_for_person", {"words": "x"}) if wished else alarm(SELF_HARM, text)
    package = packed(text, decision, heard={"churn": "leave", SELF_HARM: text})
    assert (package.intent, package.best_intent, package.intent_score) == ("", "", None)
    assert (package.documents, package.draft_reply, package.answer_confidence) == ((), "", None)
    assert package.suggested_action == ALARM_STEPS[SELF_HARM]
    assert package.summary.startswith(ALARMS[SELF_HARM])
    assert text in package.summary
    assert "They sound" not in package.summary
    assert summarise(package) == package.summary


@pytest.mark.parametrize("kind", sorted(Policy().alarms))
def test_that_every_alarm_is_named_first_with_its_words_and_has_a_step_to_take(kind):
    package = packed(
        "You will hear from us about the invoice.", alarm(kind, "hear from us"), heard={kind: "hear from us"}
    )
    assert package.summary.startswith(f"{ALARMS[kind]} (“hear from us”).")
    assert "They sound" not in package.summary
    assert package.suggested_action == ALARM_STEPS[kind]
    unsure = packed(
        "You will hear from us.", alarm(kind, "hear from us"), heard={kind: "hear from us"}, intent_sure=False
    )
    assert unsure.intent == ""


def test_that_an_intent_that_is_not_sure_is_told_as_a_guess():
    unsure = Decision("outcome", "handoff", "no_answer")
    assert "writes about “Cancel my subscription”:" in packed("Stop it all now", unsure).summary
    guess = packed("Stop it all now", unsure, intent_sure=False).summary
    assert guess.startswith("Dana Osei writes, perhaps about “Cancel my subscription”: “Stop it all now”")


def test_that_what_is_quoted_in_a_draft_stands_apart_from_the_greeting():
    draft = packed("How do I cancel?", Decision("outcome", "handoff", "asked_for_person")).draft_reply
    assert draft == "Hi Dana, I've read the conversation so far.\n\n1. Sign in as the Owner."


@pytest.mark.parametrize(
    ("language", "begins"),
    [("de", "Hallo Dana, "), ("es", "Hola, Dana: "), ("fr", "Bonjour Dana, "), ("it", "Hi Dana, ")],
)
def test_that_a_draft_greets_in_the_customers_language(language, begins):
    reading = Reading(MessageKind.REQUEST, (), 0.9, 0.0, language)
    wish = Decision("outcome", "handoff", "asked_for_person")
    assert packed("?", wish, reading=reading).draft_reply.startswith(begins)
    assert packed("?", wish, reading=reading, answer=None).draft_reply.startswith(begins)


def test_that_every_language_of_drafts_says_the_same():
    assert {frozenset(words) for words in DRAFTS.values()} == {frozenset(DRAFTS["en"])}
    assert draft_words("de_AT") is DRAFTS["de"]
