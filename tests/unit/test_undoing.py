"""What asks to undo is not answered by what only does."""

from pathlib import Path

import pytest

from core.domain.people import Level, Reader
from knowledge.index import OPEN_CONFIDENCE, open_knowledge
from knowledge.ingest import sections
from knowledge.undoing import asks_to_undo, restored, undoes
from tests.support.help_pages import article
from tests.support.models import embedder
from tests.unit.test_knowledge import company_with


@pytest.mark.parametrize(
    ("question", "undo"),
    [
        ("how do I turn off two-step verification", True),
        ("How can we turn the waitlist off?", True),
        ("I want to hide my booking page", True),
        ("please remove a seat", True),
        ("cancel my plan", True),
        ("can I really delete an invoice", True),
        ("wie kann ich die Erinnerungen abschalten", True),
        ("how do I turn on two-step verification", False),
        ("I deleted a client by mistake, how do I get her back", False),
        ("what happens to my data after I cancel", False),
        ("how do I set up a stop word", False),
        ("", False),
    ],
)
def test_that_undoing_is_told_from_doing(question: str, undo: bool) -> None:
    assert asks_to_undo(question) is undo


def test_that_to_undo_a_deletion_is_to_restore() -> None:
    assert restored("How can I undo that?", "How do I delete a client?") == "How can I restore that?"
    assert restored("and how do I get it back?", "I removed a note") == "and how do I restore?"
    assert restored("and undo it?", "How do I import clients?") == "and undo it?"


@pytest.mark.parametrize(
    ("title", "body", "undo"),
    [
        ("Waitlist", "Turn on the list.", False),
        ("Waitlist", "Turn it on, or off again.", True),
        ("Add or remove seats", "## Add\n\nChoose the plus sign.", False),
        ("Add or remove seats", "## Remove\n\nChoose the minus sign.", True),
        ("Remove a seat", "Choose the minus sign.", True),
    ],
)
def test_that_a_passage_tells_it_under_its_own_heading(title: str, body: str, undo: bool) -> None:
    section = sections(article("a", title, body))[-1]
    assert undoes(section) is undo


async def test_that_nothing_is_sure_where_no_passage_undoes(tmp_path: Path) -> None:
    seats = article(
        "seats", "Seats", "## Add seats\n\nChoose the plus sign.\n\n## Fewer seats\n\nChoose the minus sign."
    )
    waitlist = article(
        "waitlist", "The waitlist", "## Turn on the waitlist\n\nGo to Settings and turn on the waitlist."
    )
    knowledge = open_knowledge(company_with(seats, waitlist), embedder(), tmp_path)
    reader = Reader(Level.ANONYMOUS)
    on = await knowledge.answer("how do I turn on the waitlist", reader)
    off = await knowledge.answer("how do I turn off the waitlist", reader)
    assert on.confidence > OPEN_CONFIDENCE
    assert off.confidence <= OPEN_CONFIDENCE
