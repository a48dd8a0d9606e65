"""Rules that cannot match are left out; no other ones ever are."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.policies import alarm_phrases, person_indirect, person_phrases, person_phrases_more
from core.policies.phrases import clauses
from core.policies.rules import Rules, pieces_of
from graph.understanding.anchors import read_anchors
from tests.support.models import ROOT

PATTERNS = (
    r"\b(?:lawyers?|solicitors?)\b",
    r"\b(?:is|are) (?:\w+ ){0,2}hacked\b",
    r"\bunauthori[sz]ed (?:access|login)",
    r"^(?:please )?(?:human|person)$",
    r"\b(?:my|our) \w+(?= is gone)",
    r"(?:ab|cd|)e?f+(?:ghi){2,}",
    r"\bno (?!more)(?:bot|robot)s?",
    r"[a-c]x|yy",
    r"(?P<who>some)one(?P=who)",
    r"(?:tele){1,2}phone|(?:call)+",
    r"(?i)SHOUT",
)
KINDS = {
    "alarms": alarm_phrases._ALARMS,
    "wishes": person_phrases._WISHES,
    "more": person_phrases_more._WISHES,
    "indirect": person_indirect._WISHES,
    **{f"signs {n}": alarm_phrases._firsts(signs) for n, (signs, _) in enumerate(alarm_phrases._SIGNS)},
}


@given(st.sampled_from(PATTERNS).flatmap(lambda pattern: st.tuples(st.just(pattern), st.from_regex(pattern))))
def test_that_a_rule_is_possible_wherever_it_matches(drawn: tuple[str, str]) -> None:
    pattern, text = drawn
    rules = Rules(PATTERNS)
    assert PATTERNS.index(pattern) in rules.possible(text)
    assert [match.re.pattern for match in rules.matches(text)] == [p for p in PATTERNS if re.search(p, text)]


@pytest.mark.parametrize("kind", KINDS)
def test_that_none_of_our_rules_is_left_out_of_our_own_sentences(kind: str) -> None:
    rules, tried = KINDS[kind], 0
    said = [line for file in (ROOT / "tests/data").glob("*.txt") for line in file.read_text().splitlines()]
    said += read_anchors().alarm_texts
    heard = {clause for text in said for clause in clauses(text)}
    for clause in heard:
        possible = set(rules.possible(clause))
        tried += len(possible)
        matching = {number for number in range(len(rules)) if rules[number].search(clause)}
        assert matching <= possible, clause
    assert 0 < tried < len(heard) * len(rules) / 4


@pytest.mark.parametrize(
    ("pattern", "pieces"),
    [
        (r"\b(?:lawyers?|solicitors?)\b", {"lawyer", "solicitor"}),
        (r"\bmy lawyer (?:said|told)", {"my lawyer "}),
        (r"\bhuman(?: being)?\b", {"human"}),
        (r"(?:lawyer|\w+)", set()),
        (r"(?:optional)?", set()),
        (r"(?!lawyer)\w+", set()),
        (r"(?i)lawyer", set()),
        (r"(?i:lawyer)", set()),
    ],
)
def test_which_pieces_a_pattern_needs(pattern: str, pieces: set[str]) -> None:
    assert pieces_of(pattern) == pieces
