"""What is quoted of a passage: all of it when it is short, else its best-supported part, steps never torn apart."""

import numpy as np

from knowledge.ingest import Section, Unit, UnitKind, render
from knowledge.lexical import Floats

MAX_WORDS = 90
MAX_STEPS_WORDS = 170
"""Steps are quoted to the end or not at all, so they may be longer."""


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
