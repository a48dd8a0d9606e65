"""The gate before every post: declared or found, what is personal goes to one person only."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.policies.audience import Readers, decide_audience

ALONE = Readers(alone=True, one_company=True)
ONE = Readers(alone=False, one_company=True)
MIXED = Readers(alone=False, one_company=False)
FACTS = {"plan": "Growth", "seats": "12", "seats_used": "9", "renews_on": "2027-03-01", "customer_id": "HL-20418"}


def verdict(text, readers=ONE, **fields):
    values = {
        "declared_personal": False,
        "account_facts": FACTS,
        "email": "nora@acme.example",
        "own_addresses": frozenset({"help@harborlight.example"}),
        "quotes_public_only": False,
        "quotes_restricted": False,
        **fields,
    }
    return decide_audience(text, readers, **values)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("You renew on 2027-03-01.", "account_fact"),
        ("You renew on 1 March 2027.", "account_fact"),
        ("Es verlängert sich am 1. März 2027.", "account_fact"),
        ("Your number is hl-20418", "account_fact"),
        ("Plan Growth, 9 of 12 seats in use", "account_facts"),
        ("I wrote to nora@acme.example", "email"),
        ("I wrote to somebody@else.example", "email"),
        ("Open https://app.example/reset?token=abcdef", "secret"),
        ("Your key is sk_live1234567890abcdef", "secret"),
        ("IBAN DE89 3704 0044 0532 0130 00", "payment"),
        ("Card 4111 1111 1111 1111", "payment"),
    ],
)
def test_that_personal_words_are_found_without_being_declared(text, reason):
    found = verdict(text)
    assert (found.personal, found.reason) == (True, reason)


@pytest.mark.parametrize(
    "text",
    [
        "On the Growth plan you can add seats under Billing.",
        "There are 12 steps.",
        "Write to help@harborlight.example any time.",
        "See https://help.example/articles/reset-your-password",
        "The invoice HL-204180 is another one",
    ],
)
def test_that_ordinary_answers_stay_in_the_thread(text):
    assert not verdict(text).personal


def test_that_a_declared_reply_is_personal_whatever_it_says():
    assert verdict("All is well.", declared_personal=True).reason == "declared"
    assert not verdict("You renew on 2027-03-01.", ALONE, declared_personal=True).personal


def test_that_pages_for_signed_in_customers_are_not_quoted_before_other_companies():
    assert verdict("Do this.", MIXED, quotes_restricted=True).reason == "restricted_article"
    assert not verdict("Do this.", ONE, quotes_restricted=True).personal
    assert not verdict("The Growth plan has 12 of them", MIXED, quotes_public_only=True).personal


@settings(deadline=None)
@given(
    st.sampled_from([value for value in FACTS.values() if len(value) >= 4 and any(c.isdigit() for c in value)]),
    st.text(alphabet="abc .,;:!?()\n*_`", max_size=40),
    st.text(alphabet="abc .,;:!?()\n*_`", max_size=40),
    st.booleans(),
)
def test_that_no_wrapping_hides_a_telling_fact(value, before, after, public):
    text = f"{before} {value} {after}"
    assert verdict(text, quotes_public_only=public).personal
