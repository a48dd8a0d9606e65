"""What is to be done to one thing is not answered by how it is done to another."""

import pytest

from knowledge.ingest import sections
from knowledge.things import is_of_another_thing
from tests.support.help_pages import article

OTHERS = ("Add a location", "Invite a colleague", "Schedule a report")


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("how do I remove a location", True),
        ("can I remove one of the locations now?", True),
        ("removing reports", True),
        ("how do I remove a member", False),
        ("how do I remove a person from my team", False),
        ("how do I remove somebody", False),
        ("how do I add a location", False),
        ("where is my location", False),
        ("how do I remove", False),
        ("", False),
    ],
)
def test_that_a_thing_with_an_article_of_its_own_is_not_taken_for_another(question: str, other: bool) -> None:
    (section,) = sections(article("remove", "Remove a member", "Choose the person, then Remove."))
    assert is_of_another_thing(question, section, ("Remove a member", *OTHERS), "en") is other


def test_that_a_passage_that_speaks_of_the_thing_may_answer() -> None:
    (section,) = sections(article("remove", "Remove a member", "Members of a location leave it too."))
    assert not is_of_another_thing("how do I remove a location", section, OTHERS, "en")
