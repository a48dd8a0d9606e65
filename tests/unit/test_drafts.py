"""What became of a draft, by how much of it stands in the reply."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.ids import ArticleId, ConversationId, Millis
from core.drafts import DraftCounts, FirstReply, count_drafts
from core.policies.drafts import DraftFate, fate_of, openable

DRAFT = "Hi Dana, I've read the conversation so far. A payout arrives within two working days; weekends do not count."


@pytest.mark.parametrize(
    ("reply", "fate"),
    [
        (DRAFT, DraftFate.SENT),
        (DRAFT.upper().replace(",", " -"), DraftFate.SENT),
        (DRAFT.replace("two", "three"), DraftFate.EDITED),
        (DRAFT.replace("Hi Dana, I've read the conversation so far. ", "Hello! "), DraftFate.EDITED),
        (DRAFT + " Yours was sent on Friday.", DraftFate.EDITED),
        ("Your bank has sent it back because the account is closed.", DraftFate.REPLACED),
        ("", DraftFate.REPLACED),
    ],
)
def test_that_a_fate_tells_how_much_is_left(reply: str, fate: DraftFate) -> None:
    assert fate_of(DRAFT, reply) is fate


@given(st.text(max_size=200))
def test_that_what_is_sent_as_it_is_counts_as_sent(text: str) -> None:
    assert fate_of(text, f"  {text}\n") is DraftFate.SENT


def test_that_fates_are_counted_by_article() -> None:
    def reply(article: str, text: str) -> FirstReply:
        return FirstReply(ConversationId("c"), ArticleId(article), DRAFT, text, "Maya", Millis(0))

    replies = [reply("a", DRAFT), reply("a", "Something else."), reply("b", DRAFT)]
    assert count_drafts(replies) == {ArticleId("a"): DraftCounts(1, 0, 1), ArticleId("b"): DraftCounts(sent=1)}


@pytest.mark.parametrize(
    ("draft", "sent"),
    [
        ("Hi.\n\nUse the menu.\n\nPayouts: /help/payouts\nRefunds: /help/refunds", "Hi.\n\nUse the menu."),
        ("Use it.\n\nPayouts: /help/payouts\nTax: https://t.example/a", "Use it.\n\nTax: https://t.example/a"),
        ("Use it.\n\nPayouts: https://x.example/help/payouts", "Use it.\n\nPayouts: https://x.example/help/payouts"),
        ("Its address is: /booking", "Its address is: /booking"),
        ("Hi.\n\nTwo ways:\nby its address: /booking", "Hi.\n\nTwo ways:\nby its address: /booking"),
        ("", ""),
    ],
)
def test_that_sources_nobody_could_open_are_left_out(draft: str, sent: str) -> None:
    assert openable(draft) == sent
