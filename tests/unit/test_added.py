"""What was added since a brief, at a glance."""

from core.domain.ids import ConversationId, MessageId, Millis
from core.domain.messages import Audience, Author, Message
from core.policies.added import Added, added_of


def said(seq: int, text: str, action: str = "") -> Message:
    place = MessageId(str(seq)), ConversationId("c"), seq, Author.CUSTOMER, "", "dana"
    return Message(*place, Audience.CUSTOMER, text, Millis(seq), action=action)


def test_that_count_latest_words_question_and_facts_are_told() -> None:
    messages = [
        said(4, "It is invoice 20931 over £140"),
        said(5, "Can we have it before Friday?"),
        said(6, "Talk to a person", "person"),
        said(7, " The second one too. "),
    ]
    facts = (("Invoice", "20931"),)
    assert added_of(messages, (("Amount", "£140"),)) == Added(
        3, 4, "The second one too.", Millis(7), "Can we have it before Friday?", facts
    )


def test_that_a_question_that_is_the_latest_is_not_told_twice() -> None:
    added = added_of([said(4, "How long?"), said(5, "Is anybody there?")])
    assert added is not None
    assert (added.latest, added.question) == ("Is anybody there?", "")


def test_that_pressed_buttons_add_nothing() -> None:
    assert added_of([said(4, "Talk to a person", "person"), said(5, "  ")]) is None
    assert added_of([]) is None
