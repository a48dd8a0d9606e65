"""The summary an agent reads first: quoted, short, and never more than the package holds."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from adapters.db.codec import package_data, package_of
from core.domain.handoff import Attempt
from core.policies.summary import summarise
from core.sentences import split_sentences
from tests.support.record import PACKAGE


def package(**changes):
    return replace(PACKAGE, **changes)


def test_that_wish_attempts_and_mood_are_told_in_three_sentences():
    told = summarise(
        package(
            customer="Dana Whitlock",
            intent="Payout is late",
            open_question="Hi there. Our payout from Friday still isn't in the bank. Where is it?",
            attempts=(Attempt("answer", "grounded", "Payouts to your bank"), Attempt("clarify", "ambiguous", "A, B")),
            reason="not_helped",
            sentiment=-0.35,
            sentiment_worst=-0.6,
        )
    )
    assert told == (
        "Dana Whitlock writes about “Payout is late”: “Our payout from Friday still isn't in the bank. Where is it?” "
        "The bot quoted “Payouts to your bank” and asked back, without success. "
        "They sound annoyed now, upset before."
    )


def test_that_what_is_not_known_is_said_and_not_made_up():
    told = summarise(
        package(customer="Website visitor", intent="", open_question="", attempts=(), sentiment=0.0, sentiment_worst=0)
    )
    assert told == ("The visitor has not said yet what it is about. The bot has tried nothing yet. They sound calm.")


def test_that_small_talk_is_no_attempt():
    attempts = (Attempt("deflect", "small_talk"), Attempt("deflect", "not_verified"), Attempt("deflect", "unheard_of"))
    assert "The bot asked them to sign in." in summarise(package(attempts=attempts))


def test_that_a_long_story_is_cut_at_a_word():
    told = summarise(package(open_question="word " * 400))
    assert len(told) < 400
    assert "word …”" in told


def test_that_the_words_that_tell_of_trouble_are_chosen():
    told = summarise(package(open_question="We moved offices last month and everybody likes it. The import failed."))
    assert "“The import failed.”" in told


@given(st.text(max_size=400), st.floats(-1, 1), st.floats(-1, 1))
def test_that_any_question_has_a_summary(question, mood, worst):
    told = summarise(package(open_question=question, sentiment=mood, sentiment_worst=worst))
    assert told.endswith(".")
    assert len(split_sentences(told)) >= 3 or question


def test_that_a_plain_question_read_a_little_low_does_not_sound_annoyed():
    assert summarise(package(sentiment=-0.18, sentiment_worst=-0.18)).endswith("They sound calm.")


def test_that_a_package_stored_before_summaries_is_still_read():
    stored = package_data(PACKAGE)
    del stored["summary"]
    assert package_of(stored) == replace(PACKAGE, summary="")
    assert package_of(package_data(package(summary="In short."))).summary == "In short."
