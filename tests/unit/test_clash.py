"""Sentences that contradict each other are told from those that only look alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.policies.clash import Clash, clash_of

SAME = None


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        ("The link works once and for 30 minutes.", "The link works once and for 60 minutes.", Clash.NUMBER),
        ("Registered charities get 25% off Growth.", "Registered charities get 10% off any plan.", Clash.NUMBER),
        ("The lock ends after twenty minutes.", "The lock ends by itself after two hours.", SAME),
        ("The lock ends after two hours.", "The lock ends by itself after 3 hours.", Clash.NUMBER),
        ("A month that has begun is not refunded.", "A month that has begun is refunded.", Clash.DENIAL),
        ("Ein begonnener Monat wird nicht erstattet.", "Ein begonnener Monat wird erstattet.", Clash.DENIAL),
        ("You can't export drafts of invoices.", "You can export drafts of invoices.", Clash.DENIAL),
        ("It costs £1,000 a year.", "A year costs £1000.", SAME),
        ("Starter: 100 texts, Growth: 600 texts", "600 texts on Growth and 100 texts on Starter", SAME),
        (
            "Locations: Starter: 1, Enterprise: no limit",
            "Starter has 1 location, Enterprise many",
            SAME,
        ),
        (
            "Open the message of no-reply@acme.example and set a password.",
            "Open the message, set a password.",
            SAME,
        ),
        ("The file comes within 10 minutes.", "Payouts come after 3 working days.", SAME),
        ("", "The link works for 30 minutes.", SAME),
    ],
)
def test_that_contradictions_are_told_from_likeness(one, other, clash):
    assert clash_of(one, other) is clash
    assert clash_of(other, one) is clash


@given(st.text(max_size=80), st.text(max_size=80))
def test_that_nothing_clashes_with_itself_and_the_order_is_all_one(one, other):
    assert clash_of(one, one) is None
    assert clash_of(one, other) == clash_of(other, one)
