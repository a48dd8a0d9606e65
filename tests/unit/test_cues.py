"""Which sort of answer a question asks for, whose business it is, and what a sentence can give."""

import pytest

from knowledge.cues import (
    OTHERS,
    US,
    about,
    asked,
    given,
    is_named,
    is_of_others,
    is_of_the_turn_before,
    settled,
    telling,
)
from knowledge.ingest import Unit, UnitKind, sections
from knowledge.lexical import tokens
from tests.support.help_pages import article


@pytest.mark.parametrize(
    ("question", "sentence", "alike"),
    [
        ("how long is it valid", "It works for 30 minutes.", True),
        ("how long is it valid", "Spaces are allowed.", False),
        ("what does it cost", "Each one costs £4.", True),
        ("when do you close", "Friday, 08:30 to 17:00", True),
        ("who can delete it", "Only the Owner can.", True),
        ("hello there", "It works for 30 minutes.", False),
    ],
)
def test_that_a_question_asks_for_what_a_sentence_gives(question: str, sentence: str, alike: bool) -> None:
    assert bool(asked(question) & given(Unit(UnitKind.SENTENCE, sentence, 0))) == alike


@pytest.mark.parametrize(
    ("question", "words"),
    [("it doesn't work", 0), ("thanks but it still doesn't work", 0), ("API?", 1), ("HL-423", 4), ("refund a card", 2)],
)
def test_that_questions_without_content_are_known(question: str, words: int) -> None:
    assert telling(tokens(question)) == words


def test_that_what_is_done_or_not_to_be_done_is_not_what_is_asked() -> None:
    assert settled("how do I take my plan back after cancelling", "en") == {"cancel"}
    assert settled("Once we’ve upgraded, what changes?", "en") == {"upgrad"}
    assert settled("do not delete my account, just stop the texts", "en") == {"delet"}
    assert not settled("I don't want to spend more", "en")
    assert not settled("I don't see the button after all", "en")


def test_that_whose_business_a_question_is_about_is_known() -> None:
    assert asked("how long until the refund from you is here") & US
    assert asked("how do I send my client a refund from you") & (US | OTHERS) == OTHERS
    assert not asked("what is your phone number") & (US | OTHERS)
    own = article("pw", "Reset your password", "This does not apply to your clients, who have none.")
    theirs = article("portal", "The portal", "A client cannot get in? Clients need no password.")
    assert [bool(about(sections(one)[0])) for one in (own, theirs)] == [False, True]


@pytest.mark.parametrize(
    ("question", "said", "doubt"),
    [
        ("my client's password is gone", "Choose a password.", True),
        ("can our patients pay by card", "Pay by card.", True),
        ("can our patients pay by card", "A patient can pay by card.", False),
        ("what do UK customers pay", "VAT is 20%.", False),
        ("how do I reset a client's code", "They choose Reset.", True),
        ("how long do you keep deleted practitioners", "Deleted clients are kept for 30 days.", True),
        ("how long do you keep deleted practitioners", "Staff and clients are kept for 30 days.", False),
        ("can a practitioner delete a client", "Delete a client.", False),
        ("how do I pay my staff", "Choose Pay.", False),
        ("how do I reset my colleague's password", "Choose Forgotten.", True),
        ("how do I turn it off for a colleague", "Choose Off.", True),
        ("how do I turn it off for a colleague", "Choose the person, then Off.", False),
        ("a team member lost her phone", "Use a code.", False),
        ("my password is gone", "Choose a password.", False),
    ],
)
def test_that_ones_own_customers_are_told_apart(question: str, said: str, doubt: bool) -> None:
    (section,) = sections(article("a", "A", said))
    assert is_of_others(question, section) is doubt


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("I have a problem with my account", False),
        ("it does not work", False),
        ("something is wrong with a report", True),
        ("HL-402", True),
        ("my account shows two invoices", True),
    ],
)
def test_that_one_word_alone_must_stand_in_the_title(question: str, named: bool) -> None:
    (section,) = sections(article("a", "Report a problem with sign-in", "Somebody is in your account? HL-402 says so."))
    assert is_named(tokens(question), section, "en") is named


@pytest.mark.parametrize(
    ("before", "question", "meant"),
    [
        ("How much is Growth?", "and Enterprise?", True),
        ("How much is Growth?", "and Wednesday?", False),
        ("How do I delete a client?", "and Enterprise?", False),
        ("", "and Enterprise?", False),
    ],
)
def test_that_a_follow_up_is_named_by_the_turn_before(before: str, question: str, meant: bool) -> None:
    (section,) = sections(article("prices", "Plans and prices", "Growth costs £69, Enterprise £120."))
    assert not is_named(tokens(question), section, "en")
    assert is_of_the_turn_before(tokens(question), tokens(before), section, "en") is meant
