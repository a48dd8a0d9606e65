"""The mailbox of a desk socket, and which of the bus's words the desk hears."""

import asyncio

import pytest

from handoff.desk.live import MOST_NOTES, Mailbox, note_of
from handoff.desk.views import line


async def test_that_a_later_note_of_the_same_thing_replaces_the_earlier():
    box = Mailbox()
    for seq in (1, 2, 3):
        box.put({"type": "conversation", "id": "a", "seq": seq})
    box.put({"type": "conversation", "id": "b", "seq": 9})
    assert [note["seq"] for note in await box.take()] == [3, 9]
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(box.take(), 0.01)


async def test_that_a_full_box_becomes_one_resync():
    box = Mailbox()
    for number in range(MOST_NOTES + 10):
        box.put({"type": "conversation", "id": str(number), "seq": 1})
    notes = await box.take()
    assert notes[0] == {"type": "resync"}
    assert len(notes) <= 11


def test_that_only_what_concerns_the_desk_is_passed_on():
    assert note_of("outbox", {"secret": 1}) is None
    assert note_of("conversation", {"id": "a", "seq": 3, "text": "x"}) == {"type": "conversation", "id": "a", "seq": 3}
    assert note_of("desk", {"id": "a", "seen": 4}) == {"type": "seen", "id": "a", "seq": 4}
    assert note_of("desk", {"id": "a"}) == {"type": "queue"}
    assert note_of("typing", {"id": "a", "who": "customer", "on": True, "text": "x"}) == {
        "type": "typing",
        "id": "a",
        "who": "customer",
        "name": None,
        "on": True,
    }


@pytest.mark.parametrize(
    ("value", "words"),
    [(True, "yes"), (0.44, "0.44"), ([1, "b"], "1; b"), ({"a_b": 2}, "A b: 2"), (None, "none"), ("text", "text")],
)
def test_that_any_evidence_becomes_a_line(value, words):
    assert line(value) == words
