"""What is quoted of a passage: all of it when it is short, else its best-supported part, steps never torn apart."""

import re

import numpy as np

from knowledge.ingest import Section, Unit, UnitKind, render
from knowledge.lexical import Floats
from knowledge.search import Findings, Found

MAX_WORDS = 90
MAX_STEPS_WORDS = 170
"""Steps are quoted to the end or not at all, so they may be longer."""
RELATED_WITHIN = 1.5
"""How far below the first passage's score another may lie and still be as good."""
_HOW = re.compile(
    r"\b(?:how (?:do|can|to|would|could|should)|where (?:do|can) i|(?:want|need|like|trying) to|forgot(?:ten)?"
    r"|reset|steps?"
    r"|wie (?:kann|geht|mache?|andere|ändere)|cómo|como (?:puedo|hago)|comment)\b",
    re.IGNORECASE,
)


def to_quote(question: str, findings: Findings) -> Found:
    """The passage to answer with: the first one, or for a how-to the steps close behind it in the same article."""
    first = findings.found[0]
    if not _HOW.search(question) or _has_steps(first.section):
        return first
    for other in findings.found[1:]:
        if other.score < first.score - RELATED_WITHIN:
            break
        if other.section.article.id == first.section.article.id and _has_steps(other.section):
            return other
    return first


def _has_steps(section: Section) -> bool:
    return any(unit.kind is UnitKind.STEP for unit in section.units)


def quote(section: Section, similarities: Floats) -> str:
    """Light Markdown, word for word from the article. `similarities` are those of the section's units."""
    units = section.units
    if sum(unit.words for unit in units) <= MAX_WORDS:
        return render(units)
    best = int(np.argmax(similarities))
    chosen = _block(units, similarities, units[best].block)
    room = MAX_WORDS - sum(units[i].words for i in chosen)
    for i in np.argsort(-similarities, kind="stable"):
        if int(i) not in chosen and units[i].kind is UnitKind.SENTENCE and units[i].words <= room:
            chosen.add(int(i))
            room -= units[i].words
    chosen |= {i for i, unit in enumerate(units) if unit.kind is UnitKind.WARNING}
    return render(tuple(units[i] for i in sorted(chosen)))


def _block(units: tuple[Unit, ...], similarities: Floats, block: int) -> set[int]:
    """The units to quote of the block that holds the best one."""
    mine = [i for i, unit in enumerate(units) if unit.block == block]
    lead = {mine[0] - 1} if mine[0] > 0 and units[mine[0] - 1].text.endswith(":") else set()
    limit = MAX_STEPS_WORDS if units[mine[0]].kind is UnitKind.STEP else MAX_WORDS
    if sum(units[i].words for i in mine) <= limit:
        return lead | set(mine)
    chosen: set[int] = set()
    room = limit
    for i in sorted(mine, key=lambda i: -float(similarities[i])):
        if units[i].words <= room or not chosen:
            chosen.add(i)
            room -= units[i].words
    return lead | chosen
