"""Questions grouped by what they ask, without personal data, dearest first, with a draft."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.domain.ids import ArticleId, ConversationId, Millis
from core.gaps import ClosedGap, Unanswered
from core.policies.gaps import DECLINED_MINUTES, for_an_article, gaps_of, group, without_closed

REPLY = """Hi Dana,

Open Settings and choose Export in the top right corner. The file comes to dana@acme.example within ten minutes.
Thanks for waiting."""


def asked(question: str, at: int, minutes: int = 0, *replies: str) -> Unanswered:
    return Unanswered(
        ConversationId(f"c{at}"), question, "no_answer", Millis(at), "Dana Doe", minutes * 60_000, tuple(replies)
    )


def vectors(*angles: float) -> np.ndarray:
    return np.array([[np.cos(a), np.sin(a)] for a in angles], np.float32)


def test_that_what_costs_most_comes_first_and_nobody_is_named():
    questions = [
        asked("Is there a penguin plan?", 1),
        asked("I am Dana Doe, how do I export? My card is 4111 1111 1111 1111", 2, 30, REPLY),
        asked("export please, dana@acme.example", 3, 90, REPLY),
    ]
    export, penguin = gaps_of(questions, vectors(2.0, 0.0, 0.1))
    assert (export.minutes, len(export.questions)) == (120, 2)
    assert (penguin.minutes, penguin.draft) == (DECLINED_MINUTES, "")
    shown = repr(export)
    assert "Dana" not in shown
    assert "dana@" not in shown
    assert "4111" not in shown
    assert "Open Settings and choose Export in the top right corner." in export.draft
    assert export.draft.count("Open Settings") == 1
    assert "Hi" not in export.draft.split()
    assert "Thanks for waiting" not in export.draft
    assert [each.at for each in export.questions] == [3, 2]


def test_that_what_asks_nothing_is_no_gap():
    lines = ["Can I speak to someone please?", "Das hat nicht geholfen", "thanks a lot", "how do I export my clients?"]
    questions = [asked(line, at) for at, line in enumerate(lines)]
    kept = for_an_article([*questions, replace(asked("human please", 9), wanted="Say when we call back.")])
    assert [each.question for each in kept] == ["how do I export my clients?", "human please"]


def test_that_a_case_left_open_overnight_does_not_rule_the_list():
    (gap,) = gaps_of([asked("why?", 1, 900)], vectors(0.0))
    assert gap.minutes == 120


@given(st.lists(st.floats(0, 6.28), max_size=30))
def test_that_every_question_is_in_one_group(angles):
    questions = [asked("?", at) for at in range(len(angles))]
    groups = group(questions, vectors(*angles) if angles else np.empty((0, 2), np.float32))
    assert sorted(i for members in groups for i in members) == list(range(len(angles)))
    assert [len(members) for members in groups] == sorted((len(members) for members in groups), reverse=True)


def test_that_what_an_agent_wants_is_in_the_gap_and_first_in_its_draft():
    wish = "Say that dana@acme.example must confirm the export by hand."
    questions = [replace(asked("export?", 2, 30, REPLY), wanted=wish), asked("exporting?", 1)]
    (gap,) = gaps_of(questions, vectors(0.0, 0.1))
    assert gap.wanted == ("Say that [email] must confirm the export by hand.",)
    assert gap.draft.splitlines()[2] == gap.wanted[0]


def test_that_a_gap_is_closed_once_customers_can_read_its_article_and_questions_after_that_are_told():
    questions = [asked("export?", 1), asked("export again?", 9), asked("penguins?", 2)]
    meant = vectors(0.0, 0.1, 2.0)
    gap = ClosedGap("g", "Export", ("how do I export",), 1, 30, ArticleId("export"), Millis(4), "Priya")
    theirs = [vectors(0.05)]
    still, _ = without_closed(questions, meant, [gap], theirs)
    assert still == [0, 1, 2], "customers cannot read it yet"
    still, (followed,) = without_closed(questions, meant, [replace(gap, published_at=Millis(5))], theirs)
    assert still == [2]
    assert [each.question for each in followed.since] == ["export again?"]
    still, (dismissed,) = without_closed(questions, meant, [replace(gap, article_id=None)], theirs)
    assert (still, dismissed.since) == ([2], ())
    assert without_closed([], np.empty((0, 2), np.float32), [gap], theirs)[0] == []
