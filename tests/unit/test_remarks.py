"""Remarks about the conversation, facts customers give, and card numbers that nobody may keep."""

import pytest

from core.engine.reception import clean_text
from core.policies.facts import collect_facts
from core.policies.phrases import alarms
from core.policies.redact import without_cards
from core.policies.remarks import asks, did_not_help, follows_up, questions_in
from graph.understanding.language import guess_language


@pytest.mark.parametrize(
    "text",
    [
        "that didn't help",
        "wrong answer",
        "you don't understand me",
        "no that's not what I asked",
        "you are useless",
        "it still doesn't work",
        "I did that already, the email never comes",
        "already tried that",
        "not helpful",
        "Das hilft mir nicht",
        "eso no me ayuda",
    ],
)
def test_that_it_hears_that_something_did_not_help(text):
    assert did_not_help(text)


@pytest.mark.parametrize(
    "text",
    ["How do I reset my password?", "thanks, that helped", "My reminders are not being sent", "yes that is it", "ok"],
)
def test_that_ordinary_messages_are_no_such_remark(text):
    assert not did_not_help(text)


def test_that_a_long_message_is_read_for_what_it_asks():
    assert not did_not_help(
        "it still doesn't work and now I would like to know how to move all my appointments to Friday"
    )


@pytest.mark.parametrize(
    ("text", "asked"),
    [("How do I cancel my plan", True), ("I want to cancel", False), ("cancel it?", True), ("and where is it", True)],
)
def test_that_asking_is_told_from_demanding(text, asked):
    assert asks(text) is asked


def test_that_questions_are_counted():
    assert questions_in("How do I add a seat and how do I change my location?") == 2
    assert questions_in("How do I add a seat?") == 1
    assert questions_in("I need help") == 0


@pytest.mark.parametrize(
    "text",
    ["and yearly?", "the one from March", "how do I cancel it instead?", "what about Growth", "How can I undo that?"],
)
def test_that_a_follow_up_is_known_by_its_words(text):
    assert follows_up(text)


@pytest.mark.parametrize(
    "text",
    [
        "And how do I merge duplicate clients?",
        "but where are my invoices for March?",
        "How do I cancel my plan",
        "thanks for that",
    ],
)
def test_that_a_whole_question_stands_alone(text):
    assert not follows_up(text)


def test_that_facts_are_collected_once_and_as_written():
    said = [
        "My name is Nora Quill, nora@fern.example.com",
        "Invoice HLI-20418 over £48.00, call +44 20 7946 0958",
        "HLI-20418!",
    ]
    assert collect_facts(said) == (
        ("Name", "Nora Quill"),
        ("E-mail", "nora@fern.example.com"),
        ("Reference", "HLI-20418"),
        ("Amount", "£48.00"),
        ("Phone", "+44 20 7946 0958"),
    )


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("order number 100234 and invoice #20418", (("Order", "100234"), ("Invoice", "20418"))),
        ("Bestellung Nr. 4711223344 fehlt", (("Order", "4711223344"),)),
        ("I get error HL-402, then Fehlercode: 503", (("Error", "HL-402"), ("Error", "503"))),
        ("Fehler 503 seit dem 3. März 2026", (("Error", "503"), ("Date", "3. März 2026"))),
        ("since 2026-11-03, not 11/04/2026", (("Date", "2026-11-03"), ("Date", "11/04/2026"))),
        ("on March 3rd, 2026 or 5 May", (("Date", "March 3rd, 2026"), ("Date", "5 May"))),
        ("in order 12 people may come, error free, 3 marches", ()),
    ],
)
def test_that_numbers_dates_and_errors_are_told_apart(text, facts):
    assert collect_facts([text]) == facts


def test_that_card_numbers_are_not_kept():
    assert clean_text("card 4111 1111 1111 1111 please") == "card [card number removed, ends in 1111] please"
    assert (
        without_cards("order 4111111111111112, tel +44 20 7946 0958") == "order 4111111111111112, tel +44 20 7946 0958"
    )


@pytest.mark.parametrize(
    "text",
    [
        "someone in my team can't sign in",
        "somebody in our team forgot their password",
        "someone in my clinic wants to use the app",
    ],
)
def test_that_colleagues_are_no_intruders(text):
    assert alarms(text) == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("someone in my account changed the bank details", "security_incident"),
        ("my client says she wants to harm herself", "self_harm"),
        ("I want to complain about one of your employees", "complaint"),
        ("the agent I spoke to yesterday promised me a credit", "complaint"),
    ],
)
def test_that_alarms_are_heard(text, kind):
    assert [alarm.kind for alarm in alarms(text)] == [kind]


@pytest.mark.parametrize("text", ["refund was late", "API?", "invoice", "so it was me", "ok no", "Growth plan die"])
def test_that_short_english_is_not_taken_for_another_language(text):
    assert guess_language(text, "en") == "en"


@pytest.mark.parametrize(
    "text", ["Ich habe mein Passwort vergessen", "Wie kann ich einen Termin verschieben?", "Mensch bitte"]
)
def test_that_german_is_known(text):
    assert guess_language(text, "en") == "de"
