"""Several wishes in one message are each read, answered or offered; a sure category is asked on and routed by."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.ids import ArticleId, IntentId
from core.domain.messages import Source
from core.domain.mind import Answer, Candidate, MessageKind, Outcome, Reading, Reason
from core.domain.people import Level
from core.domain.policy import Policy
from core.policies.decide import decide, sure_category
from core.policies.wishes import MOST, speaks_of, things_asked, wishes_in
from graph.facts import answer_from_json, answer_to_json, reading_from_json, reading_to_json
from tests.unit.test_decide import INTENTS, signals
from tests.unit.test_walk import COMPANY, WALK, context


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("cancel my plan and where is my refund", ("cancel my plan", "where is my refund")),
        ("How do I reset it? And where are my invoices?", ("How do I reset it?", "And where are my invoices?")),
        (
            "I forgot my password. How do I reset it? Also I want to change my plan.",
            ("I forgot my password. How do I reset it?", "Also I want to change my plan."),
        ),
        ("Wo ist die Rechnung und wie kündige ich?", ("Wo ist die Rechnung", "wie kündige ich?")),
        ("my account is locked and it says try later", ()),
        ("search and replace", ()),
        ("Hello there. How do I cancel? Thank you, Anna", ()),
        ("Please help. How do I cancel? Cheers, Tom", ()),
        ("Guten Tag! Wie kündige ich? Viele Grüße, Anna Smith", ()),
        ("Hi. Cancel my plan and where is my refund? Thanks", ("Hi. Cancel my plan", "where is my refund? Thanks")),
        ("How do I cancel?", ()),
        ("Do you also support Zoom?", ()),
        ("", ()),
        ("What do HL-432 and HL-208 mean?", ("What do HL-432", "HL-208 mean?")),
        ("What is HL-432, HL-208 and HL-99?", ("What is HL-432", "HL-208", "HL-99?")),
        ("My log says HL-432, HL-208", ()),
        (" ".join(f"what is {letter}?" for letter in "abcdef"), tuple(f"what is {letter}?" for letter in "abcdef")),
        ("what is a, what is b? what is c? what is d? what is e? what is f? what is g? what is h?", ()),
        ("Cancel my plan. Close my account. Send the invoices. Delete my data.", ()),
    ],
)  # fmt: skip
def test_that_wishes_part_where_the_next_begins(text: str, parts: tuple[str, ...]) -> None:
    assert wishes_in(text) == parts


@given(st.text(max_size=300))
def test_that_parting_never_fails_nor_invents(text: str) -> None:
    parts = wishes_in(text)
    assert len(parts) in (0, *range(2, MOST + 1))
    assert all(word in text for part in parts for word in part.split())


# --- several wishes through the whole mind ------------------------------------------------------------------

KNOWN = {
    "reset": ("reset_password", "Open the link in the message."),
    "link": ("reset_password", "Open the link in the message.\n\nIt works once."),
    "invoices": ("payment_method_and_invoices", "Invoices stand under Billing."),
    "refund": ("refund_request", ""),
    "plan": ("my_plan", ""),
}


def reading_of(text: str) -> Reading:
    found = [intent for word, (intent, _) in KNOWN.items() if word in text]
    share = 0.9 / len(found) if found else 0.0
    candidates = tuple(Candidate(IntentId(intent), share) for intent in found) or (
        Candidate(IntentId("reminders"), 0.2),
    )
    return Reading(MessageKind.REQUEST, candidates, 0.9, 0.0, "en")


def answer_of(text: str) -> Answer:
    for word, (intent, said) in KNOWN.items():
        if word in text and said:
            article = COMPANY.intents[IntentId(intent)].articles[0]
            return Answer(said, 0.8, (Source(article, intent, f"/{article}"),))
    return Answer("", 0.0)


class Spoken:
    """Understanding and Knowledge that know four words."""

    version = "spoken"
    locales = frozenset({"en"})
    intents = COMPANY.intents

    async def read(self, text: str) -> Reading:
        return reading_of(text)

    async def search(self, *args: Any, **named: Any) -> tuple[()]:
        return ()

    async def answer(self, question: str, *args: Any, **named: Any) -> Answer:
        return answer_of(question)


async def end_of(text: str) -> dict[str, Any]:
    nothing = reading_of(""), Answer("", 0.0)
    made = context(*nothing, {}, text, "", Level.ANONYMOUS)
    return dict(await WALK(replace(made, understanding=Spoken(), knowledge=Spoken())))


async def test_that_two_questions_get_two_answers() -> None:
    end = await end_of("How do I reset it? And where are my invoices?")
    assert end["decision"].outcome == Outcome.ANSWER
    assert end["decision"].evidence["also"] == ["payment_method_and_invoices"]
    (draft,) = end["say"]
    assert "Open the link" in draft.text
    assert "Invoices stand" in draft.text
    assert COMPANY.intents[IntentId("reset_password")].name in draft.text
    assert len(draft.sources) == 2
    assert "more than one thing" not in draft.text


async def test_that_a_code_without_an_answer_is_named() -> None:
    end = await end_of("What do reset HL-432 and HL-999 mean?")
    assert end["decision"].reason == Reason.PARTLY
    assert "“HL-999”" in end["say"][0].text


async def test_that_four_questions_get_four_answers() -> None:
    (draft,) = (await end_of("How do I reset it? Where are my invoices? How is a link sent? Who writes invoices?"))[
        "say"
    ]
    assert "Open the link" in draft.text
    assert "Invoices stand" in draft.text
    assert "more than one thing" not in draft.text


async def test_that_what_two_answers_share_is_said_once() -> None:
    (draft,) = (await end_of("How do I reset it? And how long does the link work?"))["say"]
    assert draft.text.count("Open the link") == 1
    assert "It works once." in draft.text


async def test_that_what_cannot_be_answered_is_offered() -> None:
    end = await end_of("How do I reset it? And what is my plan?")
    assert end["decision"].evidence["also"] == ["reset_password"]
    assert end["decision"].reason == Reason.NOT_VERIFIED
    assert [reply.action for reply in end["say"][0].quick_replies] == ["intent:reset_password", "person"]


async def test_that_a_wish_for_people_leads_and_the_other_is_named() -> None:
    end = await end_of("where are my invoices and give me a refund")
    assert end["decision"].reason == Reason.INTENT_NEEDS_PERSON
    assert end["decision"].evidence["intent"] == "refund_request"
    assert end["decision"].evidence["also"] == ["payment_method_and_invoices"]
    assert end["handoff"] is not None


LISBON = "do you have an office in Lisbon"


@pytest.mark.parametrize(
    "text",
    [
        f"How do I reset it, and {LISBON}?",
        f"{LISBON.capitalize()}? Also how do I reset it?",
        f"Can you help me? How do I reset it? And {LISBON}?",
    ],
)
async def test_that_what_has_an_answer_is_answered_and_the_rest_is_named(text: str) -> None:
    end = await end_of(text)
    assert (end["decision"].outcome, end["decision"].reason) == (Outcome.ANSWER, Reason.PARTLY)
    (asked,) = end["decision"].evidence["unanswered"]
    assert asked.casefold() == LISBON.casefold()
    (draft,) = end["say"]
    assert "Open the link" in draft.text
    assert f"“{asked}”" in draft.text
    assert "more than one thing" not in draft.text
    assert "person" in [reply.action for reply in draft.quick_replies]


@pytest.mark.parametrize(
    "text",
    [
        "Can you help me? How do I reset it?",
        "How do I reset it? Where do I click?",
        "How do I reset it? Is the message a link?",
    ],
)
async def test_that_what_names_nothing_else_is_not_called_unanswered(text: str) -> None:
    (draft,) = (end := await end_of(text))["say"]
    assert end["decision"].reason == Reason.GROUNDED
    assert "On the other part" not in draft.text
    assert "more than one thing" not in draft.text


async def test_that_nothing_is_said_of_parts_where_none_has_an_answer() -> None:
    end = await end_of(f"What is the weather and {LISBON}?")
    assert end["decision"].outcome != Outcome.ANSWER
    assert "unanswered" not in end["decision"].evidence


async def test_that_a_partly_answered_turn_thought_again_says_the_same() -> None:
    text = f"How do I reset it, and {LISBON}?"
    end = await end_of(text)
    stored = answer_from_json(json.loads(json.dumps(answer_to_json(end["answer"]))))
    again = await WALK(context(end["reading"], stored, {}, text, "", Level.ANONYMOUS))
    assert again["decision"] == end["decision"]
    assert again["say"] == end["say"]


async def test_that_a_part_that_points_back_is_looked_up_with_the_one_before() -> None:
    class Follows(Spoken):
        async def answer(self, question: str, *args: Any, **named: Any) -> Answer:
            return answer_of("invoices" if named.get("history") else question)

    text = "How do I reset it? And what about them?"
    made = context(reading_of(""), Answer("", 0.0), {}, text, "", Level.ANONYMOUS)
    (draft,) = (await WALK(replace(made, understanding=Follows(), knowledge=Follows())))["say"]
    assert "Open the link" in draft.text
    assert "Invoices stand" in draft.text


def test_that_an_answer_speaks_of_what_it_names() -> None:
    assert speaks_of("Where do I get the lists", "A list of clients.")
    assert not speaks_of(LISBON, "Our offices close at five.")
    assert things_asked("Can you help me? How do I reset it?") == 1
    assert things_asked("How do I reset it? Where are my invoices?") == 2


async def test_that_one_wish_in_two_sentences_stays_one() -> None:
    end = await end_of("How do I reset it? Please reset it now.")
    assert "also" not in end["decision"].evidence
    assert end["say"][0].text.count("Open the link") == 1


# --- categories ---------------------------------------------------------------------------------------------


def unsure(share: float, **changes: Any) -> Any:
    given_signals = signals(score=0.3, confidence=0.2, **changes)
    category = INTENTS["refund"].category
    reading = replace(given_signals.reading, category=category, category_probability=share)
    return replace(given_signals, reading=reading)


def test_that_a_sure_category_is_asked_on_and_an_unsure_one_is_not() -> None:
    policy = Policy()
    category = INTENTS["refund"].category
    within = [key for key, intent in INTENTS.items() if intent.category == category]
    sure = decide(unsure(0.8), policy, INTENTS)
    assert (sure.outcome, sure.reason) == (Outcome.CLARIFY, Reason.AMBIGUOUS)
    assert sure.evidence["category_score"] == 0.8
    assert sure.evidence["within"] == category
    assert set(within) == set(sure.evidence["options"])  # type: ignore[call-overload]
    assert "within" not in decide(unsure(0.5), policy, INTENTS).evidence
    assert sure_category(unsure(0.8).reading, policy) == category
    assert sure_category(unsure(0.8, in_scope=0.1).reading, policy) == ""


def test_that_facts_of_a_reading_come_back() -> None:
    also = (Candidate(IntentId("my_plan"), 0.7),)
    reading = replace(reading_of("reset"), category="account", category_probability=0.75, also=also)
    assert reading_from_json(json.loads(json.dumps(reading_to_json(reading)))) == reading
    old = reading_to_json(reading)
    for name in ("category", "category_probability", "also"):
        del old[name]
    assert reading_from_json(old).also == ()


def test_that_articles_say_what_is_covered() -> None:
    assert all(COMPANY.intents[IntentId(intent)].articles for intent, said in KNOWN.values() if said)
    assert ArticleId("") not in COMPANY.intents[IntentId("reset_password")].articles
