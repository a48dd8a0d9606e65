"""Many rules over one text, of which few can apply: which ones is told by the letters in it, without trying them all.

Every match of most rules holds one of a few pieces of plain text ("lawyer", "solicitor"). A sentence has some seventy
runs of three letters; looking these up says which pieces are there, and only rules with one of theirs are tried, in
their order. What is left out could not have matched, so nothing else changes.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from re import _parser  # type: ignore[attr-defined]  # there is no public way to look into a pattern
from typing import Any

_RUN = 3
"""Letters looked up at once."""
_LONG = 5
"""From this length on a piece is rare enough; then fewer pieces count."""

Pieces = frozenset[str]


class Rules:
    """Patterns over folded text. Each is compiled when it is first tried."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self._patterns = tuple(patterns)
        self._compiled: list[re.Pattern[str] | None] = [None] * len(self._patterns)
        needed = [pieces_of(pattern) for pattern in self._patterns]
        self._always = frozenset(number for number, pieces in enumerate(needed) if not pieces)
        self._by_run = _by_run(needed)

    def __len__(self) -> int:
        return len(self._patterns)

    def __getitem__(self, number: int) -> re.Pattern[str]:
        compiled = self._compiled[number]
        if compiled is None:
            compiled = self._compiled[number] = re.compile(self._patterns[number])
        return compiled

    def possible(self, text: str) -> list[int]:
        """The numbers of the rules that may match somewhere in `text`, in order."""
        found = set(self._always)
        for run in _runs(text) & self._by_run.keys():
            for piece, numbers in self._by_run[run]:
                if piece in text:
                    found.update(numbers)
        return sorted(found)

    def matches(self, text: str) -> Iterator[re.Match[str]]:
        """The first match of each rule that has one, in the rules' order."""
        for number in self.possible(text):
            if match := self[number].search(text):
                yield match


@lru_cache(maxsize=256)
def _runs(text: str) -> Pieces:
    return frozenset(text[at : at + _RUN] for at in range(len(text) - _RUN + 1))


def _by_run(needed: Iterable[Pieces]) -> dict[str, tuple[tuple[str, tuple[int, ...]], ...]]:
    """Pieces with the rules that need them, each under that run of its letters which the fewest pieces share."""
    rules: dict[str, list[int]] = {}
    for number, pieces in enumerate(needed):
        for piece in pieces:
            rules.setdefault(piece, []).append(number)
    shared = Counter(run for piece in rules for run in _runs(piece))
    found: dict[str, list[tuple[str, tuple[int, ...]]]] = {}
    for piece, numbers in sorted(rules.items()):
        run = min(sorted(_runs(piece)), key=shared.__getitem__)
        found.setdefault(run, []).append((piece, tuple(numbers)))
    return {run: tuple(each) for run, each in found.items()}


def pieces_of(pattern: str) -> Pieces:
    """Plain texts of which every match of a pattern holds at least one; empty where there are none to be named."""
    parsed = _parser.parse(pattern)
    return frozenset() if parsed.state.flags & re.IGNORECASE else _needed(parsed)


def _needed(sequence: Any) -> Pieces:
    """The best choice among the parts of a sequence: all of them must be there, so any one will do."""
    choices: list[Pieces] = []
    letters = ""
    for kind, value in sequence:
        if kind is _parser.LITERAL:
            letters += chr(value)
            continue
        choices.append(frozenset({letters}))
        letters = ""
        choices.append(_needed_by(kind, value))
    choices.append(frozenset({letters}))
    usable = [pieces for pieces in choices if pieces and min(map(len, pieces)) >= _RUN]
    return max(usable, key=_use, default=frozenset())


def _needed_by(kind: Any, value: Any) -> Pieces:
    if kind is _parser.BRANCH:
        each = [_needed(way) for way in value[1]]
        return frozenset().union(*each) if all(each) else frozenset()
    if kind is _parser.SUBPATTERN and not value[1] & re.IGNORECASE:
        return _needed(value[-1])
    if kind in (_parser.MAX_REPEAT, _parser.MIN_REPEAT) and value[0] > 0:
        return _needed(value[2])
    return frozenset()


def _use(pieces: Pieces) -> tuple[int, int]:
    return min(_LONG, *map(len, pieces), _LONG), -len(pieces)
