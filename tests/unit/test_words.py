"""Sentences, redaction and cleaning of texts."""

import io
import json
import string

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from adapters.logs.setup import redact_event
from core.domain.mind import Reason
from core.engine.reception import MAX_CHARS, clean_text
from core.errors import InvalidInput, SettingError, TooLarge
from core.policies.redact import redact
from core.texts import ENGLISH, GERMAN, CustomerTexts

CONSTANTS = {"company": "Harborlight", "bot": "Beacon", "support_email": "help@harborlight.example"}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_that_both_languages_say_the_same_things():
    assert ENGLISH.keys() == GERMAN.keys()
    for key, text in ENGLISH.items():
        assert fields(text) == fields(GERMAN[key]), key


def test_that_every_reason_for_a_handoff_has_its_notice():
    handing_over = {key.removeprefix("handoff_") for key in ENGLISH if key.startswith("handoff_")}
    answers = {
        Reason.GROUNDED,
        Reason.PARTLY,
        Reason.AMBIGUOUS,
        Reason.SMALL_TALK,
        Reason.OFF_TOPIC,
        Reason.FLOW,
        Reason.SOLVED,
    }
    assert {reason.value for reason in Reason if reason not in answers} <= handing_over


def test_that_a_company_can_say_it_its_own_way():
    texts = CustomerTexts(CONSTANTS, {"en": {"thanks": "Any time! {bot} of {company}."}})
    assert texts.say("thanks", "en-GB") == "Any time! Beacon of Harborlight."
    assert texts.say("thanks", "xx") == "Any time! Beacon of Harborlight."
    assert texts.say("agent_joined", "de", agent="Maya").startswith("Maya von Harborlight")


@pytest.mark.parametrize("bad", [{"thank": "x"}, {"thanks": " "}, {"thanks": "hi {agent}"}])
def test_that_wrong_wording_stops_the_start(bad):
    with pytest.raises(SettingError, match=r"messages: en\."):
        CustomerTexts(CONSTANTS, {"en": bad})


def test_that_values_with_braces_are_left_alone():
    texts = CustomerTexts(CONSTANTS)
    assert "{company}" in texts.say("agent_joined", "en", agent="{company}")


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("write to jane.doe+x@mail.example.org today", "jane.doe"),
        ("card 4111 1111 1111 1111 please", "1111"),
        ("IBAN DE89 3704 0044 0532 0130 00", "0532"),
        ("call +44 20 7946 0958", "7946"),
        ("my password is hunter2!", "hunter2"),
        ("token xoxb-123456789012-abcdefghijkl", "abcdefghijkl"),
    ],
)
def test_that_personal_data_is_replaced(text, gone):
    assert gone not in redact(text)


def test_that_ordinary_numbers_stay():
    text = "Error HL-4031 after 30 days at 09:15, order 12345"
    assert redact(text) == text


def test_that_logs_hold_no_personal_data():
    stream = io.StringIO()
    log = structlog.wrap_logger(
        structlog.WriteLogger(stream),
        processors=[redact_event, structlog.processors.JSONRenderer()],
        wrapper_class=structlog.BoundLogger,  # whatever level another test has set
    )
    log.info("seen", text="I am Jane", detail="jane@mail.example", conversation="0" * 32)
    line = json.loads(stream.getvalue())
    assert line["text"] == "[withheld]"
    assert line["detail"] == "[email]"
    assert line["conversation"] == "0" * 32


@given(st.text())
def test_that_cleaning_keeps_what_can_be_stored(text):
    try:
        cleaned = clean_text(text)
    except InvalidInput:
        return
    assert cleaned
    assert "\x00" not in cleaned
    cleaned.encode()
    assert clean_text(cleaned) == cleaned


def test_that_too_long_is_said_with_the_limit():
    with pytest.raises(TooLarge, match=str(MAX_CHARS)):
        clean_text("x" * (MAX_CHARS + 1))
