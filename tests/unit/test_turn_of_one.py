"""A turn is of one writer."""

from hypothesis import given
from hypothesis import strategies as st

from core.domain.ids import ConversationId, MessageId, Millis
from core.domain.messages import Audience, Author, Message
from core.engine.worker import of_one_writer

WRITTEN = st.lists(st.tuples(st.sampled_from("ab"), st.booleans()), max_size=8)


def _log(written: list[tuple[str, bool]]) -> tuple[Message, ...]:
    return tuple(
        Message(
            id=MessageId(str(seq)),
            conversation_id=ConversationId("c"),
            seq=seq,
            author=Author.CUSTOMER,
            author_name="",
            author_id=who,
            audience=Audience.CUSTOMER,
            text="" if deleted else "x",
            created_at=Millis(seq),
            deleted_at=Millis(seq) if deleted else None,
        )
        for seq, (who, deleted) in enumerate(written, 1)
    )


@given(WRITTEN)
def test_that_a_turn_takes_the_first_ones_words_and_leaves_none_out(written: list[tuple[str, bool]]):
    inputs = _log(written)
    taken = of_one_writer(inputs)
    assert taken == inputs[: len(taken)], "from the beginning, without a gap"
    assert len({m.author_id for m in taken if m.deleted_at is None}) <= 1
    if inputs:
        assert taken, "every turn gets on"
    if len(taken) < len(inputs):
        first = next(m.author_id for m in inputs if m.deleted_at is None)
        assert inputs[len(taken)].author_id != first
