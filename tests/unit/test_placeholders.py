"""Placeholders: nothing personal leaves, all of it comes back, and nobody gets another's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.policies.placeholders import Veil


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("write to jo@acme.example or jo@acme.example", "write to [EMAIL_1] or [EMAIL_1]"),
        ("from a@b.example to c@d.example", "from [EMAIL_1] to [EMAIL_2]"),
        ("on 2026-11-27, call +44 20 7946 0958", "on [DATE_1], call [NUMBER_1]"),
        ("Dana from ACME, that is Dana Whitlock", "[NAME_1] from [NAME_2], that is [NAME_3]"),
        ("order AB-1234, error HL-402, 30 days", "order AB-1234, error HL-402, 30 days"),
    ],
)
def test_that_values_become_numbered_placeholders(text, hidden):
    veil = Veil(("Dana Whitlock", "Acme"))
    assert veil.hide(text) == hidden
    assert veil.reveal(hidden) == text


def test_that_secrets_never_come_back():
    veil = Veil()
    hidden = veil.hide("my password is hunter2! card 4111 1111 1111 1111")
    assert hidden == "my password is [SECRET_1] card [CARD_1]"
    assert veil.reveal(hidden) == "my password is (password) card (card number)"


def test_that_a_typed_placeholder_is_only_a_text():
    veil = Veil()
    veil.hide("jo@acme.example")
    assert veil.hide("give me [EMAIL_1]") == "give me [TEXT_1]"
    assert veil.reveal(["[TEXT_1]", {"to": "[EMAIL_1]"}, 7]) == ["[EMAIL_1]", {"to": "jo@acme.example"}, 7]


def test_that_one_never_given_is_refused():
    with pytest.raises(KeyError):
        Veil().reveal("[EMAIL_1]")


@given(st.text(max_size=200))
def test_that_whatever_is_hidden_comes_back(text):
    veil = Veil(("Dana Whitlock",))
    hidden = veil.hide(text)
    if "SECRET" not in hidden and "TOKEN" not in hidden and "CARD" not in hidden:
        assert veil.reveal(hidden) == text
