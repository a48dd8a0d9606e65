"""What changed between two versions of an article, line by line. Pure."""

import difflib
from dataclasses import dataclass

AROUND = 2
MOST_LINES = 400


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a comparison. `kind` is "same", "added", "removed" or "gap"."""

    kind: str
    text: str


_KINDS = {" ": "same", "+": "added", "-": "removed"}


def differences(before: str, after: str) -> tuple[Line, ...]:
    """Changed lines with a few around them; empty when nothing changed, and for a first version."""
    if not before or before == after:
        return ()
    lines: list[Line] = []
    for line in difflib.unified_diff(before.splitlines(), after.splitlines(), n=AROUND, lineterm=""):
        if line.startswith(("---", "+++")) and not lines:
            continue
        if line.startswith("@@"):
            lines.append(Line("gap", "…"))
        elif line[:1] in _KINDS:
            lines.append(Line(_KINDS[line[0]], line[1:]))
        if len(lines) >= MOST_LINES:
            break
    return tuple(lines[1:] if lines and lines[0].kind == "gap" else lines)
