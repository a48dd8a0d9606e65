"""The table of others' complaints in docs/SLACK.md: none is left out, and every test it names is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
_NAMED = re.compile(r"C(\d+)(?: to C(\d+))?")
_TICKED = re.compile(r"`([^`]+)`")


def rows() -> list[tuple[list[int], str]]:
    """(numbers, what is said of them) of each row."""
    text = (ROOT / "docs/SLACK.md").read_text()
    found = []
    for line in text.splitlines():
        if re.match(r"\| C\d", line):
            head, said = line.strip("| ").split(" | ", 1)
            numbers = [n for a, b in _NAMED.findall(head) for n in range(int(a), int(b or a) + 1)]
            found.append((numbers, said))
    return found


def known_tests() -> set[str]:
    """Every test function there is."""
    sources = "\n".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    return set(re.findall(r"def (test_\w+)", sources))


def test_that_every_complaint_of_parts_a_to_c_has_a_line():
    numbers = sorted(number for named, _ in rows() for number in named)
    assert numbers == list(range(1, 37))


def test_that_every_named_test_exists():
    there = known_tests()
    for numbers, said in rows():
        named = _TICKED.findall(said)
        tests = [name for name in named if name.startswith("test_")]
        missing = [name for name in tests if name not in there]
        missing += [name for name in named if "/" in name and not (ROOT / name).exists()]
        assert not missing, f"C{numbers}: {missing}"
        assert tests or said.startswith("does not apply:"), f"C{numbers} names no test and no reason"
